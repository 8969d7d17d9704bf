"""What a site administrator fills in about officers and administrations."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from serai.portal.people.models import Administration, Officer
from serai.portal.people.queries.officers import languages_in_use, zones_in_use
from serai.portal.ui.forms import Form, ModelForm
from serai.portal.ui.iso import countries, is_language
from serai.portal.ui.languages import LanguagesField
from serai.portal.ui.zones import TimeZoneField


class OfficerForm(ModelForm):
    """Everything about an officer but the password."""

    languages = LanguagesField(nearby=languages_in_use, required=False)
    time_zone = TimeZoneField(nearby=zones_in_use)

    rows = [
        ("name_latin", "name_native"),
        ("email", "administration"),
        ("position", "unit"),
        ("language", "time_zone"),
    ]

    class Meta:
        model = Officer
        fields: tuple[str, ...] = (
            "name_latin", "name_native", "email", "administration", "position", "unit",
            "language", "time_zone", "languages", "is_staff", "is_active",
        )  # fmt: skip
        help_texts = {
            "is_staff": _(
                "Keeps administrations and officers, and may do in every programme what its coordinator may."
            ),
            "is_active": _(
                "Without it nobody can sign in with this e-mail, and no letter is sent to it."
            ),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewOfficerForm(OfficerForm):
    """A new officer who gets an invitation."""

    class Meta(OfficerForm.Meta):
        fields: tuple[str, ...] = tuple(
            name for name in OfficerForm.Meta.fields if name != "is_active"
        )
        help_texts = {
            "email": _("The invitation goes here, with a link to choose a password.")
        } | OfficerForm.Meta.help_texts


class OfficersFilter(Form):
    """Which officers to list."""

    says_optional = False

    STATES = (
        ("", _("All")),
        ("open", _("May sign in")),
        ("waiting", _("May not sign in")),
        ("staff", _("Site administrators")),
        ("erased", _("Erased")),
    )

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    administration = forms.ModelChoiceField(
        Administration.objects.all(),
        to_field_name="code",
        required=False,
        label=_("Administration"),
        empty_label=pgettext_lazy("administrations", "All"),
    )
    state = forms.ChoiceField(label=_("Account"), choices=STATES, required=False)


class AdministrationForm(ModelForm):
    """An administration or partner organisation."""

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", pgettext_lazy("country", "None: an organisation")), *countries()],
    )
    languages = forms.CharField(
        label=_("Languages"),
        required=False,
        help_text=_("ISO 639-1 codes with commas between them, for example: hy, ru."),
    )
    time_zone = TimeZoneField(nearby=zones_in_use)

    rows = [
        ("code", "kind"),
        ("name_en", "name_ru"),
        ("country", "name_native"),
        ("country_name_en", "country_name_ru"),
        ("languages", "time_zone"),
    ]

    class Meta:
        model = Administration
        fields = (
            "code", "kind", "name_en", "name_ru", "name_native", "country",
            "country_name_en", "country_name_ru", "languages", "time_zone",
        )  # fmt: skip
        labels = {
            "country_name_en": _("Country as tables show it, in English"),
            "country_name_ru": _("Country as tables show it, in Russian"),
        }
        help_texts = {"country_name_en": _("Left empty, the usual name is taken.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["languages"] = ", ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        codes = [
            code.lower() for code in re.split(r"[\s,;]+", self.cleaned_data["languages"]) if code
        ]
        if wrong := [code for code in codes if not is_language(code)]:
            raise ValidationError(
                _("No language codes: %(codes)s."), "unknown", {"codes": ", ".join(wrong)}
            )
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Administration.Kind.CUSTOMS and not cleaned.get("country"):
            self.add_error("country", _("A Customs administration has a country."))
        return cleaned
