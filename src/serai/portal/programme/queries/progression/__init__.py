"""How members stand against the requirements of the steps, and the evidence behind it."""

from serai.portal.programme.queries.progression.evidence import Evidence, evidence_for
from serai.portal.programme.queries.progression.gaps import Gap, own_gaps
from serai.portal.programme.queries.progression.matrix import (
    Matrix,
    MatrixCell,
    MatrixRow,
    StepSeen,
    matrix_for,
    next_step,
    steps_of,
)
from serai.portal.programme.queries.progression.requirements import (
    Asked,
    cell_for,
    groups_before,
    requirement_for,
    requirements_of,
    sign_off_for,
    steps_with_requirements,
)

__all__ = [
    "Asked",
    "Evidence",
    "Gap",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
    "StepSeen",
    "cell_for",
    "evidence_for",
    "groups_before",
    "matrix_for",
    "next_step",
    "own_gaps",
    "requirement_for",
    "requirements_of",
    "sign_off_for",
    "steps_of",
    "steps_with_requirements",
]
