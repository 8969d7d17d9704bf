"""Logging an activity, and answering those of others."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.engine.entries import entry_problems
from serai.portal.programme.models import IntersessionalEntry, Membership
from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form, ModelForm


class EntryForm(ModelForm):
    """What a member did, when, for how long, and what shows it."""

    rows = [("kind", "hours"), ("begun_on", "ended_on")]

    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.1"), max_digits=6, decimal_places=1
    )
    evidence = UploadField(label=_("Evidence: a file"), required=False)
    remove_evidence = forms.BooleanField(label=_("Take the file away"), required=False)

    class Meta:
        model = IntersessionalEntry
        fields = ["kind", "title", "begun_on", "ended_on", "hours", "learned", "link"]
        labels = {
            "kind": _("What it was"),
            "title": _("Title"),
            "begun_on": _("From"),
            "ended_on": _("To"),
            "learned": _("What you learned"),
            "link": _("Evidence: a link"),
        }
        help_texts = {
            "title": _("The name of the course, conference, book or session."),
            "ended_on": _("The same day when it took one day."),
            "learned": _(
                "In a few sentences. Without a file or a link this is what shows that you did it."
            ),
            "link": _("A certificate or a page that shows it, beginning with https://."),
        }
        widgets = {"link": forms.URLInput()}

    field_order = [
        "kind",
        "title",
        "begun_on",
        "ended_on",
        "hours",
        "learned",
        "evidence",
        "remove_evidence",
        "link",
    ]

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        today = timezone.localdate()
        for name in ("begun_on", "ended_on"):
            self.fields[name].widget.attrs |= {
                "min": membership.joined_on.isoformat(),
                "max": today.isoformat(),
            }
        if not (self.instance.pk and self.instance.stored_id):
            del self.fields["remove_evidence"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        problems = entry_problems(
            begun_on=cleaned.get("begun_on"),
            ended_on=cleaned.get("ended_on"),
            hours=cleaned.get("hours"),
            joined_on=self.membership.joined_on,
            today=timezone.localdate(),
        )
        for name, problem in problems.items():
            if name not in self.errors:
                self.add_error(name, problem)
        if self.lacks_evidence(cleaned):
            self.add_error("learned", _("Send a file, give a link, or say here what you learned."))
        return cleaned

    def lacks_evidence(self, cleaned: dict[str, Any]) -> bool:
        if {"evidence", "link", "learned"} & self.errors.keys():
            return False
        keeps_file = bool(self.instance.stored_id) and not cleaned.get("remove_evidence")
        return not (
            cleaned.get("evidence")
            or cleaned.get("link")
            or cleaned.get("learned", "").strip()
            or keeps_file
        )

    def facts(self) -> dict[str, Any]:
        """What the action is told, but for the file."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(Form):
    """Which entries are confirmed, or returned with a reason. The button pressed says which."""

    CONFIRM, RETURN = "confirm", "return"
    deed = forms.ChoiceField(
        choices=[(CONFIRM, CONFIRM), (RETURN, RETURN)], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Reason, when you return it"),
        help_text=_("The member reads it, mends the entry and sends it again."),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def chosen(self) -> list[int]:
        """Primary keys of the entries that were ticked; what is no number is no entry."""
        values = self.data.getlist("entries") if isinstance(self.data, QueryDict) else []
        return [
            int(value)
            for value in values
            if value.isascii() and value.isdigit() and len(value) < 19
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen():
            self.add_error(None, _("Choose at least one entry."))
        if cleaned.get("deed") == self.RETURN and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why, so that the member can mend it."))
        return cleaned
