"""What a focal point and a coordinator fill in about a nomination."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.errors import Reason
from serai.portal.programme.forms.people import ABOUT_OFFICER, NewOfficerForm
from serai.portal.programme.models import Membership, Participation
from serai.portal.programme.queries.nominations import vacancies
from serai.portal.ui.forms import Form


class Vacancy(forms.ModelChoiceField):
    """A member who left, by name."""

    def label_from_instance(self, membership: Membership) -> str:
        return _("%(officer)s, who left") % {"officer": membership.officer.name_latin}


class NominateForm(Form):
    """Why a known officer is nominated, and whom they replace."""

    why = forms.CharField(
        label=_("Why this officer"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_(
            "What they work on, and what they are to teach afterwards. The coordinator reads it."
        ),
    )

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = vacancies(participation)
        if left:
            self.fields["replaces"] = Vacancy(
                left,
                label=_("Replaces"),
                required=False,
                empty_label=_("Nobody: a place of its own"),
            )

    @property
    def replaced(self) -> Membership | None:
        return self.cleaned_data.get("replaces")

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show every reason, beside its field where it has one."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, str(reason))


class NominateNewForm(NominateForm, NewOfficerForm):
    """A new officer, and why."""

    rows = [*ABOUT_OFFICER, ("time_zone",)]
    field_order = (
        "name_latin", "name_native", "position", "unit", "email", "language", "time_zone", "languages", "why",
    )  # fmt: skip

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(
            *args,
            participation=participation,
            administration=participation.administration,
            **kwargs,
        )


class DeclineForm(Form):
    """Why a nomination is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("The focal point reads it in a letter."),
    )
