"""What a season came to: revenue, fraud, delay, compliance, and what traders changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from serai.risk.measures.propensity import compliance
from serai.risk.measures.proportion import Estimate
from serai.world.controls import Control
from serai.world.inspection import MINUTES, OFFICER_HOUR
from serai.world.ledger import COMPLIANT, Ledger
from serai.world.schemes import BY_NAME


@dataclass(frozen=True)
class Scoreboard:
    """All amounts are USD."""

    scenario: str
    practice: str
    seed: int
    weeks: pl.DataFrame
    """A row for each week: `declarations`, `examined` (`goods` of them physically), `found` (`alarms` of them
    false), `targeted`,
    `targeted_found`, `random`, `random_found`, `non_compliant`, `caught` (of these), `due`, `paid`, `evaded` (what
    is declared short by mistake too), `overpaid`, `recovered`, `fines`, `lost`, `held` (hours), `cost` (of being
    held), `officers` (pay), and what traders did."""
    schemes: pl.DataFrame
    """A row for each scheme, and for mistakes: `there`, `found`, `evaded`, `recovered`."""
    estimated: Estimate
    """Compliance, by the random share alone."""

    def __repr__(self) -> str:
        total = self.totals
        return (
            f"<Scoreboard {self.scenario}, “{self.practice}”, seed {self.seed}: {len(self.weeks)} weeks, "
            f"{total['declarations']:,.0f} declarations, found {total['caught']:,.0f} of "
            f"{total['non_compliant']:,.0f}>"
        )

    @property
    def _fraud(self) -> pl.DataFrame:
        """Schemes without honest mistakes."""
        return self.schemes.filter(pl.col("scheme").is_in(list(BY_NAME)))

    @property
    def totals(self) -> dict[str, float]:
        """Of the season; rates are shares. Hit rates count all that was found, false alarms too."""
        sums = self.weeks.select(pl.col(SUMMED).sum()).row(0, named=True)
        total: dict[str, float] = {name: float(value) for name, value in sums.items()}
        total |= {
            "hit_rate": _share(total["found"], total["examined"]),
            "targeted_rate": _share(total["targeted_found"], total["targeted"]),
            "random_rate": _share(total["random_found"], total["random"]),
            "recall": _share(total["caught"], total["non_compliant"]),
            "compliance": 1 - _share(total["non_compliant"], total["declarations"]),
            "compliance_estimated": self.estimated.value,
            "fraud": float(self._fraud["there"].sum()),
            "evaded_by_fraud": float(self._fraud["evaded"].sum()),
            "net": total["recovered"] + total["fines"] - total["cost"] - total["officers"],
        }
        return total

    def rate(self, begin: int, end: int, name: str = "targeted") -> float:
        """Hit rate of weeks from `begin` up to and with `end`: `targeted`, `random`; NaN of nothing.

        As an office sees it: false alarms are among what was found.
        """
        some = self.weeks.filter(pl.col("week").is_between(begin, end))
        return _share(float(some[f"{name}_found"].sum()), float(some[name].sum()))


SUMMED = (
    "declarations", "examined", "goods", "found", "alarms", "targeted", "targeted_found", "random", "random_found",
    "non_compliant", "caught", "due", "paid", "evaded", "overpaid", "recovered", "fines", "lost", "held", "cost",
    "officers",
)  # fmt: skip


def scored(
    ledger: Ledger,
    grounds: pl.DataFrame,
    drawn: Sequence[pl.DataFrame],
    *,
    scenario: str,
    practice: str,
    seed: int,
) -> Scoreboard:
    """Count it all: `grounds` says why each declaration was examined, `drawn` what chance examined."""
    # Week by week: a long season is large.
    parts = [
        (_weeks(one), _schemes(one)) for one in (_grounded(week, grounds) for week in ledger.weeks)
    ]
    counted = pl.concat([one for one, _ in parts])
    behaviour = ledger.behaviour.with_columns(pl.col("week").cast(pl.Int32))
    # A week in which nobody declares anything is a week all the same.
    weeks = (
        behaviour.select("week")
        .join(counted, on="week", how="left", maintain_order="left")
        .with_columns(pl.col(SUMMED).fill_null(0))
        .join(behaviour, on="week", how="left", maintain_order="left")
    )
    schemes = (
        pl.concat([one for _, one in parts])
        .group_by("scheme")
        .agg(pl.sum("there", "found", "evaded", "recovered"))
        .sort("there", "scheme", descending=[True, False])
    )
    return Scoreboard(scenario, practice, seed, weeks, schemes, _estimated(drawn))


def _grounded(week: pl.DataFrame, grounds: pl.DataFrame) -> pl.DataFrame:
    if not len(grounds):
        return week.with_columns(ground=pl.lit(None, dtype=pl.String))
    return week.join(grounds, on="declaration", how="left", maintain_order="left")


def _weeks(declared: pl.DataFrame) -> pl.DataFrame:
    examined = pl.col("control").is_not_null()
    true = pl.col("found") & ~pl.col("alarm")
    wrong = pl.col("truth") != COMPLIANT
    evaded = (pl.col("due") - pl.col("declared")).clip(lower_bound=0)
    chance = (pl.col("ground") == "random").fill_null(value=False)
    minutes = pl.col("control").cast(pl.String).replace_strict(
        {str(one): minutes for one, minutes in MINUTES.items()}, default=0.0,
        return_dtype=pl.Float64,
    )  # fmt: skip
    return (
        declared.group_by("week", maintain_order=True)
        .agg(
            declarations=pl.len(),
            examined=examined.sum(),
            goods=(pl.col("control") == str(Control.GOODS)).sum(),
            found=pl.col("found").sum(),
            alarms=pl.col("alarm").sum(),
            targeted=(examined & ~chance).sum(),
            targeted_found=(pl.col("found") & ~chance).sum(),
            random=(examined & chance).sum(),
            random_found=(pl.col("found") & chance).sum(),
            non_compliant=wrong.sum(),
            caught=(true & wrong).sum(),
            due=pl.col("due").sum(),
            evaded=evaded.sum(),
            overpaid=(pl.col("declared") - pl.col("due")).clip(lower_bound=0).sum(),
            recovered=pl.col("recovered").sum(),
            fines=pl.col("fine").sum(),
            held=pl.col("held").sum(),
            cost=pl.col("cost").sum(),
            officers=minutes.sum() / 60 * OFFICER_HOUR,
        )
        .with_columns(
            paid=pl.col("due") - pl.col("evaded") + pl.col("overpaid"),
            lost=pl.col("evaded") - pl.col("recovered"),
        )
        .sort("week")
    )


def _schemes(declared: pl.DataFrame) -> pl.DataFrame:
    evaded = (pl.col("due") - pl.col("declared")).clip(lower_bound=0)
    true = pl.col("found") & ~pl.col("alarm")
    return (
        declared.filter(pl.col("truth") != COMPLIANT)
        .group_by(pl.col("truth").cast(pl.String).alias("scheme"))
        .agg(
            there=pl.len(), found=true.sum(), evaded=evaded.sum(), recovered=pl.col("recovered").sum()
        )
    )  # fmt: skip


def _estimated(drawn: Sequence[pl.DataFrame]) -> Estimate:
    frames = [one for one in drawn if len(one) and "found" in one.columns]
    if not frames:
        return Estimate(float("nan"), 0.0, 1.0, 0.95)
    found = pl.concat(frames)["found"].drop_nulls().cast(pl.Float64).to_numpy()
    return compliance(found, np.ones(len(found), np.bool_))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
