"""Reading completions: a file in, completions and problems out. Each CSV has its expected result beside it."""

import datetime as dt
import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serai.portal.programme.engine.completions import (
    Listed,
    Order,
    Reading,
    Roster,
    Scale,
    headed,
    read,
    recognise,
)
from serai.portal.programme.engine.completions.dates import (
    AmbiguousDateError,
    UnreadableDateError,
    read_date,
)
from serai.portal.ui.sheets import read_table

FILES = sorted((Path(__file__).parent / "completions").glob("*.csv"))
TODAY = dt.date(2026, 1, 15)
JOINED = dt.date(2024, 9, 1)
ROSTER = Roster(
    members={
        "giorgi@customs.example": Listed(1, JOINED),
        "aram@customs.example": Listed(2, JOINED),
        "gone@customs.example": Listed(3, JOINED, left_on=dt.date(2025, 1, 1)),
    },
    others=frozenset({"sam@customs.example"}),
)


def read_file(content: bytes, **options: Any) -> Reading | None:
    table = headed(read_table(BytesIO(content)))
    columns = recognise(table.header)
    if not columns.keys() >= {"email", "course", "date"}:
        return None
    return read(table, columns, ROSTER, today=TODAY, **options)


def told(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"columns": "unknown"}
    return {
        "completions": [
            [
                c.row,
                c.membership,
                c.course,
                c.day.isoformat(),
                *(None if n is None else str(n) for n in (c.score, c.hours)),
            ]
            for c in reading.completions
        ],
        "bad": [[cell.row, cell.letter, cell.code, cell.reason, cell.hint] for cell in reading.bad],
        "asks_order": reading.asks_order,
        "asks_scale": reading.asks_scale,
        "without_hours": list(reading.without_hours),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_file_says(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    assert told(read_file(file.read_bytes())) == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_row_is_lost(file: Path) -> None:
    """Every row becomes a completion, or is named as bad, or waits for the question of day and month."""
    content = file.read_bytes()
    if (reading := read_file(content)) is None:
        return
    rows = {row.number for row in headed(read_table(BytesIO(content))).rows}
    accounted = {c.row for c in reading.completions} | {cell.row for cell in reading.bad}
    assert accounted == rows or reading.asks_order


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2025-03-04", None, "2025-03-04"),
        ("2025-03-04T10:30", None, "2025-03-04"),
        ("2025-03-04 10:30:15+05:00", None, "2025-03-04"),
        ("2025/3/4", None, "2025-03-04"),
        ("04.03.2025", None, "2025-03-04"),
        ("4.3.25, 10:30", None, "2025-03-04"),
        ("04/03/2025", Order.DAY_MONTH, "2025-03-04"),
        ("04/03/2025", Order.MONTH_DAY, "2025-04-03"),
        ("25/03/2025", None, "2025-03-25"),
        ("03/25/25, 6:05 PM", None, "2025-03-25"),
        ("Tuesday, 4 March 2025, 10:30 AM", None, "2025-03-04"),
        ("4-Mar-2025", None, "2025-03-04"),
        ("March 4, 2025", None, "2025-03-04"),
        ("Sept 4, 2025", None, "2025-09-04"),
        ("4 марта 2025 г.", None, "2025-03-04"),
        ("вторник, 4 марта 2025, 10:30", None, "2025-03-04"),
        ("4 мая 2025", None, "2025-05-04"),
        ("4 янв. 2025", None, "2025-01-04"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, order: Order | None, day: str) -> None:
    assert read_date(written, order) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "45731",
        "31.02.2025",
        "2025-13-01",
        "13/25/2025",
        "25/03/2025 and later",
        "4 Ma 2025",
        "4 Foo 2025",
        "0/0/0000",
        "9" * 10_000,
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(UnreadableDateError):
        read_date(written, None)


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(AmbiguousDateError):
        read_date("03/04/2025", None)
    with pytest.raises(UnreadableDateError):
        read_date("03/25/2025", Order.DAY_MONTH)


def test_an_answer_about_the_order_holds_for_the_whole_file() -> None:
    reading = read_file((FILES[0].parent / "both_orders.csv").read_bytes(), order=Order.DAY_MONTH)
    assert reading
    assert [c.day for c in reading.completions] == [dt.date(2025, 3, 25), dt.date(2025, 4, 3)]
    assert [(cell.row, cell.code) for cell in reading.bad] == [(3, "unreadable_date")]


def test_shares_of_one_become_per_cent_only_when_said() -> None:
    content = (FILES[0].parent / "shares.csv").read_bytes()
    as_shares, as_per_cent = (
        read_file(content, scale=Scale.SHARE),
        read_file(content, scale=Scale.PER_CENT),
    )
    assert as_shares
    assert as_per_cent
    assert [c.score for c in as_shares.completions] == [85, 100]
    assert [c.score for c in as_per_cent.completions] == [Decimal("0.85"), 1]
    assert not as_shares.asks_scale


def test_the_key_does_not_depend_on_case_or_spacing() -> None:
    one = read_file(b"email,course,date\nGIORGI@customs.example,Risk  Management,2025-03-15\n")
    other = read_file(b"email;course;date\ngiorgi@customs.example; risk management;15.03.2025\n")
    assert one
    assert other
    assert one.completions[0].key == other.completions[0].key


def test_workbooks_may_have_a_title_above_and_real_dates() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Course completion report"],
        ["Exported", dt.date(2025, 4, 1)],
        [],
        ["Learner", "Email", "Course name", "Completed on", "Grade"],
        [
            "Giorgi",
            "giorgi@customs.example",
            "Risk management basics",
            dt.datetime(2025, 3, 15, 10, 30),
            0.85,
        ],
    ):
        sheet.append(row)
    sheet["E5"].number_format = "0.00%"
    output = BytesIO()
    book.save(output)
    reading = read_file(output.getvalue())
    assert reading
    assert reading.is_clear
    assert [(c.row, c.day, c.score) for c in reading.completions] == [
        (5, dt.date(2025, 3, 15), Decimal(85))
    ]


def test_ten_thousand_rows_are_read_and_each_bad_one_is_counted() -> None:
    lines = ["email,course,date,score"]
    lines += [
        f"{'giorgi' if n % 2 else 'aram'}@customs.example,Course {n},2025-03-{n % 28 + 1:02},{n % 101}"
        for n in range(9_000)
    ]
    lines += [f"someone.{n}@elsewhere.example,Course {n},2025-03-01,50" for n in range(1_000)]
    reading = read_file("\n".join(lines).encode())
    assert reading
    assert (len(reading.completions), reading.bad_rows) == (9_000, 1_000)
