"""A share of attendance is rounded down, the same on the page, in the PDF and in the workbook."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone

from serai.portal.programme.models import AttendanceMark
from serai.portal.programme.queries.reports import (
    report_document,
    report_for,
    report_workbook,
)
from tests.factories.agenda import make_session

pytestmark = pytest.mark.django_db


def test_two_of_three_are_66_per_cent_everywhere(cast):
    group = cast.groups["WG2"]
    sessions = [make_session(group, f"S{n}", "09:00-10:00", day=n) for n in range(3)]
    for session in sessions:
        AttendanceMark.objects.create(
            session=session, officer=cast.other_member, how="list", marked_by=cast.coordinator
        )
    for session in sessions[:2]:
        AttendanceMark.objects.create(
            session=session, officer=cast.member, how="list", marked_by=cast.coordinator
        )
    report = report_for(cast.coordinator, group, today=dt.date(2025, 3, 1))
    said = str(report_document(report, now=timezone.now()))
    assert "66 %" in said
    assert "66.7" not in said
    book = openpyxl.load_workbook(io.BytesIO(report_workbook(report)))
    shares = {
        cell.value
        for sheet in ("Attendance", "Administrations")
        for row in book[sheet].iter_rows(min_row=2)
        for cell in row
        if cell.number_format.endswith("%")
    }
    assert 0.66 in shares
    assert all(share is None or share == round(share, 2) for share in shares)
