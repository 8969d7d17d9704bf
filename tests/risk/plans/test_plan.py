"""A control plan from files: sound, the same again, and clear about what is wrong."""

import json
from string import Formatter

import numpy as np
import polars as pl
import pytest

from serai.risk.plans.backtest import backtest
from serai.risk.plans.words import WORDS, number, share
from serai.risk.plans.written import flat
from serai.risk.scorers.history import History
from tests.risk.plans.ordered import CAPACITY, FILES, PROFILES, TODAY, planned
from tests.risk.scorers.trade import batch, history


def test_a_plan_with_reasons_and_a_report(files, capsys):
    assert planned(files) == 0
    out = files / "out"
    assert {path.name for path in out.iterdir()} == FILES
    plan = pl.read_parquet(out / "plan.parquet")
    examined = plan.filter(pl.col("control").is_not_null())
    assert plan["declaration"].to_list() == [f"A{row}" for row in range(120)]
    assert examined.height == 14
    assert set(examined["lane"]) == {"red", "yellow"}
    assert examined["reasons"].list.len().min() >= 1
    assert plan.filter(pl.col("control").is_null())["reasons"].list.len().max() == 0
    assert plan["score"].is_between(0, 1).all()
    assert examined["propensity"].min() > 0
    # Targeted: well above what chance would hold.
    assert examined["score"].mean() > 2 * plan["score"].mean()
    page = (out / "report.html").read_text()
    assert "<h1>14 of 120 declarations are examined: goods 5, documents 9</h1>" in page
    assert "Targeting beats chance" in page
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    summary = json.loads((out / "plan.json").read_text())
    assert summary["pools"]["10"]["slots"] == [3, 6]
    low = summary["backtest"]["gain"][1]
    assert low > 0
    assert "14 of 120 declarations are examined" in capsys.readouterr().out


def test_the_same_seed_is_the_same_plan_and_another_is_not(files):
    planned(files)
    planned(files, out="again")
    planned(files, "--seed", "2", out="other")
    plans = [pl.read_parquet(files / out / "plan.parquet") for out in ("out", "again", "other")]
    assert plans[0].equals(plans[1])
    assert not plans[0].equals(plans[2])


def test_in_russian(files):
    assert planned(files, "--language", "ru") == 0
    page = (files / "out" / "report.html").read_text()
    assert (
        "<h1>Контролю подлежат 14 из 120 деклараций: досмотр\u00a0— 5, документальный контроль\u00a0— 9</h1>"
        in page
    )
    assert 'lang="ru"' in page
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    assert "шансы" in plan["reasons"].explode().drop_nulls().str.join(" ").item()


def test_without_a_history_it_goes_by_profiles_and_chance(files):
    assert planned(files, past=False) == 0
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    targeted = plan.filter(pl.col("ground") == "strategy")
    assert targeted["profiles"].list.len().min() >= 1
    assert plan["score"].null_count() == 120
    assert "There is no history of results" in (files / "out" / "report.html").read_text()


@pytest.mark.parametrize("late", ["date", "known"])
def test_results_that_were_not_known_on_the_day_change_nothing(files, late):
    """Neither those of later declarations, nor later ones of earlier declarations."""
    planned(files, "--strategy", "thompson")
    past = history()
    future = past.sample(600, seed=1).with_columns(found=1 - pl.col("found"))
    after = pl.lit(TODAY).dt.offset_by("3d")
    if late == "date":
        both = pl.concat([past, future.with_columns(date=after)])
    else:
        days = [past.with_columns(known=pl.col("date")), future.with_columns(known=after)]
        both = pl.concat(days)
    both.write_parquet(files / "history.parquet")
    planned(files, "--strategy", "thompson", out="again")
    plans = [pl.read_parquet(files / out / "plan.parquet") for out in ("out", "again")]
    assert plans[0].equals(plans[1])


def test_a_result_that_was_known_changes_the_plan(files):
    planned(files)
    past = history()
    known = past.sample(600, seed=1).with_columns(found=1 - pl.col("found"))
    pl.concat([past, known]).write_parquet(files / "history.parquet")
    planned(files, out="again")
    plans = [pl.read_parquet(files / out / "plan.parquet") for out in ("out", "again")]
    assert not plans[0]["score"].equals(plans[1]["score"])


def test_a_history_that_begins_today_is_none(files, capsys):
    history(first=TODAY).write_parquet(files / "history.parquet")
    assert planned(files) == 1
    assert "no result was known before 2026-11-02" in capsys.readouterr().err


def test_who_sorts_the_file_does_not_choose_who_is_drawn(files):
    planned(files, "--strategy", "thompson")
    pl.read_parquet(files / "day.parquet").sample(fraction=1, shuffle=True, seed=3).write_parquet(
        files / "sorted.parquet"
    )
    planned(files, "--strategy", "thompson", out="again", day="sorted.parquet")
    kept = ["declaration", "lane", "control", "ground", "propensity", "score"]
    plans = [
        pl.read_parquet(files / out / "plan.parquet").select(kept).sort("declaration")
        for out in ("out", "again")
    ]
    assert plans[0].equals(plans[1])


@pytest.mark.parametrize("rows", [2, 9, 30])
def test_a_short_history_is_enough_for_a_plan(files, rows):
    past = history()
    both = pl.concat([past.filter(pl.col("found") == one).head(rows - 1) for one in (0, 1)])
    both.sort("found").head(rows).write_parquet(files / "history.parquet")
    assert planned(files) == 0
    assert "The history is too short" in (files / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    "found", [pl.col("found").cast(pl.Boolean), pl.col("found").cast(pl.Float64)]
)
def test_a_result_is_yes_or_no_or_a_number(files, found):
    planned(files)
    past = pl.concat(
        [history(), history(5, seed=9).with_columns(found=None)], how="vertical_relaxed"
    )
    past = past.with_columns(found=found)
    if past["found"].dtype.is_float():
        past = past.with_columns(pl.col("found").fill_null(float("nan")))
    past.write_parquet(files / "history.parquet")
    assert planned(files, out="again") == 0
    plans = [pl.read_parquet(files / out / "plan.parquet") for out in ("out", "again")]
    assert plans[0].equals(plans[1])


def test_a_plan_does_not_take_the_place_of_what_it_is_made_from(files, capsys):
    (files / "out").mkdir()
    day = files / "out" / "plan.parquet"
    batch(20).write_parquet(day)
    before = day.read_bytes()
    assert planned(files, day="out/plan.parquet") == 2
    assert "it needs another folder" in capsys.readouterr().err
    assert day.read_bytes() == before


def test_red_hits_that_nobody_examines_are_told(files, capsys):
    (files / "few.yaml").write_text("minutes: {goods: 60}\nhours: {other: {goods: 1}}\n")
    assert planned(files, hours="few.yaml") == 0
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    left = plan.filter(pl.col("profiles").list.contains("CARS") & pl.col("control").is_null())
    assert left.height
    said = f"Red hits that nobody examines: {left.height}, of CARS."
    assert said in capsys.readouterr().out
    page = (files / "out" / "report.html").read_text()
    assert f"that red profiles hit and nobody examines: {left.height}. Profiles: CARS." in page


def test_every_profile_of_the_set_stands_in_the_report(files):
    never = "\n".join(
        f"  - id: N{place}\n    title: Never\n    version: '1'\n    lane: red\n"
        f'    when: hs starts with "9{place}"'
        for place in range(3)
    )
    (files / "set.yaml").write_text(PROFILES + never + "\n")
    planned(files)
    page = (files / "out" / "report.html").read_text()
    assert "Never hit in the history (3): N0, N1, N2." in page


def test_the_trial_learns_only_what_was_known_when_its_fifth_began():
    late = history().with_columns(known=pl.col("date").dt.offset_by("90d"))
    past = History.of(late)
    tried = backtest(past, 0.1, np.random.default_rng(1))
    _, latest = past.parted(0.2)
    assert tried.learned == (past.known < latest.day.min()).sum() < len(past) * 0.6


def test_no_hours_is_a_plan_too(files):
    (files / "none.yaml").write_text("minutes: {goods: 60}\nhours: {}\n")
    assert planned(files, hours="none.yaml") == 0
    page = (files / "out" / "report.html").read_text()
    assert "No declaration is examined: there are no hours" in page
    assert "Nothing is left to chance" in page


def test_all_mandatory_says_what_is_left_over(files):
    (files / "all.yaml").write_text(
        "minutes: {goods: 60}\nhours: {other: {goods: 3}}\nmandatory: [CHEAP, CARS]\n"
    )
    assert planned(files, hours="all.yaml") == 0
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    hit = plan.filter(pl.col("profiles").list.len() > 0)
    examined = plan.filter(pl.col("control").is_not_null())
    assert examined.height == 3 < hit.height
    assert set(examined["ground"]) == {"mandatory"}
    page = (files / "out" / "report.html").read_text()
    assert f"{hit.height - 3} declarations that mandatory profiles hit are not examined" in page


def test_by_revenue_the_dearest_expectations_are_examined(files):
    assert planned(files, "--strategy", "revenue") == 0
    plan = pl.read_parquet(files / "out" / "plan.parquet")
    here = plan.filter(pl.col("office") == "10")
    chosen = here.filter(pl.col("ground") == "strategy")["expected_revenue"]
    left = here.filter(pl.col("ground") == "none")["expected_revenue"]
    assert chosen.min() >= left.max()


def test_revenue_needs_a_history_with_revenue(files, capsys):
    history().drop("revenue").write_parquet(files / "history.parquet")
    assert planned(files, "--strategy", "revenue") == 1
    assert "revenue needs a column of revenue" in capsys.readouterr().err


def test_an_empty_day_is_a_plan_too(files):
    batch(120).clear().write_parquet(files / "empty.parquet")
    assert planned(files, day="empty.parquet") == 0


def test_everything_that_is_wrong_is_listed_at_once(files, capsys):
    (files / "bad.yaml").write_text("minutes: {goods: 0}\nhours: {'10': {goods: -1}}\n")
    history().with_columns(found=pl.lit(3)).write_parquet(files / "history.parquet")
    assert planned(files, "--strategy", "best + score x", day="no.parquet", hours="bad.yaml") == 1
    said = capsys.readouterr().err
    for problem in ("no.parquet", "is neither yes nor no", "“best” is no strategy", "the weight of score",
                    "minutes, goods: above 0", "hours of 10, goods"):  # fmt: skip
        assert problem in said, problem
    assert not (files / "out").exists()


@pytest.mark.parametrize(
    ("more", "past", "problem"),
    [
        (["--strategy", "score"], False, "score goes by scores, which need a --history"),
        (["--found", "result"], True, "there is no column “result”"),
        (["--seed", "-1"], True, "--seed is a number from 0 up"),
    ],
)
def test_what_does_not_go_together(files, capsys, more, past, problem):
    assert planned(files, *more, past=past) in {1, 2}
    assert problem in capsys.readouterr().err


def test_one_kind_of_results_is_refused_with_a_way_out(files, capsys):
    history().with_columns(found=pl.lit(0)).write_parquet(files / "history.parquet")
    assert planned(files) == 1
    assert "Without --history the plan goes by profiles and by chance." in capsys.readouterr().err


def test_a_mandatory_profile_the_set_does_not_have(files, capsys):
    (files / "other.yaml").write_text(CAPACITY + "mandatory: [SHIPS]\n")
    assert planned(files, hours="other.yaml") == 1
    assert "the set has no profile “SHIPS”" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["=1+1", "+7", "-2", "@a", "\tx"])
def test_a_spreadsheet_takes_nothing_for_a_formula(text):
    frame = pl.DataFrame({"declaration": [text, "A1"], "profiles": [["=A"], ["B", "C"]]})
    assert flat(frame).rows() == [("'" + text, "'=A"), ("A1", "B C")]


@pytest.mark.parametrize(
    ("value", "digits", "en", "ru"),
    [(12345.6, 1, "12,345.6", "12\u00a0345,6"), (0, 0, "0", "0")],
)
def test_numbers_by_language(value, digits, en, ru):
    assert (number(value, "en", digits), number(value, "ru", digits)) == (en, ru)
    assert share(0.125, "ru") == "12,5\u00a0%"


def test_every_text_has_the_same_figures_in_both_languages():
    for key, texts in WORDS.items():
        fields = [
            sorted(name for _, name, _, _ in Formatter().parse(text) if name)
            for text in texts.values()
        ]
        assert fields[0] == fields[1], key
