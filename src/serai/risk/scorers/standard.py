"""The scorer Serai hands a risk unit: each part answers for what it knows best."""

from serai.risk.scorers.blend import Blend
from serai.risk.scorers.calibrated import Calibrated
from serai.risk.scorers.logistic import Logistic
from serai.risk.scorers.raw_trees import RawTrees
from serai.risk.scorers.record_trees import RecordTrees
from serai.risk.scorers.same_product import SameProduct


def standard() -> Calibrated:
    """A product's own record, on top of trees on fields, trees on records and a logistic model; calibrated."""
    return Calibrated(SameProduct(Blend(RawTrees(), RecordTrees(), Logistic())))
