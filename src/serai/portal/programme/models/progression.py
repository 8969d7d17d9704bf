"""Requirements of a step, and who was signed off by hand."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Officer
from serai.portal.programme.models.groups import WorkingGroup
from serai.portal.programme.models.membership import Membership
from serai.portal.ui.bilingual import Bilingual
from serai.portal.ui.models import StoredFile


class Requirement(models.Model):
    """What a member must have met to go on to a working group. Rules are data: a kind and a threshold.

    `threshold` is a share in per cent for ATTENDANCE, hours for HOURS, a number for ENTRIES, TAUGHT
    and ITEMS, unused for SIGN_OFF. `counts_from` narrows what is counted: the codes of working
    groups for ATTENDANCE and TAUGHT, the kinds of entry for HOURS and ENTRIES; empty counts all
    before the step.
    """

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("Share of sessions attended")
        HOURS = "hours", _("Confirmed intersessional hours")
        ENTRIES = "entries", _("Confirmed intersessional entries")
        TAUGHT = "taught", _("Micro-teaching sessions given")
        ITEMS = "items", _("Work items done, none late")
        SIGN_OFF = "sign_off", _("Signed off by an expert")

    step = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="requirements", verbose_name=_("to go on to")
    )
    order = models.PositiveSmallIntegerField(_("place in the table"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=80, blank=True)
    threshold = models.DecimalField(
        _("at least"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    counts_from = models.JSONField(_("counted from"), default=list, blank=True)

    title = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ("step", "order", "pk")
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return self.title


class SignOff(models.Model):
    """A requirement met, or waived, by the judgement of a person, with the reason and evidence."""

    class Outcome(models.TextChoices):
        MET = "met", _("Met")
        WAIVED = "waived", _("Waived")

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="sign_offs")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="sign_offs")
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    why = models.TextField(_("why"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "membership"], name="one_sign_off_each")
        ]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.get_outcome_display()}"
