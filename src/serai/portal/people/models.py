"""Administrations and their officers, and the letters Serai sends them."""

import secrets
import zoneinfo
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.ui.bilingual import Bilingual


class Administration(models.Model):
    """A Customs administration, or an organisation whose people take part (WCO, JICA)."""

    class Kind(models.TextChoices):
        CUSTOMS = "customs", _("Customs administration")
        PARTNER = "partner", _("Partner organisation")

    code = models.SlugField(
        _("code"),
        max_length=12,
        unique=True,
        help_text=_("ISO 3166 code, or a short name for an organisation."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CUSTOMS)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2.")
    )
    country_name_en = models.CharField(max_length=80, blank=True)
    country_name_ru = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=160)
    name_ru = models.CharField(_("name in Russian"), max_length=160, blank=True)
    name_native = models.CharField(_("name in its own language"), max_length=160, blank=True)
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("ISO 639-1 codes.")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")

    name = Bilingual()
    country_name = Bilingual()

    class Meta:
        ordering = ("country_name_en", "name_en")
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """The country's name, or the organisation's: how people speak of it in a table."""
        return self.country_name or self.name


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers; e-mail addresses are kept in lower case, so that one address is one officer."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Officer":
        officer = self.model(email=self.normalize_email(email).lower(), **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Officer":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(email=(username or "").lower())


def new_calendar_key() -> str:
    """An address for a calendar that nobody guesses."""
    return secrets.token_urlsafe(24)


class Officer(AbstractBaseUser, PermissionsMixin):
    """A person who works in Customs or for a partner. Whoever can sign in is an officer."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        RUSSIAN = "ru", "Русский"

    email = models.EmailField(_("e-mail"), unique=True)
    name_latin = models.CharField(_("name in Latin script"), max_length=120)
    name_native = models.CharField(_("name in native script"), max_length=120, blank=True)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name=_("administration"),
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    language = models.CharField(
        _("language of pages and letters"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    is_generated = models.BooleanField(
        _("generated person"), default=False, help_text=_("Made up for a demonstration.")
    )
    is_staff = models.BooleanField(_("site administrator"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    calendar_key = models.CharField(
        max_length=40, unique=True, default=new_calendar_key, editable=False
    )

    objects = OfficerManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login", "calendar_key"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name_latin"]

    class Meta:
        ordering = ("name_latin",)
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.name_latin

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone the officer reads times in; UTC when the stored name is unknown here."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def languages_at_home(self) -> list[str]:
        """The languages of the officer's administration, the national one first: to be selected with it."""
        return self.administration.languages if self.administration else []

    def get_full_name(self) -> str:
        return self.name_latin

    def get_short_name(self) -> str:
        return self.name_latin


class Letter(models.Model):
    """One e-mail to one officer about one event. The key and the officer keep it from ever being sent twice.

    A letter is claimed before it is handed to the mail server. When the process dies in between, it
    stays claimed and unsent, and is shown to the site administrator instead of being sent again.
    """

    key = models.CharField(max_length=160)
    to = models.ForeignKey(Officer, models.CASCADE, related_name="letters")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    calendar = models.TextField(
        blank=True, help_text="An iCalendar invitation to attach, or empty."
    )
    calendar_method = models.CharField(max_length=10, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("-written_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["key", "to"], name="one_letter_an_event")]
        indexes = [
            models.Index(
                fields=["written_at"], condition=models.Q(sent_at=None), name="letters_not_sent"
            ),
        ]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_id}"
