"""`serai manage remind`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from serai.portal.programme.actions.workplan import remind


class Command(BaseCommand):
    """Remind owners of work items; safe to run any number of times a day."""

    help = (
        "Write to owners of work items that are due in a week or late; nobody is written to twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = remind(timezone.localdate())
        self.stdout.write(f"Letters written: {written}.")
