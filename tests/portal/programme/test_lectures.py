"""Tailored lectures: asked for on the strength of challenges, agreed or refused by experts."""

import pytest
from django.urls import reverse

from serai.portal.people.models import Letter
from serai.portal.programme.actions.challenges import (
    answer_lecture,
    ask_another,
    ask_lecture,
    merge_challenges,
)
from serai.portal.programme.errors import AlreadyAskedError, GroupHeldError
from serai.portal.programme.models import Author, Challenge, Contributor, Event, Role, Session
from serai.portal.programme.queries.challenges import unanswered_challenges
from serai.portal.programme.queries.lectures import demand, lectures_asked_of
from tests.factories import make_officer


@pytest.fixture
def challenge(cast):
    made = Challenge.objects.create(
        programme=cast.programme,
        title_en="The ferry arrives before its documents",
        title_ru="Паром приходит раньше документов",
        about_en="No data before arrival.",
    )
    Author.objects.create(challenge=made, officer=cast.member, administration=cast.georgia)
    return made


def ask(cast, *challenges, experts=None, group="WG4"):
    return ask_lecture(
        cast.groups[group],
        title_en="Selection at a ferry",
        title_ru="Выборка у парома",
        challenges=challenges,
        experts=experts or [cast.expert],
        by=cast.coordinator,
    )


def second_expert(cast):
    officer = make_officer("Wanda Expert", language="ru")
    Role.objects.create(programme=cast.programme, officer=officer, kind="expert")
    return officer


def at(cast, name, **kwargs):
    return reverse(name, kwargs={"slug": cast.programme.slug, **kwargs})


# Asking


def test_asking_makes_an_unplaced_lecture_linked_to_its_challenges(cast, challenge):
    lecture = ask(cast, challenge)
    assert (lecture.kind, lecture.start, lecture.room) == ("lecture", None, None)
    assert list(lecture.challenges.all()) == [challenge]
    assert [(c.officer, c.answer) for c in lecture.contributors.all()] == [(cast.expert, "asked")]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "asks you for the lecture"), ("ru", "Паром приходит раньше документов")],
)
def test_the_expert_gets_a_letter_with_the_challenges_in_the_own_language(
    cast, challenge, language, words
):
    cast.expert.language = language
    cast.expert.save()
    lecture = ask(cast, challenge)
    letter = Letter.objects.get(to=cast.expert)
    assert letter.language == language
    assert words in letter.text
    assert at(cast, "lecture", pk=lecture.pk) in letter.text


def test_for_a_group_that_was_held_it_is_too_late(cast, challenge):
    with pytest.raises(GroupHeldError):
        ask(cast, challenge, group="WG3")
    assert not Session.objects.exists()


def test_the_coordinator_asks_from_the_demand(cast, client, challenge):
    client.force_login(cast.coordinator)
    page = client.get(
        at(cast, "ask_lecture"), {"challenge": challenge.pk, "group": "WG5"}
    ).content.decode()
    assert f'value="{challenge.pk}" checked' in " ".join(page.split()) or "checked" in page
    answer = client.post(
        at(cast, "ask_lecture"),
        {
            "title_ru": "Выборка у парома",
            "challenges": [challenge.pk],
            "experts": [cast.expert.pk],
            "group": cast.groups["WG5"].pk,
        },
    )
    lecture = Session.objects.get()
    assert answer["Location"] == at(cast, "lecture", pk=lecture.pk)
    assert lecture.working_group == cast.groups["WG5"]


@pytest.mark.parametrize(
    ("left_out", "typed"),
    [
        ("title", {"title_en": ""}),
        ("challenges", {"challenges": []}),
        ("experts", {"experts": []}),
        ("a stranger", {"experts": ["stranger"]}),
        ("a held group", {"group": "WG3"}),
    ],
)
def test_a_request_that_lacks_something_is_not_sent(cast, client, challenge, left_out, typed):
    client.force_login(cast.coordinator)
    full = {
        "title_en": "Selection",
        "challenges": [challenge.pk],
        "experts": [cast.expert.pk],
        "group": cast.groups["WG4"].pk,
    }
    if typed.get("experts") == ["stranger"]:
        typed = {"experts": [cast.stranger.pk]}
    if "group" in typed:
        typed = {"group": cast.groups["WG3"].pk}
    assert client.post(at(cast, "ask_lecture"), full | typed).status_code == 200, left_out
    assert not Session.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["member", "focal_point", "expert", "observer"])
def test_only_the_coordinator_asks(cast, client, role):
    client.force_login(cast.who(role))
    assert client.get(at(cast, "ask_lecture")).status_code == 403


# Answering


def test_agreeing_answers_the_challenge_and_tells_the_coordinator(cast, challenge):
    contributor = ask(cast, challenge).contributors.get()
    answer_lecture(contributor, agrees=True, by=cast.expert)
    assert unanswered_challenges(cast.programme) == []
    letter = Letter.objects.get(to=cast.coordinator)
    assert "agreed" in letter.subject
    assert Event.objects.filter(kind="lecture_agreed").count() == 1


def test_the_same_answer_again_changes_nothing(cast, challenge):
    contributor = ask(cast, challenge).contributors.get()
    for _ in range(2):
        answer_lecture(contributor, agrees=True, note="Gladly.", by=cast.expert)
    assert Letter.objects.filter(to=cast.coordinator).count() == 1


def test_a_refusal_says_why_and_another_is_asked(cast, client, challenge):
    lecture = ask(cast, challenge)
    contributor = lecture.contributors.get()
    client.force_login(cast.expert)
    address = at(cast, "answer_lecture", pk=lecture.pk, contributor=contributor.pk)
    assert b"Say why" in client.post(address, {"answer": "refuse", "note": ""}).content
    client.post(address, {"answer": "refuse", "note": "I am in Riga that week."})
    contributor.refresh_from_db()
    assert (contributor.answer, contributor.note) == ("refused", "I am in Riga that week.")
    other = second_expert(cast)
    client.force_login(cast.coordinator)
    client.post(at(cast, "ask_another", pk=lecture.pk), {"expert": other.pk})
    assert {c.officer: c.answer for c in lecture.contributors.all()} == {
        cast.expert: "refused",
        other: "asked",
    }
    assert Letter.objects.filter(to=other).count() == 1


def test_who_refused_can_be_asked_once_more_and_gets_a_letter_again(cast, challenge):
    lecture = ask(cast, challenge)
    answer_lecture(lecture.contributors.get(), agrees=False, note="No.", by=cast.expert)
    ask_another(lecture, expert=cast.expert, by=cast.coordinator)
    assert lecture.contributors.get().answer == "asked"
    assert Letter.objects.filter(to=cast.expert).count() == 2


@pytest.mark.parametrize("agrees", [None, True])
def test_who_was_asked_or_agreed_is_not_asked_twice(cast, challenge, agrees):
    lecture = ask(cast, challenge)
    if agrees:
        answer_lecture(lecture.contributors.get(), agrees=True, by=cast.expert)
    with pytest.raises(AlreadyAskedError):
        ask_another(lecture, expert=cast.expert, by=cast.coordinator)
    assert Letter.objects.filter(to=cast.expert).count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("expert", 200), ("coordinator", 200), ("member", 403), ("observer", 403), ("stranger", 404)],
)
def test_the_asked_expert_answers_or_the_coordinator_writes_it_down(
    cast, client, challenge, role, status
):
    lecture = ask(cast, challenge)
    contributor = lecture.contributors.get()
    client.force_login(cast.who(role))
    address = at(cast, "answer_lecture", pk=lecture.pk, contributor=contributor.pk)
    assert client.get(address).status_code == status
    client.post(address, {"answer": "agree"})
    contributor.refresh_from_db()
    assert contributor.answer == ("agreed" if status == 200 else "asked")


def test_another_expert_does_not_answer_for_this_one(cast, client, challenge):
    lecture = ask(cast, challenge)
    client.force_login(second_expert(cast))
    address = at(cast, "answer_lecture", pk=lecture.pk, contributor=lecture.contributors.get().pk)
    assert client.post(address, {"answer": "agree"}).status_code == 403


def test_after_the_group_was_held_no_answer_is_taken(cast, challenge):
    contributor = ask(cast, challenge).contributors.get()
    group = cast.groups["WG4"]
    group.phase = "held"
    group.save()
    with pytest.raises(GroupHeldError):
        answer_lecture(contributor, agrees=True, by=cast.expert)


# Reading


def test_the_expert_sees_what_is_asked_with_text_and_administrations(cast, client, challenge):
    lecture = ask(cast, challenge)
    client.force_login(cast.expert)
    page = client.get(at(cast, "lecture", pk=lecture.pk)).content.decode()
    assert "You are asked for “Selection at a ferry”." in page
    assert "No data before arrival." in page
    assert "Georgia" in page
    assert [c.session for c in lectures_asked_of(cast.expert)] == [lecture]
    assert lectures_asked_of(cast.member) == []
    assert "You are asked for 1 lecture" in client.get(at(cast, "lecture_demand")).content.decode()


def test_a_refusal_is_not_for_everyone(cast, client, challenge):
    lecture = ask(cast, challenge)
    answer_lecture(lecture.contributors.get(), agrees=False, note="Ill health.", by=cast.expert)
    client.force_login(cast.member)
    assert b"Ill health." not in client.get(at(cast, "lecture", pk=lecture.pk)).content
    client.force_login(cast.coordinator)
    assert b"Ill health." in client.get(at(cast, "lecture", pk=lecture.pk)).content


def test_the_demand_shows_open_challenges_with_the_lectures_of_the_group(cast, challenge):
    Challenge.objects.create(programme=cast.programme, title_en="Answered", phase="answered")
    here, later = ask(cast, challenge), ask(cast, challenge, group="WG5")
    (wanted,) = demand(cast.programme, cast.groups["WG4"])
    assert wanted.row.pk == challenge.pk
    assert (wanted.here, wanted.elsewhere) == ([here], [later])


def test_a_lecture_that_answers_two_challenges_stands_under_both(cast, challenge):
    other = Challenge.objects.create(programme=cast.programme, title_en="Cover goods")
    lecture = ask(cast, challenge, other)
    assert [one.here for one in demand(cast.programme, cast.groups["WG4"])] == [
        [lecture],
        [lecture],
    ]


def test_a_lecture_of_another_programme_is_not_found(cast, client, challenge):
    lecture = ask(cast, challenge)
    client.force_login(cast.stranger)
    assert client.get(at(cast, "lecture", pk=lecture.pk)).status_code == 404


def test_what_is_asked_of_one_takes_two_queries(cast, challenge, django_assert_num_queries):
    for _ in range(3):
        ask(cast, challenge)
    with django_assert_num_queries(2):
        assert len(lectures_asked_of(cast.expert)) == 3
    assert Contributor.objects.count() == 3


def test_what_was_merged_meanwhile_is_asked_for_as_what_it_went_into(cast, client, challenge):
    kept = Challenge.objects.create(programme=cast.programme, title_en="No data before arrival")
    client.force_login(cast.coordinator)
    merge_challenges(challenge, into=kept, by=cast.coordinator)
    typed = {
        "title_en": "Selection",
        "challenges": [challenge.pk, kept.pk],
        "experts": [cast.expert.pk],
        "group": cast.groups["WG4"].pk,
    }
    assert client.post(at(cast, "ask_lecture"), typed).status_code == 302
    assert list(Session.objects.get(title_en="Selection").challenges.all()) == [kept]


def test_a_merged_challenge_is_not_offered(cast, client, challenge):
    kept = Challenge.objects.create(programme=cast.programme, title_en="No data before arrival")
    merge_challenges(challenge, into=kept, by=cast.coordinator)
    client.force_login(cast.coordinator)
    form = client.get(at(cast, "ask_lecture")).context["form"]
    assert [int(str(value)) for value, _label in form.fields["challenges"].choices] == [kept.pk]
