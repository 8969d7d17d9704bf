"""What counts as attending: sessions side by side are one occasion, for nobody is in two rooms at once.

An occasion counts once somebody was marked at it: what is still to come, or was never recorded,
lowers nobody's share.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from serai.portal.programme.engine.blocks import Timed, blocks


class Attended(Timed, Protocol):
    """A session of an agenda, with its primary key."""

    @property
    def pk(self) -> int: ...


def occasions(sessions: Iterable[Attended]) -> dict[int, int]:
    """The occasion of each session: a number that sessions share when they overlap."""
    return {
        session.pk: number
        for number, block in enumerate(blocks(sessions))
        for column in block.columns
        for session in column
    }


@dataclass(frozen=True)
class Counted:
    """Occasions somebody came to, of those that count for them."""

    came: int
    of: int

    @property
    def share(self) -> int | None:
        """In whole per cent, rounded down: 79.9 % is not 80 %. None when nothing counts."""
        return 100 * self.came // self.of if self.of else None


def counted(
    *, present: Set[int], expected: Set[int], occasion: Mapping[int, int], recorded: Collection[int]
) -> Counted:
    """One person against the sessions they were expected at; `recorded` are those with a mark of anybody."""
    counting = {occasion[session] for session in recorded}
    of = {occasion[session] for session in expected} & counting
    came = {occasion[session] for session in present & expected} & of
    return Counted(len(came), len(of))
