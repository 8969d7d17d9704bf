"""Ways to cheat, one file each. A new one needs its file and a place in `SCHEMES`."""

from serai.world.schemes.counterfeit import Counterfeit
from serai.world.schemes.cover_goods import CoverGoods
from serai.world.schemes.false_origin import FalseOrigin
from serai.world.schemes.misclassification import Misclassification
from serai.world.schemes.missing_permit import MissingPermit
from serai.world.schemes.scheme import Scheme
from serai.world.schemes.short_quantity import ShortQuantity
from serai.world.schemes.substitution import Substitution
from serai.world.schemes.transit_diversion import TransitDiversion
from serai.world.schemes.undervaluation import Undervaluation

SCHEMES: tuple[Scheme, ...] = (
    Undervaluation(),
    Misclassification(),
    FalseOrigin(),
    ShortQuantity(),
    CoverGoods(),
    TransitDiversion(),
    Substitution(),
    MissingPermit(),
    Counterfeit(),
)
"""Their place stands for them in arrays."""
BY_NAME = {one.name: place for place, one in enumerate(SCHEMES)}
