"""Challenges and training needs, and the thread from being raised to an effect."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models.groups import WorkingGroup
from serai.portal.programme.models.programme import Programme
from serai.portal.programme.phases import ChallengePhase
from serai.portal.ui.bilingual import Bilingual


class Challenge(models.Model):
    """A shared difficulty, or a training need, raised by members."""

    class Kind(models.TextChoices):
        CHALLENGE = "challenge", _("Challenge")
        NEED = "need", _("Training need")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="challenges")
    raised_at = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
        verbose_name=_("raised at"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CHALLENGE)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=160, blank=True)
    about_en = models.TextField(_("description in English"), blank=True)
    about_ru = models.TextField(_("description in Russian"), blank=True)
    phase = models.CharField(
        _("phase"), max_length=8, choices=ChallengePhase, default=ChallengePhase.OPEN
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    raised_on = models.DateTimeField(default=timezone.now)

    title = Bilingual()
    about = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-raised_on", "-pk")
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    def __str__(self) -> str:
        return self.title


class Author(models.Model):
    """An officer who raised a challenge; merging keeps the authors of both."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="authors")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    administration = models.ForeignKey(
        Administration, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["challenge", "officer"], name="one_author_each")
        ]

    def __str__(self) -> str:
        return str(self.officer)


class Vote(models.Model):
    """How many of its votes an administration gives to a challenge. Members of one administration share the votes."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="votes")
    administration = models.ForeignKey(Administration, models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    cast_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "administration"], name="one_vote_row_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id}: {self.count}"


class ThreadEntry(models.Model):
    """A stage a challenge has reached that is no session of an agenda: a material, an exercise, a result, a note.

    Lectures, discussions and exercises held at working groups are sessions linked to the challenge.
    """

    class Stage(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        MATERIAL = "material", _("Material")
        EXERCISE = "exercise", _("Exercise")
        RESULT = "result", _("Result")

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="thread")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    text = models.TextField(_("what happened"))
    link = models.URLField(_("link"), blank=True)
    on = models.DateField(_("on"))
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.text
