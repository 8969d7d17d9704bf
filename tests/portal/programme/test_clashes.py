"""Clashes of room and person, and how a day of the agenda is laid out in blocks and columns."""

import datetime as dt
from dataclasses import dataclass

import pytest

from serai.portal.programme.engine.attending import counted, occasions
from serai.portal.programme.engine.blocks import blocks
from serai.portal.programme.engine.clashes import Slot, clashes


def at(time: str) -> dt.datetime:
    return dt.datetime.combine(dt.date(2027, 5, 3), dt.time.fromisoformat(time), dt.UTC)


def slot(
    key: int, start: str, end: str, room: int | None = None, people: tuple[int, ...] = ()
) -> Slot:
    return Slot(key, at(start), at(end), room, frozenset(people))


LECTURE = slot(1, "09:00", "10:30", room=1, people=(10, 11))


@pytest.mark.parametrize(
    ("other", "room", "people"),
    [
        (slot(2, "10:00", "11:00", room=1), 1, set()),
        (slot(2, "08:00", "12:00", room=1), 1, set()),
        (slot(2, "09:30", "10:00", room=1), 1, set()),
        (slot(2, "10:00", "11:00", room=2, people=(11, 12)), None, {11}),
        (slot(2, "10:00", "11:00", room=1, people=(10,)), 1, {10}),
        (slot(2, "10:00", "11:00", people=(10, 11)), None, {10, 11}),
    ],
)
def test_two_at_once_in_a_room_or_with_a_person_clash(other, room, people):
    (clash,) = clashes(LECTURE, [other])
    assert (clash.other, clash.room, clash.people) == (2, room, people)


@pytest.mark.parametrize(
    "other",
    [
        slot(2, "10:30", "11:00", room=1, people=(10,)),
        slot(2, "08:00", "09:00", room=1, people=(10,)),
        slot(2, "09:00", "10:30", room=2, people=(12,)),
        slot(2, "09:00", "10:30"),
        slot(1, "09:00", "10:30", room=1, people=(10,)),
    ],
    ids=["right after", "right before", "another room", "no room", "itself"],
)
def test_no_clash(other):
    assert clashes(LECTURE, [other]) == []


def test_two_sessions_without_a_room_do_not_share_one():
    assert clashes(slot(1, "09:00", "10:00"), [slot(2, "09:00", "10:00")]) == []


def test_a_new_session_has_no_key_and_still_clashes():
    new = Slot(None, at("09:00"), at("10:00"), 1)
    assert [clash.other for clash in clashes(new, [LECTURE])] == [1]


def test_a_clash_says_from_when_to_when_and_the_first_comes_first():
    others = [slot(3, "10:00", "11:00", room=1), slot(2, "08:00", "09:15", room=1)]
    found = clashes(LECTURE, others)
    assert [(clash.other, clash.start, clash.end) for clash in found] == [
        (2, at("09:00"), at("09:15")),
        (3, at("10:00"), at("10:30")),
    ]


# Blocks


@dataclass(frozen=True)
class Placed:
    pk: int
    start: dt.datetime
    end: dt.datetime
    room_id: int | None


def placed(pk: int, start: str, end: str, room: int | None = None) -> Placed:
    return Placed(pk, at(start), at(end), room)


def laid(sessions: list[Placed], rooms: tuple[int, ...] = (1, 2)) -> list[list[list[int]]]:
    return [
        [[s.pk for s in column] for column in block.columns]
        for block in blocks(sessions, rooms=rooms)
    ]


def test_one_after_the_other_are_blocks_of_their_own():
    assert laid([placed(2, "10:30", "11:00"), placed(1, "09:00", "10:30")]) == [[[1]], [[2]]]


def test_parallel_rooms_stand_beside_each_other_in_the_order_of_the_rooms():
    sessions = [placed(1, "11:00", "12:30", room=2), placed(2, "11:00", "12:30", room=1)]
    assert laid(sessions) == [[[2], [1]]]
    assert laid(sessions, rooms=(2, 1)) == [[[1], [2]]]


def test_short_sessions_beside_a_long_one_are_stacked_in_their_room():
    sessions = [
        placed(1, "11:00", "12:30", room=1),
        placed(2, "11:00", "11:45", room=2),
        placed(3, "11:45", "12:30", room=2),
    ]
    assert laid(sessions) == [[[1], [2, 3]]]


def test_two_at_once_in_one_room_stand_apart_so_that_both_are_seen():
    assert laid([placed(1, "09:00", "10:00", room=1), placed(2, "09:30", "10:30", room=1)]) == [
        [[1], [2]]
    ]


def test_without_a_room_comes_first():
    assert laid([placed(1, "09:00", "10:00", room=1), placed(2, "09:00", "10:00")]) == [[[2], [1]]]


# What counts as attending


def test_sessions_side_by_side_are_one_occasion():
    sessions = [
        placed(1, "09:00", "10:00"),
        placed(2, "11:00", "12:30", room=1),
        placed(3, "11:00", "11:45", room=2),
        placed(4, "11:45", "12:30", room=2),
    ]
    one, two, three, four = (occasions(sessions)[pk] for pk in (1, 2, 3, 4))
    assert two == three == four != one


@pytest.mark.parametrize(
    ("present", "came", "share"),
    [({1, 2}, 2, 100), ({1, 2, 3}, 2, 100), ({3}, 1, 50), (set(), 0, 0), ({4}, 0, 0)],
)
def test_an_occasion_counts_once_and_only_when_somebody_was_marked(present, came, share):
    sums = counted(
        present=present,
        expected={1, 2, 3, 4},
        occasion={1: 0, 2: 1, 3: 1, 4: 2},
        recorded={1, 2, 3},
    )
    assert (sums.came, sums.of, sums.share) == (came, 2, share)


def test_nothing_recorded_is_no_share():
    assert counted(present=set(), expected={1}, occasion={1: 0}, recorded=()).share is None


def test_a_share_is_rounded_down():
    sums = counted(
        present={1, 2}, expected={1, 2, 3}, occasion={n: n for n in range(4)}, recorded={1, 2, 3}
    )
    assert sums.share == 66
