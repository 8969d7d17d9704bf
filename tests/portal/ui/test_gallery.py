"""The gallery in Chromium: no finding of axe, no sideways scrolling, on a phone and on a desk."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

AXE = Path(__file__).resolve().parents[2] / "browser/axe/axe.min.js"
PAGES = ("components", "lists", "forms", "wall")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.urls("tests.portal.ui.gallery.urls"),
]


@pytest.fixture
def open_page(client, page: Page):
    """Show a page of the test client in Chromium, with the style sheets as they lie in the source."""

    def serve(route: Route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        if path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            answer = client.get(path)
            route.fulfill(
                status=answer.status_code, body=answer.content, headers=dict(answer.items())
            )

    page.route("**/*", serve)

    def opened(path: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"http://localhost{path}")
        return page

    return opened


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_to_find_and_nothing_to_scroll_sideways(open_page, name, width):
    page = open_page(f"/gallery/{name}/", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Through the debugger, not as a script of the page: its policy allows none.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 10
    assert [
        (rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]
    ] == []


def test_the_menu_opens_on_a_phone_without_a_script(open_page):
    page = open_page("/gallery/components/", 390)
    link = page.get_by_role("link", name="Work plan", exact=True)
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()


def test_the_keyboard_reaches_the_content_at_once(open_page):
    page = open_page("/gallery/components/", 1440)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_a_refused_form_begins_with_what_is_wrong(open_page):
    page = open_page("/gallery/forms/", 1440)
    assert page.evaluate("document.activeElement.className") == "summary"
    page.get_by_role("link", name="Hours").click()
    assert page.evaluate("document.activeElement.name || location.hash") in (
        "hours",
        "#refused_hours",
    )


def test_the_first_column_of_a_matrix_stays_in_sight(open_page):
    page = open_page("/gallery/lists/", 390)
    first = page.locator(".matrix tbody th").first
    before = first.bounding_box()["x"]
    page.locator(".matrix").evaluate("box => box.scrollLeft = 300")
    assert first.bounding_box()["x"] == before
