"""What is filled in when a member leaves, and when a role is given."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.portal.people.models import Administration
from serai.portal.programme.forms.people import ABOUT_OFFICER, NewOfficerForm
from serai.portal.programme.models import Programme, Role
from serai.portal.ui.forms import Form


class WithdrawForm(Form):
    """When a member leaves, and why."""

    left_on = forms.DateField(label=_("Last day as a member"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("The coordinator and the focal point read it."),
    )

    def __init__(self, *args: Any, today: dt.date, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_on"].widget.attrs["min"] = earliest.isoformat()
        self.initial.setdefault("left_on", today)


class RoleForm(Form):
    """Which role an officer gets."""

    rows = [("kind", "administration")]

    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind)
    administration = forms.ModelChoiceField(
        Administration.objects.none(),
        to_field_name="code",
        label=_("Speaks for"),
        required=False,
        empty_label=_("Nobody: not a focal point"),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        administration = self.fields["administration"]
        assert isinstance(administration, forms.ModelChoiceField)
        administration.queryset = programme.administrations.all()


class NewOfficerRoleForm(RoleForm, NewOfficerForm):
    """A role for somebody who is not known here yet."""

    rows = [("kind", "administration"), *ABOUT_OFFICER]
    field_order = (
        "kind", "administration", "works_for", "name_latin", "name_native", "position", "unit", "email", "language",
        "time_zone", "languages",
    )  # fmt: skip

    works_for = forms.ModelChoiceField(
        Administration.objects.all(),
        to_field_name="code",
        label=_("Works for"),
        required=False,
        empty_label=_("Nobody listed here"),
    )
