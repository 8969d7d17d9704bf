"""A real `serai demo` in a folder of its own: started, read, killed and started again by the tests."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.apart import bare_environment

SERAI = Path(sys.executable).with_name("serai")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


class Site:
    """One demonstration. What it prints, letters included, goes to `printed`."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "printed.txt"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the first page can be had."""
        words = [SERAI, "demo", "--no-open", "--data", self.data, "--port", str(self.port)]
        with self.log.open("ab") as printed:
            told = len(self.printed)
            self._process = subprocess.Popen(
                words,
                stdout=printed,
                stderr=subprocess.STDOUT,
                env=bare_environment(),
                start_new_session=True,  # by which all its processes are known, and no other
            )
        deadline = time.monotonic() + PATIENCE
        while f"Serai is at {self.address}/" not in self.printed[told:]:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"`serai demo` did not start:\n{self.printed[told:]}")
            time.sleep(0.05)

    @property
    def printed(self) -> str:
        return self.log.read_text(errors="replace")

    def run(self, module: str) -> None:
        """Run a module of the suite on its folder."""
        settings = {
            "DJANGO_SETTINGS_MODULE": "serai.portal.settings.demo",
            "SERAI_DATA": str(self.data),
        }
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=bare_environment() | settings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def letter(self, *, to: str, after: int = 0, seconds: float = 90.0) -> str:
        """The first letter to this address printed `after` that place; the task worker takes a moment."""
        letters = re.compile(rf"^To: {re.escape(to)}$.*?^─+$", re.MULTILINE | re.DOTALL)
        deadline = time.monotonic() + seconds
        while not (found := letters.search(self.printed[after:])):
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"No letter to {to} within {seconds} s:\n{self.printed[after:]}"
                )
            time.sleep(0.1)
        return found[0]

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of its database, read while it runs."""
        connection = sqlite3.connect(
            f"file:{self.data / 'serai.sqlite3'}?mode=ro", uri=True, timeout=10
        )
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    @property
    def typed(self) -> set[str]:
        """Every text in its database: what people wrote, as against what the product says."""
        tables = self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'p[er]o*_*'"
        )
        rows = [row for (table,) in tables for row in self.rows(f'SELECT * FROM "{table}"')]  # noqa: S608 - names of tables
        return {" ".join(value.split()) for row in rows for value in row if isinstance(value, str)}

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut does: every process of it at once, none asked."""
        if self._process and self._process.poll() is None:
            for process in self._family(self._process.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()

    def _family(self, leader: int) -> list[int]:
        """The processes of the session it leads; where the system does not list them, itself alone: they follow."""
        listed = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
        family = [leader]
        for process in listed:
            with suppress(ProcessLookupError):
                if process != leader and os.getsid(process) == leader:
                    family.append(process)
        return family
