"""The report of a working group: as a page, to send as PDF, to count on as a workbook."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.queries.headlines import headline
from serai.portal.programme.queries.programmes import group_for
from serai.portal.programme.queries.reports import (
    GroupReport,
    report_document,
    report_for,
    report_workbook,
    words,
)
from serai.portal.programme.views.reports.decisions import framed
from serai.portal.ui.access import open_to
from serai.portal.ui.pdf import PDF, pdf
from serai.portal.ui.xlsx import XLSX, attachment


@open_to(permissions.can_see_group, load=group_for)
def report(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    made = gathered(request, group)
    document = report_document(made, now=timezone.now())
    context = framed(request, group) | {
        "fact": headline(group, today=timezone.localdate()),
        "figures": words.figures(made),
        "document": document,
        "parts": [shown(part) for part in document["parts"]],
        "languages": settings.LANGUAGES,
    }
    return render(request, "programme/reports/report.html", context)


def shown(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the document as the page writes it: each cell with its heading and the class of its column."""
    if not part["rows"]:
        return part
    classes = ["number" if side == "r" else "" for side in part["aligned"]]
    heads = list(zip(part["header"], classes, strict=True))
    cells = [[(cell, *head) for cell, head in zip(row, heads, strict=True)] for row in part["rows"]]
    return part | {"heads": heads, "cells": cells}


@open_to(permissions.can_see_group, load=group_for)
def report_pdf(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    language = asked_language(request)
    with translation.override(language):
        document = report_document(gathered(request, group), now=timezone.now())
        made = pdf("programme/group_report.typ", document, language=language)
        return attachment(made, f"{document['title']} {group.programme.slug}.pdf", PDF)


@open_to(permissions.can_see_group, load=group_for)
def report_xlsx(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    with translation.override(asked_language(request)):
        made = gathered(request, group)
        return attachment(report_workbook(made), f"{group.programme.slug} {group.code}.xlsx", XLSX)


def gathered(request: OfficerRequest, group: WorkingGroup) -> GroupReport:
    return report_for(request.user, group, today=timezone.localdate())


def asked_language(request: OfficerRequest) -> str:
    """`?lang=` when it names one of ours, else the reader's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"
