"""A session of the agenda: what it is, when by the host's wall clock, where, and with whom."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.programme.actions.agenda import Content
from serai.portal.programme.engine import walltime
from serai.portal.programme.engine.placing import problems
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import AmbiguousTimeError, NonexistentTimeError
from serai.portal.programme.models import Contributor, Session, WorkingGroup
from serai.portal.programme.queries.placing import frame_of, people_by_part, session_state
from serai.portal.ui.forms import Form
from serai.portal.ui.templatetags.ui import offset

HOURS = ("start", "end")


class SessionForm(Form):
    """Day and times are typed as they stand on the host's wall; `content` is what the action takes.

    When the clocks go back, a time comes twice: then, and only then, the form asks which one.
    """

    rows = [
        ("day", "start_time", "end_time"),
        ("start_fold", "end_fold"),
        ("room", "kind"),
        ("title_en", "title_ru"),
        ("about_en", "about_ru"),
    ]

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.ChoiceField(
        label=gettext_lazy("Day"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "The working group does not meet on this day: %(value)s."
            )
        },
    )
    start_time = forms.TimeField(label=gettext_lazy("From"), required=False)
    end_time = forms.TimeField(label=gettext_lazy("To"), required=False)
    start_fold = forms.TypedChoiceField(
        label=gettext_lazy("From: which of the two"), coerce=int, required=False
    )
    end_fold = forms.TypedChoiceField(
        label=gettext_lazy("To: which of the two"), coerce=int, required=False
    )
    room = forms.TypedChoiceField(
        label=gettext_lazy("Room"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("This is not a room of this working group.")
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Session.Kind.choices)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=200, required=False
    )
    title_ru = forms.CharField(
        label=gettext_lazy("Title in Russian"), max_length=200, required=False
    )
    speakers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Speakers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chairs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Chairs"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interpretation = forms.CharField(
        label=gettext_lazy("Language and interpretation"), max_length=120, required=False
    )
    about_en = forms.CharField(
        label=gettext_lazy("About it, in English"), widget=forms.Textarea, required=False
    )
    about_ru = forms.CharField(
        label=gettext_lazy("About it, in Russian"), widget=forms.Textarea, required=False
    )
    takes_attendance = forms.BooleanField(label=gettext_lazy("Attendance is taken"), required=False)

    def __init__(
        self, *args: Any, group: WorkingGroup, session: Session | None = None, **kwargs: Any
    ) -> None:
        self.group, self.session = group, session
        self.frame = frame_of(group)
        initial = (
            initial_of(session, group)
            if session
            else {"takes_attendance": True, "kind": Session.Kind.LECTURE}
        )
        super().__init__(*args, **kwargs | {"initial": initial | kwargs.get("initial", {})})
        self.offer()
        self.asked = {hour: self.comes_twice(hour) for hour in HOURS}
        for hour, twice in self.asked.items():
            if twice:
                self.fields[f"{hour}_fold"].choices = twice  # type: ignore[attr-defined]
            else:
                del self.fields[f"{hour}_fold"]

    def offer(self) -> None:
        """The choices this group has."""
        days = [
            (day.isoformat(), date_format(day, "WEEKDAY_FORMAT")) for day in self.offered_days()
        ]
        rooms = [(room.pk, room.name) for room in self.group.rooms.all()]
        people = people_by_part(
            self.group, first=self.initial.get("speakers", []) + self.initial.get("chairs", [])
        )
        for name, choices in (
            ("day", [("", _("no time yet")), *days]),
            ("room", [("", _("no room")), *rooms]),
            ("speakers", people),
            ("chairs", people),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def offered_days(self) -> list[dt.date]:
        """The group's days, and the one a session was left on when the days changed."""
        days = self.group.days
        if self.session and self.session.start:
            kept = self.session.start.astimezone(self.group.zone).date()
            return days if kept in days else sorted([*days, kept])
        return days

    # Times

    def typed(self, hour: str) -> tuple[dt.date, dt.time] | None:
        """The day and the time as they were typed or kept, before anything is judged."""
        try:
            day = self.fields["day"].clean(self["day"].value())
            time = self.fields[f"{hour}_time"].clean(self[f"{hour}_time"].value())
        except forms.ValidationError:
            return None
        return (dt.date.fromisoformat(day), time) if day and time else None

    def comes_twice(self, hour: str) -> list[tuple[int, str]]:
        """The two moments a time may mean, as choices; nothing on all other days."""
        typed = self.typed(hour)
        if typed is None:
            return []
        try:
            walltime.moment(*typed, self.group.zone)
        except AmbiguousTimeError as twice:
            pairs = ((walltime.FIRST, twice.first), (walltime.SECOND, twice.second))
            return [
                (
                    fold,
                    _("%(time)s, %(zone)s")
                    % {"time": f"{moment:%H:%M}", "zone": offset(moment, self.group.zone)},
                )
                for fold, moment in pairs
            ]
        except NonexistentTimeError:
            pass
        return []

    def moment(self, hour: str) -> dt.datetime | None:
        """The moment of a typed time; what is wrong with it stands beside its field."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get(f"{hour}_time")
        if not day or not time:
            return None
        fold = self.cleaned_data.get(f"{hour}_fold")
        try:
            return walltime.moment(
                dt.date.fromisoformat(day),
                time,
                self.group.zone,
                fold=fold if isinstance(fold, int) else None,
            )
        except (NonexistentTimeError, AmbiguousTimeError) as refusal:
            self.add_error(f"{hour}_time", str(refusal))
        return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["start"], cleaned["end"] = self.moment("start"), self.moment("end")
        given = {name: bool(self[name].value()) for name in ("day", "start_time", "end_time")}
        missing = {
            "day": _("A session with a time needs a day."),
            "start_time": _("When does it begin?"),
            "end_time": _("When does it end?"),
        }
        if any(given.values()):
            for name, is_given in given.items():
                if not is_given:
                    self.add_error(name, missing[name])
        places = {"start": "start_time", "end": "end_time"}
        for name, text in problems(self.content.wish, self.frame):
            self.add_error(places.get(name, name), text)
        return cleaned

    @property
    def content(self) -> Content:
        """What was typed, as the action takes it."""
        cleaned = self.cleaned_data
        placed = cleaned.get("start") and cleaned.get("end")
        return Content(
            kind=cleaned.get("kind") or Session.Kind.LECTURE,
            title_en=cleaned.get("title_en", ""),
            title_ru=cleaned.get("title_ru", ""),
            about_en=cleaned.get("about_en", ""),
            about_ru=cleaned.get("about_ru", ""),
            start=cleaned.get("start") if placed else None,
            end=cleaned.get("end") if placed else None,
            room_id=cleaned.get("room"),
            interpretation=cleaned.get("interpretation", ""),
            takes_attendance=bool(cleaned.get("takes_attendance")),
            speakers=frozenset(cleaned.get("speakers") or ()),
            chairs=frozenset(cleaned.get("chairs") or ()),
        )


def initial_of(session: Session, group: WorkingGroup) -> dict[str, Any]:
    """What the form of a session shows first."""
    named = session.contributors.exclude(answer=Contributor.Answer.REFUSED).values_list(
        "part", "officer_id"
    )
    initial = {
        name: getattr(session, name)
        for name in (
            "kind",
            "title_en",
            "title_ru",
            "about_en",
            "about_ru",
            "interpretation",
            "takes_attendance",
        )
    }
    initial |= {
        "seen": seen(session_state(session)),
        "room": session.room_id,
        "speakers": [pk for part, pk in named if part == Contributor.Part.SPEAKER],
        "chairs": [pk for part, pk in named if part == Contributor.Part.CHAIR],
    }
    if session.start and session.end:
        start, end = session.start.astimezone(group.zone), session.end.astimezone(group.zone)
        initial |= {
            "day": start.date().isoformat(),
            "start_time": start.time(),
            "end_time": end.time(),
            "start_fold": walltime.fold_of(session.start, group.zone),
            "end_fold": walltime.fold_of(session.end, group.zone),
        }
    return initial


def following(session: Session, group: WorkingGroup) -> dict[str, str]:
    """Where the next session of the same length in the same room would be, as a query for a new one."""
    if session.start is None or session.end is None:
        return {}
    start, end = session.start.astimezone(group.zone), session.end.astimezone(group.zone)
    begin, length = end, session.end - session.start
    finish = (session.end + length).astimezone(group.zone)
    if finish.date() != start.date():
        return {"day": start.date().isoformat(), "room": str(session.room_id or "")}
    return {
        "day": start.date().isoformat(),
        "start_time": f"{begin:%H:%M}",
        "end_time": f"{finish:%H:%M}",
        "room": str(session.room_id or ""),
    }
