"""A condition as a sentence, for officers who do not write conditions themselves."""

from serai.risk.language.sentence.names import Names
from serai.risk.language.sentence.saying import to_sentence

__all__ = ["Names", "to_sentence"]
