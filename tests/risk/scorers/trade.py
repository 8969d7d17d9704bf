"""A small made-up history in which goods, origin, price and one trader tell something."""

import datetime as dt

import numpy as np
import polars as pl


def history(
    rows: int = 1200, *, seed: int = 3, first: dt.date = dt.date(2025, 1, 1)
) -> pl.DataFrame:
    """Declarations of 300 days from `first`, with `found` and `revenue`."""
    rng = np.random.default_rng(seed)
    hs = rng.choice(["8517120000", "8471300000", "6204620000", "6403990000", "0207140000"], rows)
    origin = rng.choice(["CN", "TR", "DE", "VN"], rows)
    consignee = rng.choice([f"T{n}" for n in range(25)], rows)
    mass = np.round(rng.choice(np.exp(rng.normal(5, 1, 60)), rows), 1)
    price = mass * np.exp(rng.normal(2, 0.6, rows))
    log_odds = (
        -2.0
        + 1.2 * (hs == "6204620000")
        + 0.8 * (origin == "CN")
        + 1.5 * np.isin(consignee, ["T1", "T2", "T3", "T4"])
        - 1.0 * (np.log(price / mass) - 2)
    )
    found = (rng.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)
    days = np.sort(rng.integers(0, 300, rows))
    return pl.DataFrame(
        {
            "date": [first + dt.timedelta(days=int(day)) for day in days],
            "hs": hs,
            "origin": origin,
            "dispatch": origin,
            "consignee": consignee,
            "office": one_of(rng, ["10", "20", None], rows),
            "preference": one_of(rng, ["A", "F", None], rows),
            "tax_rate": one_of(rng, [0.0, 8.0, 12.0, None], rows),
            "net_mass": mass,
            "price": np.round(price, 2),
            "container": rng.choice([True, False], rows),
            "found": found,
            "revenue": np.round(found * price * 0.2, 2),
        },
        schema_overrides={"tax_rate": pl.Float64, "found": pl.Int8},
    )


def one_of[T](rng: np.random.Generator, values: list[T], rows: int) -> list[T]:
    return [values[place] for place in rng.integers(0, len(values), rows)]


def batch(rows: int = 200) -> pl.DataFrame:
    """Declarations of the year after."""
    return history(rows, seed=11, first=dt.date(2026, 1, 1)).drop("found", "revenue")
