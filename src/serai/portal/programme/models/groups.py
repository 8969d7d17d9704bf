"""Working groups: where and when, the agenda, who was there, what was decided."""

import datetime as dt
import zoneinfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.data import country_name
from serai.portal.programme.models.programme import Programme
from serai.portal.programme.phases import GroupPhase
from serai.portal.ui.bilingual import Bilingual
from serai.portal.ui.languages import in_readers_language
from serai.portal.ui.models import StoredFile


class WorkingGroup(models.Model):
    """A step of a programme: a working group activity, or a meeting around them in published history.

    Dates are days in `time_zone`. `precision` says how much of a published date is known: with
    MONTH, `start` is the first of that month and no day is shown. A start without an end means that
    only the first day is known; what lasted one day ends on the day it starts.
    """

    class Kind(models.TextChoices):
        WORKING_GROUP = "working_group", _("Working group")
        WORKSHOP = "workshop", _("Workshop")
        CONCLUDING = "concluding", _("Concluding workshop")
        LAUNCH = "launch", _("Launch")
        EXPLANATORY = "explanatory", _("Explanatory meeting")
        CATCH_UP = "catch_up", _("Catch-up for late joiners")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="working_groups")
    order = models.PositiveSmallIntegerField(_("place in the programme"), default=0)
    code = models.CharField(_("code"), max_length=24, help_text=_("Short, as people say it: WG4."))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.WORKING_GROUP)
    aim_en = models.CharField(_("what comes out, in English"), max_length=200, blank=True)
    aim_ru = models.CharField(_("what comes out, in Russian"), max_length=200, blank=True)
    phase = models.CharField(
        _("phase"), max_length=8, choices=GroupPhase, default=GroupPhase.TO_PLAN
    )
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    host = models.ForeignKey(
        Administration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted",
        verbose_name=_("host"),
    )
    city_en = models.CharField(_("city in English"), max_length=80, blank=True)
    city_ru = models.CharField(_("city in Russian"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True)
    meeting_link = models.URLField(_("link for those who join online"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    languages = models.CharField(_("languages and interpretation"), max_length=120, blank=True)
    votes_close_at = models.DateTimeField(_("votes on challenges close at"), null=True, blank=True)
    agenda_version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="RFC 5545 SEQUENCE of the invitation: counts every change of the agenda.",
    )
    published_members = models.PositiveSmallIntegerField(null=True, blank=True)
    published_trainees = models.PositiveSmallIntegerField(null=True, blank=True)
    published_certified = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    aim = Bilingual()
    city = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ("programme", "order", "start", "pk")
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_code_a_programme"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="group_ends_after_start",
            ),
        ]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """As it is called in a sentence: “Working group 4”, “Launch”."""
        if self.kind != self.Kind.WORKING_GROUP:
            return str(self.get_kind_display())
        number = self.code.removeprefix("WG")
        return (
            gettext("Working group %(number)s") % {"number": number}
            if number.isdigit()
            else self.code
        )

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def days(self) -> list[dt.date]:
        """The days it lasts; empty while the days are not known."""
        if self.start is None or self.precision == self.Precision.MONTH:
            return []
        last = self.end or self.start
        return [self.start + dt.timedelta(n) for n in range((last - self.start).days + 1)]

    @property
    def country_name(self) -> str:
        """The country in the reader's language; empty while no place is known."""
        return country_name(self.country)

    @property
    def spoken(self) -> str:
        """Languages and interpretation, in the reader's language where they are plain names."""
        return in_readers_language(self.languages)

    @property
    def is_held(self) -> bool:
        return self.phase in (GroupPhase.HELD, GroupPhase.CLOSED)


class Room(models.Model):
    """A room of a working group, or an online one."""

    working_group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="rooms")
    name = models.CharField(_("room"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")
        constraints = [
            models.UniqueConstraint(fields=["working_group", "name"], name="one_room_of_a_name")
        ]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A part of the agenda. Without a start it is asked for and not yet placed."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening or closing")
        LECTURE = "lecture", _("Lecture")
        DISCUSSION = "discussion", _("Discussion")
        TRAINING_OF_TRAINERS = "tot", _("Training of Trainers")
        MICRO_TEACHING = "micro_teaching", _("Micro-teaching")
        EXERCISE = "exercise", _("Exercise")
        WORK_PLANNING = "work_planning", _("Work planning")
        STUDY_VISIT = "study_visit", _("Study visit")
        BREAK = "break", _("Break")

    working_group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.LECTURE)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=200, blank=True)
    about_en = models.TextField(_("what it is about, in English"), blank=True)
    about_ru = models.TextField(_("what it is about, in Russian"), blank=True)
    room = models.ForeignKey(
        Room,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
    )
    start = models.DateTimeField(_("start"), null=True, blank=True)
    end = models.DateTimeField(_("end"), null=True, blank=True)
    interpretation = models.CharField(_("language and interpretation"), max_length=120, blank=True)
    takes_attendance = models.BooleanField(_("attendance is taken"), default=True)
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="RFC 5545 SEQUENCE: counts moves."
    )
    challenges = models.ManyToManyField(
        "programme.Challenge",
        blank=True,
        related_name="sessions",
        verbose_name=_("challenges it answers"),
    )

    title = Bilingual()
    about = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ("start", "room__order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=(Q(start__isnull=True) & Q(end__isnull=True)) | Q(end__gt=F("start")),
                name="session_ends_after_start",
            )
        ]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> str:
        """Language and interpretation, in the reader's language where they are plain names."""
        return in_readers_language(self.interpretation)


class Contributor(models.Model):
    """Someone who speaks in, teaches or chairs a session, and whether they agreed."""

    class Part(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        CHAIR = "chair", _("Chair")

    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")

    session = models.ForeignKey(Session, models.CASCADE, related_name="contributors")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="contributions")
    part = models.CharField(_("part"), max_length=8, choices=Part, default=Part.SPEAKER)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.ASKED)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("part", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "officer"], name="one_part_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.get_part_display()}"


class GroupFile(models.Model):
    """A file of a working group, or of one of its sessions."""

    working_group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="files")
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="files"
    )
    title = models.CharField(_("title"), max_length=160)
    sheet_of = models.DateField(
        null=True,
        editable=False,
        help_text="The day whose signed attendance sheet this is a scan of: not for everyone.",
    )
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class AttendanceMark(models.Model):
    """An officer was at a session. There is one mark or none: marking twice changes nothing."""

    class How(models.TextChoices):
        CODE = "code", _("by the code on the wall")
        LIST = "list", _("from the list")
        SHEET = "sheet", _("from the signed sheet")

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="attendance")
    how = models.CharField(_("how"), max_length=5, choices=How)
    marked_at = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ("marked_at",)
        constraints = [
            models.UniqueConstraint(fields=["session", "officer"], name="one_mark_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} @ {self.session_id}"


class Decision(models.Model):
    """Something a working group decided."""

    working_group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="decisions")
    text_en = models.TextField(_("decision in English"), blank=True)
    text_ru = models.TextField(_("decision in Russian"), blank=True)
    decided_on = models.DateField(_("decided on"))
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    text = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ("decided_on", "pk")
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.text
