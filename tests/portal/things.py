"""One of each thing in a programme, all Georgia's; and the address of every page about them.

What only some may read carries a mark of its own (`READERS`), so that a test can look for it in pages.
"""

import datetime as dt
import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from serai.portal.people.models import Letter, Officer
from serai.portal.programme.models import (
    AdoptedItem,
    Adoption,
    AttendanceMark,
    Author,
    Challenge,
    CompletionImport,
    Contributor,
    Decision,
    Event,
    Goal,
    GroupFile,
    IntersessionalEntry,
    ItemEvidence,
    Membership,
    Nomination,
    Requirement,
    Role,
    Room,
    Session,
    SignOff,
    ThreadEntry,
    Vote,
    WorkItem,
)
from serai.portal.ui.models import StoredFile
from tests.factories import Cast, make_member, make_officer

ENTRY, EVIDENCE, SIGN_OFF, NOMINEE, RETURNED = (
    f"mark-of-{what}" for what in ("entry", "evidence", "sign-off", "nominee", "reason")
)
SHEET, IMPORT, ADDRESS = "mark-of-sheet", "mark-of-import", "mark-of-address"
SEE_MEMBERS = frozenset({"coordinator", "administrator", "expert", "focal_point", "member"})
READERS = {
    ENTRY: SEE_MEMBERS,
    RETURNED: SEE_MEMBERS,
    EVIDENCE: SEE_MEMBERS,
    SIGN_OFF: SEE_MEMBERS,
    NOMINEE: frozenset({"coordinator", "administrator", "focal_point"}),
    SHEET: frozenset({"coordinator", "administrator", "expert"}),
    IMPORT: frozenset({"coordinator", "administrator"}),
    ADDRESS: SEE_MEMBERS | {"other_focal_point", "other_member"},
}
"""Who may read what carries a mark."""
COMPLETIONS = b"E-mail;Course;Completed on\nnobody@customs.example;Seals;2025-02-30\n"
DAY = dt.date(2025, 4, 14)
"""The first day of WG3."""


def stored(
    name: str, officer: Officer, content: bytes = b"a;b\n1;2\n", *, media_type: str = "text/csv"
) -> StoredFile:
    """A small file that is on the disk too."""
    key = uuid.uuid4()
    file = StoredFile(
        pk=key,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256="0" * 64,
        uploaded_by_id=officer.pk,
    )
    file.content.save(name, ContentFile(content), save=False)
    file.save(force_insert=True)
    return file


def moment(hour: int) -> dt.datetime:
    return dt.datetime.combine(DAY, dt.time(hour), tzinfo=dt.UTC)


def make_things(cast: Cast, number: int = 1) -> SimpleNamespace:
    """One of everything. Called again with another number, another one of everything."""
    things = SimpleNamespace(cast=cast, number=number)
    for part in (make_people, make_agenda, make_challenge, make_plan, make_record, make_events):
        part(things, cast, number)
    return things


def make_people(things: SimpleNamespace, cast: Cast, number: int) -> None:
    nominee = make_officer(f"Vakho {NOMINEE} {number}", administration=cast.georgia)
    things.nomination = Nomination.objects.create(
        programme=cast.programme,
        administration=cast.georgia,
        officer=nominee,
        nominated_by=cast.focal_point,
        why=f"{NOMINEE} knows the port.",
    )
    observer = make_officer(f"Second Observer {number}")
    things.role = Role.objects.create(
        programme=cast.programme, officer=observer, kind=Role.Kind.OBSERVER
    )
    things.letter = Letter.objects.create(
        key=f"letter {number}",
        to=cast.member,
        language="en",
        subject="A letter",
        text="Text",
        problem="no route",
        attempts=9,
    )
    if number > 1:
        member = make_member(cast.programme, cast.georgia, f"Member {number}")
    else:
        member = cast.membership
        member.officer.email = f"{ADDRESS}@customs.example"
        member.officer.save()
    things.membership = member
    left = make_member(cast.programme, cast.georgia, f"Left {number}", left_on=dt.date(2025, 3, 1))
    things.newcomer = make_member(
        cast.programme,
        cast.georgia,
        f"Newcomer {number}",
        joined_on=dt.date(2025, 3, 2),
        replaces=left,
    )


def make_agenda(things: SimpleNamespace, cast: Cast, number: int) -> None:
    group = things.group = cast.groups["WG3"]
    if number == 1:
        group.host, group.country, group.city_en, group.mode = (
            cast.georgia,
            "GE",
            "Tbilisi",
            "in_person",
        )
        group.save()
    things.room = Room.objects.create(working_group=group, name=f"Room {number}", order=number)
    things.session = Session.objects.create(
        working_group=group,
        room=things.room,
        kind="micro_teaching",
        title_en=f"Teaching {number}",
        title_ru=f"Занятие {number}",
        start=moment(5 + number),
        end=moment(6 + number),
    )
    Contributor.objects.create(
        session=things.session, officer=things.membership.officer, answer="agreed"
    )
    AttendanceMark.objects.create(
        session=things.session,
        officer=things.membership.officer,
        how="list",
        marked_by=cast.coordinator,
    )
    things.file = GroupFile.objects.create(
        working_group=group,
        title=f"Slides {number}",
        stored=stored("slides.csv", cast.member),
        added_by=cast.member,
    )
    things.sheet = GroupFile.objects.create(
        working_group=group,
        title=f"{SHEET} {number}",
        sheet_of=DAY,
        stored=stored("sheet.csv", cast.coordinator),
        added_by=cast.coordinator,
    )
    things.decision = Decision.objects.create(
        working_group=group,
        text_en=f"Decided {number}",
        text_ru=f"Решено {number}",
        decided_on=DAY,
        recorded_by=cast.coordinator,
    )


def make_challenge(things: SimpleNamespace, cast: Cast, number: int) -> None:
    things.challenge = challenge = Challenge.objects.create(
        programme=cast.programme,
        raised_at=cast.groups["WG1"],
        title_en=f"Undervaluation {number}",
        title_ru=f"Занижение {number}",
    )
    Author.objects.create(challenge=challenge, officer=cast.member, administration=cast.georgia)
    Vote.objects.create(
        challenge=challenge, administration=cast.georgia, count=1, cast_by=cast.member
    )
    things.thread_entry = ThreadEntry.objects.create(
        challenge=challenge,
        stage="material",
        text=f"A handbook {number}",
        on=DAY,
        added_by=cast.member,
    )
    things.session.challenges.add(challenge)
    things.lecture = Session.objects.create(
        working_group=cast.groups["WG4"],
        kind="lecture",
        title_en=f"Lecture {number}",
        title_ru=f"Лекция {number}",
    )
    things.lecture.challenges.add(challenge)
    things.contributor = Contributor.objects.create(session=things.lecture, officer=cast.expert)


def make_plan(things: SimpleNamespace, cast: Cast, number: int) -> None:
    things.goal = Goal.objects.create(
        programme=cast.programme, order=number, title_en=f"Goal {number}", title_ru=f"Цель {number}"
    )
    things.item = item = WorkItem.objects.create(
        goal=things.goal,
        title_en=f"Item {number}",
        title_ru=f"Работа {number}",
        administration=cast.georgia,
        begins_on=dt.date(2025, 3, 1),
        due_on=dt.date(2025, 6, 1),
    )
    item.owners.add(cast.member)
    things.evidence = ItemEvidence.objects.create(
        item=item,
        text=f"{EVIDENCE} {number}",
        added_by=cast.member,
        stored=stored("evidence.csv", cast.member),
    )
    things.adoption = Adoption.objects.create(
        programme=cast.programme,
        working_group=cast.groups["WG2"],
        adopted_on=dt.date(2025, 2, 7),
        adopted_by=cast.coordinator,
    )
    AdoptedItem.objects.create(
        adoption=things.adoption,
        item=item,
        title_en=item.title_en,
        title_ru=item.title_ru,
        due_on=dt.date(2025, 5, 1),
        phase="planned",
        owners=[cast.member.pk],
    )


def make_record(things: SimpleNamespace, cast: Cast, number: int) -> None:
    member: Membership = things.membership
    columns: dict[str, Any] = {
        "membership": member,
        "begun_on": dt.date(2025, 5, 5),
        "ended_on": dt.date(2025, 5, 6),
        "hours": Decimal(6),
        "kind": "self_study",
    }
    things.entry = IntersessionalEntry.objects.create(
        title=f"{ENTRY} {number}",
        learned=f"{ENTRY} learned {number}",
        stored=stored("certificate.csv", member.officer),
        **columns,
    )
    things.returned = IntersessionalEntry.objects.create(
        title=f"{ENTRY} returned {number}",
        phase="returned",
        reason=f"{RETURNED} {number}",
        answered_by=cast.expert,
        answered_at=timezone.now(),
        **columns,
    )
    things.file_of_completions = CompletionImport.objects.create(
        programme=cast.programme,
        stored=stored(f"{IMPORT}-{number}.csv", cast.coordinator, COMPLETIONS),
        uploaded_by=cast.coordinator,
    )
    things.requirement = Requirement.objects.create(
        step=cast.groups["WG4"],
        order=number,
        kind="sign_off",
        title_en=f"Taught {number}",
        title_ru=f"Провёл {number}",
    )
    things.hours = Requirement.objects.create(
        step=cast.groups["WG4"],
        order=number,
        kind="hours",
        title_en=f"Hours {number}",
        title_ru=f"Часы {number}",
        threshold=Decimal(10),
    )
    things.sign_off = SignOff.objects.create(
        requirement=things.requirement,
        membership=member,
        outcome="met",
        why=f"{SIGN_OFF} {number}",
        signed_by=cast.expert,
        stored=stored("feedback.csv", cast.expert),
    )


def make_events(things: SimpleNamespace, cast: Cast, number: int) -> None:
    """What the pages of what changed would tell of Georgia's things, and of everyone's."""
    told: dict[str, dict[str, Any]] = {
        "nomination_sent": {"officer": f"{NOMINEE} {number}"},
        "entry_logged": {"entry": f"{ENTRY} {number}"},
        "signed_off": {"officer": str(things.membership), "requirement": f"{SIGN_OFF} {number}"},
    }
    for kind, facts in told.items():
        Event.objects.create(
            programme=cast.programme,
            administration=cast.georgia,
            kind=kind,
            facts=facts | {"officer_id": cast.member.pk} if kind == "signed_off" else facts,
            actor=cast.focal_point if kind == "nomination_sent" else cast.member,
        )
    Event.objects.create(
        programme=cast.programme,
        kind="challenge_raised",
        facts={"challenge": f"Undervaluation {number}"},
        actor=cast.member,
    )


KEYS: dict[str, str] = {
    # The thing whose key an address carries as `pk`, by the name of the address.
    "nomination": "nomination",
    "accept_nomination": "nomination",
    "decline_nomination": "nomination",
    "recall_nomination": "nomination",
    "withdraw": "membership",
    "member_record": "membership",
    "catch_up": "newcomer",
    "hand_over": "newcomer",
    "take_role": "role",
    "officer": "officer",
    "erase_officer": "officer",
    "edit_officer": "officer",
    "invite_officer": "officer",
    "send_letter_again": "letter",
    "group_file": "file",
    "delete_group_file": "file",
    "session": "session",
    "edit_session": "session",
    "delete_session": "session",
    "attendance_wall": "session",
    "lecture": "lecture",
    "ask_another": "lecture",
    "answer_lecture": "lecture",
    "goal": "goal",
    "completions_preview": "file_of_completions",
    "completions_bad_rows": "file_of_completions",
    "discard_completions": "file_of_completions",
    "entry": "entry",
    "edit_entry": "entry",
    "remove_entry": "entry",
    "entry_evidence": "entry",
    "edit_requirement": "requirement",
    "move_requirement": "requirement",
    "remove_requirement": "requirement",
    "progression_cell": "requirement",
    "withdraw_sign_off": "requirement",
    "sign_off_file": "requirement",
    "edit_decision": "decision",
    "remove_decision": "decision",
}
KEYS |= dict.fromkeys(
    (
        "challenge",
        "edit_challenge",
        "merge_challenge",
        "judge_challenge",
        "link_sessions",
        "add_thread_entry",
        "thread_entry",
    ),
    "challenge",
)
KEYS |= dict.fromkeys(("edit_decision", "remove_decision"), "decision")
ABOUT_WG4 = dict.fromkeys(
    ("edit_requirement", "move_requirement", "remove_requirement"), "requirement"
)
ABOUT_WG4 |= dict.fromkeys(
    ("progression_cell", "withdraw_sign_off", "sign_off_file"), "requirement"
)
KEYS |= ABOUT_WG4
KEYS |= dict.fromkeys(
    (
        "work_item",
        "edit_work_item",
        "update_work_item",
        "item_evidence_file",
        "remove_item_evidence",
    ),
    "item",
)


def code_in(name: str, things: SimpleNamespace) -> str:
    """The code of an address: an administration's, of a step that asks something, else of a group with an agenda."""
    if name == "edit_administration":
        return things.cast.georgia.code
    return things.requirement.step.code if KEYS.get(name) == "requirement" else things.group.code


def places(name: str, wanted: set[str], things: SimpleNamespace) -> dict[str, Any]:
    """What an address of this name needs to be about Georgia's things. KeyError for one not listed yet."""
    known: dict[str, Any] = {
        "slug": things.cast.programme.slug,
        "code": code_in(name, things),
        "year": DAY.year,
        "month": DAY.month,
        "day": DAY.day,
        "deed": "close",
        "member": things.membership.pk,
        "token": "1-AAAAAAAAAAAA",
        "key": things.membership.officer.calendar_key,
        "contributor": things.contributor.pk,
        "entry": things.thread_entry.pk,
        "evidence": things.evidence.pk,
    }
    if name in ABOUT_WG4:
        known |= {"code": "WG4", "member": things.membership.pk}
    if "pk" in wanted:
        thing = (
            things.membership.officer if KEYS[name] == "officer" else getattr(things, KEYS[name])
        )
        known["pk"] = thing.pk
    return {place: known[place] for place in wanted}
