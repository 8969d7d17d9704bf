"""A programme gets another address: old links still lead to it, calendars still know its entries."""

import pytest
from django.urls import reverse

from serai.portal.programme.actions.programmes import change_programme
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.forms.programmes import ProgrammeForm
from serai.portal.programme.models import FormerSlug, Programme
from serai.portal.programme.queries.calendar import entries_for
from serai.portal.programme.queries.edited import PROGRAMME
from tests.factories import make_programme
from tests.factories.agenda import make_session, plan

pytestmark = pytest.mark.django_db

OLD = "/programmes/corridor/"


@pytest.fixture
def moved(cast) -> Programme:
    return move(cast.programme, "transit")


def move(programme: Programme, slug: str) -> Programme:
    opened = seen(PROGRAMME.state(programme))
    programme.slug = slug
    return change_programme(programme, seen=opened)


@pytest.mark.parametrize("below", ["", "groups/WG4/agenda/", "members/?page=2", "groups/WG4/"])
def test_an_old_link_leads_to_the_new_address(client, cast, moved, below):
    client.force_login(cast.member)
    for ask in (client.get, client.head):
        answer = ask(OLD + below)
        assert (answer.status_code, answer["Location"]) == (301, f"/programmes/transit/{below}")
        assert "no-store" in answer["Cache-Control"], "it may come back to its old address"
    assert client.get(OLD + below, follow=True).status_code == 200


def test_whoever_signs_in_first_arrives_too(client, cast, moved):
    assert client.get(OLD)["Location"].endswith("?next=/programmes/corridor/")


def test_nobody_learns_of_a_programme_by_its_former_address(client, cast, moved):
    client.force_login(cast.stranger)
    assert client.get(OLD).status_code == 404


def test_a_page_that_never_was_is_not_found(client, cast, moved):
    client.force_login(cast.member)
    assert client.get("/programmes/nowhere/").status_code == 404
    assert client.get(f"{OLD}nowhere/").status_code == 404
    assert client.get("/programmes/transit/groups/WG9/").status_code == 404


def test_what_is_sent_to_an_old_address_is_not_sent_on(client, cast, moved):
    client.force_login(cast.coordinator)
    assert client.post(f"{OLD}edit/", {"slug": "x"}).status_code == 404


def test_an_address_given_up_twice_still_leads_there(client, cast, moved):
    move(moved, "third")
    client.force_login(cast.member)
    for slug in ("corridor", "transit"):
        assert client.get(f"/programmes/{slug}/")["Location"] == "/programmes/third/"


def test_it_may_come_back_to_its_old_address(client, cast, moved):
    move(moved, "corridor")
    client.force_login(cast.member)
    assert client.get(OLD).status_code == 200
    assert client.get("/programmes/transit/")["Location"] == OLD
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["transit"]


def test_no_other_programme_takes_an_address_that_letters_point_to(cast, moved):
    other = make_programme("other")
    assert "slug" in ProgrammeForm({"slug": "corridor"}, instance=other).errors
    assert "slug" not in ProgrammeForm({"slug": "corridor"}, instance=moved).errors


def test_the_form_keeps_the_former_address(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(reverse("edit_programme", args=["corridor"]))
    typed = {name: value or "" for name, value in page.context["form"].initial.items()}
    client.post(reverse("edit_programme", args=["corridor"]), typed | {"slug": "transit"})
    assert FormerSlug.objects.get().slug == "corridor"
    page = client.get(reverse("edit_programme", args=["transit"]))
    client.post(
        reverse("edit_programme", args=["transit"]),
        typed | {"slug": "transit", "seen": page.context["form"].initial["seen"]},
    )
    assert FormerSlug.objects.count() == 1


def test_calendar_entries_are_the_same_ones_after_a_move(cast):
    group = plan(cast)
    make_session(group)
    before = [entry.uid for entry in entries_for(cast.member)]
    move(cast.programme, "transit")
    del cast.member._standing
    after = [entry.uid for entry in entries_for(cast.member)]
    assert before == after
    assert len(set(before)) == len(before)
    assert not any("corridor" in uid for uid in before)


def test_two_programmes_never_share_the_uid_of_an_entry(cast):
    names = {cast.programme.calendar_name, make_programme().calendar_name}
    assert len(names) == 2
