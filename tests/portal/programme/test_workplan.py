"""The work plan: who may change what, how far items are, what is late, whose they are."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Letter
from serai.portal.programme.actions.workplan import (
    Proof,
    add_item,
    edit_item,
    remind,
    remove_evidence,
    remove_goal,
    update_item,
)
from serai.portal.programme.engine.dependencies import circle, due_too_early
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import (
    CircleError,
    EvidenceMissingError,
    GoalInUseError,
    LastEvidenceError,
    PhaseError,
)
from serai.portal.programme.models import Event, Goal, ItemEvidence, WorkItem
from serai.portal.programme.phases import ITEM_NEXT, ItemPhase
from serai.portal.programme.queries.edited import ITEM
from serai.portal.programme.queries.workplan import Filter, items_of, late_items, plan_of
from serai.portal.ui.models import StoredFile
from tests.factories import make_programme

TODAY = dt.date(2025, 5, 20)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def goal(cast):
    return Goal.objects.create(programme=cast.programme, title_en="Regional materials", order=1)


def make_item(cast, goal, title="Glossary", *, owners=None, administration=..., after=(), **fields):
    item = WorkItem(
        goal=goal,
        title_en=title,
        administration=cast.georgia if administration is ... else administration,
        **({"due_on": TODAY} | fields),
    )
    return add_item(
        item,
        owners=[cast.member] if owners is None else owners,
        after=list(after),
        by=cast.coordinator,
    )


def at(cast, name, **kwargs):
    return reverse(name, kwargs={"slug": cast.programme.slug, **kwargs})


def form_of(item, **changes):
    return {
        "goal": item.goal_id,
        "title_en": item.title_en,
        "administration": item.administration_id or "",
        "owners": [owner.pk for owner in item.owners.all()],
        "due_on": item.due_on.isoformat(),
        "seen": seen(ITEM.state(WorkItem.objects.get(pk=item.pk))) if item.pk else "",
    } | changes


# Dependencies


def test_a_circle_is_found_and_named_from_the_item_back_to_it():
    assert circle({1: [2], 2: [3], 3: [1], 4: [1]}, 1) == [1, 2, 3, 1]
    assert circle({1: [1]}, 1) == [1, 1]
    assert circle({1: [2, 3], 2: [3], 3: []}, 1) == []
    assert circle({4: [1], 1: [2], 2: [1]}, 4) == []


def test_items_due_before_what_they_come_after_are_found():
    due = {1: TODAY, 2: TODAY - dt.timedelta(1), 3: TODAY}
    found = due_too_early(due, {2: [1], 3: [1], 1: [9]})
    assert [(early.item, early.earlier) for early in found] == [(2, 1)]


def test_a_circle_is_refused_naming_its_items(cast, goal):
    one = make_item(cast, goal, "One")
    two = make_item(cast, goal, "Two", after=[one])
    with pytest.raises(CircleError, match="“One” → “Two” → “One”"):
        edit_item(
            one,
            owners=[cast.member],
            after=[two],
            seen=seen(ITEM.state(one)),
            by=cast.coordinator,
        )
    assert not one.after.exists()


def test_the_page_says_it_beside_the_field_and_keeps_what_was_typed(cast, client, goal):
    one = make_item(cast, goal, "One")
    two = make_item(cast, goal, "Two", after=[one])
    client.force_login(cast.coordinator)
    page = client.post(
        at(cast, "edit_work_item", pk=one.pk), form_of(one, after=[two.pk], note="Typed")
    )
    assert "These would wait for each other" in page.content.decode()
    assert b"Typed" in page.content


def test_too_early_is_kept_and_warned_of(cast, client, goal):
    one = make_item(cast, goal, "One")
    two = make_item(cast, goal, "Two")
    client.force_login(cast.coordinator)
    early = (TODAY - dt.timedelta(5)).isoformat()
    page = client.post(
        at(cast, "edit_work_item", pk=two.pk),
        form_of(two, after=[one.pk], due_on=early),
        follow=True,
    ).content.decode()
    assert "This is due before “One”, which it comes after." in page
    assert "due before “One”" in client.get(at(cast, "work_plan")).content.decode()


# State and evidence


@pytest.mark.parametrize("before", ItemPhase.values)
@pytest.mark.parametrize("wanted", ItemPhase.values)
def test_an_item_goes_only_where_the_table_says(cast, goal, before, wanted):
    item = make_item(cast, goal, phase=before)
    ItemEvidence.objects.create(item=item, text="Seen", added_by=cast.member)
    if wanted == before or wanted in ITEM_NEXT[before]:
        update_item(item, phase=wanted, by=cast.member, today=TODAY)
    else:
        with pytest.raises(PhaseError):
            update_item(item, phase=wanted, by=cast.member, today=TODAY)
        wanted = before
    item.refresh_from_db()
    assert item.phase == wanted


def test_done_needs_evidence(cast, goal):
    item = make_item(cast, goal)
    with pytest.raises(EvidenceMissingError):
        update_item(item, phase="done", by=cast.member)
    update_item(item, phase="done", proof=Proof("Agreed at WG3."), by=cast.member, today=TODAY)
    item.refresh_from_db()
    assert (item.phase, item.done_on) == ("done", TODAY)
    update_item(item, phase="under_way", by=cast.member)
    item.refresh_from_db()
    assert item.done_on is None


def test_a_refused_state_keeps_no_evidence(cast, goal):
    item = make_item(cast, goal, phase="dropped")
    with pytest.raises(PhaseError):
        update_item(item, phase="done", proof=Proof("Agreed."), by=cast.member)
    assert not item.evidence.exists()


def test_the_only_evidence_of_a_done_item_stays(cast, goal):
    item = make_item(cast, goal)
    update_item(item, phase="done", proof=Proof("Agreed."), by=cast.member)
    first = item.evidence.get()
    with pytest.raises(LastEvidenceError):
        remove_evidence(first)
    update_item(
        item, phase="done", proof=Proof("Printed.", "https://example.org/glossary"), by=cast.member
    )
    remove_evidence(first)
    assert item.evidence.get().text == "Printed."


def test_an_owner_shows_a_file_and_says_that_it_is_done(cast, client, goal):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    sent = {
        "phase": "done",
        "text": "The glossary",
        "upload": SimpleUploadedFile("glossary.pdf", PDF),
    }
    client.post(at(cast, "update_work_item", pk=item.pk), sent)
    evidence = item.evidence.get()
    assert evidence.stored.media_type == "application/pdf"
    file = client.get(at(cast, "item_evidence_file", pk=item.pk, evidence=evidence.pk))
    assert "attachment" in file["Content-Disposition"]
    assert b"".join(file.streaming_content) == PDF
    item.refresh_from_db()
    assert item.phase == "done"


def test_a_file_that_is_not_what_it_says_is_refused(cast, client, goal):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    sent = {
        "phase": "done",
        "text": "x",
        "upload": SimpleUploadedFile("glossary.pdf", b"<script>alert(1)</script>"),
    }
    page = client.post(at(cast, "update_work_item", pk=item.pk), sent)
    assert page.status_code == 200
    assert not item.evidence.exists()
    assert not StoredFile.objects.exists()


def test_a_link_alone_is_no_sentence(cast, client, goal):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    page = client.post(
        at(cast, "update_work_item", pk=item.pk),
        {"phase": "planned", "link": "https://example.org"},
    )
    assert b"Say in a sentence what it shows." in page.content
    assert not item.evidence.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "not a link at all"])
def test_a_link_leads_to_a_page(cast, client, goal, link):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    client.post(
        at(cast, "update_work_item", pk=item.pk), {"phase": "planned", "text": "x", "link": link}
    )
    assert not item.evidence.exists()


def test_removing_evidence_removes_its_file(cast, client, goal):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    sent = {"phase": "under_way", "text": "Draft", "upload": SimpleUploadedFile("draft.pdf", PDF)}
    client.post(at(cast, "update_work_item", pk=item.pk), sent)
    client.post(at(cast, "remove_item_evidence", pk=item.pk, evidence=item.evidence.get().pk))
    assert not StoredFile.objects.exists()


# Who may


@pytest.mark.parametrize(
    ("role", "page", "edit"),
    [
        ("coordinator", 200, 200),
        ("administrator", 200, 200),
        ("member", 200, 200),
        ("focal_point", 200, 200),
        ("other_member", 200, 403),
        ("other_focal_point", 200, 403),
        ("expert", 200, 403),
        ("observer", 200, 403),
        ("stranger", 404, 404),
    ],
)
def test_all_read_the_own_administration_edits(cast, client, goal, role, page, edit):
    item = make_item(cast, goal)
    client.force_login(cast.who(role))
    assert client.get(at(cast, "work_plan")).status_code == page
    assert client.get(at(cast, "work_item", pk=item.pk)).status_code == page
    assert client.get(at(cast, "edit_work_item", pk=item.pk)).status_code == edit
    assert client.post(
        at(cast, "update_work_item", pk=item.pk), {"phase": "under_way"}
    ).status_code == (302 if edit == 200 else edit)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("coordinator", True),
        ("expert", True),
        ("member", True),
        ("focal_point", True),
        ("other_member", False),
        ("observer", False),
    ],
)
def test_evidence_of_another_administration_is_not_there(cast, client, goal, role, sees):
    item = make_item(cast, goal)
    client.force_login(cast.member)
    sent = {
        "phase": "under_way",
        "text": "Secret draft",
        "upload": SimpleUploadedFile("draft.pdf", PDF),
    }
    client.post(at(cast, "update_work_item", pk=item.pk), sent)
    evidence = item.evidence.get()
    client.force_login(cast.who(role))
    assert (b"Secret draft" in client.get(at(cast, "work_item", pk=item.pk)).content) is sees
    file = client.get(at(cast, "item_evidence_file", pk=item.pk, evidence=evidence.pk))
    assert file.status_code == (200 if sees else 404)
    if sees:
        assert file.getvalue() == PDF
    else:
        remove = client.post(at(cast, "remove_item_evidence", pk=item.pk, evidence=evidence.pk))
        assert remove.status_code == 404


def test_evidence_of_the_programmes_own_item_is_for_all_who_work_in_it(cast, client, goal):
    item = make_item(cast, goal, administration=None, owners=[cast.expert])
    ItemEvidence.objects.create(item=item, text="Read by all", added_by=cast.expert)
    for role, sees in (("other_member", True), ("observer", False)):
        client.force_login(cast.who(role))
        assert (b"Read by all" in client.get(at(cast, "work_item", pk=item.pk)).content) is sees


def test_an_owner_of_the_programmes_own_item_says_how_far_it_is(cast, client, goal):
    item = make_item(cast, goal, administration=None, owners=[cast.member])
    client.force_login(cast.member)
    assert client.get(at(cast, "edit_work_item", pk=item.pk)).status_code == 403
    client.post(at(cast, "update_work_item", pk=item.pk), {"phase": "under_way"})
    item.refresh_from_db()
    assert item.phase == "under_way"


def test_an_owner_who_left_the_programme_has_no_say(cast, client, goal):
    item = make_item(cast, goal, administration=None, owners=[cast.member])
    cast.membership.left_on = TODAY
    cast.membership.save()
    client.force_login(cast.member)
    assert (
        client.post(at(cast, "update_work_item", pk=item.pk), {"phase": "under_way"}).status_code
        == 404
    )


# Adding and editing


def test_a_member_adds_an_item_of_the_own_administration(cast, client, goal):
    client.force_login(cast.member)
    typed = {
        "goal": goal.pk,
        "title_en": "Translate",
        "administration": cast.georgia.pk,
        "due_on": "2031-01-01",
    }
    client.post(at(cast, "add_work_item"), typed | {"owners": [cast.second_membership.officer.pk]})
    item = WorkItem.objects.get()
    assert item.administration == cast.georgia
    assert list(item.owners.all()) == [cast.second_membership.officer]
    assert Letter.objects.get().to == cast.second_membership.officer
    assert item.history.count() >= 1


@pytest.mark.parametrize("tampered", ["administration", "owner", "goal", "after"])
def test_a_form_offers_nothing_of_others_and_takes_nothing_of_others(cast, client, goal, tampered):
    elsewhere = Goal.objects.create(programme=make_programme(), title_en="Elsewhere")
    stray = WorkItem.objects.create(goal=elsewhere, title_en="Stray", due_on=TODAY)
    make_item(cast, goal, "Known")
    typed = {
        "goal": elsewhere.pk if tampered == "goal" else goal.pk,
        "title_en": "Translate",
        "administration": cast.armenia.pk if tampered == "administration" else cast.georgia.pk,
        "owners": [cast.other_member.pk] if tampered == "owner" else [],
        "after": [stray.pk] if tampered == "after" else [],
        "due_on": "2031-01-01",
    }
    client.force_login(cast.member)
    assert client.post(at(cast, "add_work_item"), typed).status_code == 200
    assert not WorkItem.objects.filter(title_en="Translate").exists()


def test_owners_are_of_the_items_administration(cast, client, goal):
    client.force_login(cast.coordinator)
    typed = {
        "goal": goal.pk,
        "title_en": "x",
        "administration": cast.georgia.pk,
        "due_on": "2031-01-01",
    }
    page = client.post(
        at(cast, "add_work_item"), typed | {"owners": [cast.other_member.pk]}
    ).content.decode()
    assert "Not of Georgia: Aram Member." in page
    client.post(
        at(cast, "add_work_item"),
        typed | {"administration": "", "owners": [cast.other_member.pk, cast.expert.pk]},
    )
    assert WorkItem.objects.get().owners.count() == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title_en": ""}, "Write it in English or in Russian."),
        ({"due_on": ""}, "This field is required."),
        ({"begins_on": "2031-02-01", "due_on": "2031-01-01"}, "It would be due before it begins."),
    ],
)
def test_what_is_wrong_is_said(cast, client, goal, typed, says):
    client.force_login(cast.coordinator)
    page = client.post(
        at(cast, "add_work_item"),
        {"goal": goal.pk, "title_en": "x", "due_on": "2031-01-01"} | typed,
    )
    assert says in page.content.decode()
    assert not WorkItem.objects.exists()


def test_editing_leaves_the_state_alone_and_tells_only_new_owners(cast, client, goal):
    item = make_item(cast, goal)
    update_item(item, phase="under_way", by=cast.member)
    Letter.objects.all().delete()
    second = cast.second_membership.officer
    client.force_login(cast.coordinator)
    client.post(
        at(cast, "edit_work_item", pk=item.pk),
        form_of(item, owners=[cast.member.pk, second.pk], due_on="2031-01-01"),
    )
    item.refresh_from_db()
    assert (item.phase, item.due_on) == ("under_way", dt.date(2031, 1, 1))
    assert [letter.to for letter in Letter.objects.all()] == [second]
    assert Event.objects.filter(kind="item_moved").count() == 1


def test_an_owner_who_left_stays_until_taken_off(cast, client, goal):
    item = make_item(cast, goal)
    cast.membership.left_on = TODAY
    cast.membership.save()
    client.force_login(cast.focal_point)
    client.post(at(cast, "edit_work_item", pk=item.pk), form_of(item, note="Still his"))
    item.refresh_from_db()
    assert item.note == "Still his"
    assert list(item.owners.all()) == [cast.member]


def test_the_plan_begins_with_a_goal(cast, client):
    client.force_login(cast.member)
    assert b"The plan has no goal yet." in client.get(at(cast, "add_work_item")).content
    client.force_login(cast.coordinator)
    client.post(at(cast, "add_goal"), {"title_ru": "Учебные материалы"})
    client.post(at(cast, "add_goal"), {"title_en": "Trainers"})
    assert [goal.order for goal in Goal.objects.all()] == [1, 2]
    assert client.post(at(cast, "add_goal"), {"title_en": ""}).status_code == 200


def test_a_goal_with_items_stays(cast, client, goal):
    empty = Goal.objects.create(programme=cast.programme, title_en="Empty")
    make_item(cast, goal)
    with pytest.raises(GoalInUseError):
        remove_goal(goal)
    client.force_login(cast.coordinator)
    client.post(at(cast, "goal", pk=empty.pk), {"deed": "remove"})
    assert list(Goal.objects.all()) == [goal]
    client.force_login(cast.member)
    assert client.get(at(cast, "goal", pk=goal.pk)).status_code == 403


# Reading


def test_late_is_open_and_due_before_today(cast, goal):
    late = make_item(cast, goal, "Late", due_on=TODAY - dt.timedelta(1))
    make_item(cast, goal, "Today", due_on=TODAY)
    make_item(cast, goal, "Done", due_on=TODAY - dt.timedelta(9), phase="done")
    make_item(cast, goal, "Dropped", due_on=TODAY - dt.timedelta(9), phase="dropped")
    assert late_items(cast.programme, today=TODAY) == [late]
    assert late_items(owner=cast.member, today=TODAY) == [late]
    assert late_items(cast.programme, owner=cast.other_member, today=TODAY) == []


def test_the_page_says_what_is_late_first(cast, client, goal):
    make_item(cast, goal, "Glossary", due_on=timezone.localdate() - dt.timedelta(3))
    make_item(cast, goal, "Slides", due_on=timezone.localdate() + dt.timedelta(3))
    client.force_login(cast.observer)
    page = client.get(at(cast, "work_plan")).content.decode()
    assert "1 item is late." in page
    assert "1 is due within 30 days." in page
    assert "was due 3 days ago" in page


def test_the_plan_is_filtered(cast, goal):
    ours = make_item(cast, goal, "Ours", phase="under_way")
    theirs = make_item(
        cast,
        goal,
        "Theirs",
        administration=cast.armenia,
        owners=[cast.other_member],
        due_on=TODAY + dt.timedelta(1),
    )
    common = make_item(
        cast,
        goal,
        "Common",
        administration=None,
        owners=[cast.expert],
        due_on=TODAY + dt.timedelta(9),
    )
    lines = plan_of(cast.programme, today=TODAY + dt.timedelta(5))

    def found(**asked):
        return [line.item for line in lines if Filter(**asked).lets(line)]

    assert found() == [ours, theirs, common]
    assert found(administration="am") == [theirs]
    assert found(administration="programme") == [common]
    assert found(owner=cast.member.pk) == [ours]
    assert found(state="under_way") == [ours]
    assert found(state="late") == [ours, theirs]
    assert found(state="late", administration="ge") == [ours]


@pytest.mark.parametrize(
    "query", [{"owner": "x"}, {"state": "gone"}, {"administration": "zz"}, {"page": "99"}]
)
def test_an_address_that_asks_for_nothing_known_still_answers(cast, client, goal, query):
    make_item(cast, goal)
    client.force_login(cast.member)
    assert client.get(at(cast, "work_plan"), query).status_code == 200


@pytest.mark.parametrize("role", ["member", "coordinator", "observer"])
@pytest.mark.parametrize("name", ["work_plan", "my_work", "adopt_work_plan"])
def test_the_pages_ask_as_often_for_one_as_for_three(
    cast, client, goal, role, name, django_assert_max_num_queries
):
    if name == "adopt_work_plan" and role != "coordinator":
        return
    address = reverse(name) if name == "my_work" else at(cast, name)

    def make(number):
        item = make_item(cast, goal, f"Item {number}", due_on=TODAY + dt.timedelta(number))
        item.after.set(WorkItem.objects.exclude(pk=item.pk)[:1])
        ItemEvidence.objects.create(item=item, text="x", added_by=cast.member)

    client.force_login(cast.who(role))
    make(1)
    with django_assert_max_num_queries(20) as one:
        assert client.get(address).status_code == 200
    make(2)
    make(3)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(address)


def test_the_workbook_has_every_item_with_its_dates(cast, client, goal):
    make_item(cast, goal, "=Glossary", begins_on=dt.date(2025, 4, 1))
    make_item(cast, goal, "Slides")
    client.force_login(cast.observer)
    answer = client.get(at(cast, "work_plan_xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    table = next(n for n, row in enumerate(rows) if row[1] == "Item")
    assert {row[1] for row in rows[table + 1 :]} == {"=Glossary", "Slides"}
    assert rows[table + 1][5] == dt.datetime(2025, 5, 20)


# Each owner's own list, and reminders


def test_my_work_is_late_first_then_soon_later_and_done(cast, goal):
    days = {"late": -1, "soon": 30, "later": 31}
    made = {
        name: make_item(cast, goal, name, due_on=TODAY + dt.timedelta(n))
        for name, n in days.items()
    }
    done = make_item(cast, goal, "done", phase="done")
    make_item(cast, goal, "dropped", phase="dropped")
    make_item(cast, goal, "another's", owners=[cast.second_membership.officer])
    mine = items_of(cast.member, today=TODAY)
    assert (mine.late, mine.soon, mine.later, mine.done) == (
        [made["late"]],
        [made["soon"]],
        [made["later"]],
        [done],
    )


def test_my_work_spans_programmes_and_leaves_those_i_left(cast, goal):
    other = make_programme()
    other.roles.create(officer=cast.member, kind="expert")
    there = WorkItem.objects.create(
        goal=Goal.objects.create(programme=other, title_en="There"), title_en="There", due_on=TODAY
    )
    there.owners.add(cast.member)
    here = make_item(cast, goal)
    assert set(items_of(cast.member, today=TODAY).soon) == {here, there}
    del cast.member._standing
    other.roles.all().delete()
    assert items_of(cast.member, today=TODAY).soon == [here]


def test_owners_are_reminded_a_week_ahead_and_once_late_never_twice(cast, goal):
    item = make_item(cast, goal, due_on=TODAY + dt.timedelta(7))
    make_item(cast, goal, "Later", due_on=TODAY + dt.timedelta(8))
    Letter.objects.all().delete()
    assert [remind(TODAY), remind(TODAY), remind(item.due_on)] == [1, 0, 1]
    late = item.due_on + dt.timedelta(1)
    assert [remind(late), remind(late), remind(late + dt.timedelta(1))] == [1, 0, 1]
    subjects = [letter.subject for letter in Letter.objects.order_by("pk")]
    assert subjects == [
        "“Glossary” is due on 27 May 2025",
        "“Later” is due on 28 May 2025",
        "“Glossary” is late",
        "“Later” is late",
    ]


def test_an_item_that_was_moved_is_a_new_matter(cast, goal):
    item = make_item(cast, goal, due_on=TODAY)
    Letter.objects.all().delete()
    remind(TODAY)
    opened = seen(ITEM.state(item))
    item.due_on = TODAY + dt.timedelta(3)
    edit_item(item, owners=[cast.member], after=[], seen=opened, by=cast.coordinator)
    assert remind(TODAY) == 1


def test_who_left_is_not_reminded_and_done_items_are_not_reminded_of(cast, goal):
    make_item(cast, goal)
    make_item(cast, goal, "Done", phase="done")
    Letter.objects.all().delete()
    cast.membership.left_on = TODAY
    cast.membership.save()
    remind(TODAY)
    assert not Letter.objects.filter(to=cast.member).exists()


@pytest.mark.parametrize(("language", "words"), [("en", "20 May 2025"), ("ru", "20 мая 2025")])
def test_reminders_are_in_the_owners_language(cast, goal, language, words):
    cast.member.language = language
    cast.member.save()
    make_item(cast, goal)
    Letter.objects.all().delete()
    remind(TODAY)
    letter = Letter.objects.get()
    assert letter.language == language
    assert words in letter.text


def test_the_command_reminds(cast, goal, capsys):
    make_item(cast, goal, due_on=timezone.localdate())
    call_command("remind")
    assert "Letters written: 1." in capsys.readouterr().out
