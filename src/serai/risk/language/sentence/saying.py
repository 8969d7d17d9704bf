"""The frame of a sentence: what is joined how; the words are those of a language."""

from collections.abc import Mapping
from dataclasses import replace

from serai.declarations.columns import SCHEMA, Column
from serai.risk.language.canonical import OPPOSITE
from serai.risk.language.sentence import english, russian
from serai.risk.language.sentence.names import Names
from serai.risk.language.tree import All, Any, Compare, Condition, Not

LANGUAGES = {"en": english, "ru": russian}


def to_sentence(
    condition: Condition,
    language: str = "en",
    *,
    names: Names | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> str:
    """A checked condition as a sentence in `en` or `ru`.

    `names` says what goods are called, by commodity code or its beginning; where it does not, their
    chapters are named. Raises KeyError for a column or a language that is not known.
    """
    words = LANGUAGES[language]

    def said(part: Condition, *, negated: bool, within: type[All] | type[Any] | None) -> str:
        match part:
            case Not(inner):
                return said(inner, negated=not negated, within=within)
            case All(parts) | Any(parts):
                kind = All if isinstance(part, All) is not negated else Any
                joint = words.AND if kind is All else words.OR
                text = joint.join(said(one, negated=negated, within=kind) for one in parts)
                return f"({text})" if within is not None and within is not kind else text
            case Compare() if negated:
                turned = replace(part, operator=OPPOSITE[part.operator])
                return words.phrase(turned, schema, names or {}, negated=False)
            case _:
                return words.phrase(part, schema, names or {}, negated=negated)

    text = said(condition, negated=False, within=None)
    return text[:1].upper() + text[1:] + "."
