"""What a step asks, and signing off."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import IntersessionalEntry, Requirement, SignOff, WorkingGroup
from serai.portal.programme.queries.edited import REQUIREMENT
from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form, ModelForm

Kind = Requirement.Kind
COUNTS_GROUPS = {Kind.ATTENDANCE, Kind.TAUGHT}
COUNTS_ENTRIES = {Kind.HOURS, Kind.ENTRIES}
AT_LEAST = {
    Kind.ATTENDANCE: _("At least, per cent of the sessions"),
    Kind.HOURS: _("At least, hours"),
    Kind.ENTRIES: _("At least, entries"),
    Kind.TAUGHT: _("At least, micro-teaching sessions"),
    Kind.ITEMS: _("At least, items done"),
}
KINDS = [
    (
        Kind.ATTENDANCE,
        _("How many of the sessions a member was at, counted from the attendance marks."),
    ),
    (Kind.HOURS, _("Hours of courses, conferences, self-study and training that were confirmed.")),
    (Kind.ENTRIES, _("How many such activities were confirmed, whatever their length.")),
    (Kind.TAUGHT, _("Sessions the member gave as a trainer, observed by the others.")),
    (Kind.ITEMS, _("What the member owns in the work plan.")),
    (Kind.SIGN_OFF, _("What no number says: an expert looks at it and signs.")),
]


class RequirementForm(ModelForm):
    """A requirement of a known kind; only what the kind needs is asked."""

    rows = [("title_en", "title_ru")]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    counts_from = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Requirement
        fields = ["title_en", "title_ru", "threshold", "counts_from"]
        help_texts = {"title_en": _("The head of its column, for example: Attendance WG1 to WG3.")}

    def __init__(self, *args: Any, before: list[WorkingGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.before = self.instance.kind, before
        self.initial["seen"] = seen(REQUIREMENT.state(self.instance))
        if self.kind == Kind.SIGN_OFF:
            del self.fields["threshold"]
        else:
            whole = self.kind in (Kind.ENTRIES, Kind.TAUGHT, Kind.ITEMS)
            self.fields["threshold"] = forms.DecimalField(
                label=AT_LEAST[Kind(self.kind)],
                min_value=0 if self.kind == Kind.ITEMS else 1,
                max_value=100 if self.kind == Kind.ATTENDANCE else 9999,
                decimal_places=0 if whole else 1,
                initial=self.instance.threshold,
                help_text=_("0 asks only that none is late.") if self.kind == Kind.ITEMS else "",
            )
        self.set_counted()
        self.order_fields(["title_en", "title_ru", "threshold", "counts_from"])

    def set_counted(self) -> None:
        """Offer the groups before the step, the kinds of entry, or nothing."""
        field = self.fields["counts_from"]
        assert isinstance(field, forms.MultipleChoiceField)  # declared above
        if self.kind in COUNTS_GROUPS:
            field.choices = [(group.code, group.code) for group in self.before]
            field.label, field.help_text = (
                _("Counted from"),
                _("None ticked: every working group before this one."),
            )
        elif self.kind in COUNTS_ENTRIES:
            field.choices = IntersessionalEntry.Kind.choices
            field.label, field.help_text = (
                _("Counted from"),
                _("None ticked: every kind of activity."),
            )
        else:
            del self.fields["counts_from"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("title_en") or cleaned.get("title_ru")):
            self.add_error("title_en", _("Give it a title in English or in Russian."))
        if self.kind in COUNTS_GROUPS and not self.before:
            self.add_error(
                None, _("No working group comes before this one: there is nothing to count.")
            )
        return cleaned

    def clean_threshold(self) -> Decimal:
        return Decimal(self.cleaned_data["threshold"])


class CopyForm(Form):
    """Which other step's requirements to add."""

    source = forms.ModelChoiceField(
        label=_("Copy from"), queryset=WorkingGroup.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, step: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = WorkingGroup.objects.filter(
            programme=step.programme, requirements__isnull=False
        ).exclude(pk=step.pk)
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)  # declared above
        source.queryset = others.distinct().order_by("order", "pk")


class SignOffForm(Form):
    """Met or waived, why, and what shows it."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (SignOff.Outcome.MET, _("Met, by my judgement")),
            (SignOff.Outcome.WAIVED, _("Waived: it need not be met")),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea)
    evidence = UploadField(label=_("A file that shows it"), required=False)


class WithdrawForm(Form):
    """Why a sign-off is taken back."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=100, widget=forms.TextInput)
