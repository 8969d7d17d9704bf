"""Who takes part in the walk, each in a window of their own, and how a person reads and presses."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import Windows, come_in
from tests.browser.serving import Site

COORDINATOR = "Kwame Lambert"
ZONES = (
    "Asia/Tbilisi",
    "Asia/Tokyo",
    "Europe/London",
    "America/Bogota",
    "Pacific/Honolulu",
    "Pacific/Auckland",
)


class Story:
    """Who takes part, each in a window of their own that stays open."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.windows = Windows(browser)
        self._pages: dict[str, Page] = {}
        self.zone = self._about_noon()
        """Where it is about noon on the coordinator's date: who is accepted today can come to a session now."""
        self.joined = ""
        """The day the officer became a member: nothing earlier is logged."""

    def _about_noon(self) -> str:
        zone = self.site.rows(
            "SELECT time_zone FROM people_officer o JOIN programme_role r ON r.officer_id = o.id"
            " WHERE r.kind = 'coordinator' AND o.name_latin = ?",
            COORDINATOR,
        )[0][0]
        today = dt.datetime.now(ZoneInfo(str(zone))).date()
        for there in ZONES:
            now = dt.datetime.now(ZoneInfo(there))
            if now.date() == today and 9 <= now.hour <= 16:
                return there
        raise AssertionError(f"It is noon in no zone where it is {today}.")

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.now(ZoneInfo(self.zone))

    def window(self, key: str, *door: str) -> Page:
        if key not in self._pages:
            page = self._pages[key] = self.windows.open(self.site)
            if door:
                come_in(page, *door)
        return self._pages[key]

    @property
    def coordinator(self) -> Page:
        return self.window("coordinator", "Coordinator", COORDINATOR)

    @property
    def focal_point(self) -> Page:
        return self.window("focal point", "Focal point", "Nikoloz Kapanadze")

    @property
    def expert(self) -> Page:
        return self.window("expert", "Expert", "Daisuke Suzuki")

    @property
    def observer(self) -> Page:
        return self.window("observer", "Observer")

    @property
    def member(self) -> Page:
        """The officer nominated here: no door leads in, only the letter."""
        return self.window("member")


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def sees(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    """Send a form, and wait until the page it leads to has come."""

    def is_last(response: Response) -> bool:
        sent = response.request.method == "POST" or response.request.redirected_from is not None
        return sent and not 300 <= response.status < 400

    with page.expect_response(is_last):
        page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
