"""What the gallery shows: made-up content of the right shape and length."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator

from serai.portal.ui import forms

NOW = dt.datetime(2025, 2, 5, 4, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Person:
    name_latin: str
    name_native: str
    is_generated: bool = True
    languages_at_home: tuple[str, ...] = ()


class PlanForm(forms.Form):
    rows = (("title_en", "title_ru"), ("start", "end", "hours"))

    title_en = django_forms.CharField(label="Title in English", max_length=120)
    title_ru = django_forms.CharField(label="Title in Russian", max_length=120, required=False)
    about = django_forms.CharField(
        label="What it is about", widget=django_forms.Textarea, help_text="Two or three sentences."
    )
    start = django_forms.DateField(label="First day")
    end = django_forms.DateField(label="Last day", required=False)
    hours = django_forms.IntegerField(label="Hours", min_value=1)
    opens = django_forms.DateTimeField(
        label="Votes close", required=False, help_text="In the time zone of Astana."
    )
    host = django_forms.ChoiceField(
        label="Host", choices=[("", "Choose"), ("KZ", "Kazakhstan"), ("GE", "Georgia")]
    )
    mode = django_forms.ChoiceField(
        label="Mode",
        widget=django_forms.RadioSelect,
        choices=[("p", "In person"), ("o", "Online"), ("h", "Hybrid")],
    )
    languages = django_forms.MultipleChoiceField(
        label="Languages",
        required=False,
        widget=django_forms.CheckboxSelectMultiple,
        choices=[("en", "English"), ("ru", "Russian"), ("ka", "Georgian")],
    )
    programme = django_forms.FileField(
        label="Agenda", required=False, help_text="PDF or Word (.docx), up to 20 MB."
    )
    tell = django_forms.BooleanField(label="Tell the members by e-mail", required=False)
    hidden = django_forms.CharField(widget=django_forms.HiddenInput, initial="kept")

    def clean(self) -> dict[str, Any]:
        raise django_forms.ValidationError("WG4 overlaps with the conference in Baku.")


PEOPLE = [
    Person("Ani Sargsyan", "Անի Սարգսյան"),
    Person("Nino Beridze", "ნინო ბერიძე"),
    Person("Aigerim Nurlanova", "Айгерім Нұрланова"),
    Person("Dilshod Karimov", "Dilshod Karimov"),
    Person("Farid Məmmədov", "Fərid Məmmədov", is_generated=False),
]
ADMINISTRATIONS = ["Armenia", "Georgia", "Kazakhstan", "Uzbekistan", "Azerbaijan"]
REQUIREMENTS = [
    "Attendance, WG1 to WG3",
    "Micro-teaching observed",
    "Intersessional hours",
    "Work plan",
    "Material drafted",
    "Pre-test and post-test",
    "Session plan approved",
    "Teaching of real trainees",
]
MARKS = ["met", "met", "partly", "late", "not_yet", "waived", "met", "not_yet"]

CONTEXT: dict[str, Any] = {
    "now": NOW,
    "start": dt.date(2025, 2, 3),
    "end": dt.date(2025, 2, 7),
    "people": PEOPLE,
    "requirements": REQUIREMENTS,
    "matrix": [
        {"administration": place, "officer": person, "marks": MARKS[n:] + MARKS[:n]}
        for n, (place, person) in enumerate(zip(ADMINISTRATIONS, PEOPLE, strict=True))
    ],
    "trail": [("Programmes", "/"), ("Risk management", "/"), ("WG3", "")],
    "steps": [
        {
            "label": "WG1",
            "when": "September 2024",
            "note": "16 members",
            "state": "done",
            "url": "/",
        },
        {
            "label": "WG2",
            "place": "Astana",
            "when": "3–7 February 2025",
            "note": "16 members",
            "state": "done",
            "url": "/",
        },
        {
            "label": "WG3",
            "place": "Tbilisi",
            "when": "14–18 April 2025",
            "note": "14 members",
            "state": "done",
            "url": "/",
        },
        {
            "label": "WG4",
            "when": "to be planned",
            "note": "materials finished",
            "state": "now",
            "url": "/",
        },
        {"label": "WG5", "note": "teaching and certification", "state": "next"},
    ],
    "thread": [
        {"label": "Raised at WG1", "note": "Georgia, Kyrgyzstan, Tajikistan", "state": "done"},
        {
            "label": "Lecture at WG2",
            "when": "5 February 2025",
            "note": "peer prices and databases",
            "state": "done",
            "url": "/",
        },
        {"label": "Case study", "note": "regional handbook, chapter 4", "state": "now"},
        {"label": "Exercise", "note": "profile workshop, planned for WG4", "state": "next"},
        {"label": "Effect", "note": "no measure yet", "state": "next"},
    ],
    "page": Paginator(range(312), 20).page(3),
}
NAV = [
    {"label": label, "url": "/", "current": label == "Programme"}
    for label in (
        "Programme",
        "Working groups",
        "Members",
        "Challenges",
        "Work plan",
        "Intersessional",
        "Progression",
        "Report",
    )
]
