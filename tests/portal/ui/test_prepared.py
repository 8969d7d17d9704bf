"""A prepared query finds what its queryset finds, with each run's own values."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import CharField, Count, DateTimeField, Exists, OuterRef, Value
from django.utils import timezone

from serai.portal.ui.models import Submission
from serai.portal.ui.prepared import Given, Prepared

pytestmark = pytest.mark.django_db

LATE = dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def sent() -> list[Submission]:
    made = [Submission.objects.create(key=str(n) * 64, path=f"/{n}/") for n in range(3)]
    Submission.objects.filter(key="2" * 64).update(submitted_at=LATE)
    return made


by_path = Prepared(lambda: Submission.objects.filter(path=Given("path", CharField())))


def test_each_run_has_its_own_values(sent: list[Submission]) -> None:
    assert by_path(path="/1/") == [sent[1]]
    assert by_path(path="/0/") == [sent[0]]
    assert by_path(path="/9/") == []
    assert by_path.one(path="/9/") is None


def test_an_answer_is_never_kept(sent: list[Submission]) -> None:
    assert len(by_path(path="/1/")) == 1
    Submission.objects.filter(path="/0/").update(path="/1/")
    assert len(by_path(path="/1/")) == 2


def test_each_run_asks_the_database_once(sent: list[Submission], django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    by_path(path="/1/")
    with django_assert_num_queries(1) as asked:
        by_path(path="/2/")
    assert "/2/" in asked.captured_queries[0]["sql"]


def test_moments_are_compared_and_read_as_moments(sent: list[Submission]) -> None:
    since = Prepared(
        lambda: Submission.objects.filter(
            submitted_at__lte=Given("until", DateTimeField())
        ).values_list("path", "submitted_at")
    )
    east = LATE.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert since(until=east) == [("/2/", LATE)]
    assert since(until=LATE - dt.timedelta(minutes=1)) == []
    assert len(since(until=timezone.now())) == 3


def test_subqueries_sums_and_unions_keep_the_order_of_their_values(sent: list[Submission]) -> None:
    same = Submission.objects.filter(pk=OuterRef("pk"), path=Given("other", CharField()))
    annotated = Prepared(
        lambda: (
            Submission.objects.filter(path__in=["/0/", "/1/"], path__gt=Given("after", CharField()))
            .order_by("path")
            .annotate(n=Count("pk"), is_other=Exists(same))
        )
    )
    assert [(s.path, s.n, s.is_other) for s in annotated(other="/1/", after="")] == [
        ("/0/", 1, False),
        ("/1/", 1, True),
    ]
    both = Prepared(
        lambda: (
            Submission.objects.filter(path=Given("first", CharField()))
            .values_list("path", Value("one"))
            .union(
                Submission.objects.filter(path=Given("second", CharField())).values_list(
                    "path", Value("two")
                ),
                all=True,
            )
        )
    )
    assert sorted(both(first="/2/", second="/0/")) == [("/0/", "two"), ("/2/", "one")]


def test_nothing_is_compared_with_null(sent: list[Submission]) -> None:
    with pytest.raises(ValueError, match="path is None"):
        by_path(path=None)


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_share_what_they_run(sent: list[Submission]) -> None:
    def read(n: int) -> list[str]:
        try:
            return [s.path for _ in range(20) for s in by_path(path=f"/{n}/")]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for n, found in enumerate(pool.map(read, range(3))):
            assert found == [f"/{n}/"] * 20
