"""A set of profiles that is screened with as one: read, written, versioned."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from serai.declarations.columns import SCHEMA, Column
from serai.declarations.lists import ReferenceList
from serai.risk.language.canonical import version
from serai.risk.language.findings import Finding, Severity
from serai.risk.language.parse import Parsed, Spot
from serai.risk.profiles.check import findings_of
from serai.risk.profiles.profile import Profile
from serai.risk.profiles.reading import Located, Reading, read_file
from serai.risk.profiles.writing import written
from serai.risk.profiles.yaml_nodes import Place, Scalar

if TYPE_CHECKING:
    from serai.risk.screening.screen import Screen

NOWHERE = Place(0, 0, 0)


class ProfileSetError(ValueError):
    """A set cannot be screened with. `findings` has all errors and warnings, with their places."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True)
class ProfileSet:
    """Profiles in the order of their file, with the reference lists they name."""

    profiles: tuple[Profile, ...]
    lists: Mapping[str, ReferenceList] = field(default_factory=dict)
    title: str = ""
    title_ru: str = ""

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """The set in a YAML file, each condition checked.

        Raises ProfileSetError with every finding where one is an error. Examples and profiles that
        shadow each other are looked at by `check`, not here.
        """
        return cls.of(read_file(path))

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The set that was read. Raises ProfileSetError as `load` does."""
        found = findings_of(reading, thorough=False)
        if any(one.severity is Severity.ERROR for one in found):
            raise ProfileSetError(found)
        return cls(
            profiles=tuple(located.profile for located in reading.profiles),
            lists=reading.lists,
            title=reading.title,
            title_ru=reading.title_ru,
        )

    def check(
        self, *, peers: Collection[tuple[str, tuple[str, ...]]] | None = None
    ) -> tuple[Finding, ...]:
        """All findings of a set that is no file: without lines. `findings_of` has those of a file."""
        reading = Reading(lists=dict(self.lists), title=self.title, title_ru=self.title_ru)
        for profile in self.profiles:
            scalar = Scalar("", "", NOWHERE, NOWHERE)
            hit, no_hit = ([NOWHERE] * len(x) for x in (profile.must_hit, profile.must_not_hit))
            parsed = Parsed(profile.when, Spot(0, 0))
            reading.profiles.append(Located(profile, parsed, scalar, NOWHERE, hit, no_hit))
        return findings_of(reading, peers=peers)

    @cached_property
    def version(self) -> str:
        """SHA-256 of all that decides who is hit and what follows, in hexadecimal.

        Conditions in canonical form, validity, lane, weight, version of each profile, and the
        content of the lists; neither their order nor titles, owners and examples.
        """
        profiles = sorted(
            [
                profile.id,
                profile.version,
                str(profile.lane),
                float(profile.weight),
                str(profile.valid_from or ""),
                str(profile.valid_to or ""),
                version(profile.when),
            ]
            for profile in self.profiles
        )
        lists = sorted([name, one.hash] for name, one in self.lists.items())
        return hashlib.sha256(json.dumps([profiles, lists]).encode()).hexdigest()

    def compile(self, schema: Mapping[str, Column] = SCHEMA) -> "Screen":
        """The screen of the set.

        Raises TooManyClausesError for a condition that multiplies out to more than 4,096
        alternatives, and UnscreenableError for one that no check would let through.
        """
        # Screening knows profiles; who reads sets alone need not load it.
        from serai.risk.screening.screen import compile_profiles

        return compile_profiles(self, schema=schema)

    def dump(self) -> str:
        """The set as YAML; its lists are named as files beside it, pinned."""
        return written(self.profiles, self.lists, title=self.title, title_ru=self.title_ru)

    def save(self, path: Path | str) -> None:
        """Write the YAML file, and the lists in the folder `lists` beside it."""
        path = Path(path)
        if self.lists:
            (path.parent / "lists").mkdir(exist_ok=True)
        for name, one in self.lists.items():
            one.save(path.parent / "lists" / f"{name}.txt")
        path.write_text(self.dump(), encoding="utf-8", newline="\n")
