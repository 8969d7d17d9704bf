"""The Korea Customs set: 54,000 synthetic import declarations with labels (README.md beside this)."""

from importlib.resources import as_file, files
from typing import Literal, get_args

import polars as pl

from serai.declarations.reading import read

type Split = Literal["train", "valid", "test"]

LABELS = ("Fraud", "Critical Fraud")
"""0 or 1; and 0, 1 or 2, where 2 is the graver. What an inspection found: no part of a declaration."""


def load(split: Split) -> pl.DataFrame:
    """One of the three parts: the schema's declared columns, two columns of their own, the labels.

    Prices are in won, masses in kg, rates in percent. Labels are Int8. Raises ValueError for another
    name.
    """
    if split not in get_args(Split.__value__):
        raise ValueError(f"there are {', '.join(get_args(Split.__value__))}; there is no “{split}”")
    with as_file(files(__package__).joinpath(f"{split}.parquet")) as path:
        frame = read(path, "kcs", unknown_codes="ignore")
    return frame.with_columns(pl.col(*LABELS).cast(pl.Int8))
