"""The rules of progression.

- What counts happened before the step: working groups placed before it, entries that ended and items
  due before its first day.
- Every session of a group that was held counts, also those before the member joined: a late joiner
  catches up, and an expert signs that off or waives it.
- Sessions side by side are one occasion (`engine/attending.py`), for nobody is in two rooms at once.
- A session at which nobody at all was marked was not recorded. It is left out of the share. A group
  without any record is named, and the requirement is not met on the strength of the others alone.
- A share of sessions is not met while a group that counts is still to come.
- A person's sign-off outweighs the figures.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from serai.portal.programme.engine.requirements.record import (
    NONE,
    Cell,
    Entry,
    Past,
    Record,
    Rule,
    State,
    Step,
)

BY_HAND = {"met": State.MET, "waived": State.WAIVED}
ONE = Decimal(1)


def evaluate(
    rules: Iterable[Rule], record: Record, step: Step, *, today: dt.date
) -> tuple[Cell, ...]:
    """How the member stands against each rule, in the order of the rules."""
    return tuple(judged(rule, record, step, today=today) for rule in rules)


def may_go_on(cells: Sequence[Cell]) -> bool:
    """Whether everything the step asks is met or waived."""
    return all(cell.is_satisfied for cell in cells)


def judged(rule: Rule, record: Record, step: Step, *, today: dt.date) -> Cell:
    """The figures of one rule with the state they amount to."""
    cell = measured(rule, record, step, today=today)
    if outcome := record.signed.get(rule.key):
        return replace(cell, state=BY_HAND[outcome], by_hand=True)
    return replace(cell, state=state_of(cell, step, today=today))


def state_of(cell: Cell, step: Step, *, today: dt.date) -> State:
    """What the figures amount to: enough, unknown, late, begun or not."""
    enough = is_enough(cell)
    if enough and not (cell.unrecorded or cell.to_come):
        return State.MET
    if enough:
        return State.PARTLY
    if cell.late:
        return State.LATE
    unknown = cell.rule.kind == "attendance" and not cell.of
    if step.start and today >= step.start and not unknown:
        return State.LATE
    return State.PARTLY if cell.reached else State.NOT_YET


def is_enough(cell: Cell) -> bool:
    """Whether the figures reach what the rule asks."""
    match cell.rule.kind:
        case "attendance":
            return cell.of > 0 and cell.reached * 100 >= cell.wanted * cell.of
        case "sign_off":
            return False
        case _:
            return cell.reached >= cell.wanted and not cell.late


def measured(rule: Rule, record: Record, step: Step, *, today: dt.date) -> Cell:
    """The figures of one rule; the state is still open."""
    groups = counted(rule, step)
    cell = Cell(rule, State.NOT_YET, wanted=ONE if rule.threshold is None else rule.threshold)
    match rule.kind:
        case "attendance":
            return attendance(cell, record, groups)
        case "taught":
            return replace(
                cell, reached=Decimal(sum(record.taught.get(group.code, 0) for group in groups))
            )
        case "hours":
            return entries(cell, [(entry, entry.hours) for entry in before(rule, record, step)])
        case "entries":
            return entries(cell, [(entry, ONE) for entry in before(rule, record, step)])
        case "items":
            due = [item for item in record.items if step.start is None or item.due_on < step.start]
            return replace(
                cell,
                wanted=rule.threshold or NONE,
                reached=Decimal(sum(item.is_done for item in due)),
                late=sum(not item.is_done and item.due_on < today for item in due),
            )
        case _:
            return cell


def counted(rule: Rule, step: Step) -> list[Past]:
    """The groups a rule counts: those it names, else all that everyone was to attend."""
    if rule.counts_from:
        return [group for group in step.before if group.code in rule.counts_from]
    return [group for group in step.before if group.is_for_everyone]


def attendance(cell: Cell, record: Record, groups: Sequence[Past]) -> Cell:
    """How many occasions were attended, and what of it is unknown or still to come."""
    held = [group for group in groups if group.is_held]
    return replace(
        cell,
        reached=Decimal(
            sum(record.attended.get(group.code, 0) for group in held if group.recorded)
        ),
        of=sum(group.recorded for group in held),
        unrecorded=tuple(group.code for group in held if not group.recorded),
        to_come=tuple(group.code for group in groups if not group.is_held),
    )


def before(rule: Rule, record: Record, step: Step) -> list[Entry]:
    """Entries of the kinds a rule counts that ended before the step began."""
    return [
        entry
        for entry in record.entries
        if (not rule.counts_from or entry.kind in rule.counts_from)
        and (step.start is None or entry.ended_on < step.start)
    ]


def entries(cell: Cell, weighed: Sequence[tuple[Entry, Decimal]]) -> Cell:
    """The sums of what is confirmed and of what waits; each entry weighs its hours, or one."""
    return replace(
        cell,
        reached=sum((weight for entry, weight in weighed if entry.is_confirmed), NONE),
        waiting=sum((weight for entry, weight in weighed if entry.is_waiting), NONE),
    )
