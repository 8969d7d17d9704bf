"""What members do between working groups."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Officer
from serai.portal.programme.models.membership import Membership
from serai.portal.programme.models.programme import Programme
from serai.portal.programme.phases import EntryPhase
from serai.portal.ui.models import StoredFile


class CompletionImport(models.Model):
    """A file of course completions from an eLearning platform, taken over whole or not at all."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="imports")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.stored.name


class IntersessionalEntry(models.Model):
    """A member's activity between working groups, confirmed by an expert or the coordinator."""

    class Kind(models.TextChoices):
        ELEARNING = "elearning", _("eLearning course")
        CONFERENCE = "conference", _("Conference")
        SELF_STUDY = "self_study", _("Self-study")
        VIRTUAL = "virtual", _("Virtual session")
        LOCAL_TRAINING = "local_training", _("Local training")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    begun_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1)
    learned = models.TextField(_("what you learned"), blank=True)
    score = models.DecimalField(
        _("score, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    link = models.URLField(_("link to evidence"), blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    phase = models.CharField(
        _("state"), max_length=10, choices=EntryPhase, default=EntryPhase.LOGGED
    )
    logged_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    imported_by = models.ForeignKey(
        CompletionImport, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    imported_key = models.CharField(  # noqa: DJ001  # NULLs may repeat where keys may not
        max_length=64,
        null=True,
        blank=True,
        help_text="SHA-256 of e-mail, course and date: the same completion is kept once.",
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("-ended_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "imported_key"], name="one_entry_a_completion"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__gte=models.F("begun_on")),
                name="entry_ends_after_start",
            ),
        ]
        verbose_name = _("intersessional entry")
        verbose_name_plural = _("intersessional entries")

    def __str__(self) -> str:
        return self.title
