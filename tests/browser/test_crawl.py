"""Every link of the site, as each role: it leads somewhere, to a page that everybody can read."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Windows, axe
from tests.browser.crawl import NOBODY, ROLES, Visit, Walk, walk
from tests.browser.reading import Reader
from tests.browser.serving import Site
from tests.browser.targets import small_targets
from tests.browser.wording import Catalog
from tests.portal.test_url_table import TABLE

pytestmark = pytest.mark.browser

LIGHT = 100_000
UNREACHED = {
    "attendance_scan": "scanned from the wall by a phone; its address changes every minute",
    "own_address": "allauth's address, taken so that nobody changes there by what they sign in",
    "session_clashes": "asked by htmx while a session is edited",
    "similar_challenges": "asked by htmx while a challenge is written",
    "withdraw_sign_off": "a form on the cell of who was signed off; the crawl opens two cells",
}
"""Addresses that no link of the demonstration leads to, each with the reason."""
REFUSED = {
    "Coordinator": (
        "add_decision",
        "add_work_item",
        "completions",
        "edit_programme",
        "edit_session",
        "withdraw",
    ),
    "Member": ("edit_entry", "log_entry", "me", "raise_challenge", "work_item"),
    "Site administrator": ("edit_officer", "new_administration"),
}
"""Pages by role whose form says what is wrong when nothing is filled in."""
EMPTIED = """() => {
  const typed = 'input:not([type=hidden]), select, textarea';
  const form = [...document.querySelectorAll('main form[method=post]')].find(form => form.querySelector(typed));
  form.noValidate = true;
  for (const field of form.querySelectorAll(typed))
    if (field.matches('[type=checkbox], [type=radio]')) field.checked = false; else field.value = '';
  form.requestSubmit(form.querySelector('button:not([formaction])'));
}"""
LEAKS = re.compile(r"\{\{|\{%|%\(\w+\)s|^None$|^\[\]$|<\w+ object at|&lt;|&amp;amp;|�|\bgettext\b")
"""What a page shows when a template or a text went wrong."""


class Crawl:
    """The walks of all roles, each made when it is first asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._walks: dict[str, Walk] = {}
        self._seen: set[str] = set()

    def of(self, role: str) -> Walk:
        if role not in self._walks:
            self._walks[role] = walk(self.site.address, role)
        return self._walks[role]

    def first_pages(self, role: str) -> list[Visit]:
        """One page of every name that no role before this one could see."""
        seen: set[str] = set()
        for earlier in (*ROLES, NOBODY):
            fresh = {
                visit.name: visit
                for visit in reversed(list(self.of(earlier).pages))
                if visit.name not in seen
            }
            if earlier == role:
                return list(fresh.values())
            seen |= fresh.keys()
        raise ValueError(role)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    """The walks through a demonstration of its own, which shows every kind of page."""
    site = Site(tmp_path_factory.mktemp("crawled"))
    site.start()
    site.run("tests.browser.furnish")
    yield Crawl(site)
    site.stop()


everybody = pytest.mark.parametrize("role", [*ROLES, NOBODY])


@everybody
def test_every_link_shown_leads_somewhere(crawl: Crawl, role: str):
    broken = [
        f"{v.answer.status} {v.path}, linked on {v.found_on}"
        for v in crawl.of(role).visits
        if v.answer.status != 200
    ]
    assert not broken, told(broken)


@everybody
def test_pages_are_light_and_whole(crawl: Crawl, role: str):
    faults = [
        f"{visit.path}: {fault}" for visit in crawl.of(role).pages for fault in faults_of(visit)
    ]
    assert not faults, told(faults)


def told(problems: list[str]) -> str:
    """All of them, one a line: pytest would shorten a list."""
    return "\n".join(["", *problems])


def faults_of(visit: Visit) -> Iterator[str]:
    html = visit.answer.body.decode()
    if len(visit.answer.body) > LIGHT:
        yield f"{len(visit.answer.body)} bytes"
    if html.count("<h1") != 1:
        yield f"{html.count('<h1')} main headings"
    if re.search(r"<title>\s*·|<title>\s*</title>|<h1>\s*</h1>", html):
        yield "no title"
    yield from (f"“{text}”" for text, _ in visit.answer.paper.texts if LEAKS.search(text))


def test_every_address_can_be_reached_by_somebody(crawl: Crawl):
    walks = [crawl.of(role) for role in (*ROLES, NOBODY)]
    reached = {visit.name for made in walks for visit in made.visits}
    reached |= {name for made in walks for name in made.submissions}
    unreached = {str(entry.name) for entry in TABLE} - reached
    assert unreached == UNREACHED.keys(), told(sorted(unreached ^ UNREACHED.keys()))


@everybody
def test_no_english_is_left_on_russian_pages(crawl: Crawl, role: str):
    """Only what has a Russian text is looked for; an empty catalog lets everything pass."""
    catalog, typed = Catalog.of_the_site(), crawl.site.typed
    reader = Reader(crawl.site.address)
    reader.cookies = crawl.of(role).cookies | {"django_language": "ru"}
    names = {visit.name: visit.path for visit in crawl.of(role).pages}
    left = [
        f"{name}: “{text}”"
        for name, path in names.items()
        for text in catalog.english_in(reader.get(path).paper, typed=typed)
    ]
    assert not left, told(left)


@everybody
def test_everybody_can_read_it(crawl: Crawl, chromium: Browser, role: str):
    """axe finds nothing, and nothing is wider than a phone: each page once, for the first role that sees it."""
    windows = Windows(chromium)
    page = windows.open(crawl.site)
    cookies = crawl.of(role).cookies
    page.context.add_cookies(
        [{"name": n, "value": v, "url": crawl.site.address} for n, v in cookies.items()]
    )
    found = [
        f"{visit.path} {finding}"
        for visit in crawl.first_pages(role)
        for finding in findings(page, visit.path)
    ]
    windows.close()
    assert not found, told(found)
    assert windows.problems == []


@pytest.mark.parametrize("role", REFUSED)
def test_everybody_can_read_what_is_wrong(crawl: Crawl, chromium: Browser, role: str):
    """A form sent without anything comes back with its problems on top, and axe finds nothing there either."""
    windows = Windows(chromium)
    page = windows.open(crawl.site)
    page.context.add_cookies(
        [
            {"name": n, "value": v, "url": crawl.site.address}
            for n, v in crawl.of(role).cookies.items()
        ]
    )
    paths = {visit.name: visit.path for visit in reversed(list(crawl.of(role).pages))}
    found = []
    for name in REFUSED[role]:
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.goto(paths[name])
        if not page.locator(
            "main form[method=post] :is(input:not([type=hidden]), select, textarea)"
        ).count():
            found.append(f"{name}: nothing to fill in")
            continue
        with page.expect_navigation():
            page.evaluate(EMPTIED)
        if not page.locator(".summary").count():
            found.append(f"{name}: nothing was refused")
        found += [f"{name}, refused: {finding}" for finding in examined_in_both(page)]
    windows.close()
    assert not found, told(found)
    assert windows.problems == []


def findings(page: Page, path: str) -> list[str]:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(path)
    return examined_in_both(page)


def examined_in_both(page: Page) -> list[str]:
    """What is wrong with the page at a desk, and then on a phone."""
    page.evaluate(axe())
    found = [f"desk: {finding}" for finding in examined(page)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found += [f"phone: {finding}" for finding in [*examined(page), *small_targets(page)]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide <= PHONE["width"] else [*found, f"phone: {wide} px wide"]


def examined(page: Page) -> list[str]:
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
