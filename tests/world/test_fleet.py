"""Containers neither appear nor vanish, and none is in two places."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from serai.world.fleet import BACK, Fleet
from serai.world.goods import NONE
from serai.world.world import World
from tests.worlds import scenario

WEEKS = st.lists(st.lists(st.tuples(st.booleans(), st.integers(-1, 6)), max_size=12), max_size=25)


@given(size=st.integers(0, 20), weeks=WEEKS, begin=st.integers(-8, 3))
def test_idle_and_lent_containers_add_up_to_the_fleet_and_none_is_lent_twice(size, weeks, begin):
    fleet, out = Fleet(size), {}
    for week, wishes in enumerate(weeks, start=begin):
        out = {box: ready for box, ready in out.items() if ready > week}
        wanted = np.array([one for one, _ in wishes], np.bool_)
        ends = np.array([week + length for _, length in wishes], np.int64)
        given_ = fleet.lend(wanted, ends, week)
        lent = given_[given_ != NONE]
        assert not np.isin(lent, list(out)).any()
        assert len(set(lent.tolist())) == len(lent) == min(wanted.sum(), size - len(out))
        assert (given_[~wanted] == NONE).all()
        for box, end in zip(given_.tolist(), ends.tolist(), strict=True):
            if box != NONE:
                out[box] = max(end, week) + BACK
        assert len(fleet.idle) + fleet.lent == size
        assert fleet.lent == len(out)


def test_no_container_of_a_world_is_in_two_movements_at_once():
    world = World.open(scenario("port"), 3)
    chunks = dict(world._under_way.chunks)
    for _ in range(12):
        world.next_week()
        chunks |= world._under_way.chunks
        assert (
            len(world._under_way.fleet.idle) + world._under_way.fleet.lent
            == world._under_way.fleet.size
        )
    legs = world._market.ways.legs
    box, begin, end = [], [], []
    for one in chunks.values():
        box.append(one.container)
        begin.append(one.hour[:, 0])
        end.append(one.hour[np.arange(len(one)), legs[one.goods.route]])
    box, begin, end = (np.concatenate(part) for part in (box, begin, end))
    carried = box != NONE
    assert carried.sum() > 500
    assert len(np.unique(box[carried])) < carried.sum() - 100  # they come back, and are lent again
    order = np.lexsort((begin[carried], box[carried]))
    box, begin, end = (part[carried][order] for part in (box, begin, end))
    again = box[1:] == box[:-1]
    assert (begin[1:][again] > end[:-1][again]).all()
