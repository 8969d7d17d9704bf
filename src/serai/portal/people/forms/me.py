"""What an officer changes about themselves."""

from serai.portal.people.models import Officer
from serai.portal.people.queries.officers import languages_in_use, zones_in_use
from serai.portal.ui.forms import ModelForm
from serai.portal.ui.languages import LanguagesField
from serai.portal.ui.zones import TimeZoneField


class MeForm(ModelForm):
    """The own details. The e-mail is the account: a site administrator changes it."""

    languages = LanguagesField(nearby=languages_in_use, required=False)
    time_zone = TimeZoneField(nearby=zones_in_use)

    rows = [("name_latin", "name_native"), ("position", "unit"), ("language", "time_zone")]

    class Meta:
        model = Officer
        fields = (
            "name_latin",
            "name_native",
            "position",
            "unit",
            "language",
            "time_zone",
            "languages",
        )
