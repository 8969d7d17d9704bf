"""Messages on the way: entries, arrivals and exits, with scales and seals."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import codes, exact
from serai.world.events import Events, Kind
from serai.world.lodged import Lodged
from serai.world.lodged.clerk import Clerk
from serai.world.lodged.columns import Columns, broken, taken, weight_of
from serai.world.movements import Movements

type Ints = NDArray[np.int64]

ENTRY, ARRIVAL, EXIT, CONFIRMED = range(4)
EVENTS = pl.Series(["entry", "arrival", "exit", "confirmed"])
"""What a message tells."""
WEIGHED = 0.8
"""Share of movements whose lorry or wagon is weighed where it leaves or arrives."""
SCALE, POOR, OFF = 0.012, 0.06, 4.0
"""Standard deviation of a weighbridge as a share; the share of weighings with wet pallets, fuel or a scale
that is out of order; and how many times as far off these are."""
CHANGED, WHERE, LAST = 31, 37, 99
"""Salts of seals that are changed, and of where; and the last step of a movement."""
RESEALED = 0.02
"""Share of honest movements that get a new seal on the way: a broken one, or an inspection elsewhere."""


def messages(
    clerk: Clerk, exits: Sequence[tuple[int, Movements, Events]], lodged: Lodged,
    chunks: dict[int, Movements], rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    """Entries, exits and arrivals; columns as in `Week.messages`."""
    of = Columns(lodged, chunks)
    rows = np.flatnonzero(lodged.events.kind != Kind.EXPORT)
    arrives = lodged.events.kind[rows] == Kind.IMPORT
    crossing = lodged.events.crossing[rows]
    parts = [
        (
            np.where(arrives, ARRIVAL, ENTRY),
            of("number")[rows], lodged.events.country[rows], lodged.office[rows],
            lodged.events.hour[rows], of("weight")[rows], of("container")[rows],
            of("broken")[rows], np.where(arrives, LAST, 2 * crossing),
        )
    ]  # fmt: skip
    for _, movements, events in exits:
        at = events.movement
        astray = movements.goods.diverted[at] == events.crossing
        parts.append(
            (
                np.where(events.kind == Kind.CONFIRMED, CONFIRMED, EXIT),
                movements.number[at],
                events.country,
                clerk.market.ways.office[movements.goods.route[at], events.crossing],
                events.hour,
                # A forged message has no scales behind it.
                np.where(astray, np.nan, weight_of(movements)[at]),
                movements.container[at],
                broken(movements)[at] & ~astray,
                2 * events.crossing + 1,
            )
        )
    event, number, country, office, hour, weight, box, opened, step = (
        np.concatenate(one) for one in zip(*parts, strict=True)
    )
    order = np.lexsort((event, number, hour))
    count = len(order)
    error = SCALE * exact.normal(rng, count) * np.where(rng.random(count) < POOR, OFF, 1.0)
    scales = weight[order] * (1 + error)
    weighed = (rng.random(count) < WEIGHED) & ~np.isnan(scales)
    seconds = np.floor(hour[order] * 3600).astype(np.int64)
    epoch = int(dt.datetime.combine(clerk.start, dt.time(), dt.UTC).timestamp())
    other = _resealed(number[order], opened[order], step[order])
    seal = codes.scrambled(np.where(other, number[order] + 50_000_000, number[order]), 11)
    return pl.DataFrame(
        {
            "administration": taken(clerk.countries, country[order]),
            "document": clerk.documents(number[order]),
            "event": taken(EVENTS, event[order]),
            "office": taken(clerk.offices, office[order]),
            "time": pl.Series((seconds + epoch) * 1_000_000).cast(pl.Datetime("us", "UTC")),
            "seal": pl.Series(seal).cast(pl.String),
            "gross_mass": np.where(weighed, np.round(scales, 0), np.nan),
            "container": clerk.boxes_of(box[order]),
        },
        nan_to_null=True,
    )


def _resealed(number: Ints, opened: NDArray[np.bool_], step: Ints) -> NDArray[np.bool_]:
    """Whether a movement has another seal at a step of its way: once it has, it keeps it."""
    changed = opened | (codes.scrambled(number, CHANGED) % 1000 < RESEALED * 1000)
    return changed & (step >= 1 + codes.scrambled(number, WHERE) % 6)
