"""Django's door to the demonstration, for `serai demo`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Load the generated people and the living programme; a second time changes nothing."""

    help = "Load the demonstration (demo mode only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Refuse outside demo mode: generated people do not belong among real ones."""
        if not settings.DEMO:
            raise CommandError("The demonstration is loaded in demo mode only: serai demo")
        from serai.portal.programme import demonstration

        demonstration.load()
