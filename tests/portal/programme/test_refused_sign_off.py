"""A sign-off that is refused says why, on the house's page."""

import datetime as dt

import pytest
from django.urls import reverse

from serai.portal.programme.models import Requirement, Role, SignOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell(cast):
    requirement = Requirement.objects.create(
        step=cast.groups["WG4"], kind="sign_off", title_en="Taught"
    )
    return reverse("progression_cell", args=["corridor", "WG4", cast.membership.pk, requirement.pk])


def refused(client, cast, who, cell) -> str:
    client.force_login(cast.who(who))
    answer = client.post(cell, {"outcome": "met", "why": "Seen"})
    assert answer.status_code == 403
    assert "403.html" in [template.name for template in answer.templates]
    assert not SignOff.objects.exists()
    return answer.content.decode()


def test_nobody_signs_themselves_off(client, cast, cell):
    Role.objects.create(programme=cast.programme, officer=cast.member, kind="expert")
    assert "Somebody else has to sign you off." in refused(client, cast, "member", cell)


def test_a_focal_point_is_told_that_it_is_not_their_role(client, cast, cell):
    assert "Your role does not allow this." in refused(client, cast, "focal_point", cell)


def test_of_a_member_who_left_it_is_said_that_they_left(client, cast, cell):
    cast.membership.left_on = dt.date(2025, 5, 1)
    cast.membership.save()
    told = refused(client, cast, "coordinator", cell)
    assert "Giorgi Member has left the programme already." in told


def test_withdrawing_a_sign_off_is_refused_with_the_same_reason(client, cast, cell):
    requirement = Requirement.objects.get()
    SignOff.objects.create(
        requirement=requirement,
        membership=cast.membership,
        outcome="met",
        why="Seen",
        signed_by=cast.expert,
    )
    Role.objects.create(programme=cast.programme, officer=cast.member, kind="expert")
    client.force_login(cast.member)
    answer = client.post(f"{cell}withdraw/", {"reason": "No"})
    assert answer.status_code == 403
    assert "Somebody else has to sign you off." in answer.content.decode()
    assert SignOff.objects.exists()
