"""What happens every day: no mouse, two languages, an impatient finger, a bad line, no scripts, a power cut."""

import datetime as dt

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Enter, Windows
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

AT = "/programmes/central-asia-caucasus/"
DAY = dt.date(2026, 5, 5)  # typed alike where the month comes first
FURTHEST = 150
"""How often Tab is pressed before a place counts as out of the keyboard's reach."""


def fill_entry(page: Page, title: str) -> None:
    page.goto(f"{AT}intersessional/log/")
    page.get_by_label("What it was").select_option(label="Self-study")
    page.get_by_label("Hours").fill("2")
    page.get_by_label("Title").fill(title)
    page.locator("[name=begun_on]").fill(DAY.isoformat())
    page.locator("[name=ended_on]").fill(DAY.isoformat())
    page.get_by_label("What you learned").fill("Enough.")


def stored(site: Site, title: str) -> int:
    """How many entries of this title the database has."""
    return len(site.rows("SELECT id FROM programme_intersessionalentry WHERE title = ?", title))


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until something of these words has the focus, and shows it."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        reached = page.evaluate(
            "[document.activeElement].map(e => [e.labels?.[0]?.innerText, e.innerText, e.ariaLabel].join(' '))[0]"
        )
        if words in reached:
            look = "(e => e.outlineStyle + e.boxShadow)(getComputedStyle(document.activeElement))"
            assert page.evaluate(look) != "nonenone", f"The focus on “{words}” cannot be seen."
            return
    raise AssertionError(f"No Tab leads to “{words}”.")


def test_everything_is_reached_without_a_mouse(windows: Windows, site: Site):
    page = windows.open(site)
    page.goto("/")
    tab_to(page, "Davit Bolkvadze")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Working group 4")
    for link in ("Between groups", "Log an activity"):
        tab_to(page, link)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "What it was")
    page.keyboard.type("Conf")
    for field, typed in (
        ("Hours", "3"),
        ("Title", "By keyboard alone"),
        ("From", f"{DAY:%d%m%Y}"),
        ("To", f"{DAY:%d%m%Y}"),
        ("What you learned", "That every key counts."),
    ):
        tab_to(page, field)
        page.keyboard.type(typed)
    tab_to(page, "Log it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="By keyboard alone")).to_contain_text("Conference")


def test_another_language_keeps_the_page(enter: Enter):
    page = enter("Member")
    address = f"{AT}challenges/?show=unanswered"
    page.goto(address)
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.url.endswith(address)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(address)


def test_a_second_click_stores_once(enter: Enter, site: Site):
    page = enter("Member")
    fill_entry(page, "Clicked twice")
    page.get_by_role("button", name="Log it").dblclick()
    expect(page.get_by_role("row", name="Clicked twice")).to_have_count(1)
    assert stored(site, "Clicked twice") == 1


def test_a_line_that_breaks_before_the_answer_stores_once(enter: Enter, site: Site):
    page = enter("Member")
    fill_entry(page, "Sent over a bad line")

    def cut(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/log/", cut)
    page.get_by_role("button", name="Log it").click()
    page.wait_for_url("chrome-error://**")
    assert stored(site, "Sent over a bad line") == 1
    page.unroute("**/log/")
    page.reload()
    expect(page.get_by_role("row", name="Sent over a bad line")).to_have_count(1)
    assert stored(site, "Sent over a bad line") == 1


def test_a_refused_form_keeps_what_was_typed(enter: Enter, site: Site):
    page = enter("Member")
    fill_entry(page, "Ends before it begins")
    page.locator("[name=ended_on]").fill((DAY - dt.timedelta(1)).isoformat())
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Ends before it begins")
    expect(page.locator("[name=ended_on]")).to_have_attribute("aria-invalid", "true")
    assert stored(site, "Ends before it begins") == 0


def test_nothing_depends_on_scripts(windows: Windows, site: Site):
    page = windows.open(site, scripts=False)
    page.goto("/demo/")
    page.get_by_role("button", name="Davit Bolkvadze").click()
    fill_entry(page, "Without a script")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("row", name="Without a script")).to_have_count(1)
    page.goto(f"{AT}challenges/votes/")
    page.get_by_role("button", name="One vote less for").and_(
        page.locator(":not(.disabled)")
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("votes left")


def test_a_power_cut_loses_nothing_that_was_confirmed(enter: Enter, site: Site):
    page = enter("Member")
    fill_entry(page, "Logged just before the power cut")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Log it").click()
    site.kill()
    site.start()
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    page.goto(f"{AT}intersessional/")
    expect(page.get_by_role("row", name="Logged just before the power cut")).to_have_count(1)
