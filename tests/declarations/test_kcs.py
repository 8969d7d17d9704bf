"""The Korea Customs set as it ships: whole, with its labels, and with its licence."""

from importlib.resources import files

import polars as pl
import pytest

from serai.declarations import kcs
from serai.declarations.columns import SCHEMA


@pytest.mark.parametrize(("split", "rows"), [("train", 37_385), ("valid", 8_134), ("test", 8_481)])
def test_a_part_is_whole(split, rows):
    frame = kcs.load(split)
    assert len(frame) == rows
    assert frame.columns == [
        *(column.name for column in SCHEMA.declared),
        "Import Use",
        "Country of Origin Indicator",
        *kcs.LABELS,
    ]
    assert set(frame["Fraud"]) == {0, 1}
    assert set(frame["Critical Fraud"]) == {0, 1, 2}
    assert frame["hs"].str.len_bytes().unique().to_list() == [10]
    assert set(frame["transport"]) <= set("123459")
    filled = frame.select(
        "declaration", "date", "office", "type", "procedure", "declarant", "consignee", "origin",
        "dispatch", "destination", "net_mass", "price", "tax_rate", "preference", "payment",
    )  # fmt: skip
    assert sum(filled.null_count().row(0)) == 0


def test_what_the_notes_say_of_it():
    train, test = kcs.load("train"), kcs.load("test")
    key = ["hs", "dispatch", "origin", "tax_rate", "preference", "net_mass"]
    assert round(train["Fraud"].mean(), 2) == 0.22
    assert len(test.join(train, on=key, how="anti")) == 1_572
    assert (train["carrier"].null_count(), train["consignor"].null_count()) == (30_671, 3_715)
    assert train.filter(pl.col("hs").str.starts_with("0")).height > 1_000


def test_another_part_does_not_exist():
    with pytest.raises(ValueError, match="train, valid, test"):
        kcs.load("trial")


def test_the_licence_ships_beside_it():
    text = files(kcs).joinpath("LICENSE").read_text()
    assert "Institute for Basic Science & Korea Customs Service" in text
