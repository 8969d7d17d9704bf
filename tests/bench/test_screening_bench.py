"""`serai bench screening` finds that all engines agree, and writes what it measured."""

import importlib.util
import json
import os

import numpy as np
import pytest

from serai.bench import screening
from serai.bench.screening_peers import Closures, Polars
from serai.bench.screening_sets import Market, declarations, profile_set
from serai.cli import main
from serai.risk.profiles import ProfileSet
from serai.risk.screening import native
from tests.apart import python


@pytest.fixture
def peers():
    for name in ("duckdb", "zen"):
        if importlib.util.find_spec(name) is None and not os.environ.get("SERAI_CI"):
            pytest.skip("the group bench is not installed")


@pytest.mark.usefixtures("peers")
def test_a_quick_look_writes_what_it_measured(tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert main(["bench", "screening", "--small", "--json", str(file)]) == 0
    found = json.loads(file.read_text())
    assert found["agree"] is True
    assert found["path"] == native.paths()[0]
    assert set(found["ratio_to_polars"]) == {"10", "100"}
    rates = found["rate_mps"]["100"]
    assert {"DuckDB", "zen-engine", "Python closures", *native.paths()} <= set(rates)
    assert all(rate > 0 for rate in rates.values())
    for name in ("compile_s", "compile_text_s", "compile_cache_s", "parquet_mps", "peak_mb"):
        assert found[name] > 0
    assert 0 < found["one_us"]["median"] <= found["one_us"]["p99"]
    printed = capsys.readouterr().out
    assert "aim 4 × Polars" in printed
    assert "DuckDB" in printed


def test_an_engine_that_lists_other_hits_is_named(capsys):
    rng = np.random.default_rng(3)
    market = Market.drawn(rng)
    batch = declarations(rng, market, 2000)
    made = profile_set(rng, market, 200)
    half = ProfileSet(made.profiles[:100], made.lists)
    screen = made.compile()
    assert screening.agree(screen, batch, [Polars(made, batch, "plain")])
    assert capsys.readouterr().out == "All engines and paths list the same hits.\n"
    assert not screening.agree(screen, batch, [Polars(half, batch, "plain")])
    assert capsys.readouterr().out == "Polars (plain) lists other hits than the screen.\n"


def test_one_seed_makes_one_set():
    code = (
        "import numpy as np; from serai.bench.screening_sets import *;"
        "rng = np.random.default_rng(5); market = Market.drawn(rng);"
        "print(profile_set(rng, market, 50).version, declarations(rng, market, 99).hash_rows().sum())"
    )
    said = {python(code, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert len(said) == 1
    assert len(said.pop()) > 64


def test_made_up_profiles_are_sound_and_hit_some():
    rng = np.random.default_rng(3)
    market = Market.drawn(rng)
    made = profile_set(rng, market, 300)
    assert {finding.code for finding in made.check()} <= {
        "shadowed",
        "same-condition",
    }  # as of any many
    batch = declarations(rng, market, 20_000)
    hits = made.compile()(batch, today=screening.TODAY)
    assert 0.01 < len(hits.profiles) / len(batch) < 1
    assert screening.agree(made.compile(), batch[:500], [Closures(made, batch[:500])])
