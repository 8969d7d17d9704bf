"""What a risk unit can examine in a day: officers' hours by office and control, minutes per control.

Read from YAML:

    minutes: {documents: 20, goods: 90}
    hours:
      "10": {documents: 16, goods: 24}
      other: {documents: 8}
    random: 0.10
    expected: 0.10
    mandatory: [P07]
    finds: {documents: 0.6, goods: 0.9}

`other` is for all offices that are not named, together. `random` is the share of the capacity that goes to
declarations drawn whatever their risk; `expected` the share of declarations that ASYCUDA's order tops up to;
`finds` the share of non-compliance that a control finds where it is, 1 where it is left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import yaml

from serai.risk.profiles.profile import Lane

OTHER = "other"
RANDOM = 0.10
"""Of the capacity, unless it is told otherwise."""
EXPECTED = 0.10
"""Of the declarations, unless it is told otherwise."""

SHORTEST, MOST = 0.01, 1e6
"""Minutes of a control are more than the one; hours of an office, and minutes too, at most the other."""


class CapacityError(ValueError):
    """A capacity that cannot be; the message lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Control(StrEnum):
    """What is examined, the most thorough first."""

    GOODS = "goods"
    DOCUMENTS = "documents"

    @property
    def lane(self) -> Lane:
        """The lane that gets this control."""
        return Lane.RED if self is Control.GOODS else Lane.YELLOW


CONTROLS = tuple(Control)


@dataclass(frozen=True)
class Capacity:
    """Hours and minutes, and what is fixed before any strategy."""

    minutes: Mapping[Control, float]
    """For one control."""
    hours: Mapping[str, Mapping[Control, float]]
    """By office, and `other` for those not named."""
    random: float = RANDOM
    """Share of the capacity for declarations drawn whatever their risk."""
    mandatory: frozenset[str] = frozenset()
    """Ids of profiles whose hits are examined before anything else."""
    finds: Mapping[Control, float] = field(default_factory=lambda: dict.fromkeys(CONTROLS, 1.0))
    expected: float = EXPECTED
    """Share of declarations that are to be controlled in ASYCUDA's order."""

    def pool(self, office: str | None) -> str:
        """Whose hours an office draws on."""
        return office if office is not None and office in self.hours else OTHER

    def slots(self, pool: str) -> list[int]:
        """Whole controls of each kind that the hours of a pool are enough for, as in `CONTROLS`."""
        hours = self.hours.get(pool, {})
        # 0.1 h at 6 minutes is one control, whatever 0.1 is as a binary fraction.
        return [math.floor(round(hours.get(c, 0) * 60 / self.minutes[c], 9)) for c in CONTROLS]

    @classmethod
    def read(cls, text: str) -> "Capacity":
        """From YAML. Raises CapacityError with everything that is wrong."""
        try:
            texts = _Texts(text)
            given = texts.get_single_data()
        except yaml.YAMLError as wrong:
            raise CapacityError([f"not readable as YAML: {wrong}"]) from None
        if not isinstance(given, dict):
            raise CapacityError(["a capacity has “minutes” and “hours”"])
        reading = _Reading()
        reading.problems += [f"“{name}” stands here twice" for name in texts.twice]
        strange = set(map(str, given)) - {
            "minutes",
            "hours",
            "random",
            "expected",
            "mandatory",
            "finds",
        }
        reading.problems += [f"“{name}” is nothing a capacity has" for name in sorted(strange)]
        minutes = reading.by_control("minutes", given.get("minutes"), above=SHORTEST, most=MOST)
        hours = reading.hours(given.get("hours"))
        finds = reading.by_control("finds", given.get("finds") or {}, above=-1.0, most=1.0)
        random = reading.number("random", given.get("random", str(RANDOM)), most=1.0)
        expected = reading.number("expected", given.get("expected", str(EXPECTED)), most=1.0)
        mandatory = given.get("mandatory") or []
        if not isinstance(mandatory, list):
            reading.problems.append("“mandatory” is a list of profile ids")
            mandatory = []
        used = {control for by_control in hours.values() for control in by_control}
        reading.problems += [
            f"minutes: how long does one control of {control} take?"
            for control in CONTROLS
            if control in used and control not in minutes
        ]
        if reading.problems:
            raise CapacityError(reading.problems)
        return cls(
            dict.fromkeys(CONTROLS, 1.0) | minutes,
            hours,
            random,
            frozenset(map(str, mandatory)),
            dict.fromkeys(CONTROLS, 1.0) | finds,
            expected,
        )


class _Texts(yaml.SafeLoader):
    """Every scalar as it is written: office 010 is not the number 8."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # as the base class has it

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [str(name.value) for name, _ in node.value]
        self.twice += [name for name in dict.fromkeys(names) if names.count(name) > 1]
        return super().construct_mapping(node, deep)


class _Reading:
    """Values as they are read, and what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def hours(self, given: Any) -> dict[str, dict[Control, float]]:
        if not isinstance(given, dict):
            self.problems.append("hours: which office has how many?")
            return {}
        return {
            str(office): self.by_control(f"hours of {office}", some, above=-1.0, most=MOST)
            for office, some in given.items()
        }

    def by_control(
        self, name: str, given: Any, *, above: float, most: float
    ) -> dict[Control, float]:
        if not isinstance(given, dict):
            self.problems.append(f"{name}: a number for documents and for goods")
            return {}
        read = {}
        for control, value in given.items():
            if control not in CONTROLS:
                self.problems.append(
                    f"{name}: “{control}” is no control; there are documents, goods"
                )
                continue
            number = self.number(f"{name}, {control}", value, most=most)
            if number <= above:
                self.problems.append(f"{name}, {control}: above {above:g}, not {value}")
            read[Control(control)] = number
        return read

    def number(self, name: str, value: Any, *, most: float) -> float:
        """A number from 0 to `most`; 0 where it is none."""
        try:
            read = float(value) if isinstance(value, str) else math.nan
        except ValueError:
            read = math.nan
        if not math.isfinite(read):
            self.problems.append(f"{name}: “{value}” is no number")
        elif not 0 <= read <= most:
            self.problems.append(f"{name}: from 0 to {most:,.0f}, not {value}")
        else:
            return read
        return 0.0
