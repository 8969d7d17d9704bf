"""What shakes the world in a given week. Each kind is a value; `serai.world.shaking` does it to a running world."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar


@dataclass(frozen=True)
class Shock:
    """Begins in a week, counted from 1."""

    kind: ClassVar[str]
    told: ClassVar[tuple[str, ...]] = ()
    """Its fields that everybody learns when it begins; none where nobody tells."""
    week: int

    @property
    def ends(self) -> int | None:
        """The week in which it is over, and everybody hears so; None where it stays."""
        return None


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
    told: ClassVar = ("route",)
    route: str


@dataclass(frozen=True)
class ClosedBorder(Shock):
    """Nothing passes a node for some weeks."""

    kind: ClassVar = "closed-border"
    told: ClassVar = ("node",)
    node: str
    weeks: int

    @property
    def ends(self) -> int:
        return self.week + self.weeks


@dataclass(frozen=True)
class NewDuty(Shock):
    """Another rate of duty on some goods."""

    kind: ClassVar = "new-duty"
    told: ClassVar = ("goods", "at", "duty")
    goods: str
    at: str
    """Administration."""
    duty: float
    """Share of the value."""


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


@dataclass(frozen=True)
class News:
    """What everybody hears in a week: a shock has begun, or is over. How long it will last, nobody says."""

    week: int
    """From 1."""
    kind: str
    """Of the shock: `closed-border`, `new-route` or `new-duty`."""
    over: bool = False
    node: str = ""
    """Code of what is closed, or open again."""
    route: str = ""
    goods: str = ""
    """Beginning of their code."""
    at: str = ""
    """Administration."""
    duty: float = 0.0
    """Share of the value."""

    def __str__(self) -> str:
        """In English, with codes; `serai.season.words.news_about` has names, and Russian."""
        match self.kind:
            case ClosedBorder.kind:
                return f"{self.node} is {'open again' if self.over else 'closed'}"
            case NewRoute.kind:
                return f"a new route is open: {self.route}"
            case NewDuty.kind:
                return f"{self.at} has another duty on {self.goods}: {100 * self.duty:g}%"
        return self.kind


def news_of(shocks: Iterable[Shock], week: int) -> tuple[News, ...]:
    """What everybody hears in a week, counted from 1, in the order of the shocks."""
    told = [
        (one, News(week, one.kind, **{name: getattr(one, name) for name in one.told}))
        for one in shocks
        if one.told
    ]
    # What another shock keeps closed is not open again.
    lasting = [news for one, news in told if one.ends and one.week <= week < one.ends]
    heard = []
    for one, news in told:
        if one.week == week:
            heard.append(news)
        if one.ends == week and news not in lasting:
            heard.append(replace(news, over=True))
    return tuple(dict.fromkeys(heard))
