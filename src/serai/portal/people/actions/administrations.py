"""Keeping the list of administrations."""

from django.db import transaction

from serai.portal.people.models import Administration
from serai.portal.ui.iso import country_name


@transaction.atomic
def save_administration(administration: Administration) -> Administration:
    """Keep what was edited; the country's names are filled in where they were left empty."""
    if administration.country:
        administration.country_name_en = administration.country_name_en or country_name(
            administration.country, "en"
        )
        administration.country_name_ru = administration.country_name_ru or country_name(
            administration.country, "ru"
        )
    administration.save()
    return administration
