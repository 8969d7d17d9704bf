"""What is known of the declarations of a day when it is decided who is examined."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.risk.screening.hits import Hits

type Floats = NDArray[np.float64]

EVIDENCE = 10.0
"""Results a score rests on where nobody says how many."""


@dataclass(frozen=True)
class Day:
    """One number for each declaration."""

    severity: NDArray[np.uint8]
    """Gravest lane of the profiles that hit it: 0 green to 3 red."""
    weight: Floats
    """Sum of the weights of these profiles."""
    score: Floats
    """Probability of non-compliance."""
    revenue: Floats
    """Expected from examining it, in one currency."""
    evidence: Floats
    """Earlier results that its score rests on."""
    mandatory: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        hits: Hits,
        score: Floats,
        *,
        revenue: Floats | None = None,
        evidence: Floats | None = None,
        mandatory: frozenset[str] = frozenset(),
    ) -> "Day":
        """From hits and scores. Raises ValueError with everything that is wrong."""
        problems = []
        rows = len(hits)
        given = {"score": score, "revenue": revenue, "evidence": evidence}
        for name, values in given.items():
            if values is None:
                continue
            if values.shape != (rows,):
                problems.append(
                    f"{name} has {values.shape}, not one number for {rows} declarations"
                )
            elif not np.isfinite(values).all() or (values < 0).any():
                problems.append(f"{name} is a number not below zero")
        if score.size and not problems and score.max() > 1:
            problems.append("a score is at most 1")
        unknown = sorted(mandatory - set(hits.ids))
        problems += [f"there is no profile “{name}” that could be mandatory" for name in unknown]
        if problems:
            raise ValueError("; ".join(problems))
        must = np.array([name in mandatory for name in hits.ids], np.bool_)
        row, profile = hits.pairs()
        named = np.zeros(rows, np.bool_)
        named[row[must[profile]]] = True
        return cls(
            hits.severity,
            hits.score,
            score,
            np.zeros(rows) if revenue is None else revenue,
            np.full(rows, EVIDENCE) if evidence is None else evidence,
            named,
        )

    def __len__(self) -> int:
        return len(self.score)

    def joined(self, number: NDArray[np.int64]) -> "Day":
        """Items made one where they have one number, of 0 to the highest.

        The gravest lane, the heaviest profiles and the highest score count, with the evidence of that;
        what several items would bring is added up.
        """
        count = int(number.max(initial=-1)) + 1
        order = np.lexsort((self.evidence, self.score, number))
        riskiest = np.zeros(count, np.int64)
        riskiest[number[order]] = order
        severity, weight = np.zeros(count, np.uint8), np.zeros(count)
        mandatory = np.zeros(count, np.bool_)
        np.maximum.at(severity, number, self.severity)
        np.maximum.at(weight, number, self.weight)
        np.logical_or.at(mandatory, number, self.mandatory)
        return Day(
            severity,
            weight,
            self.score[riskiest],
            np.bincount(number, self.revenue, minlength=count),
            self.evidence[riskiest],
            mandatory,
        )

    def where(self, rows: NDArray[np.int64]) -> "Day":
        """Some declarations of it."""
        return Day(
            self.severity[rows],
            self.weight[rows],
            self.score[rows],
            self.revenue[rows],
            self.evidence[rows],
            self.mandatory[rows],
        )
