"""One draw: each control as often as its share says, and as many as the shares add up to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.selection.draw import draw


def shares_of(rows, controls, seed=0):
    """Everything there is: rows sure of one control, of none, open to some and to all of them."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(controls + 1), rows)
    closed = rng.random(shares.shape) < 0.3
    closed[closed.all(axis=1), 0] = False
    shares = np.where(closed, 0, shares)
    return (shares / shares.sum(axis=1, keepdims=True))[:, :controls]


def rows_of(controls):
    """Shares of one declaration: each a part of what those before it leave."""

    def of(parts):
        left, row = 1.0, []
        for part in parts:
            row.append(part * left)
            left -= part * left
        return row

    return st.lists(st.floats(0, 1), min_size=controls, max_size=controls).map(of)


@settings(deadline=None, max_examples=300)
@given(
    table=st.integers(1, 4).flatmap(
        lambda controls: st.lists(rows_of(controls), min_size=1, max_size=40)
    ),
    seed=st.integers(0, 99),
)
def test_each_control_and_all_together_are_given_as_often_as_the_shares_add_up_to(table, seed):
    shares = np.array(table)
    chosen = draw(shares, np.random.default_rng(seed))
    for control in range(shares.shape[1]):
        total = round(shares[:, control].sum(), 6)
        assert np.floor(total) <= (chosen == control).sum() <= np.ceil(total)
    together = round(shares.sum(), 6)
    assert np.floor(together) <= (chosen >= 0).sum() <= np.ceil(together)
    picked = chosen >= 0
    assert (shares[picked, chosen[picked]] > 0).all()
    assert picked[shares.sum(axis=1) > 1 - 1e-10].all()


@pytest.mark.parametrize("controls", [1, 2, 3])
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 150])
def test_each_declaration_gets_each_control_as_often_as_its_share_says(rows, controls):
    shares, draws = shares_of(rows, controls, seed=rows), 4000
    rng = np.random.default_rng(3)
    counts = np.zeros_like(shares)
    for _ in range(draws):
        counts += draw(shares, rng)[:, None] == np.arange(controls)
    # Five standard errors of a share: one in two million for a cell.
    within = 5 * np.sqrt(shares * (1 - shares) / draws) + 1e-9
    assert (np.abs(counts / draws - shares) <= within).all()


def test_a_large_table_adds_up_too():
    shares = shares_of(20_000, 2)
    chosen = draw(shares, np.random.default_rng(4))
    for control in range(2):
        assert abs((chosen == control).sum() - shares[:, control].sum()) < 1


def test_declarations_of_one_share_are_drawn_independently_of_their_order():
    shares = np.full((10, 1), 0.2)
    together = np.zeros((10, 10))
    rng = np.random.default_rng(5)
    draws = 9000
    for _ in range(draws):
        taken = draw(shares, rng) == 0
        together += np.outer(taken, taken)
    # Two of ten are drawn; by symmetry each of the 45 pairs as often as any other.
    pairs = together[np.triu_indices(10, 1)] / draws
    assert (np.abs(pairs - 1 / 45) <= 5 * np.sqrt(1 / 45 * 44 / 45 / draws)).all()


def test_the_same_generator_draws_the_same():
    shares = shares_of(500, 2)
    first, second = (draw(shares, np.random.default_rng(6)) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("rows", [0, 1])
def test_there_may_be_nothing_to_draw(rows):
    assert draw(np.zeros((rows, 2)), np.random.default_rng(1)).tolist() == [-1] * rows


@pytest.mark.parametrize("shares", [[[0.7, 0.5]], [[-0.1, 0.2]], [[np.nan, 0.0]]])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ValueError, match="add up to at most 1"):
        draw(np.array(shares), np.random.default_rng(1))
