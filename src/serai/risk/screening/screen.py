"""A compiled set of profiles: screens batches and single declarations, and tells why."""

import datetime as dt
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA, Column
from serai.declarations.single import Declaration
from serai.risk.language.evaluate import References
from serai.risk.profiles.profile import Profile
from serai.risk.profiles.profile_set import ProfileSet
from serai.risk.screening import native
from serai.risk.screening.batch import Batch, Known, Peers, looks
from serai.risk.screening.compile import plan_of
from serai.risk.screening.hits import Hits
from serai.risk.screening.one import Found, One
from serai.risk.screening.plan import Plan


class Screen:
    """Profiles, compiled: made by `compile_profiles`, or loaded from a file."""

    def __init__(self, plan: Plan, profiles: Sequence[Profile], version: str = "") -> None:
        self.plan = plan
        self.profiles = tuple(profiles)
        self.version = version
        """Of the profile set it was compiled from."""
        self._known: Known = {}
        self._one: One | None = None
        self._one_for: tuple[dt.date, References | None] | None = None

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Of the profiles, in the order hits count them."""
        return tuple(profile.id for profile in self.profiles)

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return np.array([profile.weight for profile in self.profiles], np.float64)

    @cached_property
    def _severities(self) -> NDArray[np.uint8]:
        return np.array([profile.lane.severity for profile in self.profiles], np.uint8)

    def __call__(
        self,
        batch: Batch,
        *,
        today: dt.date,
        peers: Peers | None = None,
        path: native.Path | None = None,
        threads: int | None = None,
    ) -> Hits:
        """Which profiles hit each declaration of a batch (Polars frame, Arrow batch or table).

        Columns that are not there are missing in every row; derived ones are computed where they
        are asked for and not there, and chapters, headings and subheadings always read off `hs`.
        `today` is the day that profiles count from; `path` one of `native.paths()`; `threads` as
        many as there are processors if not said. Raises BatchError for columns of a wrong type and
        peer tables that are not there.
        """
        rows = len(batch)
        found = looks(self.plan, batch, today=today, peers=peers, known=self._known)
        offsets, profiles = native.screen(
            self.plan,
            found,
            rows,
            path=path or native.paths()[0],
            threads=threads or os.process_cpu_count() or 1,
        )
        return Hits(offsets, profiles, self.ids, self._severities, self._weights)

    def one(
        self,
        declaration: Declaration,
        *,
        today: dt.date,
        references: References | None = None,
    ) -> Found:
        """Which profiles hit one declaration. The first call, and the first of a day, takes longer.

        `references` are the peers' values: for each (column, keys) by the values of the keys. Raises
        BatchError with each column whose value is of another kind than the schema's.
        """
        one = self._one
        if one is None or self._one_for != (today, references):
            one = self._one = One(
                self.plan,
                self.ids,
                self._severities.tolist(),
                self._weights.tolist(),
                today=today,
                references=references,
            )
            self._one_for = (today, references)
        return one(declaration)


def compile_profiles(
    profiles: ProfileSet | Iterable[Profile],
    *,
    lists: Mapping[str, Collection[str]] | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> Screen:
    """The screen of a profile set, or of profiles with the values of the lists they name.

    Raises TooManyClausesError for a condition that multiplies out to more than 4,096 alternatives,
    and UnscreenableError for one that no check would let through.
    """
    version = ""
    if isinstance(profiles, ProfileSet):
        version = profiles.version
        lists = {name: one.values for name, one in profiles.lists.items()}
        profiles = profiles.profiles
    kept = tuple(profiles)
    conditions = ((profile.id, profile.condition) for profile in kept)
    return Screen(plan_of(conditions, lists=lists or {}, schema=schema), kept, version)
