"""The report of a working group: from the records, as a page, a PDF and a workbook."""

import datetime as dt
import re
import subprocess
from io import BytesIO
from shutil import which

import openpyxl
import pytest
from django.urls import reverse

from serai.portal.programme.models import (
    Adoption,
    AttendanceMark,
    Author,
    Challenge,
    Contributor,
    Decision,
    Goal,
    Session,
    Vote,
    WorkItem,
)
from tests.factories import Cast


def url(name: str, code: str = "WG2") -> str:
    return reverse(name, kwargs={"slug": "corridor", "code": code})


def at(hour: int, day: int = 3) -> dt.datetime:
    return dt.datetime(2025, 2, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def held(cast: Cast) -> Cast:
    """WG2 with an agenda, attendance, a challenge answered, an adopted plan and a decision."""
    group = cast.groups["WG2"]
    group.aim_en, group.source = "A work plan", "wcoomd.org newsroom 2025-02"
    group.published_members = 16
    group.save()
    cast.member.name_native = "გიორგი მემბერი"
    cast.member.save()
    lecture = Session.objects.create(
        working_group=group,
        kind="lecture",
        title_en="Selectivity",
        title_ru="Селективность",
        start=at(4),
        end=at(6),
    )
    missed = Session.objects.create(
        working_group=group, kind="discussion", title_en="Corridor", start=at(7), end=at(8)
    )
    Session.objects.create(
        working_group=group,
        kind="break",
        title_en="Coffee",
        start=at(6),
        end=at(7),
        takes_attendance=False,
    )
    Contributor.objects.create(session=lecture, officer=cast.expert, answer="agreed")
    for membership in (cast.membership, cast.other_membership):
        AttendanceMark.objects.create(
            session=lecture, officer=membership.officer, how="list", marked_by=cast.coordinator
        )
    AttendanceMark.objects.create(
        session=missed, officer=cast.member, how="list", marked_by=cast.coordinator
    )
    challenge = Challenge.objects.create(
        programme=cast.programme,
        raised_at=group,
        title_en="Too few inspectors",
        title_ru="Мало инспекторов",
    )
    Author.objects.create(challenge=challenge, officer=cast.member, administration=cast.georgia)
    Vote.objects.create(
        challenge=challenge, administration=cast.georgia, count=3, cast_by=cast.member
    )
    lecture.challenges.add(challenge)
    goal = Goal.objects.create(programme=cast.programme, title_en="Materials", title_ru="Материалы")
    item = WorkItem.objects.create(
        goal=goal, title_en="Handbook", due_on=dt.date(2025, 3, 1), phase="done"
    )
    adoption = Adoption.objects.create(
        programme=cast.programme,
        working_group=group,
        adopted_on=dt.date(2025, 2, 7),
        adopted_by=cast.coordinator,
    )
    adoption.items.create(item=item, title_en="Handbook", due_on=item.due_on, phase="planned")
    Decision.objects.create(
        working_group=group, text_en="We write a handbook.", text_ru="Пишем пособие.", decided_on=dt.date(2025, 2, 7),
        recorded_by=cast.coordinator,
    )  # fmt: skip
    return cast


def words_of(pdf: bytes) -> str:
    """The text of a PDF, by poppler."""
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not installed.")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return re.sub(r"\s+", " ", text)


def test_the_page_tells_what_was_recorded(client, held: Cast, django_assert_max_num_queries):
    client.force_login(held.coordinator)
    with django_assert_max_num_queries(20):
        page = client.get(url("group_report")).text
    for said in (
        "Working group 2 met in Astana", "members took part", "Selectivity", "Ed Expert",
        "Giorgi Member", "გიორგი მემბერი", "Too few inspectors", "Georgia", "We write a handbook.",
        "Materials", "1 item was adopted. 1 is done since.",
        "as published: wcoomd.org newsroom 2025-02",
    ):  # fmt: skip
        assert said in page, said
    assert "Coffee" not in page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pdf_is_in_the_language_asked_for(client, held: Cast, language):
    client.force_login(held.coordinator)
    response = client.get(url("group_report_pdf"), {"lang": language})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    text = words_of(response.content)
    expected = {
        "en": (
            "Working group 2",
            "Selectivity",
            "We write a handbook.",
            "7 February 2025",
            "09:00–11:00",
        ),
        "ru": ("Селективность", "Пишем пособие.", "7 февраля 2025", "Мало инспекторов"),
    }
    for said in (*expected[language], "Giorgi Member", "გიორგი მემბერი", "37"):
        assert said in text, said


def test_the_pdf_speaks_the_readers_language_when_none_is_asked_for(client, held: Cast):
    held.coordinator.language = "ru"
    held.coordinator.save()
    client.force_login(held.coordinator)
    for asked in ({}, {"lang": "xx"}):
        assert "Пишем пособие." in words_of(client.get(url("group_report_pdf"), asked).content)


def test_the_workbook_has_a_sheet_for_each_part(client, held: Cast):
    client.force_login(held.coordinator)
    book = openpyxl.load_workbook(BytesIO(client.get(url("group_report_xlsx")).content))
    assert book.sheetnames == [
        "Numbers",
        "Sessions",
        "Attendance",
        "Administrations",
        "Challenges",
        "Work plan",
        "Decisions",
    ]
    sessions = list(book["Sessions"].values)
    assert sessions[1][:4] == (
        dt.datetime(2025, 2, 3, 9),
        dt.datetime(2025, 2, 3, 11),
        "Lecture",
        "Selectivity",
    )
    names = {row[1]: row[4:] for row in book["Attendance"].values}
    assert names["Giorgi Member"] == (2, 2, 1)
    assert names["Aram Member"] == (1, 2, 0.5)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("coordinator", {"Giorgi", "Aram"}),
        ("expert", {"Giorgi", "Aram"}),
        ("focal_point", {"Giorgi"}),
        ("member", {"Giorgi"}),
        ("other_member", {"Aram"}),
        ("observer", set()),
    ],
)
def test_names_of_other_administrations_are_not_told(client, held: Cast, who, names):
    client.force_login(held.who(who))
    page = client.get(url("group_report")).text.split("<main")[1]
    pdf = words_of(client.get(url("group_report_pdf"), {"lang": "en"}).content)
    book = openpyxl.load_workbook(BytesIO(client.get(url("group_report_xlsx")).content))
    cells = str([list(sheet.values) for sheet in book])
    for text in (page, pdf, cells):
        assert {name for name in ("Giorgi", "Aram") if f"{name} Member" in text} == names
        assert "Armenia" in text  # by administration everyone reads it


def test_a_group_held_as_published_shows_only_that(client, cast: Cast):
    cast.groups["WG1"].source = "wcoomd.org newsroom 2025-02"
    cast.groups["WG1"].save()
    client.force_login(cast.coordinator)
    page = client.get(url("group_report", "WG1")).text
    assert "Only what was published is known of this working group." in page
    assert "16" in page
    assert "wcoomd.org" in page
    assert "September 2024" in page
    assert client.get(url("group_report_pdf", "WG1")).content.startswith(b"%PDF")
    assert client.get(url("group_report_xlsx", "WG1")).status_code == 200


def test_a_group_to_come_says_so(client, cast: Cast):
    client.force_login(cast.coordinator)
    assert "It was not held yet" in client.get(url("group_report", "WG4")).text
    assert client.get(url("group_report_pdf", "WG4")).content.startswith(b"%PDF")


def test_what_people_typed_is_never_evaluated(client, held: Cast):
    Decision.objects.update(
        text_en='#read("/etc/passwd") *bold* <b>', decided_on=dt.date(2025, 2, 7)
    )
    client.force_login(held.coordinator)
    text = words_of(client.get(url("group_report_pdf"), {"lang": "en"}).content)
    assert '#read("/etc/passwd") *bold* <b>' in text
    assert "<b>" not in client.get(url("group_report")).text.split("What was decided")[1][:400]


@pytest.mark.parametrize("name", ["group_report", "group_report_pdf", "group_report_xlsx"])
def test_strangers_know_nothing_of_it(client, held: Cast, name):
    client.force_login(held.stranger)
    assert client.get(url(name)).status_code == 404
