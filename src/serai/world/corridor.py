"""One movement as each administration on its way sees it."""

import polars as pl

VIEW = pl.Schema(
    {
        "time": pl.Datetime("us", "UTC"),
        "administration": pl.String(),
        "seen": pl.String(),
        "office": pl.String(),
        "hs": pl.String(),
        "net_mass": pl.Float64(),
        "gross_mass": pl.Float64(),
        "value": pl.Float64(),
        "seal": pl.String(),
        "container": pl.String(),
    }
)
"""`seen` is EX, TR or IM for a declaration, else the event of a message; `gross_mass` is declared, or weighed
(kg); `value` USD."""


def movement(document: str, declarations: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """Everything that was lodged or reported of a transport document, in the order of time.

    The frames are those of `serai.world.week.Week`, of one week or of many; `week.of(code)` leaves what
    one administration sees. A declaration stands at the beginning of its day. Columns as in `VIEW`.
    """
    lodged = declarations.filter(pl.col("document") == document).select(
        time=pl.col("date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
        administration="administration",
        seen="type",
        office="office",
        hs="hs",
        net_mass="net_mass",
        gross_mass="gross_mass",
        value="value",
    )
    told = messages.filter(pl.col("document") == document).select(
        "time",
        "administration",
        "office",
        "gross_mass",
        "seal",
        "container",
        seen="event",
    )
    both = pl.concat([VIEW.to_frame(), lodged, told], how="diagonal").select(list(VIEW))
    return both.sort("time", "administration", "seen")
