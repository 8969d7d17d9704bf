"""What a Customs office gets in a week: nothing in it comes from the ledger."""

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl


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
    `packages`, `price` (USD)."""
    results: pl.DataFrame
    """Of own controls of earlier weeks, known now; columns of `OUTCOMES`."""
    news: tuple[str, ...]
    """What everybody knows: a border closed, a new rate."""

    @property
    def last(self) -> dt.date:
        """Sunday."""
        return self.first + dt.timedelta(days=6)

    def of(self, administration: str) -> "Week":
        """What one administration gets."""
        own = pl.col("administration") == administration
        return replace(
            self,
            declarations=self.declarations.filter(own),
            messages=self.messages.filter(own),
            exports=self.exports.filter(own),
            results=self.results.filter(own),
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
        "price": pl.Float64(),
    }
)
"""Of `Week.exports`."""
