"""Who takes part in a programme: administrations with their quota, nominations, members, roles."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models.programme import Programme
from serai.portal.programme.phases import NominationPhase


class Participation(models.Model):
    """An administration in a programme: how many members it may have, how many votes it casts."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    administration = models.ForeignKey(
        Administration, models.PROTECT, related_name="participations"
    )
    quota = models.PositiveSmallIntegerField(_("members"), default=2)
    votes = models.PositiveSmallIntegerField(_("votes on challenges"), default=5)

    class Meta:
        ordering = ("administration__country_name_en",)
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "administration"], name="one_participation_each"
            )
        ]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")

    def __str__(self) -> str:
        return f"{self.administration} · {self.quota}"


class Role(models.Model):
    """What an officer is in one programme, besides being a member."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        FOCAL_POINT = "focal_point", _("Focal point")
        EXPERT = "expert", _("Expert")
        OBSERVER = "observer", _("Observer")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="roles")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="programme_roles")
    kind = models.CharField(_("role"), max_length=12, choices=Kind)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        null=True,
        blank=True,
        help_text=_("The administration a focal point speaks for."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("kind", "officer__name_latin")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "officer", "kind"], name="one_role_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind="focal_point") | Q(administration__isnull=False),
                name="focal_point_speaks_for_someone",
            ),
        ]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_kind_display()}"


class Membership(models.Model):
    """A working group member of a programme, from acceptance until withdrawal."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="memberships")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="memberships")
    administration = models.ForeignKey(Administration, models.PROTECT, related_name="memberships")
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_reason = models.TextField(_("reason for leaving"), blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("administration__country_name_en", "officer__name_latin")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "officer"],
                condition=Q(left_on__isnull=True),
                name="one_active_membership",
            )
        ]
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return str(self.officer)

    @property
    def is_active(self) -> bool:
        return self.left_on is None


class Nomination(models.Model):
    """A focal point's proposal of an officer, answered by the coordinator with a reason."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="nominations")
    administration = models.ForeignKey(Administration, models.PROTECT, related_name="nominations")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="nominations")
    why = models.TextField(_("why this officer"), blank=True)
    replaces = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement_nominations",
        verbose_name=_("replaces"),
    )
    phase = models.CharField(
        _("phase"), max_length=10, choices=NominationPhase, default=NominationPhase.SENT
    )
    nominated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, blank=True, related_name="nomination"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("-nominated_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "officer"],
                condition=Q(phase="sent"),
                name="one_waiting_nomination",
            )
        ]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")

    def __str__(self) -> str:
        return f"{self.officer} ({self.administration})"
