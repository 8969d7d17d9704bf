"""Readers who ask for pages: a fixed number of them without thinking time, or a fixed rate."""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ask:
    """A page of a kind, asked for by one signed-in reader."""

    page: str
    path: str
    cookie: str


@dataclass
class Answers:
    """Seconds each page took, its size on the wire, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wire: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    wall: float = 0.0

    @property
    def count(self) -> int:
        return sum(map(len, self.seconds.values()))

    @property
    def rps(self) -> float:
        """Answered requests per second of wall clock."""
        return self.count / self.wall if self.wall else 0.0

    def quantile(self, page: str | None, share: float) -> float:
        """Milliseconds within which this share of a page's answers came; of all pages when None."""
        times = sorted(
            self.seconds[page] if page else [s for many in self.seconds.values() for s in many]
        )
        return 1000 * times[min(int(share * len(times)), len(times) - 1)] if times else 0.0


class Reader:
    """One connection that is kept open, as a browser keeps it."""

    def __init__(self, host: str, port: int, *, gzip: bool) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=30)
        self.headers = {"Accept-Language": "en", "Accept-Encoding": "gzip" if gzip else "identity"}

    def ask(self, ask: Ask, answers: Answers, *, since: float | None = None) -> None:
        """Ask for a page and keep how long it took, counted from `since` where it was due earlier."""
        began = since or time.perf_counter()
        try:
            self.connection.request("GET", ask.path, headers=self.headers | {"Cookie": ask.cookie})
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            answers.faults.append(f"{ask.path}: {problem!r}")
            return
        if response.status != 200:
            answers.faults.append(f"{ask.path}: {response.status}")
            return
        answers.seconds[ask.page].append(time.perf_counter() - began)
        answers.wire[ask.page] = max(answers.wire.get(ask.page, 0), len(body))


def closed_loop(
    asks: Sequence[Ask], *, host: str, port: int, readers: int, seconds: float, gzip: bool
) -> Answers:
    """`readers` readers who ask for the next page as soon as the last one has come."""
    answers, end = Answers(), time.perf_counter() + seconds

    def read(number: int) -> None:
        reader, at = Reader(host, port, gzip=gzip), number * 7
        while time.perf_counter() < end:
            reader.ask(asks[at % len(asks)], answers)
            at += 1

    return run(answers, read, readers)


def fixed_rate(
    asks: Sequence[Ask],
    *,
    host: str,
    port: int,
    readers: int,
    rate: float,
    seconds: float,
    gzip: bool,
) -> Answers:
    """`rate` requests a second; a late start counts into the answer's time (no coordinated omission)."""
    answers, began, turn, lock = (
        Answers(),
        time.perf_counter() + 0.05,
        iter(range(int(rate * seconds))),
        threading.Lock(),
    )

    def read(_: int) -> None:
        reader = Reader(host, port, gzip=gzip)
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                return
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            reader.ask(asks[number % len(asks)], answers, since=due)

    return run(answers, read, readers)


def run(answers: Answers, read: Callable[[int], None], readers: int) -> Answers:
    """Let all readers read at once, and wait for the last of them."""
    began = time.perf_counter()
    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.wall = time.perf_counter() - began
    return answers
