"""What files lack or have twice is told, and the items of a declaration are one decision."""

import datetime as dt
import json

import polars as pl
import pytest

from tests.risk.plans.ordered import altered, planned, with_items


def test_columns_that_are_not_understood_are_told(files, capsys):
    altered(files, lambda day: day.rename({"origin": "Страна"}).drop("office"))
    assert planned(files) == 0
    told = capsys.readouterr().err
    page = (files / "out" / "report.html").read_text()
    for said in (
        "No declaration has origin, which profiles ask for: CARS.",
        "The score learned from columns that no declaration of the day has: origin, office.",
        "Column “Страна” was not read",
        "No declaration says its office",
    ):
        assert said in told, said
        assert said in page, said


def test_a_file_without_any_column_of_the_profiles_is_refused(files, capsys):
    altered(files, lambda day: day.select("declaration", "office", Код="hs"))
    assert planned(files) == 1
    told = capsys.readouterr().err
    assert "there is none of the columns that profiles ask for: no hs; no origin" in told
    assert "column “Код” was not read" in told
    assert not (files / "out").exists()


def test_an_empty_column_is_as_good_as_none(files, capsys):
    altered(files, lambda day: day.with_columns(origin=pl.lit(None, pl.String)))
    assert planned(files) == 0
    assert "No declaration has origin, which profiles ask for: CARS." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ('{"4O": {goods: 5}, other: {goods: 3}}', "Office 4O has hours and no declarations."),
        ('{"10": {goods: 5}}', "rows are of offices without hours and cannot be examined: 20, –."),
        ("{other: {goods: 0.9, documents: 3}}", "The 54 minutes of other for goods are not enough"),
        ("{other: {goods: 3}}", "These offices share the hours of “other”: 10, 20."),
    ],
)
def test_hours_and_offices_that_do_not_fit_are_told(files, capsys, hours, said):
    (files / "odd.yaml").write_text(f"minutes: {{goods: 60, documents: 20}}\nhours: {hours}\n")
    assert planned(files, hours="odd.yaml") == 0
    assert said in capsys.readouterr().err


def test_declarations_of_other_days_are_told(files, capsys):
    planned(files)
    assert (
        "of 120 declarations are not dated 2026-11-02, the day of the plan"
        in capsys.readouterr().err
    )


def test_odd_days_of_knowing_and_odd_revenues_are_told(files, capsys):
    known = pl.when(pl.int_range(pl.len()) < 5).then(None).otherwise(pl.col("date"))
    known = pl.when(pl.int_range(pl.len()) >= 1190).then(dt.date(1990, 1, 1)).otherwise(known)
    altered(
        files,
        lambda past: past.with_columns(known=known, revenue=-pl.col("revenue")),
        "history.parquet",
    )
    assert planned(files) == 0
    told = capsys.readouterr().err
    assert "Results without a day on which they were known: 5." in told
    assert "Results known before their declaration: 10." in told
    assert "Results with a revenue below zero" in told
    assert planned(files, "--strategy", "revenue", out="again") == 1
    assert "revenue needs something recovered" in capsys.readouterr().err


def test_the_items_of_a_declaration_are_controlled_together(files):
    altered(files, with_items)
    assert planned(files) == 0
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    decided = ["lane", "control", "ground", "propensity", "random_propensity"]
    assert plan.select("declaration", *decided).unique().height == 40
    assert plan["item"].to_list() == ["1", "2", "3"] * 40
    summary = json.loads((files / "out" / "plan.json").read_text())
    spent = summary["pools"]["10"]
    assert (summary["declarations"], spent["declarations"], spent["slots"]) == (40, 40, [3, 6])
    examined = plan.filter(pl.col("control").is_not_null())
    assert examined["declaration"].n_unique() == summary["examined"] == 9
    # The riskiest item decides.
    highest = plan.group_by("declaration", "ground").agg(pl.max("score"))
    chosen = highest.filter(pl.col("ground") == "strategy")["score"]
    assert chosen.min() >= highest.filter(pl.col("ground") == "none")["score"].max()
    assert "9 of 40 declarations are examined" in (files / "out" / "report.html").read_text()


def test_items_that_stand_twice_are_told(files, capsys):
    altered(files, lambda day: pl.concat([with_items(day), with_items(day)[3:5]]))
    assert planned(files) == 0
    assert "stand in the file already (2), of declarations A1." in capsys.readouterr().err


def test_a_row_without_a_number_is_a_declaration_and_offices_have_numbers_of_their_own(
    files, capsys
):
    offices = pl.Series([["10", "20", None][row % 3] for row in range(120)])
    altered(
        files,
        lambda day: with_items(day).with_columns(
            declaration=pl.when(pl.int_range(120) >= 3).then("declaration"), office=offices
        ),
    )
    assert planned(files) == 0
    summary = json.loads((files / "out" / "plan.json").read_text())
    assert summary["declarations"] == 120
    assert "more than one office (39)" in capsys.readouterr().err
