"""What is Georgia's stays Georgia's: nobody reads a person's evidence on a page made for somebody else.

Every page a role may open is searched for the marks of what only some may read, workbooks included.
"""

import io

import openpyxl
import pytest
from django.test import Client

from serai.portal.ui.xlsx import XLSX
from tests.portal.test_access_table import ENTRIES, ROLES, ROWS, address
from tests.portal.things import NOMINEE, READERS, make_things

SLOW = frozenset({"agenda_pdf", "attendance_sheet", "group_report_pdf"})
"""Documents made from what their pages and workbooks show."""


def words(answer) -> str:
    """All that somebody reads in an answer."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"] != XLSX:
        return content.decode()
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\\n".join(str(cell) for cell in cells if cell is not None)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_is_not_for_them(cast, role):
    things = make_things(cast)
    client = Client()
    client.force_login(cast.who(role))
    found = {}
    for name, row in ROWS.items():
        if row["method"] == "GET" and row[role] == "200" and name not in SLOW:
            text = words(client.get(address(ENTRIES[name], things)))
            found[name] = [
                mark for mark, readers in READERS.items() if mark in text and role not in readers
            ]
    assert {name: marks for name, marks in found.items() if marks} == {}


@pytest.mark.parametrize("mark", READERS)
def test_the_marks_are_where_they_are_looked_for(cast, mark):
    """A search that finds nothing anywhere would prove nothing."""
    things = make_things(cast)
    client = Client()
    client.force_login(cast.administrator)
    pages = (
        "home",
        "entry",
        "members",
        "work_item",
        "progression_cell",
        "nomination",
        "attendance",
        "completions",
        "member_record",
    )
    assert any(mark in words(client.get(address(ENTRIES[name], things))) for name in pages)


@pytest.mark.parametrize(
    ("role", "answer"), [("expert", 200), ("coordinator", 200), ("member", 404), ("observer", 404)]
)
def test_a_signed_sheet_is_not_for_everyone(cast, role, answer):
    things = make_things(cast)
    client = Client()
    client.force_login(cast.who(role))
    things.file = things.sheet
    assert client.get(address(ENTRIES["group_file"], things)).status_code == answer


def test_a_member_is_not_told_of_other_nominations(cast, client):
    make_things(cast)
    client.force_login(cast.member)
    assert NOMINEE not in client.get("/").content.decode()
