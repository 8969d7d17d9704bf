"""People and working groups whose names want to be markup, code, a formula or a header."""

import shutil
import subprocess
from email import message_from_bytes, policy
from io import BytesIO

import icalendar
import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from serai.portal.people.models import Letter
from serai.portal.people.tasks import composed
from serai.portal.programme.actions.invitations import send_agenda
from serai.portal.programme.models import AttendanceMark, Role
from tests.factories import make_officer
from tests.factories.agenda import make_room, make_session, plan
from tests.portal.test_access_table import ENTRIES, ROWS, address
from tests.portal.things import make_things

SCRIPT, TYPST, FORMULA = (
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    '=HYPERLINK("http://x")',
)
NAMES = (SCRIPT, TYPST, FORMULA)
TITLE = "Seals\r\nBcc: all@customs.example\nATTACH:http://x"
IN_ONE_LINE = "Seals Bcc: all@customs.example ATTACH:http://x"


@pytest.fixture
def group(cast):
    """WG3, held, with all these people in its agenda and its attendance."""
    group = plan(
        cast,
        "WG3",
        phase="held",
        city_en=FORMULA,
        aim_en=TYPST,
        venue=SCRIPT,
        languages=TITLE[:120],
    )
    people = [cast.member, cast.second_membership.officer, cast.other_member]
    for officer, name in zip(people, NAMES, strict=True):
        officer.name_latin = officer.name_native = name
        officer.unit = officer.position = name
        officer.save()
    session = make_session(group, TITLE, room=make_room(group, SCRIPT), speakers=tuple(people))
    for officer in people:
        AttendanceMark.objects.create(
            session=session, officer=officer, how="list", marked_by=cast.coordinator
        )
    return group


def test_on_pages_a_name_is_text(client, cast, group):
    things = make_things(cast)
    client.force_login(cast.coordinator)
    pages = [name for name, row in ROWS.items() if row["method"] == "GET"]
    shown = 0
    for name in pages:
        answer = client.get(address(ENTRIES[name], things))
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        assert SCRIPT not in answer.text, name
        shown += "&lt;script&gt;alert(1)" in answer.text
    assert shown > 10


@pytest.mark.parametrize("name", ["agenda_pdf", "attendance_sheet", "group_report_pdf"])
def test_in_a_pdf_a_name_is_printed_as_it_is(client, cast, group, tmp_path, name):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler) reads the text back")
    client.force_login(cast.coordinator)
    things = make_things(cast)
    answer = client.get(address(ENTRIES[name], things))
    file = tmp_path / "made.pdf"
    file.write_bytes(answer.getvalue())
    text = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    bare = "".join(text.split())
    assert [written for written in NAMES if written not in bare] == []
    assert "root:" not in text


def test_in_a_workbook_a_name_is_a_string(client, cast, group):
    client.force_login(cast.coordinator)
    things = make_things(cast)
    found = set()
    for name in (name for name in ROWS if name.endswith("_xlsx")):
        answer = client.get(address(ENTRIES[name], things))
        for sheet in openpyxl.load_workbook(BytesIO(answer.getvalue())):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f", f"{name} {cell.coordinate}: {cell.value}"
                assert cell.hyperlink is None or "//x" not in (cell.hyperlink.target or "")
                found |= {each for each in NAMES if each in str(cell.value)}
    assert found == set(NAMES)


def calendar_of(raw: bytes) -> icalendar.Calendar:
    """Read back, after looking that each line is short and begins as a property or a continuation."""
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not [line for line in lines if b"\n" in line or line.startswith((b"ATTACH", b"Bcc"))]
    return icalendar.Calendar.from_ical(raw)


def test_in_a_calendar_a_title_stays_one_property(client, cast, group):
    client.force_login(cast.coordinator)
    kwargs = {"slug": "corridor", "code": group.code}
    raw = client.get(reverse("agenda_ics", kwargs=kwargs)).getvalue()
    calendar = calendar_of(raw)
    summaries = [" ".join(str(event["summary"]).split()) for event in calendar.walk("VEVENT")]
    assert any(IN_ONE_LINE in summary for summary in summaries)
    assert not [event for event in calendar.walk("VEVENT") if "attach" in event]
    whole = raw.replace(b"\r\n ", b"").decode()
    assert all(name.replace(",", "\\,") in whole for name in NAMES)


def test_in_a_letter_names_and_titles_stay_in_their_lines(cast, group):
    programme = cast.programme
    programme.topic_en = TITLE
    programme.save()
    coordinator = make_officer(f"{SCRIPT}\r\nBcc: x@customs.example", email="cora@customs.example")
    Role.objects.create(programme=programme, officer=coordinator, kind="coordinator")
    group.phase = "planned"
    group.save()
    send_agenda(group, by=coordinator)
    letters = list(Letter.objects.select_related("to"))
    assert letters
    for letter in letters:
        assert "\n" not in letter.subject
        message = message_from_bytes(composed(letter).message().as_bytes(), policy=policy.default)
        assert message["Bcc"] is None
        assert message["To"] == letter.to.email
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                calendar_of(
                    part.get_payload(decode=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                )


def test_a_file_is_offered_under_a_name_of_one_line(client, cast, group):
    things = make_things(cast)
    things.file.stored.name = 'x\r\nSet-Cookie: a=b";.csv'
    things.file.stored.content.save("x", ContentFile(b"a;b\n"), save=False)
    things.file.stored.save()
    client.force_login(cast.coordinator)
    answer = client.get(address(ENTRIES["group_file"], things))
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]
