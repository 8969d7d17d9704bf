"""Taking over course completions from a file: a preview, then all of it once, or nothing."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Letter
from serai.portal.programme.actions.intersessional import receive_completions, take_over_completions
from serai.portal.programme.errors import UnclearFileError
from serai.portal.programme.models import CompletionImport, IntersessionalEntry, Role
from serai.portal.ui.models import StoredFile
from tests.factories import Cast, make_cast, make_programme
from tests.portal.ui.hostile import office

COLUMNS = {"email": 0, "course": 1, "date": 2, "score": 3}


def url(name: str, **kwargs) -> str:
    return reverse(name, kwargs={"slug": "corridor"} | kwargs)


def csv(*rows: str, header: str = "email,course,date,score") -> SimpleUploadedFile:
    return SimpleUploadedFile("export.csv", "\n".join([header, *rows, ""]).encode(), "text/csv")


def good(cast: Cast) -> SimpleUploadedFile:
    return csv(
        f"{cast.member.email},Risk basics,2025-03-15,85",
        f"{cast.member.email},Transit,2025-03-16,90.5",
        f"{cast.other_member.email.upper()},Risk basics,2025-03-15,",
    )


def send(client, cast: Cast, file: SimpleUploadedFile):
    """Send a file as the coordinator; returns the response of its preview."""
    client.force_login(cast.coordinator)
    return client.get(client.post(url("completions"), {"file": file})["Location"])


def confirm(client, response, **hours):
    """Press the button of a preview, its hidden fields included."""
    sent = dict(response.context["hidden"]) | hours
    return client.post(response.wsgi_request.path, sent)


def test_a_file_is_looked_at_and_then_taken_over(client, cast: Cast):
    preview = send(client, cast, good(cast))
    assert "3 completions are new." in preview.text
    assert not IntersessionalEntry.objects.exists()
    response = confirm(client, preview, hours_0="4", hours_1="2.5")
    assert "3 completions were taken over." in client.get(response["Location"]).text
    entries = IntersessionalEntry.objects.order_by("pk")
    assert [(e.membership, e.title, e.ended_on, e.hours, e.score) for e in entries] == [
        (cast.membership, "Risk basics", dt.date(2025, 3, 15), 4, 85),
        (cast.membership, "Transit", dt.date(2025, 3, 16), Decimal("2.5"), Decimal("90.5")),
        (cast.other_membership, "Risk basics", dt.date(2025, 3, 15), 4, None),
    ]
    assert {(e.kind, e.phase, e.answered_by) for e in entries} == {
        ("elearning", "confirmed", cast.coordinator)
    }
    assert entries[0].history.get().history_user == cast.coordinator
    assert {letter.to for letter in Letter.objects.all()} == {cast.member, cast.other_member}


def test_why_it_is_confirmed_is_said(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    client.force_login(cast.member)
    page = client.get(url("entry", pk=IntersessionalEntry.objects.first().pk)).text
    assert "the eLearning platform names it in “export.csv”" in page


def test_the_same_file_twice_changes_nothing(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    again = send(client, cast, good(cast))
    assert "3 completions were taken over." in again.text
    assert "Sending it again changed nothing." in again.text
    assert IntersessionalEntry.objects.count() == 3
    assert Letter.objects.count() == 2


def test_what_was_taken_over_from_another_file_is_not_new(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    again = send(client, cast, csv(f"{cast.member.email},Transit,2025-03-16,90.5"))
    assert "Nothing in this file is new." in again.text
    assert "Take over" not in again.text.split("<main")[1].split("<h1")[1].split("</h1>")[1]
    confirm(client, again)
    assert IntersessionalEntry.objects.count() == 3
    assert Letter.objects.count() == 2


def test_a_file_sent_twice_is_listed_once(client, cast: Cast):
    first, second = (send(client, cast, good(cast)).wsgi_request.path for _ in range(2))
    assert first == second
    other = make_cast_of_another_programme(cast)
    receive_completions(other, upload=good(cast), by=cast.coordinator)
    assert [cast.programme.imports.count(), other.imports.count()] == [1, 1]


def make_cast_of_another_programme(cast: Cast):
    other = make_programme("other")
    Role.objects.create(programme=other, officer=cast.coordinator, kind="coordinator")
    return other


def test_a_preview_is_discarded_with_its_file(client, cast: Cast):
    preview = send(client, cast, good(cast))
    received = CompletionImport.objects.get()
    address = url("discard_completions", pk=received.pk)
    for page in (preview, client.get(url("completions"))):
        assert f'action="{address}"' in page.text
    answer = client.post(address, follow=True)
    assert "“export.csv” was discarded." in answer.text
    assert not CompletionImport.objects.exists()
    assert not StoredFile.objects.exists()
    assert client.post(address).status_code == 404


def test_what_was_taken_over_is_not_discarded(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    received = CompletionImport.objects.get()
    address = url("discard_completions", pk=received.pk)
    assert address not in client.get(url("completions")).text
    assert "“export.csv” was taken over: it stays." in client.post(address, follow=True).text
    assert CompletionImport.objects.get() == received


def test_previews_that_nobody_took_over_are_swept(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    now = timezone.now()
    for age, row in ((13, "A"), (15, "B"), (20, "C")):
        day = now - dt.timedelta(days=age)
        file = csv(f"{cast.member.email},{row},2025-03-15,1")
        receive_completions(cast.programme, upload=file, by=cast.coordinator, now=day)
    # Sent again, it is wanted again.
    again = csv(f"{cast.member.email},C,2025-03-15,1")
    receive_completions(cast.programme, upload=again, by=cast.coordinator, now=now)
    CompletionImport.objects.filter(taken_over_at__isnull=False).update(
        uploaded_at=now - dt.timedelta(days=99)
    )
    call_command("sweep", stdout=StringIO())
    assert CompletionImport.objects.count() == StoredFile.objects.count() == 3
    assert IntersessionalEntry.objects.count() == 3


def test_the_button_pressed_twice_counts_once(client, cast: Cast):
    preview = send(client, cast, good(cast))
    assert {confirm(client, preview, hours_0="4", hours_1="2").status_code for _ in range(2)} <= {
        200,
        302,
    }
    assert IntersessionalEntry.objects.count() == 3
    assert CompletionImport.objects.get().added == 3


def test_a_larger_file_brings_only_what_is_new(client, cast: Cast):
    confirm(client, send(client, cast, good(cast)), hours_0="4", hours_1="2")
    later = csv(
        f"{cast.member.email},risk  BASICS,15.03.2025,85",
        f"{cast.member.email},Risk basics,2025-04-15,99",
    )
    preview = send(client, cast, later)
    assert "1 completion is new." in preview.text
    assert "1 completion of “export.csv” is known already" in preview.text
    assert preview.context["hours"].initial == {}
    assert 'value="4.0"' in preview.text
    confirm(client, preview, hours_0="4")
    assert IntersessionalEntry.objects.count() == 4


def test_what_the_member_logged_is_not_counted_twice(client, cast: Cast):
    logged = IntersessionalEntry.objects.create(
        membership=cast.membership, kind="elearning", title="risk Basics", begun_on=dt.date(2025, 3, 1),
        ended_on=dt.date(2025, 3, 15), hours=4,
    )  # fmt: skip
    assert len(send(client, cast, good(cast)).context["known"]) == 1
    logged.phase = "returned"
    logged.save()
    assert len(send(client, cast, good(cast)).context["known"]) == 0


def test_one_bad_row_keeps_the_whole_file_out(client, cast: Cast):
    bad = csv(
        f"{cast.member.email},Risk basics,2025-03-15,85",
        "giorgi.membr@customs.example,Risk basics,2025-03-15,85",
        f"{cast.stranger.email},Risk basics,tomorrow,1000",
    )
    preview = send(client, cast, bad)
    page = preview.text
    assert "2 of 3 rows have to be put right." in page
    for said in ("A · email", "Nobody here has this e-mail address.", "not a member of the programme",
                 "C · date", "not a date that can be read", "D · score", "not between 0 and 100"):  # fmt: skip
        assert said in page
    assert not preview.context["may_take_over"]
    response = confirm(client, preview, hours_0="4")
    assert "Nothing was taken over: 2 rows have to be put right." in response.text
    assert not IntersessionalEntry.objects.exists()


def test_the_bad_rows_come_as_a_workbook_without_formulas(client, cast: Cast):
    preview = send(
        client,
        cast,
        csv('nobody@x.example,"=1+1",2025-03-15,85', f"{cast.member.email},B,2025-03-15,85"),
    )
    address = url("completions_bad_rows", pk=CompletionImport.objects.get().pk)
    book = openpyxl.load_workbook(
        BytesIO(client.get(f"{address}?{preview.context['query']}").content)
    )
    problems, rows = book.worksheets
    assert list(problems.values)[1][:4] == (
        2,
        "A · email",
        "nobody@x.example",
        "Nobody here has this e-mail address.",
    )
    assert list(rows.values) == [
        ("email", "course", "date", "score"),
        ("nobody@x.example", "=1+1", "2025-03-15", "85"),
    ]
    assert rows["B2"].data_type == "s"


def test_unknown_columns_are_asked_for(client, cast: Cast):
    file = csv(f"2025-03-15,{cast.member.email},Risk basics", header="moment,person,what")
    page = send(client, cast, file)
    assert "Which column is which?" in page.text
    assert "B · person" in page.text
    path = page.wsgi_request.path
    twice = client.get(path, {"email": "1", "course": "1", "date": "0"})
    assert "chosen above already" in twice.text
    preview = client.get(path, {"email": "1", "course": "2", "date": "0"})
    assert "1 completion is new." in preview.text
    confirm(client, preview, hours_0="4")
    assert IntersessionalEntry.objects.get().title == "Risk basics"


def test_a_column_that_is_not_there_is_asked_for_again(client, cast: Cast):
    path = send(client, cast, good(cast)).wsgi_request.path
    for column in ("99", "-1", "x", ""):
        assert client.get(path, {"email": column, "course": "1", "date": "2"}).status_code == 200


def test_which_of_day_and_month_comes_first_is_asked(client, cast: Cast):
    preview = send(client, cast, csv(f"{cast.member.email},Risk basics,03/04/2025,85"))
    assert "“03/04/2025”: is the day or the month first?" in preview.text
    assert not preview.context["may_take_over"]
    preview = client.get(
        preview.wsgi_request.path, dict(preview.context["hidden"]) | {"order": "mdy"}
    )
    confirm(client, preview, hours_0="4")
    assert IntersessionalEntry.objects.get().ended_on == dt.date(2025, 3, 4)


def test_shares_of_one_are_asked_about(client, cast: Cast):
    preview = send(client, cast, csv(f"{cast.member.email},Risk basics,2025-03-15,0.85"))
    assert "are they shares or per cent?" in preview.text
    preview = client.get(
        preview.wsgi_request.path, dict(preview.context["hidden"]) | {"scale": "1"}
    )
    confirm(client, preview, hours_0="4")
    assert IntersessionalEntry.objects.get().score == 85


def test_hours_are_asked_once_for_each_course(client, cast: Cast):
    preview = send(client, cast, good(cast))
    response = confirm(client, preview, hours_0="", hours_1="-1")
    assert response.status_code == 200
    assert set(response.context["hours"].errors) == {"hours_0", "hours_1"}
    assert not IntersessionalEntry.objects.exists()


def test_hours_in_the_file_are_taken_from_there(client, cast: Cast):
    file = csv(f"{cast.member.email},Risk basics,2025-03-15,6", header="email,course,date,hours")
    preview = send(client, cast, file)
    assert not preview.context["hours"].fields
    confirm(client, preview)
    assert IntersessionalEntry.objects.get().hours == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"email,course,date\n", "no rows below it"),
        (b"\x00\x01\x02\x03" * 50, "no text file"),
        (b"GIF89a" + bytes(50), "its content is an image (image/gif)"),
        (b"%PDF-1.7\n%%EOF\n", "the content is PDF"),
        (office("xlsx"), "the content is Excel (.xlsx)"),
        (b"PK\x03\x04broken", "damaged"),
        (b'email,course,date\n"open,x,y\n', "quotation mark"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(client, cast: Cast, content, said):
    client.force_login(cast.coordinator)
    name = "export.xlsx" if b"broken" in content else "export.csv"
    response = client.post(url("completions"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert said in " ".join(response.context["form"].errors["file"])
    assert not CompletionImport.objects.exists()


def test_hostile_content_is_shown_as_text(client, cast: Cast):
    preview = send(
        client, cast, csv(f"{cast.member.email},<script>alert(1)</script>,2025-03-15,85")
    )
    assert "<script>alert(1)" not in preview.text
    assert "&lt;script&gt;alert(1)" in preview.text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("expert", 403),
        ("focal_point", 403),
        ("member", 403),
        ("observer", 403),
        ("stranger", 404),
        ("administrator", 200),
    ],
)
def test_only_the_coordinator_imports(client, cast: Cast, who, status):
    received = receive_completions(cast.programme, upload=good(cast), by=cast.coordinator)
    client.force_login(cast.who(who))
    assert client.get(url("completions")).status_code == status
    hidden = 404 if status == 403 else status
    assert client.get(url("completions_preview", pk=received.pk)).status_code == hidden
    assert client.get(url("completions_bad_rows", pk=received.pk)).status_code == hidden


def test_coordinators_do_not_confirm_their_own(client, cast: Cast):
    Role.objects.create(programme=cast.programme, officer=cast.member, kind="coordinator")
    received = receive_completions(cast.programme, upload=good(cast), by=cast.member)
    take_over_completions(
        received, by=cast.member, columns=COLUMNS, hours={"Risk basics": 4, "Transit": 2}
    )
    phases = set(
        IntersessionalEntry.objects.values_list("membership__officer__name_latin", "phase")
    )
    assert phases == {("Giorgi Member", "logged"), ("Aram Member", "confirmed")}


def test_an_unclear_file_is_refused_by_the_action_too(cast: Cast):
    received = receive_completions(
        cast.programme, upload=csv("nobody@x.example,A,2025-03-15,1"), by=cast.coordinator
    )
    with pytest.raises(UnclearFileError):
        take_over_completions(received, by=cast.coordinator, columns=COLUMNS, hours={"A": 1})
    received = receive_completions(cast.programme, upload=good(cast), by=cast.coordinator)
    with pytest.raises(UnclearFileError):
        take_over_completions(received, by=cast.coordinator, columns=COLUMNS, hours={"Transit": 1})


def test_ten_thousand_rows_fit_on_a_page_and_are_all_taken_over(client, cast: Cast):
    rows = [
        f"{cast.member.email},Course {n},2025-03-{n % 28 + 1:02},{n % 101},2" for n in range(10_000)
    ]
    preview = send(client, cast, csv(*rows, header="email,course,date,score,hours"))
    assert len(preview.context["new"]) == 10_000
    assert len(preview.content) < 100_000
    confirm(client, preview)
    assert IntersessionalEntry.objects.count() == 10_000


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_lose_nothing_and_double_nothing():
    cast = make_cast()
    files = [
        receive_completions(cast.programme, upload=csv(*rows), by=cast.coordinator)
        for rows in (
            [f"{cast.member.email},Course {n},2025-03-15,50" for n in range(60)],
            [f"{cast.member.email},Course {n},2025-03-15,50" for n in range(40, 100)],
        )
    ]

    def take(received: CompletionImport) -> tuple[int, int]:
        try:
            hours = {f"Course {n}": Decimal(1) for n in range(100)}
            done = take_over_completions(
                received, by=cast.coordinator, columns=COLUMNS, hours=hours
            )
            return done.added, done.known
        finally:
            connections.close_all()

    if connection.vendor == "sqlite":
        # The database of the suite lives in memory, where threads do not share it.
        taken = [take(received) for received in files]
    else:
        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(take, files))
    assert IntersessionalEntry.objects.count() == 100
    assert sorted(taken) == [(40, 20), (60, 0)]
