"""Why a profile hit a declaration, or did not: its conditions with the values they were asked of."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from serai.declarations.columns import HEADINGS, Value
from serai.declarations.single import Declaration, completed
from serai.risk.language.canonical import OPPOSITE
from serai.risk.language.evaluate import References, evaluate
from serai.risk.language.polars import peer_column
from serai.risk.language.print import to_text
from serai.risk.language.sentence import to_sentence
from serai.risk.language.tree import All, Any, Compare, Condition, Not, Peer
from serai.risk.profiles.profile import Profile


@dataclass(frozen=True)
class Reason:
    """One condition and what the declaration says of it."""

    condition: Condition
    """A leaf, or the opposite of one."""
    values: Mapping[str, Value | None]
    """By column; None where it is missing. The peers' value stands under `peer(price by origin)`."""

    @property
    def text(self) -> str:
        """As a profile has it."""
        return to_text(self.condition)

    def sentence(self, language: str = "en") -> str:
        """In words, `en` or `ru`."""
        return to_sentence(self.condition, language)


@dataclass(frozen=True)
class Explanation:
    """`met` are the conditions that made a profile hit; `unmet` those that kept it from it."""

    profile: Profile
    hit: bool
    met: tuple[Reason, ...]
    unmet: tuple[Reason, ...]
    """None where it hit. A condition on what is missing is one."""


def explain(
    profile: Profile,
    declaration: Declaration,
    *,
    today: dt.date,
    lists: Mapping[str, Collection[str]],
    references: References | None = None,
) -> Explanation:
    """Which conditions of a profile hold for a declaration; of alternatives, those that do."""
    # As in the screen, headings are read off the commodity code.
    given = {name: value for name, value in declaration.items() if name not in HEADINGS}
    asked = _Asked(completed(given), today, lists, references or {})
    hit = asked.holds(profile.condition) is True
    reasons = tuple(asked.reasons(profile.condition, held=hit))
    if hit:
        return Explanation(profile, hit, reasons, ())
    return Explanation(profile, hit, tuple(asked.reasons(profile.condition, held=True)), reasons)


@dataclass(frozen=True)
class _Asked:
    declaration: Declaration
    today: dt.date
    lists: Mapping[str, Collection[str]]
    references: References

    def holds(self, condition: Condition) -> bool | None:
        return evaluate(
            condition,
            self.declaration,
            today=self.today,
            lists=self.lists,
            references=self.references,
        )

    def reasons(self, condition: Condition, *, held: bool) -> Iterator[Reason]:
        """The leaves that hold, or those that do not, as they are meant under their `not`."""
        match condition:
            case All(parts) | Any(parts):
                for part in parts:
                    yield from self.reasons(part, held=held)
            case Not(All(parts)):
                for part in parts:
                    yield from self.reasons(Not(part), held=held)
            case Not(Any(parts)):
                for part in parts:
                    yield from self.reasons(Not(part), held=held)
            case Not(Not(part)):
                yield from self.reasons(part, held=held)
            case Not(Compare() as leaf):
                turned = replace(leaf, operator=OPPOSITE[leaf.operator])
                yield from self.reasons(turned, held=held)
            case _:
                if (self.holds(condition) is True) is held:
                    yield Reason(condition, dict(self.values(condition)))

    def values(self, condition: Condition) -> Iterator[tuple[str, Value | None]]:
        leaf = condition.part if isinstance(condition, Not) else condition
        assert not isinstance(leaf, All | Any | Not)
        yield leaf.column, self.declaration.get(leaf.column)
        if isinstance(leaf, Compare) and isinstance(leaf.value, Peer):
            peer = leaf.value
            keys = tuple(self.declaration.get(key) for key in peer.by)
            yield from zip(peer.by, keys, strict=True)
            table = self.references.get((peer.column, peer.by), {})
            yield peer_column(peer), table.get(keys)  # type: ignore[arg-type]  # a key may be missing
