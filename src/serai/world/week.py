"""What a Customs office gets in a week: nothing in it comes from the ledger."""

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl

from serai.world.errors import NotPlayedError
from serai.world.shocks import News


@dataclass(frozen=True)
class Week:
    """Frames of all administrations that are played, or of one of them (`of`)."""

    number: int
    """From 1."""
    first: dt.date
    declarations: pl.DataFrame
    """Columns of a declaration, with `administration` and `document` (of transport)."""
    messages: pl.DataFrame
    """Entries, exits and arrivals: `administration`, `document`, `event`, `office`, `time` (UTC), `seal`,
    `gross_mass` (kg, where it was weighed), `container`; and, where administrations exchange what they
    know, `confirmed`: the next administration has seen it enter."""
    exports: pl.DataFrame
    """Where they exchange: what was declared at export of movements lodged this week: `administration` (who
    gets it), `document`, `destination` (as export papers name it), `hs`, `origin`, `net_mass`, `gross_mass`,
    `packages`, `value` (USD, at the place it left: what the invoice asks depends on its terms)."""
    results: pl.DataFrame
    """Of own controls of earlier weeks, known now; columns of `OUTCOMES`."""
    news: tuple[News, ...]
    """What everybody hears: a border closed, a new rate. `str` of one is a sentence with codes."""
    administrations: tuple[str, ...]
    """Codes of those whose frames these are."""

    def __repr__(self) -> str:
        return (
            f"<Week {self.number} from {self.first}: {' '.join(self.administrations)}, "
            f"{len(self.declarations):,} declarations, {len(self.messages):,} messages, "
            f"{len(self.results):,} results, {len(self.news)} news>"
        )

    @property
    def last(self) -> dt.date:
        """Sunday."""
        return self.first + dt.timedelta(days=6)

    def of(self, administration: str) -> "Week":
        """What one administration gets, by its code. Raises NotPlayedError, naming those that are played."""
        if administration not in self.administrations:
            there = ", ".join(self.administrations)
            raise NotPlayedError([f"“{administration}” gets nothing here: there are {there}"])
        own = pl.col("administration") == administration
        return replace(
            self,
            declarations=self.declarations.filter(own),
            messages=self.messages.filter(own),
            exports=self.exports.filter(own),
            results=self.results.filter(own),
            administrations=(administration,),
        )


OUTCOMES = pl.Schema(
    {
        "administration": pl.String(),
        "declaration": pl.String(),
        "control": pl.String(),
        "found": pl.Boolean(),
        "offence": pl.String(),
        "recovered": pl.Float64(),
        "fine": pl.Float64(),
        "minutes": pl.Float64(),
        "known": pl.Date(),
    }
)
"""Of controls: `offence` names the scheme, or `mistake`; `recovered` and `fine` are USD."""
EXPORTS = pl.Schema(
    {
        "administration": pl.String(),
        "document": pl.String(),
        "destination": pl.String(),
        "hs": pl.String(),
        "origin": pl.String(),
        "net_mass": pl.Float64(),
        "gross_mass": pl.Float64(),
        "packages": pl.Float64(),
        "value": pl.Float64(),
    }
)
"""Of `Week.exports`."""
