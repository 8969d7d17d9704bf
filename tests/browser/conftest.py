"""The demonstration as people meet it: a real server, a real browser, one window for each person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from tests.browser.serving import Site

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
EXPECTED = "Failed to load resource"
"""Chromium says so of every page that answers 4xx; the tests look at those themselves."""

type Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demonstration for all tests of this process."""
    served = Site(tmp_path_factory.mktemp("site"))
    served.start()
    yield served
    served.stop()


class Windows:
    """Windows that remember what went wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(self, site: Site, *, scripts: bool = True) -> Page:
        """A window of a browser of its own: no cookie is shared."""
        context = self.browser.new_context(
            base_url=site.address, viewport=DESK, locale="en-GB", java_script_enabled=scripts
        )
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        context.add_cookies([{"name": "django_language", "value": "en", "url": site.address}])
        self.contexts.append(context)
        context.on("console", self.listen)
        context.on(
            "weberror", lambda error: self.problems.append(f"{error.page.url}: {error.error}")
        )
        context.on("response", self.look)
        return context.new_page()

    @property
    def pages(self) -> list[Page]:
        return [page for context in self.contexts for page in context.pages]

    def listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.problems.append(f"{message.location.get('url')}: {message.text}")

    def look(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@pytest.fixture
def windows(chromium: Browser) -> Iterator[Windows]:
    """Windows of one test; a script error, a blocked resource or a failing server fails the test."""
    opened = Windows(chromium)
    yield opened
    opened.close()
    assert opened.problems == []


@pytest.fixture
def enter(windows: Windows, site: Site) -> Enter:
    """A window signed in by one click on a door of the demonstration."""

    def entered(role: str, name: str = "") -> Page:
        page = windows.open(site)
        come_in(page, role, name)
        return page

    return entered


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Steps of a class that is `in_order` stop at the first that fails."""
    steps = getattr(item, "cls", None)
    if (
        getattr(steps, "in_order", False)
        and call.excinfo
        and not call.excinfo.errisinstance(pytest.skip.Exception)
    ):
        steps.failed_at = item.name
        for page in item.funcargs["story"].windows.pages:  # type: ignore[attr-defined]
            shown = (
                page.locator("main").aria_snapshot().splitlines()
                if page.locator("main").count()
                else []
            )
            item.add_report_section(
                call.when,
                page.url,
                "\n".join(line for line in shown if "- option" not in line)[:2500],
            )


def pytest_runtest_setup(item: pytest.Item) -> None:
    if failed_at := getattr(getattr(item, "cls", None), "failed_at", ""):
        pytest.skip(f"{failed_at} failed before it")


def come_in(page: Page, role: str, name: str = "") -> None:
    """Click on the first door of a role, or on the one that carries this name."""
    page.goto("/demo/")
    room = page.locator("section", has=page.get_by_role("heading", name=role, exact=True))
    room.get_by_role("button").filter(has_text=name or None).first.click()
    page.wait_for_url("**/")


def axe() -> str:
    """The source of axe-core, to be evaluated through the debugger: the pages' policy allows no script."""
    return (Path(__file__).parent / "axe" / "axe.min.js").read_text()
