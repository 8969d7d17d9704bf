"""No page asks the database more when there is more to show, and none asks more than twenty times."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from serai.portal.people.models import Officer
from serai.portal.programme import demonstration
from tests.portal.test_access_table import ENTRIES, ROLES, ROWS, address
from tests.portal.things import make_things

MOST = 20
IN_IT = [role for role in ROLES if not role.startswith("other") and role != "stranger"]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    return len(asked)


def counted(client: Client, things, role: str) -> dict[str, int]:
    """The queries of every page this reader may open; everybody's name is written in two scripts."""
    Officer.objects.update(name_native="ნინო ბერიძე")
    pages = [name for name, row in ROWS.items() if row["method"] == "GET" and row[role] == "200"]
    return {name: queries(client, address(ENTRIES[name], things)) for name in pages}


@pytest.mark.parametrize("role", IN_IT)
def test_four_of_everything_cost_what_two_cost(cast, role):
    """One would be too few: a page about a thing also lists the others of its kind."""
    things = make_things(cast)
    make_things(cast, 2)
    client = Client()
    client.force_login(cast.who(role))
    client.get("/")  # what a process asks once, for all its readers
    two = counted(client, things, role)
    for number in (3, 4):
        make_things(cast, number)
    four = counted(client, things, role)
    grown = {name: (two[name], asked) for name, asked in four.items() if asked > two[name]}
    many = {name: asked for name, asked in four.items() if asked > MOST}
    assert (grown, many) == ({}, {})


@pytest.mark.parametrize("kind", ["coordinator", "focal_point", "expert", "observer", "member"])
def test_a_full_programme_asks_no_more(db, kind):
    programme = demonstration.load()
    member = programme.memberships.filter(left_on=None).first()
    officer = (
        member.officer if kind == "member" else programme.roles.filter(kind=kind).first().officer
    )
    client = Client()
    client.force_login(officer)
    client.get("/")
    paths = {
        name: at(name, programme)
        for name in ENTRIES
        if ENTRIES[name].pattern.converters.keys() <= {"slug", "code"}
    }
    asked = {
        name: queries(client, path) for name, path in paths.items() if ROWS[name]["method"] == "GET"
    }
    assert {name: number for name, number in asked.items() if number > MOST} == {}


def at(name: str, programme) -> str:
    code = "ge" if name == "edit_administration" else "WG3"
    wanted = ENTRIES[name].pattern.converters
    return reverse(
        name,
        kwargs={
            key: value
            for key, value in {"slug": programme.slug, "code": code}.items()
            if key in wanted
        },
    )
