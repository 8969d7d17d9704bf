"""The frame of a sentence: goods, then what is asked of them; the words are those of a language.

`not` is said where it belongs, at the single words. Alternatives of the whole are said one after
the other, each with its goods; alternatives within are “either … or …”. What is nested deeper
stands in parentheses, so that no sentence can be read in two ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from serai.declarations.columns import SCHEMA, Column
from serai.risk.language.canonical import OPPOSITE
from serai.risk.language.clauses import Term
from serai.risk.language.sentence import english, russian
from serai.risk.language.sentence.names import Names, Phrase, Rank, common_names, goods_of, is_long
from serai.risk.language.tree import All, Any, Between, Compare, Condition, Not, Operator, Peer

LANGUAGES: Mapping[str, ModuleType] = {"en": english, "ru": russian}


@dataclass(frozen=True)
class Group:
    """Parts that are joined by “and”, or by “or”."""

    kind: type[All] | type[Any]
    parts: "tuple[Part, ...]"


type Part = Term | Group


def to_sentence(
    condition: Condition,
    language: str = "en",
    *,
    names: Names | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> str:
    """A checked condition as a sentence in `en` or `ru`.

    `names` says what goods are called, by commodity code or its beginning, beside the names that are
    shipped. Raises KeyError for a column or a language that is not known.
    """
    teller = _Teller(LANGUAGES[language], language, {**common_names(), **(names or {})}, schema)
    whole = _turned(condition, negated=False)
    many = whole.parts if isinstance(whole, Group) and whole.kind is Any else (whole,)
    text = teller.words.OTHERWISE.join(map(teller.alternative, many))
    return text[:1].upper() + text[1:] + "."


def _turned(condition: Condition, *, negated: bool) -> Part:
    """The same with `not` at the leaves, comparisons turned round."""
    match condition:
        case Not(part):
            return _turned(part, negated=not negated)
        case All(parts) | Any(parts):
            kind = All if isinstance(condition, All) is not negated else Any
            flat: list[Part] = []
            for part in parts:
                made = _turned(part, negated=negated)
                same = isinstance(made, Group) and made.kind is kind
                flat += made.parts if same and isinstance(made, Group) else [made]
            return Group(kind, tuple(flat))
        case Compare() if negated:
            return Term(replace(condition, operator=OPPOSITE[condition.operator]))
        case _:
            return Term(condition, negated)


def _ranges(parts: tuple[Part, ...]) -> list[Part]:
    """The parts, with “at least” and “at most” of one column as “between”."""
    made = list(parts)
    for part in parts:
        match part:
            case Term(Compare(column, Operator.AT_LEAST, low)) if not isinstance(low, str | Peer):
                ends = [one for one in made if _is_end(one, column)]
                if len(ends) == 1 and isinstance(ends[0], Term):
                    high = ends[0].leaf.value  # type: ignore[union-attr]  # a comparison
                    made[made.index(part)] = Term(Between(column, low, high))  # type: ignore[arg-type]  # no text
                    made.remove(ends[0])
    return made


def _is_end(part: Part, column: str) -> bool:
    match part:
        case Term(Compare(name, Operator.AT_MOST, value)):
            return name == column and not isinstance(value, str | Peer)
    return False


@dataclass(frozen=True)
class _Teller:
    words: ModuleType
    language: str
    names: Names
    schema: Mapping[str, Column]

    def alternative(self, part: Part) -> str:
        """Goods, and all that is asked of them."""
        whole = isinstance(part, Group) and part.kind is All
        parts = _ranges(part.parts) if isinstance(part, Group) and whole else [part]
        subject = next((one for one in parts if self.is_subject(one)), None)
        text: str = self.words.GOODS
        attached, apart = " ", ": "
        if isinstance(subject, Term):
            parts.remove(subject)
            goods = goods_of(subject.leaf, self.column(subject), self.names, self.language)
            assert goods is not None
            text = self.words.subject(goods)
            attached, apart = (
                (": ", ": ") if is_long(goods, self.words.AND.strip()) else (" ", ", ")
            )
        phrases = sorted(map(self.phrase, parts), key=lambda phrase: phrase.rank)
        several = sum(phrase.rank is Rank.ALTERNATIVES for phrase in phrases) > 1
        for index, phrase in enumerate(phrases):
            if index:
                text += " " if phrase.rank is Rank.DISPATCH else ", "
            else:
                text += attached if phrase.rank < Rank.APART else apart
            in_brackets = several and phrase.rank is Rank.ALTERNATIVES
            text += f"({phrase.text})" if in_brackets else phrase.text
        return text

    def column(self, term: Term) -> Column:
        return self.schema[term.leaf.column]

    def is_subject(self, part: Part) -> bool:
        """Whether it says which goods are meant."""
        if not isinstance(part, Term) or part.negated:
            return False
        unequal = isinstance(part.leaf, Compare) and part.leaf.operator is Operator.UNEQUAL
        found = goods_of(part.leaf, self.column(part), self.names, self.language)
        return found is not None and not unequal

    def phrase(self, part: Part) -> Phrase:
        if isinstance(part, Group):
            return Phrase(self.group(part), Rank.ALTERNATIVES)
        made: Phrase = self.words.phrase(part.leaf, part.negated, self.schema, self.names)
        return made

    def group(self, group: Group) -> str:
        texts = [
            f"({self.group(part)})"
            if isinstance(part, Group) and group.kind is All
            else self.phrase(part).text
            for part in group.parts
        ]
        if group.kind is All:
            return str(self.words.AND.join(texts))
        return str(self.words.either(texts))
