"""Being told to stop, between two steps and never within one that has to be whole.

A library in whose middle a KeyboardInterrupt is raised may answer with an error of its own: a ZIP file
that is being written does. What must not be torn is put under `held`; the stop comes right after. So does one that
Python swallowed, as it swallows whatever is raised while an object is thrown away.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_holding = 0
_asked = False


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and Ctrl-C raise KeyboardInterrupt in the main thread, which has to call this."""
    before = {each: signal.signal(each, _stop) for each in (signal.SIGTERM, signal.SIGINT)}
    hook = sys.unraisablehook

    def swallowed(told: "sys.UnraisableHookArgs") -> None:
        global _asked  # noqa: PLW0603 - signals come to the process, not to an object
        if isinstance(told.exc_value, KeyboardInterrupt):
            _asked = True
        else:
            hook(told)

    sys.unraisablehook = swallowed
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def held() -> Iterator[None]:
    """What is done here is done whole; a stop asked for meanwhile is raised at its end."""
    global _holding, _asked  # noqa: PLW0603 - as above
    _holding += 1
    try:
        yield
    finally:
        _holding -= 1
        if _asked and not _holding:
            _asked = False
            raise KeyboardInterrupt


def _stop(_number: int, _frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603 - as above
    if not _holding:
        raise KeyboardInterrupt
    _asked = True
