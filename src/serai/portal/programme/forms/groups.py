"""Planning a working group: its page's form, its rooms, its files."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.programme.actions.groups import RoomWish
from serai.portal.programme.engine.reach import is_in_reach
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import Room, WorkingGroup
from serai.portal.programme.queries.groups import EDITED, group_state, hosts_for, zones_nearby
from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form, ModelForm
from serai.portal.ui.iso import countries
from serai.portal.ui.templatetags.ui import span
from serai.portal.ui.zones import TimeZoneField

NEW_ROOMS = 2
MOST_DAYS = 31


class GroupForm(ModelForm):
    """Host, place, days and languages of a working group. `values` is what the action takes."""

    rows = [
        ("aim_en", "aim_ru"),
        ("start", "end"),
        ("mode", "time_zone"),
        ("host", "country"),
        ("city_en", "city_ru"),
        ("venue", "meeting_link"),
    ]

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    time_zone = TimeZoneField(nearby=zones_nearby, label=gettext_lazy("Time zone of the place"))

    class Meta:
        model = WorkingGroup
        fields = EDITED
        widgets = {"country": forms.Select}
        help_texts = {
            "languages": gettext_lazy(
                "For example: English ↔ Russian. Each reads it in their own language."
            ),
        }

    field_order = (
        "start",
        "end",
        "mode",
        "time_zone",
        "host",
        "country",
        "city_en",
        "city_ru",
        "venue",
        "meeting_link",
        "languages",
        "aim_en",
        "aim_ru",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        group: WorkingGroup = kwargs["instance"]
        initial: dict[str, Any] = {"seen": seen(group_state(group))}
        if group.precision == WorkingGroup.Precision.MONTH:
            # The first of the month is how a month is stored: it is nobody's first day.
            initial |= {"start": None, "end": None}
        super().__init__(*args, **kwargs | {"initial": initial | kwargs.get("initial", {})})
        self.fields["country"] = forms.ChoiceField(
            label=gettext_lazy("Country"), required=False, choices=[("", "—"), *countries()]
        )
        self.fields["host"].queryset = hosts_for(group.programme)  # type: ignore[attr-defined]
        self.fields["start"].label, self.fields["end"].label = _("First day"), _("Last day")
        if group.precision == WorkingGroup.Precision.MONTH:
            month = span(group.start, group.end, group.precision)
            self.fields["start"].help_text = _(
                "Known so far: %(month)s. Leave empty while no day is known."
            ) % {"month": month}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day is before the first."))
        for name in ("start", "end"):
            if cleaned.get(name) and not is_in_reach(cleaned[name]):
                self.add_error(name, _("This day is too far away to be meant."))
        if start and end and (end - start).days >= MOST_DAYS:
            self.add_error("end", _("A working group lasts at most %(n)d days.") % {"n": MOST_DAYS})
        if end and not start and "start" not in self.errors:
            self.add_error("start", _("A last day needs a first day."))
        if start and not end:
            cleaned["end"] = start
        return cleaned

    def _post_clean(self) -> None:
        """Keep the instance as it was loaded: the action compares and writes."""

    @property
    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in EDITED if name in self.cleaned_data}
        if self.instance.precision == WorkingGroup.Precision.MONTH and not values.get("start"):
            values.pop("start", None)
            values.pop("end", None)
        return values


class RoomsForm(Form):
    """All rooms of a working group on one page, with empty lines for new ones."""

    says_optional = False

    def __init__(self, *args: Any, rooms: list[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: list[int | None] = [room.pk for room in rooms] + [None] * NEW_ROOMS
        for n, key in enumerate(self.keys):
            room = rooms[n] if key is not None else Room()
            self.fields[f"name-{n}"] = forms.CharField(
                label=_("Name of room %(n)s") % {"n": n + 1},
                max_length=80,
                required=False,
                initial=room.name,
            )
            self.fields[f"seats-{n}"] = forms.IntegerField(
                label=_("Seats"), min_value=1, max_value=5000, required=False, initial=room.seats
            )
            if key is not None:
                self.fields[f"removed-{n}"] = forms.BooleanField(label=_("Remove"), required=False)

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each room, for the template."""
        return [
            {
                "name": self[f"name-{n}"],
                "seats": self[f"seats-{n}"],
                "removed": self[f"removed-{n}"] if key is not None else None,
            }
            for n, key in enumerate(self.keys)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for n, key in enumerate(self.keys):
            if key is not None and not cleaned.get(f"name-{n}") and not cleaned.get(f"removed-{n}"):
                self.add_error(
                    f"name-{n}", _("A room needs a name; to take it away, tick “Remove”.")
                )
            if key is None and cleaned.get(f"seats-{n}") and not cleaned.get(f"name-{n}"):
                self.add_error(f"name-{n}", _("A room needs a name."))
        return cleaned

    @property
    def wishes(self) -> list[RoomWish]:
        found = []
        for n, key in enumerate(self.keys):
            name = self.cleaned_data.get(f"name-{n}", "")
            removed = bool(self.cleaned_data.get(f"removed-{n}"))
            if key is not None or name:
                found.append(RoomWish(key, name, self.cleaned_data.get(f"seats-{n}"), removed))
        return found


class GroupFileForm(Form):
    """A file for a working group or one of its sessions."""

    upload = UploadField(label=gettext_lazy("File"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Empty: the name of the file."),
    )


class ReopenForm(Form):
    """Why a reported group is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=100,
        help_text=gettext_lazy("Everyone in the programme reads it; the history keeps it."),
    )
