"""Examples: declarations that a profile must hit, or must not."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from serai.declarations.columns import DERIVED, SCHEMA, Value, with_derived
from serai.risk.language.check import leaves
from serai.risk.language.evaluate import evaluate
from serai.risk.language.polars import peer_column, peers_of
from serai.risk.language.print import to_text
from serai.risk.language.tree import All, Between, Compare, Condition, Today
from serai.risk.profiles.profile import Example, Profile


@dataclass(frozen=True)
class Outcome:
    """Whether the profile holds for an example; None where a missing value leaves it open."""

    held: bool | None
    why: str = ""
    why_ru: str = ""


def completed(examples: Sequence[Example]) -> list[dict[str, Value | None]]:
    """The examples with derived columns; what an example says itself is kept."""
    declared = [
        {column.name: example.get(column.name) for column in SCHEMA.declared}
        for example in examples
    ]
    if not declared:
        return []
    rows = with_derived(pl.DataFrame(declared, schema=SCHEMA.polars)).to_dicts()
    return [
        {**row, **{name: example[name] for name in DERIVED if name in example}}
        for row, example in zip(rows, examples, strict=True)
    ]


def counts_from_today(condition: Condition) -> bool:
    """Whether the day of screening matters."""
    return any(
        isinstance(bound, Today)
        for leaf, _ in leaves(condition)
        for bound in (
            (leaf.value,)
            if isinstance(leaf, Compare)
            else (leaf.low, leaf.high)
            if isinstance(leaf, Between)
            else ()
        )
    )


def day_of_screening(example: Example) -> dt.date | None:
    """What an example says of it: `today`, else the declaration's own date."""
    day = example.get("today") or example.get("date")
    return day if isinstance(day, dt.date) else None


def outcome(
    profile: Profile,
    example: Example,
    row: Mapping[str, Value | None],
    lists: Mapping[str, Collection[str]],
) -> Outcome:
    """What becomes of an example, whose completed row is handed in, on its own day of screening.

    Reference values of peers stand in the example under the name of the comparison.
    """
    condition = profile.condition
    references = {}
    for peer in peers_of(condition):
        keys = tuple(row.get(name) for name in peer.by)
        value = example.get(peer_column(peer))
        references[peer.column, peer.by] = {keys: value}
    today = day_of_screening(example) or dt.date.min

    def held(part: Condition) -> bool | None:
        return evaluate(part, row, today=today, lists=lists, references=references)  # type: ignore[arg-type]

    answer = held(condition)
    if answer:
        return Outcome(answer)
    parts = condition.parts if isinstance(condition, All) else (condition,)
    part = next(part for part in parts if not held(part))
    return Outcome(answer, *_why(part, row, held(part)))


def _why(part: Condition, row: Mapping[str, Value | None], held: bool | None) -> tuple[str, str]:
    text = to_text(part)
    columns = dict.fromkeys(leaf.column for leaf, _ in leaves(part))
    values = ", ".join(f"{name}: {_shown(row.get(name))}" for name in columns)
    if held is None:
        return f"{text} cannot be told ({values})", f"неизвестно, верно ли {text} ({values})"
    return f"{text} is not met ({values})", f"не выполнено {text} ({values})"


def _shown(value: Value | None) -> str:
    return "–" if value is None else str(value)


def all_examples(profiles: Iterable[Profile]) -> list[Example]:
    """Of all profiles in their order: first those to hit, then those not to."""
    return [
        example for profile in profiles for example in (*profile.must_hit, *profile.must_not_hit)
    ]
