"""A repeated submission counts once."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect, HttpResponseLocation

from serai.portal.ui.models import Submission
from serai.portal.ui.once import KEPT, new_key, once, sweep

PATH = "/nominations/new/"


def post(
    key: str | None, *, officer: int | None = 1, path: str = PATH, htmx: bool = False, **fields
) -> HttpRequest:
    if key is not None:
        fields["once"] = key
    headers = {"HX-Request": "true"} if htmx else {}
    request = RequestFactory().post(path, fields, headers=headers)
    request.user = SimpleNamespace(pk=officer)
    return request


def writes(location: str = "/done/") -> HttpResponse:
    """What a view does: it writes a row (any will do) and leads on."""
    made = Submission.objects.create(key=new_key(), path="written by the view")
    return HttpResponseRedirect(f"{location}{made.pk}/")


def written() -> int:
    return Submission.objects.filter(path="written by the view").count()


def remembered() -> int:
    return Submission.objects.filter(path=PATH).count()


@once
def creates(request: HttpRequest) -> HttpResponseBase:
    return writes()


@pytest.mark.django_db
def test_the_second_click_is_sent_where_the_first_was():
    key = new_key()
    first, second = creates(post(key, name="Ani")), creates(post(key, name="Ani"))
    assert first["Location"] == second["Location"]
    assert (second.status_code, written(), remembered()) == (302, 1, 1)


@pytest.mark.django_db
def test_another_form_counts_again():
    assert creates(post(new_key()))["Location"] != creates(post(new_key()))["Location"]
    assert written() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        lambda key: post(key, officer=2),
        lambda key: post(key, officer=None),
        lambda key: post(key, path="/nominations/7/"),
    ],
    ids=["another officer", "no officer", "another path"],
)
def test_a_key_means_nothing_to_others(other: Callable[[str], HttpRequest]):
    key = new_key()
    assert creates(other(key))["Location"] != creates(post(key))["Location"]
    assert written() == 2


@pytest.mark.django_db
def test_readers_without_an_account_are_told_apart_by_their_browser(settings):
    key, answers = new_key(), []
    for browser in ("a", "b", "a"):
        request = post(key, officer=None)
        request.COOKIES[settings.CSRF_COOKIE_NAME] = browser
        answers.append(creates(request)["Location"])
    assert answers[0] == answers[2] != answers[1]


@pytest.mark.django_db
def test_a_correction_sent_with_the_same_key_is_not_lost():
    key = new_key()
    creates(post(key, hours="3"))
    creates(post(key, hours="30"))
    assert written() == 2


@pytest.mark.django_db
def test_a_corrected_file_of_the_same_name_and_size_is_not_lost():
    key = new_key()
    for content in (b"score 85", b"score 58", b"score 85"):
        creates(post(key, file=SimpleUploadedFile("scores.csv", content)))
    assert written() == 2


@pytest.mark.django_db
def test_the_view_reads_the_file_from_its_start():
    @once
    def reads(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse(request.FILES["file"].read())

    assert reads(post(new_key(), file=SimpleUploadedFile("a.txt", b"whole"))).content == b"whole"


@pytest.mark.django_db
def test_a_form_shown_again_with_errors_can_be_sent_again():
    @once
    def form(request: HttpRequest) -> HttpResponseBase:
        return (
            writes()
            if request.POST["hours"].isdigit()
            else HttpResponse("Hours is a number.", status=422)
        )

    key = new_key()
    assert [form(post(key, hours="three")).status_code for _ in range(2)] == [422, 422]
    assert remembered() == 0
    assert [form(post(key, hours="3")).status_code for _ in range(2)] == [302, 302]
    assert (written(), remembered()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "kept"), [(200, 1), (204, 1), (400, 0), (403, 0), (422, 0), (500, 0)]
)
def test_an_answer_that_refuses_takes_back_what_was_written(status: int, kept: int):
    @once
    def refuses(request: HttpRequest) -> HttpResponseBase:
        writes()
        return HttpResponse(status=status)

    refuses(post(new_key()))
    assert (written(), remembered()) == (kept, 0)


@pytest.mark.django_db
def test_an_exception_takes_back_everything_and_the_form_can_be_sent_again():
    fails = [True]

    @once
    def breaks(request: HttpRequest) -> HttpResponseBase:
        answer = writes()
        if fails.pop():
            raise ConnectionError
        return answer

    key = new_key()
    with pytest.raises(ConnectionError):
        breaks(post(key))
    assert written() == 0
    fails.append(False)
    assert breaks(post(key)).status_code == 302
    assert written() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer", [HttpResponseClientRedirect("/done/"), HttpResponseLocation("/done/", target="main")]
)
def test_htmx_is_sent_on_as_the_first_time(answer: HttpResponse):
    ran = []

    @once
    def view(request: HttpRequest) -> HttpResponseBase:
        ran.append(1)
        return answer

    header = "HX-Redirect" if answer.has_header("HX-Redirect") else "HX-Location"
    key = new_key()
    first, second = view(post(key, htmx=True)), view(post(key, htmx=True))
    assert (second.status_code, second[header], len(ran)) == (200, first[header], 1)
    # The same form sent once more without JavaScript.
    assert view(post(key))["Location"] == "/done/"


def test_a_location_of_htmx_names_its_path():
    assert json.loads(HttpResponseLocation("/done/")["HX-Location"])["path"] == "/done/"


@pytest.mark.parametrize(
    "key", ["", "x", "g" * 32, "A" * 32, "a" * 31, "a" * 33, "../" * 11, "a" * 32 + "\n"]
)
def test_a_key_that_is_none_of_ours_is_refused(key: str):
    with pytest.raises(BadRequest):
        creates(post(key))


@pytest.mark.django_db
def test_a_form_without_a_key_and_a_page_that_is_only_read_pass_through():
    assert creates(post(None)).status_code == 302
    assert creates(RequestFactory().get(PATH, {"once": "not ours"})).status_code == 302
    assert (written(), remembered()) == (2, 0)


@pytest.mark.django_db
def test_submissions_are_forgotten_after_thirty_days():
    now = timezone.now()
    for age in (timedelta(), KEPT - timedelta(hours=1), KEPT + timedelta(hours=1)):
        Submission.objects.create(key=new_key(), path=PATH, submitted_at=now - age)
    assert sweep(now) == 1
    assert remembered() == 2


def at_once(count: int, send: Callable[[int], HttpResponseBase]) -> list[HttpResponseBase]:
    """Send from so many threads, all let go at the same moment."""
    gate = threading.Barrier(count)

    def sender(number: int) -> HttpResponseBase:
        try:
            gate.wait(timeout=30)
            return send(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(sender, range(count)))


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_the_same_moment_count_once():
    @once
    def slow(request: HttpRequest) -> HttpResponseBase:
        answer = writes()
        time.sleep(0.2)
        return answer

    key = new_key()
    answers = at_once(8, lambda _: slow(post(key, name="Ani")))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (written(), remembered()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_eight_fails_the_next_one_does_the_work():
    first, lock = [True], threading.Lock()

    @once
    def stumbles(request: HttpRequest) -> HttpResponseBase:
        answer = writes()
        time.sleep(0.1)
        with lock:
            failing = first and first.pop()
        return HttpResponse(status=500) if failing else answer

    key = new_key()
    answers = at_once(8, lambda _: stumbles(post(key)))
    assert sorted(answer.status_code for answer in answers) == [302] * 7 + [500]
    assert (written(), remembered()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_different_forms_at_the_same_moment_all_count():
    answers = at_once(8, lambda _: creates(post(new_key())))
    assert len({answer["Location"] for answer in answers}) == written() == 8
