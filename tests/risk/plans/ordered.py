"""Files of a small plan, and the command that makes it."""

import datetime as dt

import polars as pl

from serai.cli import main

PROFILES = """\
title: Two profiles
profiles:
  - id: CARS
    title: Cars from China
    version: "1"
    lane: red
    weight: 5
    when: hs starts with ("8703", "6204") and origin = "CN"
  - id: CHEAP
    title: Cheap goods
    version: "1"
    lane: yellow
    weight: 2
    when: unit_price < 3
"""
CAPACITY = """\
minutes: {documents: 20, goods: 60}
hours:
  "10": {documents: 2, goods: 3}
  other: {documents: 1, goods: 2}
"""
TODAY = dt.date(2026, 11, 2)
FILES = {"plan.parquet", "plan.csv", "plan.json", "report.html", "report.pdf"}


def planned(files, *more, out="out", past=True, day="day.parquet", hours="hours.yaml"):
    asked = ["plan", files / day, "--profiles", files / "set.yaml", "--capacity", files / hours,
             "--out", files / out, "--today", str(TODAY), *more]  # fmt: skip
    if past:
        asked += ["--history", files / "history.parquet"]
    return main(list(map(str, asked)))


def altered(files, change, name="day.parquet"):
    path = files / name
    change(pl.read_parquet(path)).write_parquet(path)


def with_items(day):
    """Every three rows are the items of one declaration of one office."""
    row = pl.int_range(120)
    return day.with_columns(
        declaration=pl.format("A{}", row // 3), item=row % 3 + 1, office=pl.lit("10")
    )
