"""What every part of the suite shares: a clean language and zone, Chromium, and Spark.

Without Chromium the browser tests skip, and without Java those of Spark, so that `uv run pytest` passes
on any machine; with `SERAI_CI=1` they fail instead, so that nothing is skipped where it counts.
`SERAI_CHROMIUM` names one that is not on the path.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.utils import timezone, translation
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from xdist.scheduler import LoadScopeScheduling

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",  # CI runs as root in a container
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
IN_CI = os.environ.get("SERAI_CI") == "1"
SLOW = (
    "tests/browser/test_crawl.py",
    "spark",
    "tests/risk/screening/test_kernel.py",
    "tests/browser/test_walk.py",
    "tests/risk/screening/test_screen.py",
    "tests/test_processes.py",
    "tests/season/test_findings.py",
    "tests/bench/test_screening_bench.py",
)
"""What takes longest, longest first; other files begin with those that have most tests."""
ASKING = {"db", "transactional_db", "live_server"}
"""Fixtures by which a test asks for the database."""

BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java for a run of seconds: what its second compiler makes faster is over before it has paid."""

# The same examples on every machine, however slow it is.
hypothesis.settings.register_profile("serai", derandomize=True, deadline=None)
hypothesis.settings.load_profile("serai")


class FilesWhole(LoadScopeScheduling):
    """With `-n`, the tests of a file stay together and in order, so that what they share is made once.

    All that use Spark stay together: its start takes longest. What takes long begins first, so that no
    process works alone at the end.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "spark" if "spark" in file else file

    def _assign_work_unit(self, node: Any) -> None:
        if slow := next((file for file in SLOW if file in self.workqueue), None):
            self.workqueue.move_to_end(slow, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Group by file what `xdist_group` would group: this pytest no longer lets xdist rename a test."""
    return FilesWhole(config, log) if config.getvalue("dist") == "load" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="only tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--database`, leave out what pytest-django would refuse the database."""
    if config.getoption("database"):
        left_out = [item for item in items if not uses_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def uses_the_database(item: pytest.Item) -> bool:
    """By its mark or through a fixture, whatever it is called."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not ASKING.isdisjoint(fixtures)


@pytest.fixture(autouse=True)
def english_and_utc() -> Iterator[None]:
    """A test that switches language or zone leaves the next one untouched."""
    translation.activate("en")
    timezone.deactivate()
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    path = os.environ.get("SERAI_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)("Chromium is not installed.")
    # Playwright runs an event loop in this thread, where Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh window at desktop width; a script error or a blocked resource fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    opened = context.new_page()
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A Spark of this machine, which tries a task that failed again; its start takes longest."""
    if not shutil.which("java"):
        (pytest.fail if IN_CI else pytest.skip)("There is no Java.")
    if not IN_CI:
        pytest.importorskip("pyspark", reason="the extra serai[spark] is not installed")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.extraJavaOptions", BRIEF)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
