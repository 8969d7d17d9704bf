"""The standard scorer against other models, on the declarations Korea Customs published.

All learn from 2020 and stop and are calibrated by the first quarter of 2021. The second quarter of
2021 is read once, after every model is fitted; nothing is chosen by it.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.bench.detection_fit import fitted_apart
from serai.bench.detection_peers import KEY, PEERS, Score, new
from serai.declarations import kcs
from serai.risk import charts
from serai.risk.measures.bootstrap import stratified
from serai.risk.measures.calibration import ece, reliability
from serai.risk.measures.proportion import Estimate
from serai.risk.measures.ranking import at_shares, pr_area, roc_area
from serai.risk.scorers.history import History

type Floats = NDArray[np.float64]

OURS = "serai"
CURVE = tuple(share / 100 for share in range(1, 31))
"""Shares examined, for the picture."""
ARTEFACT = """\
Read this before any figure. The set is synthetic, and holds examined declarations only: a fifth is
non-compliant, which is no rate of any border. Its maker tied the result to a product key
({key}),
so whoever remembers keys ranks products that come again almost without error; the row “lookup”
does nothing else. Only the cold rows, whose key does not occur in 2020, tell how well a model judges
what it has not seen. Traders and offices carry next to nothing in this set.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Seed, draws of the intervals, and where the pictures go."""
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--draws", type=int, default=1000, help="draws of an interval")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write the pictures there")
    parser.add_argument(
        "--small", action="store_true", help="a quick look that leaves the test quarter alone"
    )


def run(asked: argparse.Namespace) -> int:
    """Fit all, read the test quarter, measure, print, write."""
    history, later = read("train"), read("valid")
    peers = dict(PEERS)
    if asked.small:
        history, asked.draws = history.parted(0.1)[1], 50
        later, instead = later.parted(0.5)
        del peers["CatBoost"]
    fit = fitted_apart(history, later, asked.seed)
    say(f"{OURS} fitted in {fit.seconds:.1f} s on one core, {fit.peak_mb} MB")
    scores = {OURS: fit.score}
    for name, peer in peers.items():
        began = time.perf_counter()
        scores[name] = peer(history, later, asked.seed)
        say(f"{name} fitted in {time.perf_counter() - began:.1f} s")
    # Once, and here; a quick look is not worth it.
    test = instead if asked.small else read("test")
    measured = Measured.of(test, new(test.declarations, history), scores)
    say("\n" + ARTEFACT.format(key=", ".join(KEY)))
    found = figures(measured, asked)
    found |= {"fit_s": fit.seconds, "peak_mb": fit.peak_mb, "rows_per_s": fit.rows_per_s}
    table(measured, found)
    if asked.pictures:
        draw(measured, asked.pictures)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


def read(split: kcs.Split) -> History:
    """A part of the set; its “Fraud” is what an examination found."""
    return History.of(kcs.load(split).rename({"Fraud": "found"}))


def say(text: str) -> None:
    """One line at once, for whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Measured:
    """Results of the test quarter, which of its rows are cold, and every model's scores."""

    found: Floats
    cold: NDArray[np.bool_]
    scores: dict[str, Floats]

    @classmethod
    def of(cls, test: History, cold: NDArray[np.bool_], models: dict[str, Score]) -> "Measured":
        return cls(
            test.found, cold, {name: score(test.declarations) for name, score in models.items()}
        )

    def part(self, rows: str) -> tuple[Floats, dict[str, Floats]]:
        """Of all rows (`warm`, as the set's papers have it) or of the cold ones."""
        chosen = self.cold if rows == "cold" else np.ones(len(self.found), np.bool_)
        return self.found[chosen], {name: score[chosen] for name, score in self.scores.items()}


def first(share: float) -> Callable[[Floats, Floats], float]:
    """Hit rate of so many, as a measure."""
    return lambda found, score: at_shares(found, score, shares=[share])[0].hit_rate


MEASURES: dict[str, Callable[[Floats, Floats], float]] = {
    "auc": roc_area,
    "ap": pr_area,
    "p5": first(0.05),
    "p10": first(0.10),
}


def figures(measured: Measured, asked: argparse.Namespace) -> dict[str, Any]:
    """All figures, and for the product's scorer their intervals."""
    result: dict[str, Any] = {}
    intervals: dict[str, Any] = {}
    for rows in ("warm", "cold"):
        found, scores = measured.part(rows)
        result[rows] = {
            name: {key: round(measure(found, score), 4) for key, measure in MEASURES.items()}
            for name, score in scores.items()
        }
        intervals[rows] = {}
        for key, measure in MEASURES.items():
            # The number of non-compliant ones matters to all but the ROC area.
            strata = None if key == "auc" else np.zeros(len(found))
            estimate = stratified(
                measure,
                found,
                scores[OURS],
                rng=np.random.default_rng(asked.seed),
                strata=strata,
                draws=asked.draws,
            )
            intervals[rows][key] = [round(estimate.low, 4), round(estimate.high, 4)]
    found, scores = measured.part("warm")
    return result | {
        "ece": round(ece(found, scores[OURS]), 4),
        "intervals": intervals,
        "beyond": beyond(measured, asked),
        "rows": {"warm": len(found), "cold": int(measured.cold.sum())},
    }


def beyond(measured: Measured, asked: argparse.Namespace) -> dict[str, Any]:
    """On cold rows, by how much the ROC area is above that of the best peer, with the interval.

    Both models are measured on the same draws: each draws rows, and takes both scores with them.
    """
    found, scores = measured.part("cold")
    best = max(
        (name for name in scores if name != OURS), key=lambda one: roc_area(found, scores[one])
    )
    places = np.arange(len(found), dtype=np.float64)

    def gap(truth: Floats, rows: Floats) -> float:
        chosen = rows.astype(np.int64)
        return roc_area(truth, scores[OURS][chosen]) - roc_area(truth, scores[best][chosen])

    one: Estimate = stratified(
        gap, found, places, rng=np.random.default_rng(asked.seed), draws=asked.draws
    )
    return {
        "peer": best,
        "auc": round(one.value, 4),
        "interval": [round(one.low, 4), round(one.high, 4)],
    }


def table(measured: Measured, found: dict[str, Any]) -> None:
    """Warm and cold, a line each model."""
    for rows, title in (("warm", "All rows"), ("cold", "Cold rows: the product is new")):
        say(f"{title} ({found['rows'][rows]:,})")
        say(f"{'':16}{'ROC area':>10}{'PR area':>10}{'P@5 %':>10}{'P@10 %':>10}")
        for name, values in found[rows].items():
            say(f"{name:16}" + "".join(f"{value:10.4f}" for value in values.values()))
        said = found["intervals"][rows].values()
        say(f"{'  95 % from':16}" + "".join(f"{low:10.4f}" for low, _ in said))
        say(f"{'         to':16}" + "".join(f"{high:10.4f}" for _, high in said) + "\n")
    gap, (low, high) = found["beyond"], found["beyond"]["interval"]
    say(
        f"Cold ROC area beyond the best peer ({gap['peer']}): {gap['auc']:+.4f} ({low:+.4f} to {high:+.4f})"
    )
    say(
        f"Calibration error {found['ece']:.4f}. {OURS}: fitted in {found['fit_s']:.1f} s on one core, "
        f"{found['peak_mb']} MB; scores {found['rows_per_s']:,} declarations a second, features included."
    )


def draw(measured: Measured, folder: Path) -> None:
    """Hit rate by share examined, warm and cold; and the scores against what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    for rows, title, top in (
        ("warm", "Products that come again are found almost without error", 1.0),
        ("cold", "New products are hard for every model", 0.6),
    ):
        found, scores = measured.part(rows)
        series = [
            charts.Line(
                name, [(one.share, one.hit_rate) for one in at_shares(found, score, shares=CURVE)]
            )
            for name, score in scores.items()
        ]
        below = f"Hit rate by share examined, {len(found):,} declarations"
        ticks = tuple(round(top * step / 5, 2) for step in range(6))
        picture = charts.lines(
            title, below, series, x="share examined", x_ticks=(0.0, 0.1, 0.2, 0.3), y_ticks=ticks
        )
        (folder / f"detection-{rows}.svg").write_text(picture)
    found, scores = measured.part("warm")
    bins = reliability(found, scores[OURS], 20)
    picture = charts.reliability(
        "A score is what it says",
        "Mean score of twenty groups against what examinations found, with 95 % intervals",
        bins,
    )
    (folder / "detection-reliability.svg").write_text(picture)
