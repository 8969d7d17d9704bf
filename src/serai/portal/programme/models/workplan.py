"""The work plan: goals, items with owners, and what was adopted at a working group."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models.groups import WorkingGroup
from serai.portal.programme.models.programme import Programme
from serai.portal.programme.phases import ItemPhase
from serai.portal.ui.bilingual import Bilingual
from serai.portal.ui.models import StoredFile


class Goal(models.Model):
    """What the plan is to reach."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="goals")
    order = models.PositiveSmallIntegerField(_("place in the plan"), default=0)
    title_en = models.CharField(_("goal in English"), max_length=200, blank=True)
    title_ru = models.CharField(_("goal in Russian"), max_length=200, blank=True)

    title = Bilingual()

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        return self.title


class WorkItem(models.Model):
    """A piece of work with an owner and a due date. Without an administration it is the programme's own."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="items", verbose_name=_("goal"))
    title_en = models.CharField(_("item in English"), max_length=200, blank=True)
    title_ru = models.CharField(_("item in Russian"), max_length=200, blank=True)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("administration"),
    )
    owners = models.ManyToManyField(
        Officer, related_name="work_items", verbose_name=_("owners"), blank=True
    )
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("comes after")
    )
    phase = models.CharField(
        _("state"), max_length=10, choices=ItemPhase, default=ItemPhase.PLANNED
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    title = Bilingual()
    history = HistoricalRecords(m2m_fields=[owners])

    class Meta:
        ordering = ("goal__order", "goal_id", "due_on", "pk")
        verbose_name = _("work item")
        verbose_name_plural = _("work items")

    def __str__(self) -> str:
        return self.title


class ItemEvidence(models.Model):
    """What shows that an item was done: a sentence, a link or a file."""

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="evidence")
    text = models.CharField(_("what it shows"), max_length=240)
    link = models.URLField(_("link"), blank=True)
    stored = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return self.text


class Adoption(models.Model):
    """The work plan as adopted at a working group: the baseline that later changes are seen against."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="adoptions")
    working_group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="adoptions")
    adopted_on = models.DateField()
    adopted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-adopted_on", "-pk")

    def __str__(self) -> str:
        return f"{self.working_group} {self.adopted_on}"


class AdoptedItem(models.Model):
    """An item as it stood when the plan was adopted."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="items")
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="adopted")
    title_en = models.CharField(max_length=200, blank=True)
    title_ru = models.CharField(max_length=200, blank=True)
    begins_on = models.DateField(null=True)
    due_on = models.DateField()
    phase = models.CharField(max_length=10, choices=ItemPhase)
    owners = models.JSONField(default=list, help_text="Primary keys of the owners.")

    title = Bilingual()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adoption", "item"], name="adopted_once")]

    def __str__(self) -> str:
        return self.title
