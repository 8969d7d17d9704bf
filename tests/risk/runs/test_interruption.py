"""A stop that comes while something is written waits until it is whole."""

import os
import signal

import numpy as np
import pytest

from serai.risk.runs.interruption import held, interruptible


def stopped(number, path, reached):
    with held():
        with held():
            os.kill(os.getpid(), number)
        np.savez_compressed(path, rows=np.arange(1000))
        reached.append("end")
    reached.append("after")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_held_becomes_whole_before_the_stop(tmp_path, number):
    reached = []
    with interruptible(), pytest.raises(KeyboardInterrupt):
        stopped(number, tmp_path / "counts.npz", reached)
    assert reached == ["end"]
    assert np.load(tmp_path / "counts.npz")["rows"].sum() == 499_500


def test_elsewhere_the_stop_comes_at_once_and_is_over():
    reached = []
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        with held():
            reached.append("held")
        reached.append("after")
    assert reached == ["held", "after"]


class Thrown:
    """Told to stop while it is thrown away."""

    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


def stopped_while_throwing_away(reached):
    thrown = Thrown()
    del thrown
    with held():
        reached.append("whole")
    reached.append("after")


def test_a_stop_that_python_swallowed_comes_after_the_next_step():
    reached = []
    with interruptible(), pytest.raises(KeyboardInterrupt):
        stopped_while_throwing_away(reached)
    assert reached == ["whole"]


def test_handlers_are_as_they_were():
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    with interruptible():
        assert signal.getsignal(signal.SIGTERM) is not before[0]
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == before


def failing():
    with held():
        os.kill(os.getpid(), signal.SIGTERM)
        raise ValueError("the disk is full")


def test_an_error_in_what_is_held_gives_way_to_the_stop():
    with interruptible(), pytest.raises(KeyboardInterrupt) as told:
        failing()
    assert isinstance(told.value.__context__, ValueError)
