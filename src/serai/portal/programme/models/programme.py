"""A Master Trainer Programme, living or published."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.portal.people.models import Administration
from serai.portal.programme.phases import ProgrammePhase
from serai.portal.ui.bilingual import Bilingual


class Programme(models.Model):
    """One programme: a topic, a region, the administrations that nominate, the steps it consists of."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    topic_en = models.CharField(_("topic in English"), max_length=120)
    topic_ru = models.CharField(_("topic in Russian"), max_length=120, blank=True)
    region_en = models.CharField(_("region in English"), max_length=120)
    region_ru = models.CharField(_("region in Russian"), max_length=120, blank=True)
    partners = models.CharField(_("partners"), max_length=160, blank=True, default="WCO / JICA")
    phase = models.CharField(
        _("phase"), max_length=10, choices=ProgrammePhase, default=ProgrammePhase.PREPARED
    )
    nominations_close_on = models.DateField(_("nominations close on"), null=True, blank=True)
    replacements_close_on = models.DateField(
        _("replacements are taken until"),
        null=True,
        blank=True,
        help_text=_("Empty: until the programme closes."),
    )
    published_name = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Its name in the published list."
    )

    calendar_name = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text="Ends the UIDs of its calendar entries: it stays when the address changes.",
    )

    administrations = models.ManyToManyField(
        Administration, through="Participation", related_name="programmes"
    )

    topic = Bilingual()
    region = Bilingual()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return f"{self.topic} · {self.region}"

    @property
    def is_living(self) -> bool:
        """Whether people work in it here, as against published history."""
        return self.phase != ProgrammePhase.PUBLISHED


class FormerSlug(models.Model):
    """A short name a programme had before: letters, events and bookmarks still lead there."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(unique=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class PublishedTotal(models.Model):
    """A published total of Master Trainers and people trained by all programmes, with its source."""

    as_of = models.DateField(unique=True)
    master_trainers = models.PositiveIntegerField()
    people_trained = models.PositiveIntegerField()
    scope_en = models.TextField()
    scope_ru = models.TextField(blank=True)
    source = models.CharField(max_length=200)

    scope = Bilingual()

    class Meta:
        ordering = ("as_of",)

    def __str__(self) -> str:
        return f"{self.as_of}: {self.master_trainers} / {self.people_trained}"
