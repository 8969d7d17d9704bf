"""The votes of an administration: shared by its people, never more than there are, closed in time."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.programme.actions.challenges import (
    close_votes,
    give_votes,
    mark_answered,
    merge_challenges,
    reopen_challenge,
    reopen_votes,
)
from serai.portal.programme.engine.ranking import join_votes
from serai.portal.programme.errors import NotOpenForVotesError, NoVotesLeftError, VotingClosedError
from serai.portal.programme.models import (
    Author,
    Challenge,
    Event,
    Participation,
    Vote,
    WorkingGroup,
)
from serai.portal.programme.queries.challenges import ranked
from serai.portal.programme.queries.votes import is_voting_open, pot_of, voting_group
from tests.factories import make_cast

NOW = timezone.now()


def challenges(cast, count=3):
    return [
        Challenge.objects.create(programme=cast.programme, title_en=f"Challenge {n}")
        for n in range(count)
    ]


def vote(cast, counts, *, administration=None, by=None):
    counts = {challenge.pk: count for challenge, count in counts.items()}
    give_votes(
        cast.programme,
        administration=administration or cast.georgia,
        counts=counts,
        by=by or cast.member,
    )


def given_by(administration):
    return dict(
        Vote.objects.filter(administration=administration).values_list("challenge_id", "count")
    )


# The pot


def test_votes_are_set_and_can_be_taken_back(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 3, two: 2})
    vote(cast, {one: 0}, by=cast.focal_point)
    assert given_by(cast.georgia) == {two.pk: 2}


def test_an_administration_never_gives_more_than_it_has(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 4})
    with pytest.raises(NoVotesLeftError) as refusal:
        vote(cast, {two: 2})
    assert (refusal.value.pot, refusal.value.wanted) == (5, 6)
    assert given_by(cast.georgia) == {one.pk: 4}


def test_votes_can_be_moved_in_one_deed(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 5})
    vote(cast, {one: 0, two: 5})
    assert given_by(cast.georgia) == {two.pk: 5}


def test_each_administration_has_its_own(cast):
    one, *_ = challenges(cast)
    vote(cast, {one: 5})
    vote(cast, {one: 5}, administration=cast.armenia, by=cast.other_member)
    assert ranked(cast.programme)[0].votes == 10


def test_an_answered_challenge_keeps_its_votes_and_costs_nothing(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 5})
    mark_answered(one, by=cast.expert)
    vote(cast, {two: 5})
    assert given_by(cast.georgia) == {one.pk: 5, two.pk: 5}
    with pytest.raises(NotOpenForVotesError):
        vote(cast, {one: 4})


def test_reopening_gives_back_only_what_the_pot_has_left(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 5})
    vote(cast, {one: 2}, administration=cast.armenia, by=cast.other_member)
    mark_answered(one, by=cast.expert)
    vote(cast, {two: 3})
    reopen_challenge(one, by=cast.expert)
    assert given_by(cast.georgia) == {one.pk: 2, two.pk: 3}
    assert given_by(cast.armenia) == {one.pk: 2}


# Merging


def test_merging_joins_votes_by_administration(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 2, two: 3})
    vote(cast, {two: 4}, administration=cast.armenia, by=cast.other_member)
    merge_challenges(one, into=two, by=cast.expert)
    assert given_by(cast.georgia) == {two.pk: 5}
    assert given_by(cast.armenia) == {two.pk: 4}


def test_into_an_answered_one_the_sum_is_capped_by_the_pot(cast):
    one, two, _ = challenges(cast)
    vote(cast, {two: 5})
    mark_answered(two, by=cast.expert)
    vote(cast, {one: 4})
    merge_challenges(one, into=two, by=cast.expert)
    assert given_by(cast.georgia) == {two.pk: 5}


COUNTS = st.dictionaries(st.integers(1, 4), st.integers(0, 6))


@given(kept=COUNTS, merged=COUNTS, elsewhere=COUNTS, pot=st.integers(0, 8))
def test_joined_votes_lose_nothing_given_and_stay_in_the_pot(kept, merged, elsewhere, pot):
    pots = dict.fromkeys(range(1, 5), pot)
    joined = join_votes(kept, merged, elsewhere=elsewhere, pots=pots)
    for administration, count in joined.items():
        before = kept.get(administration, 0)
        assert before <= count <= before + merged.get(administration, 0)
        if before + elsewhere.get(administration, 0) <= pot:
            assert count + elsewhere.get(administration, 0) <= pot
        whole = before + merged.get(administration, 0) + elsewhere.get(administration, 0)
        if whole <= pot:
            assert count == before + merged.get(administration, 0)


# Two at once


@pytest.mark.django_db(transaction=True)
def test_members_who_vote_at_once_share_one_pot():
    cast = make_cast()
    targets = challenges(cast, 4)
    gate = threading.Barrier(4)

    def race(challenge):
        try:
            gate.wait(timeout=30)
            vote(cast, {challenge: 3})
        except NoVotesLeftError:
            return "refused"
        else:
            return "given"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(race, targets))
    assert outcomes == ["given", "refused", "refused", "refused"]
    assert Vote.objects.aggregate(sum=Sum("count"))["sum"] == 3


# Closing


def test_the_next_group_that_was_not_held_is_voted_for(cast):
    assert voting_group(cast.programme) == cast.groups["WG4"]
    WorkingGroup.objects.filter(programme=cast.programme).update(phase="held")
    assert voting_group(cast.programme) is None
    assert not is_voting_open(None)


def test_votes_are_taken_until_the_time_and_not_after(cast):
    one, *_ = challenges(cast)
    group = cast.groups["WG4"]
    group.votes_close_at = NOW
    group.save()
    counts = {one.pk: 1}
    before, after = NOW - dt.timedelta(seconds=1), NOW
    give_votes(
        cast.programme, administration=cast.georgia, counts=counts, by=cast.member, now=before
    )
    with pytest.raises(VotingClosedError):
        give_votes(
            cast.programme,
            administration=cast.georgia,
            counts={one.pk: 2},
            by=cast.member,
            now=after,
        )


def test_closing_keeps_the_ranking_with_the_event(cast):
    one, two, _ = challenges(cast)
    vote(cast, {two: 3, one: 1})
    close_votes(cast.groups["WG4"], by=cast.coordinator, at=NOW, now=NOW)
    event = Event.objects.get(kind="votes_closed")
    assert event.facts["ranking"][:2] == [[two.pk, 3], [one.pk, 1]]
    with pytest.raises(VotingClosedError):
        vote(cast, {two: 4})
    reopen_votes(cast.groups["WG4"], by=cast.coordinator)
    vote(cast, {two: 4})


def test_a_time_to_come_closes_nothing_yet(cast):
    one, *_ = challenges(cast)
    close_votes(cast.groups["WG4"], by=cast.coordinator, at=NOW + dt.timedelta(days=9), now=NOW)
    assert not Event.objects.filter(kind="votes_closed").exists()
    vote(cast, {one: 1})


def test_the_coordinator_closes_and_opens_from_the_page(cast, client):
    client.force_login(cast.coordinator)
    address = reverse("close_votes", kwargs={"slug": cast.programme.slug})
    client.post(address, {"deed": "now"})
    assert not is_voting_open(voting_group(cast.programme))
    client.post(address, {"deed": "reopen"})
    assert is_voting_open(voting_group(cast.programme))
    client.post(address, {"at": "2031-05-01T18:00"})
    assert voting_group(cast.programme).votes_close_at == dt.datetime(2031, 5, 1, 18, tzinfo=dt.UTC)
    assert client.post(address, {"at": "soon"}).status_code == 200
    client.force_login(cast.member)
    assert client.get(address).status_code == 403


# The page


@pytest.fixture
def page(cast):
    return reverse("votes", kwargs={"slug": cast.programme.slug})


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("member", 200),
        ("focal_point", 200),
        ("coordinator", 403),
        ("expert", 403),
        ("observer", 403),
        ("stranger", 404),
    ],
)
def test_members_and_focal_points_vote(cast, client, page, role, status):
    client.force_login(cast.who(role))
    assert client.get(page).status_code == status


def test_the_buttons_add_one_and_take_one_away(cast, client, page):
    one, two, _ = challenges(cast)
    client.force_login(cast.member)
    shown = {f"n{one.pk}": 0, f"was{one.pk}": 0, f"n{two.pk}": 0, f"was{two.pk}": 0}
    client.post(page, shown | {"more": two.pk})
    assert given_by(cast.georgia) == {two.pk: 1}
    client.post(page, shown | {f"n{two.pk}": 1, f"was{two.pk}": 1, "less": two.pk})
    assert given_by(cast.georgia) == {}


def test_what_a_colleague_gave_meanwhile_stays(cast, client, page):
    one, two, _ = challenges(cast)
    client.force_login(cast.member)
    vote(cast, {one: 2}, by=cast.focal_point)
    client.post(page, {f"n{one.pk}": 0, f"was{one.pk}": 0, f"n{two.pk}": 3, f"was{two.pk}": 0})
    assert given_by(cast.georgia) == {one.pk: 2, two.pk: 3}


def test_too_many_are_refused_beside_what_was_typed(cast, client, page):
    one, *_ = challenges(cast)
    client.force_login(cast.member)
    answer = client.post(page, {f"n{one.pk}": 9, f"was{one.pk}": 0}).content.decode()
    assert "Georgia has 5 votes; this would make 9." in answer
    assert 'value="9"' in answer
    assert given_by(cast.georgia) == {}


@pytest.mark.parametrize("typed", ["-1", "many", "1.5", "99999999999"])
def test_what_is_no_number_of_votes_is_refused(cast, client, page, typed):
    one, *_ = challenges(cast)
    client.force_login(cast.member)
    assert client.post(page, {f"n{one.pk}": typed, f"was{one.pk}": 0}).status_code == 200
    assert given_by(cast.georgia) == {}


def test_after_the_vote_the_page_only_reads(cast, client, page):
    one, *_ = challenges(cast)
    vote(cast, {one: 2})
    close_votes(cast.groups["WG4"], by=cast.coordinator, at=timezone.now())
    client.force_login(cast.member)
    answer = client.get(page).content.decode()
    assert "Voting is closed." in answer
    assert 'name="more"' not in answer
    client.post(page, {f"n{one.pk}": 5, f"was{one.pk}": 2})
    assert given_by(cast.georgia) == {one.pk: 2}


def test_an_administration_that_left_the_list_has_no_votes(cast, client, page):
    Participation.objects.filter(administration=cast.georgia).delete()
    client.force_login(cast.member)
    assert b"Your administration has no votes here." in client.get(page).content


def test_the_page_asks_as_often_for_one_as_for_three(
    cast, client, page, django_assert_max_num_queries
):
    challenges(cast, 1)
    client.force_login(cast.member)
    with django_assert_max_num_queries(20) as one:
        client.get(page)
    for challenge in challenges(cast, 2):
        Author.objects.create(challenge=challenge, officer=cast.member, administration=cast.georgia)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(page)


def test_the_pot_counts_open_challenges_only(cast):
    one, two, _ = challenges(cast)
    vote(cast, {one: 3, two: 1})
    mark_answered(one, by=cast.expert)
    pot = pot_of(Participation.objects.get(administration=cast.georgia, programme=cast.programme))
    assert (pot.spent, pot.left) == (1, 4)
