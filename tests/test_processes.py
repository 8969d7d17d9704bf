"""Serai started as a user starts it: what it prints, what it survives, how it stops."""

import http.cookiejar
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

from serai.commands import folder, server
from tests.apart import bare_environment

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
KEY = "nM5v0bq8cXGf2tYkzR7wLhJ3sPdQaE1uTiOyV4x6"
PATIENCE = 60


class Serai:
    """One `serai` with all its processes, and the address it printed."""

    def __init__(self, *words: str, **environment: str) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "serai.cli", *words],
            env=bare_environment() | {"PYTHONUNBUFFERED": "1"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def address(self) -> str:
        """The address printed, once it is."""
        wait_until(lambda: "http://" in self.said or self.process.poll() is not None)
        assert "http://" in self.said, self.said
        return "http://" + self.said.partition("http://")[2].split()[0]

    def family(self) -> set[int]:
        """All processes started in this session that still run."""
        return {
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._is_ours(entry)
        }

    def _is_ours(self, entry: Path) -> bool:
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        return fields[0] != "Z" and int(fields[3]) == self.process.pid

    def ctrl_c(self) -> None:
        """As the terminal does it: to every process of its group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """All at once, without a word, as when the power goes."""
        for process in self.family():
            os.kill(process, signal.SIGKILL)

    def ends(self) -> int:
        """Wait for the end of all; the exit code."""
        code = self.process.wait(PATIENCE)
        wait_until(lambda: not self.family())
        return code


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@contextmanager
def running(*words: str, **environment: str) -> Iterator[Serai]:
    started = Serai(*words, **environment)
    try:
        yield started
    finally:
        started.kill()
        started.ends()  # a folder is free when the last of its processes is gone


@contextmanager
def demo(data: Path) -> Iterator[Serai]:
    port = str(server.next_free("127.0.0.1", 20_000 + os.getpid() % 20_000))
    with running("demo", "--data", str(data), "--port", port, "--no-open") as serai:
        yield serai


class Browser:
    """A browser without a window: it keeps cookies."""

    def __init__(self) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, address: str) -> tuple[str, str]:
        """Where it ended up, and the page."""
        with self.opener.open(address, timeout=30) as answer:
            return answer.url, answer.read().decode()

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Where the answer led."""
        data = urllib.parse.urlencode(fields).encode()
        with self.opener.open(address, data, timeout=30) as answer:
            return str(answer.url)

    def sign_in_as_somebody(self, address: str) -> None:
        """Take the first role offered on the sign-in page."""
        _, page = self.get(address)
        forms = Forms()
        forms.feed(page)
        action, fields = next((a, f) for a, f in forms.found if a.startswith("/demo/"))
        landed = self.post(urllib.parse.urljoin(address, action), fields)
        assert "/account/login" not in landed


class Forms(HTMLParser):
    """The forms of a page: where each goes, with its hidden fields and its first button."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif (
            self.found and given.get("name") and (tag == "button" or given.get("type") == "hidden")
        ):
            self.found[-1][1].setdefault(given["name"], given.get("value", ""))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A demonstration that was made, looked at, and stopped by Ctrl-C."""
    data = tmp_path_factory.mktemp("demo") / "serai-demo"
    with demo(data) as serai:
        where, page = Browser().get(serai.address)
        took = time.monotonic() - serai.began
        assert "<h1" in page, where
        assert took < 10, f"The first page came after {took:.1f} s."
        serai.ctrl_c()
        stopped = time.monotonic()
        assert serai.ends() == 0, serai.said
        assert time.monotonic() - stopped < 5, serai.said
        assert "Traceback" not in serai.said
    return data


def test_a_second_start_is_quick_and_keeps_the_data(made):
    before = folder.made_from(made)
    with demo(made) as serai:
        Browser().get(serai.address)
        assert time.monotonic() - serai.began < 5
        assert "Making" not in serai.said
    assert folder.made_from(made) == before


def test_a_second_serai_on_the_same_folder_is_refused(made):
    with demo(made) as first:
        assert first.address
        with demo(made) as second:
            assert second.ends() == 2
            assert "Another serai is running" in second.said


def test_nothing_confirmed_is_lost_when_everything_is_killed(made):
    browser = Browser()
    with demo(made) as serai:
        browser.sign_in_as_somebody(serai.address)
        serai.kill()
        serai.ends()
        port = urllib.parse.urlsplit(serai.address).port
    with running("demo", "--data", str(made), "--port", str(port), "--no-open") as again:
        where, _ = browser.get(again.address)
        assert "/account/login" not in where


def test_a_demonstration_killed_while_it_is_made_is_made_afresh(tmp_path):
    data = tmp_path / "serai-demo"
    with demo(data) as serai:
        wait_until((data / folder.UNFINISHED).exists)
        wait_until((data / folder.DATABASE).exists)
        serai.kill()
        serai.ends()
    assert folder.made_from(data) is None
    with demo(data) as again:
        assert "<h1" in Browser().get(again.address)[1]
    assert folder.made_from(data)


def test_workers_follow_a_minder_that_was_killed_and_make_room_for_the_next(made):
    with demo(made) as serai:
        port = str(urllib.parse.urlsplit(serai.address).port)
        assert len(serai.family()) == 3
        serai.process.kill()
        serai.process.wait()
        with running("demo", "--data", str(made), "--port", port, "--no-open") as again:
            assert "<h1" in Browser().get(again.address)[1]
        serai.ends()


def serve(data: Path, *words: str, **environment: str):
    port = str(server.next_free("127.0.0.1", 20_000 + os.getpid() % 20_000))
    given = {"SERAI_SECRET_KEY": KEY, "SERAI_DATA": str(data), "SERAI_HTTPS": "0"}
    return running("serve", "--port", port, *words, **(given | environment))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The folder of a real site: refused while its database is behind, served after `--migrate`."""
    data = tmp_path_factory.mktemp("site")
    with serve(data) as serai:
        assert serai.ends() == 2
        assert "Migrations are not applied" in serai.said
        assert "--migrate" in serai.said
    with serve(data, "--migrate") as serai:
        assert serai.address
        serai.process.send_signal(signal.SIGTERM)
        assert serai.ends() == 0, serai.said
    return data


def test_serve_answers_from_workers_that_come_back(site):
    with serve(site) as serai:
        browser = Browser()
        assert "<h1" in browser.get(serai.address)[1]
        before = serai.family()
        assert len(before) == 4
        for worker in before - {serai.process.pid}:
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(serai.family() - before) == 3)
        wait_until(lambda: answers(browser, serai.address))


def answers(browser: Browser, address: str) -> bool:
    try:
        return "<h1" in browser.get(address)[1]
    except OSError:
        return False


def test_serve_stays_under_400_megabytes(site):
    with serve(site) as serai:
        browser = Browser()
        for _ in range(100):
            browser.get(serai.address)
        used = 0
        for process in serai.family():
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            used += next(
                int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Rss:")
            )
        assert used / 1024 < 400


def test_serve_has_no_door_of_the_demonstration(site):
    with serve(site) as serai, pytest.raises(urllib.error.HTTPError) as refusal:
        Browser().get(serai.address + "demo/")
    assert refusal.value.code == 404


def test_serve_compresses_style_sheets_and_lets_them_be_kept(site):
    with serve(site) as serai:
        _, page = Browser().get(serai.address)
        sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        asked = urllib.request.Request(
            urllib.parse.urljoin(serai.address, sheet), headers={"Accept-Encoding": "br"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "br"
            assert "immutable" in answer.headers["Cache-Control"]


def test_serve_refuses_the_folder_of_a_demonstration(made):
    with serve(made) as serai:
        assert serai.ends() == 2
        assert "holds a demonstration" in serai.said
