"""The demonstration: generated people in the living programme, whole in both languages, on any day."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone, translation

from serai.portal.people.models import Officer
from serai.portal.programme import demonstration
from serai.portal.programme.demonstration.scene import CONTENT, content
from serai.portal.programme.models import (
    AdoptedItem,
    AttendanceMark,
    Challenge,
    Contributor,
    Event,
    IntersessionalEntry,
    Membership,
    Nomination,
    Programme,
    Requirement,
    Session,
    SignOff,
    Vote,
    WorkItem,
)
from serai.portal.programme.phases import ChallengePhase, EntryPhase, ItemPhase
from serai.portal.programme.queries.challenges import ranked
from serai.portal.programme.queries.doors import doors
from serai.portal.programme.queries.events import SENTENCES, sentence
from tests.factories import make_officer

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)
FILES = sorted(
    path.name.removesuffix(".toml") for path in CONTENT.iterdir() if path.name.endswith(".toml")
)
COUNTED = (
    Officer,
    Membership,
    Nomination,
    Challenge,
    Session,
    AttendanceMark,
    WorkItem,
    IntersessionalEntry,
    Event,
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Loaded once; what a test changes is undone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.load(today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def programme(made):
    return Programme.objects.get(pk=made.pk)


def at_session(programme, code):
    """The members marked at any session of a working group."""
    return set(
        AttendanceMark.objects.filter(
            officer__memberships__programme=programme,
            session__working_group__programme=programme,
            session__working_group__code=code,
        ).values_list("officer", flat=True)
    )


# People


def test_sixteen_generated_members_two_from_each_administration(programme):
    members = programme.memberships.select_related("officer", "administration")
    assert Counter(member.administration.code for member in members) == dict.fromkeys(
        ("am", "az", "ge", "kz", "kg", "tj", "tm", "uz"), 2
    )
    assert all(member.officer.is_generated for member in members)


def test_everyone_is_generated_and_no_letter_can_reach_them(programme):
    for officer in Officer.objects.all():
        assert officer.is_generated
        assert re.fullmatch(r"[a-z.]+@[a-z]+\.example", officer.email), officer.email
        assert not officer.has_usable_password()


def test_roles_are_one_coordinator_eight_focal_points_three_experts_and_an_observer(programme):
    assert Counter(programme.roles.values_list("kind", flat=True)) == {
        "coordinator": 1,
        "focal_point": 8,
        "expert": 3,
        "observer": 1,
    }
    assert Officer.objects.filter(is_staff=True, is_superuser=False).count() == 1


def test_names_and_scripts_are_those_of_the_country(programme):
    scripts = {
        "am": r"[Ա-֏]", "ge": r"[ა-ჿ]", "kz": r"[А-ӿ]", "kg": r"[А-ӿ]", "tj": r"[А-ӿ]",
        "az": r"[A-ʒ]", "tm": r"[A-ɏ]", "uz": r"[A-ɏʻ]", "jp": r"[一-龯]",
    }  # fmt: skip
    for officer in Officer.objects.select_related("administration"):
        assert re.fullmatch(r"[A-Za-z]+ [A-Za-z]+", officer.name_latin)
        if officer.name_native and officer.administration.code in scripts:
            script = scripts[officer.administration.code]
            assert re.fullmatch(f"({script}|[a-z])+ ({script}|[a-z])+", officer.name_native), (
                officer.name_native
            )


def test_given_and_family_names_agree(programme):
    women = {name.split("|")[1] for row in content("names").values() for name in row["female"]}
    forms = [f.split("|")[1].split("/") for row in content("names").values() for f in row["family"]]
    for officer in Officer.objects.all():
        given, family = officer.name_latin.split()
        gendered = [pair for pair in forms if len(pair) == 2 and family in pair]
        assert all(pair.index(family) == (given in women) for pair in gendered), officer.name_latin


# Loading


def test_a_second_load_changes_nothing(programme, django_assert_max_num_queries):
    before = [model.objects.count() for model in COUNTED]
    with django_assert_max_num_queries(30):
        assert demonstration.load(today=TODAY + dt.timedelta(90)) == programme
    assert [model.objects.count() for model in COUNTED] == before


# What is there


def test_sixteen_were_at_wg2_and_fourteen_at_wg3(programme):
    assert len(at_session(programme, "WG2")) == 16
    assert len(at_session(programme, "WG3")) == 14


def test_a_few_marks_are_missing(programme):
    sessions = Session.objects.filter(
        working_group__programme=programme, working_group__code="WG2", takes_attendance=True
    )
    marks = AttendanceMark.objects.filter(session__in=sessions).count()
    people = 16 + 3  # experts are marked too
    assert sessions.count() * people - 10 < marks < sessions.count() * people


def test_armenias_member_left_after_wg2_and_a_replacement_waits_since_three_days(programme):
    (gone,) = programme.memberships.exclude(left_on=None).select_related("administration")
    assert (gone.administration.code, gone.left_on) == ("am", dt.date(2025, 3, 20))
    (waiting,) = programme.nominations.filter(phase="sent").select_related(
        "nominated_by__administration"
    )
    assert waiting.replaces == gone
    assert waiting.nominated_by.administration == gone.administration
    assert waiting.nominated_at.date() == TODAY - dt.timedelta(3)
    assert waiting.why


def test_one_member_of_tajikistan_missed_wg3(programme):
    members = programme.memberships.filter(administration__code="tj").values_list(
        "officer", flat=True
    )
    assert len(set(members) & at_session(programme, "WG3")) == 1


def test_every_member_at_wg3_gave_one_micro_teaching(programme):
    given = Contributor.objects.filter(
        session__kind="micro_teaching", session__working_group__programme=programme
    )
    taught = given.filter(part="speaker").values_list("officer", flat=True)
    assert Counter(taught) == dict.fromkeys(at_session(programme, "WG3"), 1)


def test_nobody_is_in_two_rooms_at_once_and_no_room_is_used_twice(programme):
    sessions = list(
        Session.objects.filter(working_group__programme=programme, start__isnull=False)
        .exclude(kind="break")
        .prefetch_related("contributors")
    )
    for one in sessions:
        for other in sessions:
            if one.pk < other.pk and one.start < other.end and other.start < one.end:
                assert one.room_id != other.room_id, (one, other)
                people = [
                    {c.officer_id for c in session.contributors.all()} for session in (one, other)
                ]
                assert not people[0] & people[1], (one, other)
                assert not (one.takes_attendance and other.takes_attendance), (one, other)


def test_sessions_lie_on_the_days_of_their_group(programme):
    for session in Session.objects.filter(start__isnull=False).select_related("working_group"):
        start = session.start.astimezone(session.working_group.zone)
        assert start.date() in session.working_group.days, session
        assert 9 <= start.hour < 18, session


def test_votes_stay_within_the_pot_of_each_administration(programme):
    votes = Vote.objects.filter(challenge__programme=programme)
    first = (
        votes.filter(challenge__raised_at__code="WG1")
        .values("administration")
        .annotate(n=Sum("count"))
    )
    now = (
        votes.filter(challenge__phase=ChallengePhase.OPEN)
        .values("administration")
        .annotate(n=Sum("count"))
    )
    assert {row["n"] for row in first} == {5}
    assert all(row["n"] <= 5 for row in now)


def test_two_challenges_are_unanswered_and_duplicates_keep_both_authors(programme):
    assert sum(row.is_unanswered for row in ranked(programme)) == 2
    for twin in Challenge.objects.filter(phase=ChallengePhase.MERGED):
        authors = set(twin.authors.values_list("officer", flat=True))
        assert authors < set(twin.merged_into.authors.values_list("officer", flat=True))


def test_answered_challenges_had_a_lecture_that_was_held(programme):
    for challenge in programme.challenges.filter(phase=ChallengePhase.ANSWERED):
        assert challenge.sessions.filter(kind="lecture", working_group__phase="held").exists(), (
            challenge
        )


def test_one_lecture_for_wg4_waits_for_its_expert(programme):
    (lecture,) = Session.objects.filter(working_group__programme=programme, start=None)
    (asked,) = lecture.contributors.all()
    assert (lecture.working_group.code, asked.answer) == ("WG4", "asked")


def test_items_are_late_moved_done_new_and_dropped_since_adoption(programme):
    items = WorkItem.objects.filter(goal__programme=programme)
    late = items.filter(due_on__lt=TODAY, phase__in=(ItemPhase.PLANNED, ItemPhase.UNDER_WAY))
    assert late.count() == 3
    assert (
        items.filter(phase=ItemPhase.DONE).count()
        == items.filter(evidence__isnull=False).distinct().count()
        > 3
    )
    assert items.filter(phase=ItemPhase.DROPPED).count() == 1
    assert items.filter(adopted=None).count() == 1
    assert (
        AdoptedItem.objects.filter(adoption__working_group__code="WG2").count() == items.count() - 1
    )
    assert any(
        adopted.due_on != adopted.item.due_on
        for adopted in AdoptedItem.objects.select_related("item")
    )


def test_entries_are_in_every_phase_and_waiting_ones_are_recent(programme):
    assert set(IntersessionalEntry.objects.values_list("phase", flat=True)) == set(EntryPhase)
    for entry in IntersessionalEntry.objects.filter(phase=EntryPhase.LOGGED):
        assert TODAY - dt.timedelta(14) <= entry.logged_at.date() < TODAY
    for entry in IntersessionalEntry.objects.filter(phase=EntryPhase.RETURNED):
        assert entry.reason


def test_requirements_of_all_kinds_and_a_waiver(programme):
    requirements = Requirement.objects.filter(step__programme=programme)
    assert set(requirements.values_list("kind", flat=True)) == set(Requirement.Kind)
    assert set(requirements.values_list("step__code", flat=True)) == {"WG2", "WG3", "WG4", "WG5"}
    assert SignOff.objects.filter(outcome="waived").count() == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_event_reads_as_a_sentence(programme, language):
    with translation.override(language):
        for event in Event.objects.select_related("actor", "administration"):
            told = sentence(event)
            assert "%(" not in told
            assert "{" not in told


def test_one_event_of_each_kind_leads_to_a_page(programme, client):
    client.force_login(programme.roles.get(kind="coordinator").officer)
    for path in dict(Event.objects.values_list("kind", "path")).values():
        assert client.get(path).status_code == 200, path


def test_the_last_two_weeks_have_something_to_tell(programme):
    since = timezone.make_aware(dt.datetime.combine(TODAY, dt.time())) - dt.timedelta(14)
    kinds = set(Event.objects.filter(at__gte=since).values_list("kind", flat=True))
    assert len(kinds) >= 7
    assert kinds <= set(SENTENCES)


# Languages


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_written_in_one_language_only(name):
    for path, row in tables(content(name)):
        texts = {key[:-3]: key for key in row if key.endswith(("_en", "_ru"))}
        for text in texts:
            assert row.get(f"{text}_en", "").strip(), (path, text)
            assert re.search("[А-я]", row.get(f"{text}_ru", "")), (path, text)


def tables(value, path=""):
    """Every table of a file, with where it stands."""
    if isinstance(value, dict):
        yield path, value
    below = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in below:
        yield from tables(part, f"{path}/{key}")


def test_what_people_typed_stands_in_the_language_they_read(programme):
    for entry in IntersessionalEntry.objects.select_related("membership__officer"):
        assert bool(re.search("[А-я]", entry.title)) == (
            entry.membership.officer.language == "ru"
        ), entry


# History and doors


def test_history_tells_who_nominated_and_who_answered(programme):
    nomination = programme.nominations.exclude(membership=None).first()
    answered, sent = nomination.history.all()
    assert (sent.phase, sent.history_user) == ("sent", nomination.nominated_by)
    assert (answered.phase, answered.history_user) == ("accepted", nomination.answered_by)
    assert sent.history_date == nomination.nominated_at


@pytest.mark.parametrize(
    "model", [AttendanceMark, Requirement, Membership, SignOff, IntersessionalEntry]
)
def test_what_must_be_auditable_has_a_history_row_each(programme, model):
    assert model.history.filter(history_type="+").count() == model.objects.count()


def test_every_door_of_the_demonstration_leads_to_generated_people(programme):
    make_officer("Real Administrator", is_generated=False, is_staff=True)
    offered = doors()
    assert len(offered) == 6
    assert all(
        door.officers and all(officer.is_generated for officer in door.officers) for door in offered
    )
    assert 8 in {len(door.officers) for door in offered}
