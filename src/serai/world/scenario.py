"""A scenario: which administrations are played, what trade there is, who cheats how, and what shakes it.

`serai.world.scenarios` reads one from YAML and has those that ship.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from serai.world.controls import Control
from serai.world.shocks import Shock

OTHER = "other"
"""Hours of all offices of an administration that are not named, together."""


@dataclass(frozen=True)
class Characters:
    """Shares of the traders; what they leave are careful ones."""

    careless: float = 0.25
    opportunist: float = 0.38
    organised: float = 0.07
    business: float = 1.0
    """Times the usual share of their business that those who cheat cheat on."""
    depth: float = 0.45
    """How deep they cut on the mean: 0 is timid, 1 brazen."""
    networks: int = 6
    """Groups the organised ones belong to."""


@dataclass(frozen=True)
class Played:
    """What an administration that is played has."""

    hours: Mapping[str, Mapping[Control, float]]
    """Of officers in a week, by office and control; `other` for offices that are not named."""
    offices: tuple[str, ...] = ()
    """Those that take part; all where none is named. Trade that another one would clear does not come."""
    times: float = 1.0
    """Times the hours there really are: what a practice asks for. Everybody knows the usual ones."""


@dataclass(frozen=True)
class Scenario:
    """Everything a world is made of, beside its seed."""

    name: str
    title: str
    title_ru: str
    about: str
    about_ru: str
    weekly: int
    """Declarations a week, of all administrations that are played, before seasons and shocks."""
    weeks: int
    start: dt.date
    """A Monday."""
    administrations: Mapping[str, Played]
    schemes: tuple[str, ...]
    sectors: Mapping[str, float] = field(default_factory=dict)
    """Times the usual trade; sectors that are not named have `elsewhere`."""
    elsewhere: float = 1.0
    origins: Mapping[str, float] = field(default_factory=dict)
    """Times the usual trade, by country of origin; 1 where not named."""
    characters: Characters = Characters()
    exchange: bool = False
    """Whether other administrations on a movement's way share what they see of it."""
    fine: float = 1.0
    """Times what was evaded, on top of it."""
    shocks: tuple[Shock, ...] = ()
