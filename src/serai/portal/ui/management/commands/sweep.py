"""`serai manage sweep`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from serai.portal.ui import files, once
from serai.portal.ui.signals import sweeping


class Command(BaseCommand):
    """Forget answered submissions of long ago, what the apps no longer need, and files that no record names."""

    help = "Forget answered submissions of long ago, what nobody needs any more, and files that no record names."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        others = sum(int(went or 0) for _, went in sweeping.send(Command, now=now))
        submissions, orphans = once.sweep(now), files.sweep_orphans(now)
        self.stdout.write(
            f"Forgotten: {submissions} submissions, {others} others, {orphans} files."
        )
