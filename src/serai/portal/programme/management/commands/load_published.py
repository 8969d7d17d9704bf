"""`serai manage load_published`."""

from typing import Any

from django.core.management.base import BaseCommand

from serai.portal.programme.actions.published import load_published


class Command(BaseCommand):
    """Load the published history; safe to run again, in production too."""

    help = (
        "Load the published programmes, activities and totals. Makes no people; safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_published()
        self.stdout.write(
            f"Added or corrected: {loaded.administrations} administrations, {loaded.programmes} programmes, "
            f"{loaded.activities} activities, {loaded.totals} totals."
        )
