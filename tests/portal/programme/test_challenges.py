"""Raising, finding duplicates, merging, following: what the list and the page of a challenge say."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from serai.portal.programme.actions.challenges import (
    add_thread_entry,
    link_sessions,
    mark_answered,
    merge_challenges,
    reopen_challenge,
)
from serai.portal.programme.engine.ranking import Link, Mark, Ranked, Stage, rank, thread
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.engine.similarity import likeness, similar
from serai.portal.programme.errors import MergedChallengeError, MergeRefusedError, PhaseError
from serai.portal.programme.models import (
    Author,
    Challenge,
    Contributor,
    Event,
    Session,
    ThreadEntry,
    Vote,
)
from serai.portal.programme.queries.challenges import ranked, unanswered_challenges
from serai.portal.programme.queries.edited import CHALLENGE
from serai.portal.programme.queries.thread import in_one_line, line_of
from tests.factories import make_programme

NOW = dt.datetime(2025, 4, 20, 12, tzinfo=dt.UTC)


def raise_one(
    cast, title="Small parcels without advance data", *, by=None, administration=None, **fields
):
    challenge = Challenge.objects.create(
        programme=cast.programme, title_en=title, raised_at=cast.groups["WG1"], **fields
    )
    Author.objects.create(
        challenge=challenge,
        officer=by or cast.member,
        administration=administration or cast.georgia,
    )
    return challenge


def lecture_on(cast, *challenges, group="WG4", kind="lecture", answer="", **fields):
    session = Session.objects.create(
        working_group=cast.groups[group], kind=kind, title_en=f"A {kind}", **fields
    )
    session.challenges.set(challenges)
    if answer:
        Contributor.objects.create(session=session, officer=cast.expert, answer=answer)
    return session


def at(cast, name, **kwargs):
    return reverse(name, kwargs={"slug": cast.programme.slug, **kwargs})


# Rank and thread


def test_votes_rank_first_then_administrations_then_the_date():
    early, late = NOW, NOW + dt.timedelta(1)
    rows = [
        Ranked(1, votes=2, raised_on=early, administrations=frozenset({1})),
        Ranked(2, votes=5, raised_on=late, administrations=frozenset({1})),
        Ranked(3, votes=2, raised_on=late, administrations=frozenset({1, 2})),
        Ranked(4, votes=2, raised_on=late, administrations=frozenset({2})),
    ]
    assert [row.pk for row in rank(rows)] == [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("links", "lecture"),
    [
        ([], Mark.NONE),
        ([Link("lecture", False)], Mark.PLANNED),
        ([Link("lecture", False, "refused")], Mark.REFUSED),
        ([Link("lecture", False, "refused"), Link("lecture", False, "asked")], Mark.ASKED),
        ([Link("lecture", False, "asked"), Link("lecture", False, "agreed")], Mark.AGREED),
        ([Link("lecture", True, "asked")], Mark.DONE),
        ([Link("discussion", True)], Mark.NONE),
    ],
)
def test_the_lecture_of_a_thread_is_as_far_as_its_best_session(links, lecture):
    assert thread(links).lecture == lecture


def test_a_thread_has_reached_the_last_stage_anything_happened_at():
    assert thread([Link("lecture", True)], ["material"]).reached == Stage.MATERIAL
    assert thread([]).reached == Stage.RAISED


@pytest.mark.parametrize(
    ("answer", "unanswered"), [("", True), ("asked", True), ("refused", True), ("agreed", False)]
)
def test_nobody_has_answered_until_a_lecture_is_agreed(cast, answer, unanswered):
    challenge = raise_one(cast)
    lecture_on(cast, challenge, answer=answer)
    assert [row.pk for row in unanswered_challenges(cast.programme, now=NOW)] == (
        [challenge.pk] if unanswered else []
    )


def test_a_lecture_whose_time_is_over_was_held(cast):
    challenge = raise_one(cast)
    start = dt.datetime(2025, 4, 15, 9, tzinfo=dt.UTC)
    lecture_on(cast, challenge, group="WG3", start=start, end=start + dt.timedelta(hours=1))
    assert unanswered_challenges(cast.programme, now=NOW) == []
    assert unanswered_challenges(cast.programme, now=start) != []


def test_unanswered_takes_two_queries(cast, django_assert_num_queries):
    for number in range(3):
        lecture_on(cast, raise_one(cast, f"Challenge {number}"), answer="asked")
    with django_assert_num_queries(2):
        unanswered_challenges(cast.programme, now=NOW)


def test_the_line_shows_what_is_and_what_is_missing(cast):
    challenge = raise_one(cast)
    lecture_on(cast, challenge, answer="agreed")
    ThreadEntry.objects.create(
        challenge=challenge,
        stage="material",
        text="Chapter 4",
        on=dt.date(2025, 3, 1),
        added_by=cast.expert,
    )
    line = line_of(challenge, now=NOW)
    assert [point.stage for point in line] == list(Stage)
    assert [point.stage for point in line if point.is_gap] == [
        Stage.DISCUSSION,
        Stage.EXERCISE,
        Stage.RESULT,
    ]


def test_in_the_list_a_thread_stands_in_one_line(cast):
    challenge = raise_one(cast)
    assert in_one_line(ranked(cast.programme)[0]) == "raised at WG1"
    lecture_on(cast, challenge, answer="asked")
    assert in_one_line(ranked(cast.programme)[0]) == "lecture asked for"


# What is alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Small parcels without advance data", "Parcels, small, no advance data"),
        ("Undervaluation of used vehicles", "Undervalued used vehicle"),
        (
            "Недостоверная стоимость подержанных автомобилей",
            "Стоимость подержанного автомобиля недостоверна",
        ),
    ],
)
def test_titles_that_say_the_same_are_alike(one, other):
    assert likeness(one, other) > 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Small parcels without advance data", "Transit goods leave the corridor"),
        ("Profiles never expire", "Using random selection to measure compliance"),
        ("Профили не обновляются", "Мелкие посылки без предварительных данных"),
    ],
)
def test_titles_that_say_different_things_are_not(one, other):
    assert likeness(one, other) < 0.3


def test_likeness_is_looked_for_in_both_languages():
    known = {1: ("", "Мелкие посылки без данных"), 2: ("Transit", "")}
    assert similar(["Small parcels", "Посылки без данных"], known) == [1]
    assert similar(["", " "], known) == []


# Raising


def test_a_member_raises_a_challenge_for_the_own_administration(cast, client):
    client.force_login(cast.member)
    client.post(
        at(cast, "raise_challenge"), {"kind": "need", "title_ru": "Анализ зеркальных данных"}
    )
    challenge = Challenge.objects.get()
    author = challenge.authors.get()
    assert (challenge.title, challenge.kind) == ("Анализ зеркальных данных", "need")
    assert (author.officer, author.administration) == (cast.member, cast.georgia)
    assert Event.objects.get().kind == "challenge_raised"


def test_the_coordinator_raises_on_behalf_of_a_member(cast, client):
    client.force_login(cast.coordinator)
    client.post(
        at(cast, "raise_challenge"),
        {"kind": "challenge", "title_en": "Cover goods", "author": cast.other_member.pk},
    )
    author = Author.objects.get()
    assert (author.officer, author.administration) == (cast.other_member, cast.armenia)


def test_a_challenge_needs_a_title_in_one_language_and_keeps_what_was_typed(cast, client):
    client.force_login(cast.member)
    page = client.post(
        at(cast, "raise_challenge"), {"kind": "challenge", "about_en": "Typed already"}
    )
    assert page.status_code == 200
    assert b"Give it a title in English or in Russian." in page.content
    assert b"Typed already" in page.content
    assert not Challenge.objects.exists()


def test_a_likely_duplicate_is_shown_first_and_raised_only_when_asked_again(cast, client):
    first = raise_one(cast)
    client.force_login(cast.other_member)
    typed = {"kind": "challenge", "title_en": "Parcels, small, without any advance data"}
    page = client.post(at(cast, "raise_challenge"), typed).content.decode()
    assert "Is it one of these?" in page
    assert first.title in page
    assert Challenge.objects.count() == 1
    client.post(at(cast, "raise_challenge"), typed | {"anyway": "1"})
    assert Challenge.objects.count() == 2


def test_what_is_alike_is_shown_while_typing(cast, client):
    first = raise_one(cast)
    client.force_login(cast.other_member)
    piece = client.get(
        at(cast, "similar_challenges"), {"title_en": "small parcels data"}
    ).content.decode()
    assert first.title in piece
    assert "<html" not in piece


def test_by_default_it_was_raised_at_the_last_group_that_was_held(cast, client):
    client.force_login(cast.member)
    page = client.get(at(cast, "raise_challenge")).content.decode()
    assert re.search(rf'value="{cast.groups["WG3"].pk}"\s+selected', page)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("member", 200),
        ("focal_point", 200),
        ("coordinator", 200),
        ("expert", 403),
        ("observer", 403),
        ("stranger", 404),
    ],
)
def test_who_may_raise(cast, client, role, status):
    client.force_login(cast.who(role))
    assert client.get(at(cast, "raise_challenge")).status_code == status


def test_a_second_click_raises_one(cast, client):
    client.force_login(cast.member)
    typed = {"kind": "challenge", "title_en": "Cover goods", "once": "0" * 32}
    first, second = (client.post(at(cast, "raise_challenge"), typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Challenge.objects.count() == 1


def test_a_closed_programme_takes_no_challenges(cast, client):
    cast.programme.phase = "closed"
    cast.programme.save()
    client.force_login(cast.member)
    assert client.get(at(cast, "raise_challenge")).status_code == 403
    assert client.get(at(cast, "challenges")).status_code == 200


# Reading


def test_the_list_says_how_many_have_no_lecture(cast, client):
    raise_one(cast, "Profiles never expire")
    lecture_on(cast, raise_one(cast, "Cover goods"), answer="agreed")
    client.force_login(cast.observer)
    page = client.get(at(cast, "challenges")).content.decode()
    assert "1 challenge has no lecture." in page
    assert "Cover goods" in page
    only = client.get(at(cast, "challenges"), {"show": "unanswered"}).content.decode()
    assert "Cover goods" not in only


def test_a_member_finds_those_of_the_own_administration(cast, client):
    raise_one(cast, "Ours by a colleague", by=cast.second_membership.officer)
    raise_one(cast, "Theirs", by=cast.other_member, administration=cast.armenia)
    client.force_login(cast.member)
    page = client.get(at(cast, "challenges"), {"show": "mine"}).content.decode()
    assert "Ours by a colleague" in page
    assert "Theirs" not in page


def test_an_observer_reads_administrations_and_no_names(cast, client):
    challenge = raise_one(cast)
    client.force_login(cast.observer)
    page = client.get(at(cast, "challenge", pk=challenge.pk)).content.decode()
    assert "Georgia" in page
    assert cast.member.name_latin not in page


def test_a_challenge_of_another_programme_is_not_found(cast, client):
    other = make_programme()
    challenge = Challenge.objects.create(programme=other, title_en="Elsewhere")
    client.force_login(cast.coordinator)
    assert client.get(at(cast, "challenge", pk=challenge.pk)).status_code == 404
    assert (
        client.get(
            reverse("challenge", kwargs={"slug": other.slug, "pk": challenge.pk})
        ).status_code
        == 404
    )


@pytest.mark.parametrize("page", ["challenges", "lecture_demand"])
@pytest.mark.parametrize("role", ["member", "coordinator", "expert"])
def test_the_list_asks_as_often_for_one_as_for_three(
    cast, client, role, page, django_assert_max_num_queries
):
    def make(number):
        challenge = raise_one(cast, f"Challenge {number}")
        lecture_on(cast, challenge, answer="asked")
        Vote.objects.create(
            challenge=challenge, administration=cast.georgia, count=1, cast_by=cast.member
        )
        ThreadEntry.objects.create(
            challenge=challenge, stage="material", text="x", on=NOW.date(), added_by=cast.expert
        )

    client.force_login(cast.who(role))
    make(0)
    with django_assert_max_num_queries(15) as one:
        assert client.get(at(cast, page)).status_code == 200
    make(1)
    make(2)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(at(cast, page))


# Merging


def test_the_one_that_stays_carries_everything_on(cast):
    kept = raise_one(cast, "Parcels")
    merged = raise_one(cast, "Small parcels", by=cast.other_member, administration=cast.armenia)
    session = lecture_on(cast, merged, answer="asked")
    entry = ThreadEntry.objects.create(
        challenge=merged, stage="material", text="x", on=NOW.date(), added_by=cast.expert
    )
    merge_challenges(merged, into=kept, by=cast.expert)
    merged.refresh_from_db()
    entry.refresh_from_db()
    assert (merged.phase, merged.merged_into) == ("merged", kept)
    assert {author.administration for author in kept.authors.all()} == {cast.georgia, cast.armenia}
    assert [author.officer for author in merged.authors.all()] == [cast.other_member]
    assert list(kept.sessions.all()) == [session]
    assert not merged.sessions.exists()
    assert entry.challenge == kept
    assert [row.pk for row in ranked(cast.programme)] == [kept.pk]
    assert merged.history.first().phase == "merged"


def test_what_was_merged_into_the_merged_one_goes_along(cast):
    first, second, third = (raise_one(cast, title) for title in ("One", "Two", "Three"))
    merge_challenges(first, into=second, by=cast.expert)
    merge_challenges(second, into=third, by=cast.expert)
    first.refresh_from_db()
    assert first.merged_into == third


def test_the_same_author_of_both_stays_one(cast):
    kept, merged = raise_one(cast, "One"), raise_one(cast, "Two")
    merge_challenges(merged, into=kept, by=cast.expert)
    assert kept.authors.count() == 1


def test_merging_is_refused_by_name(cast):
    one, two, three = (raise_one(cast, title) for title in ("One", "Two", "Three"))
    elsewhere = Challenge.objects.create(programme=make_programme(), title_en="Elsewhere")
    merge_challenges(one, into=two, by=cast.expert)
    with pytest.raises(MergeRefusedError, match="into itself"):
        merge_challenges(two, into=two, by=cast.expert)
    with pytest.raises(MergeRefusedError, match="was itself merged"):
        merge_challenges(three, into=one, by=cast.expert)
    with pytest.raises(MergeRefusedError, match="another programme"):
        merge_challenges(three, into=elsewhere, by=cast.expert)
    with pytest.raises(PhaseError):
        merge_challenges(one, into=three, by=cast.expert)


def test_merging_asks_first_and_says_that_it_stays(cast, client):
    kept, merged = raise_one(cast, "Parcels"), raise_one(cast, "Small parcels")
    client.force_login(cast.expert)
    address = at(cast, "merge_challenge", pk=merged.pk)
    page = client.get(address, {"into": kept.pk}).content.decode()
    assert "This can&#x27;t be taken back." in page or "This can't be taken back." in page
    client.post(address, {"into": kept.pk})
    assert Challenge.objects.get(pk=merged.pk).phase == "open"
    client.post(address, {"into": kept.pk, "confirmed": "1"})
    assert Challenge.objects.get(pk=merged.pk).phase == "merged"
    old = client.get(at(cast, "challenge", pk=merged.pk)).content.decode()
    assert at(cast, "challenge", pk=kept.pk) in old


@pytest.mark.parametrize(
    ("role", "status"),
    [("coordinator", 200), ("expert", 200), ("member", 403), ("observer", 403), ("stranger", 404)],
)
def test_who_may_merge(cast, client, role, status):
    challenge = raise_one(cast)
    client.force_login(cast.who(role))
    assert client.get(at(cast, "merge_challenge", pk=challenge.pk)).status_code == status


# Following


@pytest.mark.parametrize(
    "page", ["merge_challenge", "edit_challenge", "add_thread_entry", "link_sessions"]
)
def test_who_had_it_open_while_it_was_merged_is_told_where_it_goes_on(cast, client, page):
    kept, merged = raise_one(cast, "One"), raise_one(cast, "Two")
    merge_challenges(merged, into=kept, by=cast.expert)
    client.force_login(cast.coordinator)
    answer = client.post(reverse(page, args=["corridor", merged.pk]), {"into": kept.pk})
    assert answer.status_code == 403
    assert "“Two” was merged. Go on at “One”." in answer.text
    assert "Your role" not in answer.text


def test_a_merged_challenge_is_told_on_elsewhere(cast):
    kept, merged = raise_one(cast, "One"), raise_one(cast, "Two")
    merge_challenges(merged, into=kept, by=cast.expert)
    entry = ThreadEntry(stage="result", text="x", on=NOW.date())
    with pytest.raises(MergedChallengeError):
        add_thread_entry(merged, entry=entry, by=cast.expert)


def test_an_answered_challenge_can_be_opened_again_and_nothing_else(cast):
    challenge = raise_one(cast)
    mark_answered(challenge, by=cast.expert)
    with pytest.raises(PhaseError):
        mark_answered(challenge, by=cast.expert)
    with pytest.raises(PhaseError):
        merge_challenges(challenge, into=raise_one(cast, "Other"), by=cast.expert)
    reopen_challenge(challenge, by=cast.expert)
    challenge.refresh_from_db()
    assert challenge.phase == "open"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coordinator", 200),
        ("expert", 200),
        ("member", 200),
        ("other_member", 403),
        ("observer", 403),
    ],
)
def test_authors_experts_and_the_coordinator_tell_what_became_of_it(cast, client, role, status):
    challenge = raise_one(cast)
    client.force_login(cast.who(role))
    address = at(cast, "add_thread_entry", pk=challenge.pk)
    assert client.get(address).status_code == status
    client.post(address, {"stage": "material", "text": "Chapter 4", "on": "2025-03-01", "link": ""})
    assert ThreadEntry.objects.count() == (1 if status == 200 else 0)


def test_nothing_has_happened_tomorrow(cast, client):
    challenge = raise_one(cast)
    client.force_login(cast.expert)
    tomorrow = timezone.localdate() + dt.timedelta(2)
    page = client.post(
        at(cast, "add_thread_entry", pk=challenge.pk),
        {"stage": "material", "text": "x", "on": tomorrow.isoformat()},
    )
    assert b"This day is still to come." in page.content


def test_an_entry_is_put_right_or_removed_by_who_added_it(cast, client):
    challenge = raise_one(cast)
    entry = ThreadEntry.objects.create(
        challenge=challenge, stage="material", text="Chpater", on=NOW.date(), added_by=cast.expert
    )
    address = at(cast, "thread_entry", pk=challenge.pk, entry=entry.pk)
    client.force_login(cast.member)
    assert client.get(address).status_code == 403
    client.force_login(cast.expert)
    client.post(address, {"stage": "material", "text": "Chapter", "on": "2025-03-01"})
    entry.refresh_from_db()
    assert entry.text == "Chapter"
    client.post(address, {"deed": "remove"})
    assert not ThreadEntry.objects.exists()


def test_only_sessions_of_the_programme_are_linked(cast):
    challenge = raise_one(cast)
    inside = lecture_on(cast)
    other = make_programme()
    group = other.working_groups.create(code="WG1")
    outside = Session.objects.create(working_group=group, title_en="Outside")
    link_sessions(challenge, sessions=[inside, outside])
    assert list(challenge.sessions.all()) == [inside]


def test_the_author_edits_while_it_is_open(cast, client):
    challenge = raise_one(cast)
    address = at(cast, "edit_challenge", pk=challenge.pk)
    client.force_login(cast.other_member)
    assert client.get(address).status_code == 403
    client.force_login(cast.member)
    typed = {"kind": "challenge", "title_en": "Parcels", "title_ru": "Посылки"}
    client.post(address, typed | {"seen": seen(CHALLENGE.state(challenge))})
    challenge.refresh_from_db()
    assert challenge.title_ru == "Посылки"
    mark_answered(challenge, by=cast.expert)
    assert client.get(address).status_code == 403


def test_the_page_itself_sends_that_it_is_raised_anyway(cast, client):
    raise_one(cast)
    client.force_login(cast.other_member)
    typed = {"kind": "challenge", "title_en": "Parcels, small, without any advance data"}
    page = client.post(at(cast, "raise_challenge"), typed).content.decode()
    assert page.count('name="anyway"') == 1
    assert 'name="anyway" value="1"' in page
