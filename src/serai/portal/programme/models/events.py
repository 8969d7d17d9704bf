"""What happened in a programme, for the page that says what changed and for the letters it causes."""

from django.db import models
from django.utils import timezone

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models.programme import Programme


class Event(models.Model):
    """One thing that happened. `kind` names a sentence in `events.py`; `facts` fills its places.

    With an administration it concerns that administration, the coordinators and the experts only;
    without, everyone in the programme.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="events")
    administration = models.ForeignKey(Administration, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True, help_text="Where to see it.")
    actor = models.ForeignKey(Officer, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["programme", "-at"], name="events_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
