"""A compiled set of profiles: screens batches and single declarations, and tells why."""

import datetime as dt
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA, Column
from serai.declarations.single import Declaration
from serai.risk.language.evaluate import References
from serai.risk.profiles.profile import Profile
from serai.risk.profiles.profile_set import ProfileSet
from serai.risk.screening import native, saved
from serai.risk.screening.batch import Batch, Known, Peers, looks
from serai.risk.screening.compile import plan_of
from serai.risk.screening.explain import Explanation, explain
from serai.risk.screening.hits import Hits
from serai.risk.screening.one import Found, One
from serai.risk.screening.plan import Plan


@dataclass(frozen=True)
class Told:
    """What a screen can tell of its profiles, read where it is asked for."""

    profiles: tuple[Profile, ...]
    lists: Mapping[str, Collection[str]]


class Screen:
    """Profiles, compiled: made by `compile_profiles`, or loaded from a file."""

    def __init__(
        self,
        plan: Plan,
        ids: Sequence[str],
        severities: NDArray[np.uint8],
        weights: NDArray[np.float64],
        *,
        told: Callable[[], Told],
        version: Callable[[], str] = str,
    ) -> None:
        self.plan = plan
        self.ids = tuple(ids)
        """Of the profiles, in the order hits count them."""
        self._severities, self._weights = severities, weights
        self._told, self._version = told, version
        self._known: Known = {}
        self._one: tuple[dt.date, References | None, One] | None = None

    def explain(
        self,
        declaration: Declaration,
        profile: str,
        *,
        today: dt.date,
        references: References | None = None,
    ) -> Explanation:
        """Why a profile, by its id, hits a declaration or does not. Raises KeyError for an unknown id."""
        found = self._by_id[profile]
        lists = self.told.lists
        return explain(found, declaration, today=today, lists=lists, references=references)

    @cached_property
    def _by_id(self) -> Mapping[str, Profile]:
        return {profile.id: profile for profile in self.profiles}

    @cached_property
    def version(self) -> str:
        """Of the profile set it was compiled from; empty where it was none."""
        return self._version()

    @cached_property
    def told(self) -> Told:
        """The profiles and their lists. Raises ScreenFileError where a file has them wrong."""
        return self._told()

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """In the order hits count them."""
        return self.told.profiles

    def save(self, path: Path | str) -> None:
        """Write the screen as one file that another machine can load: an `.npz` without pickles."""
        told = self.told
        saved.save(
            Path(path), self.plan, version=self.version, profiles=told.profiles, lists=told.lists
        )

    def __reduce__(self) -> tuple[Callable[[bytes], "Screen"], tuple[bytes]]:
        """To another process it goes as its file."""
        return Screen.load, (self.to_bytes(),)

    def to_bytes(self) -> bytes:
        """What `save` writes."""
        told = self.told
        return saved.packed(
            self.plan, version=self.version, profiles=told.profiles, lists=told.lists
        )

    @classmethod
    def load(cls, source: Path | str | bytes) -> Self:
        """The screen in a file, or in its bytes. Raises ScreenFileError for one that is none, and OSError."""
        found = saved.Loaded(source if isinstance(source, bytes) else Path(source))
        return cls(
            found.plan,
            found.ids,
            found.severities,
            found.weights,
            told=lambda: Told(*saved.profiles_in(found.profiles)),
            version=lambda: found.version,
        )

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

        `references` are the peers' values: for each (column, keys) by the values of the keys; hand in
        the same object each time, for another one is taken up anew. Raises
        BatchError with each column whose value is of another kind than the schema's.
        """
        made = self._one
        if made is None or made[0] != today or made[1] is not references:
            one = One(
                self.plan,
                self.ids,
                self._severities.tolist(),
                self._weights.tolist(),
                today=today,
                references=references,
            )
            # At once, for another thread may ask for another day.
            made = self._one = (today, references, one)
        return made[2](declaration)


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
    version: Callable[[], str] = str
    if isinstance(profiles, ProfileSet):
        profile_set = profiles
        version = lambda: profile_set.version  # noqa: E731 - worked out where it is asked for
        lists = {name: one.values for name, one in profiles.lists.items()}
        profiles = profiles.profiles
    kept = tuple(profiles)
    told = Told(kept, lists or {})
    conditions = ((profile.id, profile.condition) for profile in kept)
    return Screen(
        plan_of(conditions, lists=told.lists, schema=schema),
        [profile.id for profile in kept],
        np.array([profile.lane.severity for profile in kept], np.uint8),
        np.array([profile.weight for profile in kept], np.float64),
        told=lambda: told,
        version=version,
    )
