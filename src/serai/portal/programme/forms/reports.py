"""Recording a decision, and narrowing the history."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import Decision, WorkingGroup
from serai.portal.programme.queries.edited import DECISION
from serai.portal.ui.forms import Form, ModelForm


class DecisionForm(ModelForm):
    """What was decided, in one language at least, and when."""

    rows = [("text_en", "text_ru")]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Decision
        fields = ["text_en", "text_ru", "decided_on"]

    def __init__(self, *args: Any, group: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.initial["seen"] = seen(DECISION.state(self.instance))
        if not self.instance.pk:
            self.initial["decided_on"] = likely_day(group)

    def clean_decided_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if self.group.start and day < self.group.start:
            begins = date_format(self.group.start, "DATE_FORMAT")
            raise forms.ValidationError(_("The group began only on %(date)s.") % {"date": begins})
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("text_en", "").strip() or cleaned.get("text_ru", "").strip()):
            self.add_error("text_en", _("Write the decision in English or in Russian."))
        return cleaned


def likely_day(group: WorkingGroup) -> dt.date | None:
    """The last day of the group, or today while it lasts."""
    if not group.days:
        return None
    return max(group.days[0], min(group.days[-1], timezone.localdate()))


class HistoryFilter(Form):
    """Of which kind, and by or about whom."""

    says_optional = False
    kind = forms.ChoiceField(label=_("What"), required=False)
    officer = forms.TypedChoiceField(
        label=_("By or about"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, Any]],
        officers: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("kind", [("", _("everything")), *kinds]),
            ("officer", [("", _("everybody")), *officers]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # declared above
            field.choices = choices
