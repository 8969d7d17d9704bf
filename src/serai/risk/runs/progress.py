"""How far a run is: one line that changes in a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
LIVE, PLAIN = 0.1, 10.0
"""Seconds between two times that it is told, in a terminal and elsewhere."""


class Progress:
    """Rows, rows a second, time left. `total` is how many there are, where it is known."""

    unit = "declarations"

    def __init__(
        self,
        out: TextIO,
        total: int | None,
        *,
        done: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.out, self.total, self.done, self.clock = out, total, done, clock
        self.live = out.isatty()
        self.began = self._told = clock()
        self._first = done

    def __call__(self, rows: int) -> None:
        """So many more are screened."""
        self.done += rows
        now = self.clock()
        if now - self._told >= (LIVE if self.live else PLAIN):
            self._told = now
            self._tell()

    def close(self) -> None:
        """Tell it a last time."""
        self._tell()
        if self.live:
            self.out.write("\n")
            self.out.flush()

    def _tell(self) -> None:
        line = self.line()
        self.out.write(f"\r\x1b[K{line}" if self.live else f"{line}\n")
        self.out.flush()

    def line(self) -> str:
        """What is told now."""
        passed = max(self.clock() - self.began, 1e-9)
        rate = (self.done - self._first) / passed
        said = f"{self.done:,} {self.unit}"
        if self.total is not None:
            share = self.done / self.total if self.total else 1.0
            full = round(WIDTH * min(share, 1.0))
            bar = f"[{'█' * full}{'·' * (WIDTH - full)}]"
            said = f"{bar} {share:4.0%}  {self.done:,} of {self.total:,} {self.unit}"
        said += f"  {rate:,.{0 if rate >= 10 else 1}f} a second"
        if self.total is not None and rate and self.done < self.total:
            said += f"  {_duration((self.total - self.done) / rate)} left"
        return said


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
