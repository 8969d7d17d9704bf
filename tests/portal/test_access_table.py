"""Who may open what: every page × every role, against the table in `access.tsv`.

The things are Georgia's. `200` a page, `302` sent on, `403` not yours to do, `404` you may not even
know. Views that only take a submission are asked with POST and no data; `200` and `302` then both
mean that the reader may do it.
"""

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from tests.portal.test_url_table import TABLE
from tests.portal.things import make_things, places

FILE = Path(__file__).with_name("access.tsv")
ROLES = (
    "coordinator",
    "administrator",
    "expert",
    "focal_point",
    "member",
    "other_focal_point",
    "other_member",
    "observer",
    "stranger",
)
ENTRIES = {entry.name: entry for entry in TABLE if entry.name}
with FILE.open(newline="") as _lines:
    ROWS = {row["name"]: row for row in csv.DictReader(_lines, delimiter="\t")}


def address(entry: URLPattern, things: SimpleNamespace) -> str:
    return reverse(entry.name, kwargs=places(entry.name, set(entry.pattern.converters), things))


def status(client: Client, method: str, path: str) -> str:
    """How a request is answered; nothing of it stays."""
    with transaction.atomic():
        answer = client.post(path) if method == "POST" else client.get(path)
        if answer.streaming:
            # Read, not closed: closing tells Django the request is over, and the connection with it.
            assert b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return str(answer.status_code)


def test_every_page_is_in_the_table_and_no_other():
    assert (sorted(ENTRIES.keys() - ROWS.keys()), sorted(ROWS.keys() - ENTRIES.keys())) == ([], [])


@pytest.mark.parametrize("role", ROLES)
def test_each_page_answers_as_the_table_says(cast, role):
    things = make_things(cast)
    client = Client(raise_request_exception=False)
    client.force_login(cast.who(role))
    found = {
        name: status(client, row["method"], address(ENTRIES[name], things))
        for name, row in ROWS.items()
    }
    wrong = [
        f"{name}: {answer}, not {ROWS[name][role]}"
        for name, answer in found.items()
        if answer != ROWS[name][role]
    ]
    assert not wrong, "\n".join(["", *wrong])
