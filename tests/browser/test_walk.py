"""One programme, from a nomination to a signed-off requirement, as eight people live it in their browsers.

The steps follow one another on one site: each stands on what the ones before it did.
"""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import Site
from tests.browser.story import COORDINATOR, Story, follow, heading, press, sees

pytestmark = pytest.mark.browser

AT = "/programmes/central-asia-caucasus/"
NEWCOMER, LEAVER, EMAIL = "Tamar Beridze", "Ekaterine Maisuradze", "tamar.beridze@ge.example"
PASSWORD = "caravans stop at the serai"
CHALLENGE = "Rail wagons change their seal at the port"
LECTURE = "Reading a seal record, from Aktau to Poti"
EVIDENCE = (
    "Seal standards",
    "Rules of origin",
    "Slides of chapter one",
    "She taught the seal exercise",
)


@pytest.fixture(scope="module")
def story(chromium: Browser, site: Site) -> Iterator[Story]:
    told = Story(chromium, site)
    yield told
    told.windows.close()


@pytest.fixture(autouse=True)
def nothing_breaks(story: Story) -> Iterator[None]:
    """After each step: no script error, no blocked resource, no failing server in any window."""
    yield
    problems, story.windows.problems = story.windows.problems, []
    assert problems == []


class TestAProgramme:
    in_order = True

    def test_a_focal_point_replaces_a_member_who_leaves(self, story: Story):
        page = story.focal_point
        page.goto(f"{AT}members/")
        page.get_by_role("row", name=LEAVER).get_by_role("link", name="Withdraw").click()
        page.get_by_label("Reason").fill("She moves to another department.")
        press(page, "Withdraw")
        page.goto(f"{AT}nominations/new/")
        heading(page, "Nominate an officer of Georgia")
        page.get_by_label("Name in Latin script").fill(NEWCOMER)
        page.get_by_label("Name in native script").fill("თამარ ბერიძე")
        page.get_by_label("E-mail", exact=True).fill(EMAIL)
        page.get_by_label("Replaces").select_option(label=f"{LEAVER}, who left")
        page.get_by_label("Language of pages and letters").select_option(label="English")
        page.get_by_label("Why this officer").fill(
            "She has targeted rail freight at Poti for four years."
        )
        press(page, "Nominate")
        sees(page, NEWCOMER)

    def test_the_coordinator_accepts(self, story: Story):
        page = story.coordinator
        page.goto("/")
        follow(page, f"Answer the nomination of {NEWCOMER}, Georgia")
        sees(page, "She has targeted rail freight at Poti", f"Replaces{LEAVER}")
        press(page, "Accept")
        sees(page, "Accepted")
        page.goto(f"{AT}members/")
        sees(page, NEWCOMER)

    def test_the_officer_comes_in_by_the_letter(self, story: Story):
        letter = story.site.letter(to=EMAIL)
        link = re.search(r"http://127\.0\.0\.1:\d+(/account/password/reset/key/\S+)", letter)
        assert link, letter
        page = story.member
        page.goto(link[1])
        page.get_by_label("New Password", exact=True).fill(PASSWORD)
        page.get_by_label("New Password (again)").fill(PASSWORD)
        press(page, "Save the password")
        page.goto("/account/login/")
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Sign in")
        page.wait_for_url("**/")
        expect(page.locator("header")).to_contain_text(NEWCOMER)
        follow(page, "catch")
        heading(page, f"3 working groups were held before {NEWCOMER} joined.")
        sees(page, f"Replaces {LEAVER}.", f"Work left by {LEAVER}")

    def test_the_focal_point_hands_the_work_over(self, story: Story):
        page = story.focal_point
        page.goto(f"{AT}members/")
        page.get_by_role("row", name=NEWCOMER).get_by_role("link", name="Catch-up list").click()
        press(page, "Hand it over")
        story.member.goto("/my-work/")
        sees(
            story.member,
            "Presentations for the seven chapters",
            "Course guide and model programme of five days",
        )

    def test_the_coordinator_plans_the_working_group(self, story: Story):
        page, today = story.coordinator, story.now.date()
        page.goto("/")
        follow(page, "Give WG4 its dates and place")
        follow(page, "Plan WG4")
        page.get_by_label("First day").fill(today.isoformat())
        page.get_by_label("Last day").fill((today + dt.timedelta(2)).isoformat())
        page.get_by_label("Mode").select_option(label="In person")
        page.get_by_label("Time zone of the place").select_option(value=story.zone)
        page.get_by_label("Host").select_option(label="Georgia")
        page.get_by_label("Country").select_option(label="Georgia")
        page.get_by_label("City in English").fill("Batumi")
        page.get_by_label("City in Russian").fill("Батуми")
        press(page, "Announce the dates")
        sees(page, "Planned", "Batumi, Georgia")
        follow(page, "Add rooms")
        for number, name in enumerate(("Hall", "Library"), start=1):
            page.get_by_label(f"Name of room {number}").fill(name)
        press(page, "Save")
        sees(page, "Hall", "Library")

    def test_the_coordinator_is_warned_of_a_clash(self, story: Story):
        page = story.coordinator
        self.fill_session(
            story,
            "Opening of the working group",
            kind="Opening or closing",
            speaker="Wanjiru Okafor",
        )
        press(page, "Save")
        sees(page, "Opening of the working group")
        self.fill_session(
            story, "How a wagon is sealed", kind="Micro-teaching", speaker="Wanjiru Okafor"
        )
        press(page, "Save")
        clash = page.get_by_role("alert").filter(has_text="clashes")
        expect(clash).to_contain_text("Hall")
        expect(clash).to_contain_text("Wanjiru Okafor")
        page.get_by_label("Room").select_option(label="Library")
        page.get_by_role("group", name="Speakers").get_by_label("Wanjiru Okafor").uncheck()
        page.get_by_role("group", name="Speakers").get_by_label(NEWCOMER).check()
        expect(page.locator("#clashes")).to_contain_text("No clash of room or person.")
        press(page, "Save")
        sees(page, "How a wagon is sealed")

    def fill_session(self, story: Story, title: str, *, kind: str, speaker: str) -> None:
        page, begun = story.coordinator, story.now - dt.timedelta(minutes=10)
        page.goto(f"{AT}groups/WG4/agenda/new/")
        page.get_by_label("Day").select_option(value=begun.date().isoformat())
        page.get_by_label("From").fill(f"{begun:%H:%M}")
        page.get_by_label("To", exact=False).and_(page.locator("[name=end_time]")).fill(
            f"{begun + dt.timedelta(hours=1):%H:%M}"
        )
        page.get_by_label("Room").select_option(label="Hall")
        page.get_by_label("Kind").select_option(label=kind)
        page.get_by_label("Title in English").fill(title)
        page.get_by_role("group", name="Speakers").get_by_label(speaker).check()

    def test_the_member_raises_a_challenge_and_votes(self, story: Story):
        page = story.member
        page.goto(f"{AT}challenges/new/")
        page.get_by_label("Title in English").fill(CHALLENGE)
        page.get_by_label("Description in English").fill(
            "Between the ferry and the train nobody compares the numbers."
        )
        press(page, "Raise it")
        heading(page, CHALLENGE)
        follow(page, "Give votes")
        more = page.get_by_role("button", name=f"One vote more for “{CHALLENGE}”")
        before = self.left(page)
        more.click()
        heading(page, f"Georgia has {before - 1} of 5 votes left.")
        page.goto(f"{AT}challenges/")
        expect(page.get_by_role("row", name=CHALLENGE)).to_contain_text("Georgia")

    def left(self, page: Page) -> int:
        found = re.search(r"has (\d+) of", page.get_by_role("heading", level=1).inner_text())
        assert found
        return int(found[1])

    def test_the_coordinator_asks_an_expert_who_agrees(self, story: Story):
        page = story.coordinator
        page.goto(f"{AT}challenges/demand/")
        page.get_by_role("listitem").filter(has_text=CHALLENGE).get_by_role(
            "link", name="Ask for a lecture"
        ).click()
        expect(page.get_by_label(CHALLENGE)).to_be_checked()
        page.get_by_label("Title in English").fill(LECTURE)
        page.get_by_label("Daisuke Suzuki").check()
        page.get_by_label("Working group").select_option(label="WG4")
        press(page, "Ask")
        sees(page, "1 expert was asked and has not answered.")
        expert = story.expert
        expert.goto("/")
        follow(expert, LECTURE)
        heading(expert, f"You are asked for “{LECTURE}”.")
        sees(expert, "Between the ferry and the train nobody compares the numbers.")
        expert.get_by_label("I agree").check()
        press(expert, "Send the answer")
        sees(expert, "You agreed")

    def test_the_coordinator_places_the_lecture_and_sends_the_agenda(self, story: Story):
        page = story.coordinator
        page.goto(f"{AT}groups/WG4/agenda/")
        follow(page, f"Find a time for “{LECTURE}”")
        page.get_by_label("Day").select_option(index=2)
        page.get_by_label("From").fill("10:00")
        page.locator("[name=end_time]").fill("11:30")
        page.get_by_label("Room").select_option(label="Hall")
        press(page, "Save")
        sees(page, LECTURE)
        printed = len(story.site.printed)
        follow(page, "Send the agenda")
        press(page, "Send the agenda")
        sees(page, "Sent on")
        assert "[invite.ics]" in story.site.letter(to=EMAIL, after=printed)

    def test_the_member_marks_attendance_by_the_code_on_the_wall(self, story: Story):
        wall = story.window("wall", "Coordinator", COORDINATOR)
        wall.goto(f"{AT}groups/WG4/agenda/")
        follow(wall, "How a wagon is sealed")
        follow(wall, "Put the code on the wall")
        expect(wall.locator("#present")).to_contain_text("0 of")
        code = wall.locator(".wall-code").inner_text()
        page = story.member
        page.goto("/here/")
        page.get_by_label("Code on the wall").fill("ZZZZZZ")
        press(page, "I am here")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Code on the wall").fill(code.lower())
        press(page, "I am here")
        sees(page, "You are marked present at “How a wagon is sealed”.")
        expect(wall.locator("#present")).to_contain_text("1 of", timeout=15_000)

    def test_the_coordinator_adopts_the_work_plan(self, story: Story):
        page = story.coordinator
        page.goto(f"{AT}work-plan/adopt/")
        page.get_by_label("Adopted at").select_option(label="WG4")
        press(page, "Adopt the plan")
        sees(page, "Adopted at WG4 on", "Nothing changed since WG4")
        page.goto(f"{AT}groups/WG4/")
        expect(page.locator("section", has_text="Decisions").last).not_to_contain_text(
            "What the group decides will be here."
        )

    def test_the_member_shows_how_far_the_work_is(self, story: Story):
        page = story.member
        page.goto("/my-work/")
        follow(page, "Presentations for the seven chapters")
        page.get_by_label("Done", exact=True).check()
        page.get_by_label("What shows it").fill("Slides of chapter one, read by two colleagues")
        page.get_by_label("File").set_input_files(
            {"name": "chapter one.txt", "mimeType": "text/plain", "buffer": b"Slides"}
        )
        press(page, "Save")
        sees(page, "Slides of chapter one, read by two colleagues", "chapter one.txt")
        story.coordinator.goto(f"{AT}work-plan/")
        sees(story.coordinator, "1 item changed since WG4", "1 item was done")

    def test_an_expert_confirms_what_the_member_logs(self, story: Story):
        page = story.member
        page.goto(f"{AT}intersessional/")
        follow(page, "Log an activity")
        page.get_by_label("What it was").select_option(label="Local training")
        page.get_by_label("Hours").fill("4.5")
        page.get_by_label("Title").fill("Seal standards of the railways")
        story.joined = page.locator("[name=begun_on]").get_attribute("min") or ""
        for name in ("begun_on", "ended_on"):
            page.locator(f"[name={name}]").fill(story.joined)
        page.get_by_label("What you learned").fill("Which seals are registered with which railway.")
        press(page, "Log it")
        sees(page, "Logged. An expert or the coordinator confirms it.")
        page.goto(f"{AT}intersessional/")
        expect(page.get_by_role("row", name="Seal standards")).to_contain_text(
            "Waiting for confirmation"
        )
        expert = story.expert
        expert.goto(f"{AT}intersessional/")
        expert.get_by_label(f"Choose “Seal standards of the railways” of {NEWCOMER}").check()
        press(expert, "Confirm the chosen")
        page.reload()
        expect(page.get_by_role("row", name="Seal standards")).to_contain_text("Confirmed")

    def test_the_coordinator_takes_over_completions(self, story: Story):
        page = story.coordinator
        bad = (
            "E-mail,Course,Completed on,Score\n"
            f"{EMAIL},Rules of origin,2026-02-30,91\n"
            "nobody@ge.example,Rules of origin,2026-02-20,88\n"
        )
        self.send_completions(page, bad)
        heading(page, "2 of 2 rows have to be put right.")
        sees(page, "2026-02-30", "nobody@ge.example")
        expect(page.get_by_role("button", name=re.compile("^Take over"))).to_have_count(0)
        with page.expect_download() as downloading:
            follow(page, "Download these rows (Excel file)")
        assert downloading.value.suggested_filename.endswith(".xlsx")
        good = f"E-mail,Course,Completed on,Score\n{EMAIL},Rules of origin,{story.joined},91\n"
        self.send_completions(page, good)
        heading(page, "1 completion is new.")
        page.get_by_label("Rules of origin").fill("6")
        press(page, "Take over 1 completion")
        heading(page, "1 completion was taken over.")
        self.send_completions(page, good)
        sees(page, "Sending it again changed nothing.")

    def send_completions(self, page: Page, content: str) -> None:
        page.goto(f"{AT}intersessional/completions/")
        page.get_by_label("File from the platform").set_input_files(
            {"name": "completions.csv", "mimeType": "text/csv", "buffer": content.encode()}
        )
        page.locator("main form button.btn-primary").click()

    def test_progression_shows_it_and_an_expert_signs_off(self, story: Story):
        page = story.expert
        page.goto(f"{AT}progression/WG5/")
        row = page.get_by_role("row", name=NEWCOMER)
        marks = row.get_by_role("cell")
        expect(marks).to_contain_text(["", "1 / 1", "1 / 1", "", "not yet"])
        expect(marks.nth(1).get_by_role("img", name="met", exact=True)).to_be_visible()
        marks.nth(3).get_by_role("link").click()
        page.get_by_label("Why").fill("She taught the seal exercise and answered every question.")
        press(page, "Sign off")
        sees(page, f"{NEWCOMER}: signed off.")
        story.member.goto(f"{AT}progression/WG5/")
        mine = story.member.get_by_role("row", name=NEWCOMER).get_by_role("cell")
        expect(mine.nth(3).get_by_role("img", name="met", exact=True)).to_be_visible()
        mine.nth(3).get_by_role("link").click()
        sees(story.member, "Signed off", "Daisuke Suzuki", "She taught the seal exercise")

    def test_the_report_is_made_of_it(self, story: Story):
        page = story.coordinator
        page.goto(f"{AT}groups/WG4/report/")
        sees(page, LECTURE, CHALLENGE)
        for name, ending in (("PDF", ".pdf"), ("Excel file", ".xlsx")):
            with page.expect_download() as downloading:
                page.get_by_role("link", name=re.compile(name)).first.click()
            assert downloading.value.suggested_filename.endswith(ending)
            assert downloading.value.path().stat().st_size > 5_000

    @pytest.mark.parametrize(
        "path", ["intersessional/", "progression/WG5/", "groups/WG4/attendance/"]
    )
    def test_the_observer_sees_numbers_and_nobody(self, story: Story, path: str):
        page = story.observer
        page.goto(AT + path)
        shown = page.locator("main").inner_text()
        assert re.search(r"\d", shown)
        assert [hidden for hidden in (NEWCOMER, *EVIDENCE) if hidden in shown] == []

    def test_the_observer_sees_who_does_what_and_no_evidence(self, story: Story):
        """The agenda names its speakers and the work plan its owners."""
        page = story.observer
        page.goto(f"{AT}groups/WG4/report/")
        sees(page, NEWCOMER)
        assert [hidden for hidden in EVIDENCE if hidden in page.locator("main").inner_text()] == []
        page.goto(f"{AT}work-plan/")
        follow(page, "Presentations for the seven chapters")
        sees(page, NEWCOMER, "1 piece; the administration, the coordinator and the experts see it.")
        assert [hidden for hidden in EVIDENCE if hidden in page.locator("main").inner_text()] == []
