"""Naming an officer who is not known here yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.portal.people.actions.officers import NewOfficer
from serai.portal.people.models import Administration, Officer
from serai.portal.people.queries.officers import languages_in_use, zones_in_use
from serai.portal.ui.forms import Form
from serai.portal.ui.languages import LanguagesField
from serai.portal.ui.zones import TimeZoneField

ABOUT_OFFICER: list[tuple[str, ...]] = [
    ("name_latin", "name_native"),
    ("position", "unit"),
    ("email", "language"),
]


class NewOfficerForm(Form):
    """What is asked about a new officer; the administration's zone and languages are offered."""

    rows = ABOUT_OFFICER

    name_latin = forms.CharField(
        label=_("Name in Latin script"), max_length=120, help_text=_("As in the passport.")
    )
    name_native = forms.CharField(label=_("Name in native script"), max_length=120, required=False)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Of their own: they sign in with it.")
    )
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=Officer.Language)
    time_zone = TimeZoneField(nearby=zones_in_use)
    languages = LanguagesField(nearby=languages_in_use, required=False)

    def __init__(
        self, *args: Any, administration: Administration | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if administration:
            self.initial.setdefault("time_zone", administration.time_zone)
            self.initial.setdefault("languages", administration.languages)
            self.initial.setdefault("language", "ru" if "ru" in administration.languages else "en")

    def new_officer(self) -> NewOfficer:
        """The person as entered."""
        return NewOfficer(
            **{name: self.cleaned_data[name] for name in NewOfficer.__dataclass_fields__}
        )


class OfficerSearch(Form):
    """Looking for an officer who is known here."""

    says_optional = False

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)


def whom(officer: Officer | None, form: Form) -> Officer | NewOfficer:
    """The officer chosen, or the one entered in the form."""
    if officer is not None:
        return officer
    assert isinstance(form, NewOfficerForm)
    return form.new_officer()
