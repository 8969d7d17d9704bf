"""What shakes the world in a given week. Each kind is a value; `apply` does it to a running world."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Shock:
    """Begins in a week, counted from 1."""

    kind: ClassVar[str]
    week: int

    @property
    def news(self) -> str:
        """What everybody learns when it begins; nothing where nobody tells."""
        return ""


@dataclass(frozen=True)
class PriceShock(Shock):
    """World prices of some goods change."""

    kind: ClassVar = "price"
    goods: str
    """Beginning of their code."""
    factor: float


@dataclass(frozen=True)
class NewRoute(Shock):
    """A route opens that was closed from the beginning."""

    kind: ClassVar = "new-route"
    route: str

    @property
    def news(self) -> str:
        return f"a new route is open: {self.route}"


@dataclass(frozen=True)
class ClosedBorder(Shock):
    """Nothing passes a node for some weeks."""

    kind: ClassVar = "closed-border"
    node: str
    weeks: int

    @property
    def news(self) -> str:
        return f"{self.node} is closed"


@dataclass(frozen=True)
class NewDuty(Shock):
    """Another rate of duty on some goods."""

    kind: ClassVar = "new-duty"
    goods: str
    at: str
    """Administration."""
    duty: float
    """Share of the value."""

    @property
    def news(self) -> str:
        return f"{self.at} has another duty on {self.goods}: {self.duty:.0%}"


@dataclass(frozen=True)
class SmallParcels(Shock):
    """Parcels of a few kilograms become many."""

    kind: ClassVar = "small-parcels"
    factor: float
    at: str = ""
    """Administration of destination; empty for all."""


@dataclass(frozen=True)
class Diversion(Shock):
    """Goods that another market no longer gets are suddenly wanted at this one."""

    kind: ClassVar = "diversion"
    goods: str
    to: str
    factor: float


@dataclass(frozen=True)
class NewGroup(Shock):
    """A new organised group sets to work."""

    kind: ClassVar = "new-group"
    scheme: str
    at: str
    traders: int = 5


KINDS: tuple[type[Shock], ...] = (
    PriceShock, NewRoute, ClosedBorder, NewDuty, SmallParcels, Diversion, NewGroup,
)  # fmt: skip
