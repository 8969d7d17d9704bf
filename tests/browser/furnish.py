"""Adds to a demonstration what lies between its lines, so that the crawl finds every kind of page.

Run as a program, with the demonstration's settings and folder in the environment: files, a planned
working group with an agenda, a file of completions with bad rows, a letter that did not go out, a
place to be filled again, a newcomer whose forerunner left work behind.
"""

import datetime as dt

import django


def furnish() -> None:
    from serai.portal.programme.models import Programme

    programme = Programme.objects.get(slug="central-asia-caucasus")
    plan_the_next_group(programme)
    leave_files(programme)
    leave_completions(programme)
    change_the_cohort(programme)
    leave_a_letter(programme)


def coordinator(programme):
    return programme.roles.get(kind="coordinator", officer__is_staff=False).officer


def stored(name, officer, content=b"one\ttwo\n"):
    from tests.portal import things

    return things.stored(name, officer, content, media_type="text/plain")


def plan_the_next_group(programme):
    from serai.portal.programme.models import Contributor, Room, Session

    group = programme.working_groups.get(code="WG4")
    group.start = dt.date.today() + dt.timedelta(7)  # noqa: DTZ011 - any day near will do
    group.end = group.start + dt.timedelta(2)
    group.phase, group.mode, group.time_zone = "planned", "in_person", "Asia/Tbilisi"
    group.host = programme.administrations.get(code="ge")
    group.country, group.city_en, group.city_ru = "GE", "Batumi", "Батуми"
    group.save()
    hall, library = (
        Room.objects.create(working_group=group, name=name) for name in ("Hall", "Library")
    )
    begins = dt.datetime.combine(group.start, dt.time(9), tzinfo=group.zone)
    for room, title_en, title_ru in ((hall, "Seals", "Пломбы"), (library, "Wagons", "Вагоны")):
        session = Session.objects.create(
            working_group=group,
            room=room,
            title_en=title_en,
            title_ru=title_ru,
            start=begins,
            end=begins + dt.timedelta(hours=1),
        )
        Contributor.objects.create(
            session=session, officer=member(programme).officer, answer="agreed"
        )


def member(programme):
    return programme.memberships.get(officer__name_latin="Davit Bolkvadze")


def leave_files(programme):
    from serai.portal.programme.models import (
        GroupFile,
        IntersessionalEntry,
        ItemEvidence,
        SignOff,
    )

    who, held = member(programme), programme.working_groups.get(code="WG3")
    GroupFile.objects.create(
        working_group=held,
        title="Handout",
        stored=stored("handout.txt", who.officer),
        added_by=who.officer,
    )
    GroupFile.objects.create(
        working_group=held,
        title="Sheet",
        sheet_of=held.start,
        stored=stored("sheet.txt", who.officer),
        added_by=coordinator(programme),
    )
    IntersessionalEntry.objects.create(
        membership=who,
        kind="self_study",
        title="Пломбы",
        begun_on=held.end,
        ended_on=held.end,
        hours=2,
        stored=stored("certificate.txt", who.officer),
    )
    item = who.officer.work_items.filter(goal__programme=programme).first()
    ItemEvidence.objects.create(
        item=item, text="Пломбы", stored=stored("draft.txt", who.officer), added_by=who.officer
    )
    SignOff.objects.update(stored=stored("feedback.txt", coordinator(programme)))


def leave_completions(programme):
    from serai.portal.programme.models import CompletionImport

    who = coordinator(programme)
    rows = "E-mail,Course,Completed on,Score\nnobody@ge.example,Seals,2026-02-30,91\n"
    CompletionImport.objects.create(
        programme=programme, stored=stored("completions.csv", who, rows.encode()), uploaded_by=who
    )


def change_the_cohort(programme):
    from serai.portal.people.models import Officer
    from serai.portal.programme.models import Membership

    programme.memberships.filter(officer__name_latin="Ekaterine Maisuradze").update(
        left_on=dt.date(2026, 1, 9)
    )
    leaver = programme.memberships.get(officer__name_latin="Gulnur Omarova")
    leaver.left_on = dt.date(2026, 1, 9)
    leaver.save()
    newcomer = Officer.objects.create_user(
        "aliya@kz.example",
        name_latin="Aliya Serikova",
        administration=leaver.administration,
        is_generated=True,
    )
    Membership.objects.create(
        programme=programme,
        officer=newcomer,
        administration=leaver.administration,
        joined_on=dt.date(2026, 1, 10),
        replaces=leaver,
    )


def leave_a_letter(programme):
    from serai.portal.people.models import Letter

    who = member(programme).officer
    moment = dt.datetime(2026, 1, 9, tzinfo=dt.UTC)
    Letter.objects.create(
        key="crawl",
        to=who,
        language="ru",
        subject="Пломбы",
        text="Пломбы",
        claimed_at=moment,
        problem="No route to host",
    )


if __name__ == "__main__":
    django.setup()
    furnish()
