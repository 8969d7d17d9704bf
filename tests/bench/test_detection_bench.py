"""`serai bench detection` fits all, reads the test quarter after that, and writes what it measured."""

import importlib.util
import json
import os
from html.parser import HTMLParser

import pytest

from serai.bench import detection
from serai.bench.detection_fit import Fit
from serai.cli import main
from serai.declarations import kcs


@pytest.fixture
def peers():
    for name in ("xgboost", "catboost"):
        if importlib.util.find_spec(name) is None and not os.environ.get("SERAI_CI"):
            pytest.skip("the group bench is not installed")


@pytest.fixture
def read(monkeypatch):
    """Parts of the set in the order in which they are read."""
    parts = []
    load = kcs.load
    monkeypatch.setattr(kcs, "load", lambda split: parts.append(split) or load(split))
    return parts


@pytest.mark.usefixtures("peers")
def test_a_quick_look_writes_what_it_measured_and_leaves_the_test_quarter_alone(
    tmp_path, capsys, read
):
    file = tmp_path / "figures.json"
    asked = ["--small", "--json", str(file), "--pictures", str(tmp_path)]
    assert main(["bench", "detection", *asked]) == 0
    assert read == ["train", "valid"]
    found = json.loads(file.read_text())
    models = {"serai", "logistic", "XGBoost", "LightGBM raw", "lookup", "simple flags", "random"}
    assert models <= set(found["warm"])
    for rows in ("warm", "cold"):
        assert set(found["cold"]) == set(found["warm"])
        for name, (low, high) in found["intervals"][rows].items():
            assert low <= found[rows]["serai"][name] <= high
    assert found["warm"]["lookup"]["auc"] > 0.6
    assert found["cold"]["lookup"]["auc"] == 0.5
    assert found["warm"]["serai"]["ap"] > found["warm"]["random"]["ap"]
    assert 0 < found["ece"] < 0.2
    assert all(found[name] > 0 for name in ("fit_s", "peak_mb", "rows_per_s"))
    printed = capsys.readouterr().out
    assert "Its maker tied the result to a product key" in printed
    for picture in ("warm", "cold", "reliability"):
        HTMLParser().feed((tmp_path / f"detection-{picture}.svg").read_text())


@pytest.mark.usefixtures("peers")
def test_the_test_quarter_is_read_once_and_after_all_are_fitted(tmp_path, monkeypatch, read):
    fitted = []

    def peer(history, later, seed):
        fitted.append(list(read))
        return detection.PEERS["random"](history, later, seed)

    def ours(history, later, seed):
        return Fit(peer(history, later, seed), 1.0, 1, 1)

    monkeypatch.setattr(detection, "PEERS", {"random": detection.PEERS["random"], "late": peer})
    monkeypatch.setattr(detection, "fitted_apart", ours)
    assert main(["bench", "detection", "--draws", "20"]) == 0
    assert fitted == [["train", "valid"]] * 2
    assert read == ["train", "valid", "test"]
