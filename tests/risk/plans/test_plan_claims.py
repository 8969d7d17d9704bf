"""A plan keeps its order, and its report claims no more than was tested."""

import hashlib
import json
import re

import numpy as np
import polars as pl
import pytest

from serai.risk.measures.proportion import Estimate
from serai.risk.measures.ranking import at_shares
from serai.risk.plans.backtest import Backtest
from tests.risk.plans.ordered import altered, planned


def test_another_order_does_not_take_the_place_of_a_plan_in_silence(files, capsys):
    def content():
        return {path.name: path.read_bytes() for path in (files / "out").iterdir()}

    planned(files, past=False)
    first = content()
    assert planned(files, past=False) == 0
    assert content() == first
    capsys.readouterr()
    assert planned(files, "--seed", "2", past=False) == 2
    assert "holds a plan that was ordered otherwise (seed was 1, is 2)" in capsys.readouterr().err
    assert content() == first
    assert planned(files, "--seed", "2", "--again", past=False) == 0
    about = json.loads((files / "out" / "plan.json").read_text())
    assert [(one["seed"], one["plan_json_sha256"]) for one in about["replaced"]] == [
        (1, hashlib.sha256(first["plan.json"]).hexdigest())
    ]
    second = content()
    assert planned(files, "--seed", "2", past=False) == 0
    assert content() == second


def test_a_plan_says_what_it_was_ordered_with(files):
    planned(files)
    order = json.loads((files / "out" / "plan.json").read_text())["order"]
    for name, file in {"declarations": "day.parquet", "history": "history.parquet", "capacity": "hours.yaml",
                       "profiles": "set.yaml"}.items():  # fmt: skip
        digest = hashlib.sha256((files / file).read_bytes()).hexdigest()
        assert order["files"][name] == {"name": file, "sha256": digest}
    assert order["hours"]["10"] == {"documents": 2, "goods": 3}
    assert order["minutes"] == {"goods": 60, "documents": 20}
    assert order["serai"]


def test_who_stops_it_leaves_no_plan(files, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("serai.risk.plans.made.make", stopped)
    assert planned(files) == 3
    assert "No plan was written" in capsys.readouterr().err
    assert list((files / "out").iterdir()) == []


def test_what_a_plan_does_not_go_by_is_not_praised_as_its_own(files):
    planned(files, "--strategy", "random")
    page = (files / "out" / "report.html").read_text()
    assert "<h2>The score would beat chance; this plan does not go by it</h2>" in page
    assert "Targeting beats chance" not in page


def trial(rng, rows, base, share):
    """Of a score that knows nothing."""
    found = (rng.random(rows) < base).astype(np.float64)
    found[0] = 1.0
    score = rng.random(rows)
    at = at_shares(found, score, shares=[share])[0]
    gain = Estimate(at.hit_rate - found.mean(), 1e-9, 1.0, 0.95)  # as sure as an interval can be
    return Backtest(found, score, share, at, gain, gain, [], 0)


@pytest.mark.parametrize(
    ("rows", "base", "share"), [(100, 0.5, 0.01), (300, 0.2, 0.01), (300, 0.03, 0.05)]
)
def test_a_score_that_knows_nothing_seldom_beats_chance(rows, base, share):
    rng = np.random.default_rng(5)
    said = [trial(rng, rows, base, share).beats_chance for _ in range(1000)]
    assert np.mean(said) <= 0.035


def test_few_results_make_a_rough_interval(files):
    planned(files)
    page = (files / "out" / "report.html").read_text()
    assert "This rests on few results (28 examined" in page


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (pl.col("hs") == "none", "There are no declarations"),
        (pl.col("origin") == "DE", "No declaration is examined: nothing asks for the hours"),
    ],
)
def test_why_nothing_is_examined(files, day, title):
    (files / "other.yaml").write_text(
        "minutes: {goods: 60}\nhours: {other: {goods: 5}}\nrandom: 0\n"
    )
    dear = {"hs": pl.lit("0207140000"), "price": pl.col("net_mass") * 9}
    altered(files, lambda rows: rows.filter(day).with_columns(**dear))
    assert planned(files, past=False, hours="other.yaml") == 0
    assert f"<h1>{title}</h1>" in (files / "out" / "report.html").read_text()


def test_a_russian_report_has_russian_numbers(files):
    altered(files, lambda day: pl.concat([day] * 20).with_columns(declaration=None))
    assert planned(files, "--language", "ru", past=False) == 0
    text = re.sub("<[^>]+>", " ", (files / "out" / "report.html").read_text().split("</style>")[1])
    assert "2\u00a0400" in text
    assert not re.search(r"\d,\d{3}\b", text)
