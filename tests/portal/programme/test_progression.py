"""Members × requirements: who may go on, why not, and the evidence behind it."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Letter
from serai.portal.programme.actions.progression import (
    copy_requirements,
    sign_off,
    withdraw_sign_off,
)
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import OwnSignOffError
from serai.portal.programme.models import (
    AttendanceMark,
    Contributor,
    Event,
    Goal,
    IntersessionalEntry,
    Requirement,
    Role,
    Session,
    SignOff,
    WorkItem,
)
from serai.portal.programme.queries.edited import REQUIREMENT
from serai.portal.programme.queries.progression import matrix_for, own_gaps
from tests.factories import Cast, make_member

KINDS = [
    ("attendance", 80),
    ("hours", 10),
    ("entries", 1),
    ("taught", 1),
    ("items", 0),
    ("sign_off", None),
]
TEXT = b"Observed on 15 April by the expert group.\n"


def url(name: str, code: str = "", **kwargs) -> str:
    return reverse(name, kwargs={"slug": "corridor"} | ({"code": code} if code else {}) | kwargs)


def make_session(group, day=3, **fields) -> Session:
    start = dt.datetime(2025, 2, day, 9, tzinfo=dt.UTC)
    return Session.objects.create(
        working_group=group,
        **(
            {"title_en": f"Session {day}", "start": start, "end": start + dt.timedelta(hours=1)}
            | fields
        ),
    )


def mark(session, *memberships) -> None:
    for membership in memberships:
        AttendanceMark.objects.create(
            session=session, officer=membership.officer, how="list", marked_by=membership.officer
        )


@pytest.fixture
def asked(cast: Cast) -> dict[str, Requirement]:
    """One requirement of each kind to go on to WG4."""
    return {
        kind: Requirement.objects.create(
            step=cast.groups["WG4"],
            kind=kind,
            order=n,
            title_en=f"About {kind}",
            threshold=threshold,
            counts_from=["WG2"] if kind == "attendance" else [],
        )
        for n, (kind, threshold) in enumerate(KINDS, start=1)
    }


@pytest.fixture
def met(cast: Cast, asked) -> None:
    """Giorgi has met everything; the others nothing."""
    attended, taught = (
        make_session(cast.groups["WG2"]),
        make_session(cast.groups["WG2"], 4, kind="micro_teaching"),
    )
    mark(attended, cast.membership)
    mark(taught, cast.membership)
    Contributor.objects.create(session=taught, officer=cast.member)
    for hours in (4, 6):
        IntersessionalEntry.objects.create(
            membership=cast.membership,
            kind="elearning",
            title=f"Course of {hours}",
            begun_on=dt.date(2025, 3, 1),
            ended_on=dt.date(2025, 3, 1),
            hours=hours,
            phase="confirmed",
        )
    sign_off(
        cast.membership,
        requirement=asked["sign_off"],
        outcome="met",
        why="Seen at WG3.",
        by=cast.expert,
    )


def states(matrix, member: str) -> list[str]:
    row = next(row for row in matrix.rows if row.membership.officer.name_latin == member)
    return [str(cell.state) for cell in row.cells]


def test_the_matrix_is_counted_from_the_records(cast: Cast, met):
    matrix = matrix_for(cast.coordinator, cast.programme)
    assert matrix.step.code == "WG4"
    assert states(matrix, "Giorgi Member") == ["met"] * 6
    assert states(matrix, "Aram Member") == [
        "not_yet",
        "not_yet",
        "not_yet",
        "not_yet",
        "met",
        "not_yet",
    ]
    assert [row.membership for row in matrix.going_on] == [cast.membership]


def test_eight_queries_whatever_the_number_of_members(cast: Cast, met, django_assert_num_queries):
    matrix_for(cast.coordinator, cast.programme)
    with django_assert_num_queries(8):
        assert len(matrix_for(cast.coordinator, cast.programme).rows) == 4
    for n in range(10):
        make_member(cast.programme, cast.armenia, f"Late Joiner{n}")
    with django_assert_num_queries(8):
        assert len(matrix_for(cast.coordinator, cast.programme).rows) == 14


def test_the_page_says_who_may_go_on_and_why_not(
    client, cast: Cast, met, django_assert_max_num_queries
):
    client.force_login(cast.coordinator)
    with django_assert_max_num_queries(20):
        page = client.get(url("progression")).text
    assert "1 of 4 may go on to WG4." in page
    assert "Attended 0 of 2 sessions (0 %). 80 % is asked." in page
    assert "0 of 10 hours confirmed." in page
    assert len(page.encode()) < 100_000


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("coordinator", {"Giorgi", "Nino", "Aram", "Lilit"}),
        ("expert", {"Giorgi", "Nino", "Aram", "Lilit"}),
        ("administrator", {"Giorgi", "Nino", "Aram", "Lilit"}),
        ("focal_point", {"Giorgi", "Nino"}),
        ("member", {"Giorgi"}),
        ("other_member", {"Aram"}),
        ("observer", set()),
    ],
)
def test_whose_rows_are_seen(client, cast: Cast, met, who, names):
    client.force_login(cast.who(who))
    page = client.get(url("progression_step", "WG4"))
    table = page.text.split("<main")[1]
    assert {
        name for name in ("Giorgi", "Nino", "Aram", "Lilit") if f"{name} Member" in table
    } == names
    book = openpyxl.load_workbook(BytesIO(client.get(url("progression_xlsx", "WG4")).content))
    cells = {str(cell) for row in book.active.values for cell in row}
    assert {
        name for name in ("Giorgi", "Nino", "Aram", "Lilit") if f"{name} Member" in cells
    } == names


def test_an_observer_reads_counts(client, cast: Cast, met):
    client.force_login(cast.observer)
    page = client.get(url("progression")).text
    assert "1 of 4 may go on to WG4." in page
    assert "Georgia" in page


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("observer", 200)])
def test_strangers_know_nothing_of_it(client, cast: Cast, who, status):
    client.force_login(cast.who(who))
    assert client.get(url("progression")).status_code == status
    assert client.get(url("requirements")).status_code == status


def test_a_member_reads_about_themselves(client, cast: Cast, met):
    client.force_login(cast.member)
    assert "You may go on to WG4." in client.get(url("progression")).text
    client.force_login(cast.other_member)
    page = client.get(url("progression")).text
    assert "You may not go on to WG4 yet." in page
    assert "What is missing" in page


def test_gaps_for_the_first_page(cast: Cast, met, django_assert_max_num_queries):
    assert own_gaps(cast.membership) == []
    with django_assert_max_num_queries(8):
        gaps = own_gaps(cast.other_membership)
    assert [gap.title for gap in gaps] == [
        "About attendance",
        "About hours",
        "About entries",
        "About taught",
        "About sign_off",
    ]
    assert gaps[1].words == "0 of 10 hours confirmed."


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200), ("expert", 200), ("focal_point", 200), ("member", 200),
        ("other_member", 404), ("other_focal_point", 404), ("observer", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_each_cell_opens_its_evidence(client, cast: Cast, met, asked, kind, who, status):
    client.force_login(cast.who(who))
    response = client.get(
        url("progression_cell", "WG4", member=cast.membership.pk, pk=asked[kind].pk)
    )
    assert response.status_code == status
    if status == 200:
        shown = {
            "attendance": "Session 3", "hours": "Course of 4", "entries": "Course of 6", "taught": "Session 4",
            "items": "owns no item", "sign_off": "Seen at WG3.",
        }  # fmt: skip
        assert shown[kind] in response.text


def test_a_cell_of_another_programme_is_not_found(client, cast: Cast, met, asked):
    from tests.factories import make_programme

    elsewhere = make_member(make_programme(), cast.georgia)
    client.force_login(cast.administrator)
    assert (
        client.get(
            url("progression_cell", "WG4", member=elsewhere.pk, pk=asked["hours"].pk)
        ).status_code
        == 404
    )
    assert (
        client.get(
            url("progression_cell", "WG3", member=cast.membership.pk, pk=asked["hours"].pk)
        ).status_code
        == 404
    )


def test_sessions_missed_attended_and_not_recorded_are_told_apart(client, cast: Cast, met, asked):
    make_session(cast.groups["WG2"], 5, title_en="Nobody marked")
    make_session(cast.groups["WG2"], 6, title_en="Coffee", takes_attendance=False)
    client.force_login(cast.other_member)
    page = client.get(
        url("progression_cell", "WG4", member=cast.other_membership.pk, pk=asked["attendance"].pk)
    ).text
    assert page.count(">missed<") == 2
    assert page.count(">not recorded<") == 1
    assert "Coffee" not in page


def test_sessions_side_by_side_are_one(client, cast: Cast, asked):
    left, right = (
        make_session(cast.groups["WG2"], title_en="Left room"),
        make_session(cast.groups["WG2"], title_en="Right room"),
    )
    mark(left, cast.membership)
    mark(right, cast.other_membership)
    matrix = matrix_for(cast.coordinator, cast.programme)
    assert (states(matrix, "Giorgi Member")[0], states(matrix, "Aram Member")[0]) == ("met", "met")
    client.force_login(cast.member)
    page = client.get(
        url("progression_cell", "WG4", member=cast.membership.pk, pk=asked["attendance"].pk)
    ).text
    assert "Attended 1 of 1 session (100 %)." in page
    assert "at the one beside it" in page
    assert ">missed<" not in page


def test_teaching_without_being_there_does_not_count(cast: Cast, met):
    session = Session.objects.get(kind="micro_teaching")
    Contributor.objects.create(session=session, officer=cast.other_member)
    matrix = matrix_for(cast.coordinator, cast.programme)
    assert states(matrix, "Aram Member")[3] == "not_yet"
    AttendanceMark.objects.all().delete()
    assert states(matrix_for(cast.coordinator, cast.programme), "Aram Member")[3] == "met"


def test_a_late_item_is_late(cast: Cast, asked):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    item = WorkItem.objects.create(
        goal=goal, title_en="Handbook", due_on=timezone.localdate() - dt.timedelta(days=1)
    )
    item.owners.add(cast.member)
    matrix = matrix_for(cast.coordinator, cast.programme)
    assert states(matrix, "Giorgi Member")[4] == "late"
    item.phase = "dropped"
    item.save()
    assert states(matrix_for(cast.coordinator, cast.programme), "Giorgi Member")[4] == "met"


def test_sessions_before_joining_count_until_waived(cast: Cast, met, asked):
    newcomer = make_member(cast.programme, cast.armenia, "New Comer", joined_on=dt.date(2025, 5, 1))
    assert states(matrix_for(cast.coordinator, cast.programme), "New Comer")[0] == "not_yet"
    sign_off(
        newcomer,
        requirement=asked["attendance"],
        outcome="waived",
        why="Caught up.",
        by=cast.coordinator,
    )
    assert states(matrix_for(cast.coordinator, cast.programme), "New Comer")[0] == "waived"


def test_an_expert_signs_off_with_a_reason_and_a_file(client, cast: Cast, asked):
    client.force_login(cast.expert)
    address = url("progression_cell", "WG4", member=cast.membership.pk, pk=asked["sign_off"].pk)
    response = client.post(address, {"outcome": "met", "why": ""})
    assert response.context["form"].errors["why"]
    sheet = SimpleUploadedFile("sheet.txt", TEXT, "text/plain")
    assert (
        client.post(address, {"outcome": "met", "why": "Observed.", "evidence": sheet}).status_code
        == 302
    )
    signed = SignOff.objects.get()
    assert (signed.outcome, signed.why, signed.signed_by, signed.stored.name) == (
        "met",
        "Observed.",
        cast.expert,
        "sheet.txt",
    )
    assert Letter.objects.get().to == cast.member
    assert Event.objects.get().kind == "signed_off"
    for who, status in (("member", 200), ("focal_point", 200), ("other_member", 404)):
        client.force_login(cast.who(who))
        assert (
            client.get(
                url("sign_off_file", "WG4", member=cast.membership.pk, pk=asked["sign_off"].pk)
            ).status_code
            == status
        )


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("focal_point", 403), ("other_member", 404), ("observer", 404)],
)
def test_only_experts_and_coordinators_sign_off(client, cast: Cast, asked, who, status):
    client.force_login(cast.who(who))
    address = url("progression_cell", "WG4", member=cast.membership.pk, pk=asked["sign_off"].pk)
    assert client.post(address, {"outcome": "met", "why": "Because."}).status_code == status
    assert not SignOff.objects.exists()


def test_nobody_signs_themselves_off(client, cast: Cast, asked):
    Role.objects.create(programme=cast.programme, officer=cast.member, kind="expert")
    client.force_login(cast.member)
    address = url("progression_cell", "WG4", member=cast.membership.pk, pk=asked["sign_off"].pk)
    assert client.post(address, {"outcome": "met", "why": "I am good."}).status_code == 403
    with pytest.raises(OwnSignOffError):
        sign_off(
            cast.membership,
            requirement=asked["sign_off"],
            outcome="met",
            why="I am good.",
            by=cast.member,
        )


def test_a_withdrawn_sign_off_stays_in_the_history(client, cast: Cast, met, asked):
    client.force_login(cast.coordinator)
    where = {"member": cast.membership.pk, "pk": asked["sign_off"].pk}
    client.post(url("withdraw_sign_off", "WG4", **where), {"reason": ""})
    assert SignOff.objects.exists()
    client.post(url("withdraw_sign_off", "WG4", **where), {"reason": "Wrong person"})
    assert not SignOff.objects.exists()
    gone = SignOff.history.latest("history_date")
    assert (gone.history_type, gone.history_change_reason, gone.history_user) == (
        "-",
        "Wrong person",
        cast.coordinator,
    )


def test_signing_again_changes_the_one_sign_off(cast: Cast, met, asked):
    again = sign_off(
        cast.membership,
        requirement=asked["sign_off"],
        outcome="waived",
        why="On leave.",
        by=cast.coordinator,
    )
    assert SignOff.objects.get() == again
    assert [h.outcome for h in again.history.order_by("history_id")] == ["met", "waived"]
    withdraw_sign_off(again, why="x" * 100, by=cast.expert)
    assert Letter.objects.count() == 3


def test_the_coordinator_adds_a_requirement_kind_first(client, cast: Cast):
    client.force_login(cast.coordinator)
    address = url("add_requirement", "WG4")
    assert "What does WG4 ask?" in client.get(address).text
    page = client.get(address + "?kind=attendance").text
    assert "WG1" in page
    assert "WG3" in page
    assert 'value="WG4"' not in page
    sent = {
        "title_en": "Attendance",
        "title_ru": "",
        "threshold": "80",
        "counts_from": ["WG2", "WG3"],
    }
    assert client.post(address + "?kind=attendance", sent).status_code == 302
    made = Requirement.objects.get()
    assert (made.kind, made.threshold, made.counts_from, made.order) == (
        "attendance",
        80,
        ["WG2", "WG3"],
        1,
    )
    assert "At least 80 % of sessions attended" in client.get(url("requirements")).text


@pytest.mark.parametrize(
    ("step", "kind", "wrong", "field"),
    [
        ("WG4", "attendance", {"threshold": "101"}, "threshold"),
        ("WG4", "attendance", {"threshold": ""}, "threshold"),
        ("WG4", "attendance", {"counts_from": ["WG5"]}, "counts_from"),
        ("WG4", "entries", {"threshold": "1.5"}, "threshold"),
        ("WG4", "hours", {"threshold": "0"}, "threshold"),
        ("WG4", "hours", {"counts_from": ["WG2"]}, "counts_from"),
        ("WG4", "sign_off", {"title_en": ""}, "title_en"),
        ("WG1", "attendance", {}, "__all__"),
    ],
)
def test_a_requirement_that_cannot_be_is_refused(client, cast: Cast, step, kind, wrong, field):
    client.force_login(cast.coordinator)
    response = client.post(
        url("add_requirement", step) + f"?kind={kind}",
        {"title_en": "Title", "threshold": "10"} | wrong,
    )
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Requirement.objects.exists()


def test_changing_a_requirement_keeps_its_history(client, cast: Cast, asked):
    client.force_login(cast.coordinator)
    made = Requirement.objects.get(pk=asked["hours"].pk)
    client.post(
        url("edit_requirement", "WG4", pk=made.pk),
        {"title_en": "Hours", "threshold": "20", "seen": seen(REQUIREMENT.state(made))},
    )
    assert [h.threshold for h in made.history.order_by("history_id")] == [Decimal(10), Decimal(20)]


def test_one_that_was_signed_off_on_stays(client, cast: Cast, met, asked):
    client.force_login(cast.coordinator)
    for kind in ("sign_off", "hours"):
        client.post(url("remove_requirement", "WG4", pk=asked[kind].pk))
    assert set(
        Requirement.objects.filter(kind__in=["sign_off", "hours"]).values_list("kind", flat=True)
    ) == {"sign_off"}


def test_requirements_change_places(client, cast: Cast, asked):
    client.force_login(cast.coordinator)
    client.post(url("move_requirement", "WG4", pk=asked["hours"].pk), {"where": "earlier"})
    client.post(url("move_requirement", "WG4", pk=asked["hours"].pk), {"where": "earlier"})
    client.post(url("move_requirement", "WG4", pk=asked["items"].pk), {"where": "later"})
    order = list(Requirement.objects.order_by("order").values_list("kind", flat=True))
    assert order == ["hours", "attendance", "entries", "taught", "sign_off", "items"]


def test_copying_twice_adds_once(client, cast: Cast, asked):
    client.force_login(cast.coordinator)
    for _ in range(2):
        client.post(url("copy_requirements", "WG5"), {"source": cast.groups["WG4"].pk})
    copied = cast.groups["WG5"].requirements.order_by("order")
    assert [each.kind for each in copied] == [kind for kind, _ in KINDS]
    assert copy_requirements(cast.groups["WG4"], to=cast.groups["WG5"], by=cast.coordinator) == []
    assert Requirement.history.filter(step=cast.groups["WG5"]).count() == 6


@pytest.mark.parametrize("name", ["add_requirement", "copy_requirements"])
@pytest.mark.parametrize("who", ["expert", "focal_point", "member", "observer"])
def test_only_the_coordinator_changes_what_is_asked(client, cast: Cast, asked, name, who):
    client.force_login(cast.who(who))
    assert client.post(url(name, "WG4"), {}).status_code == 403
    assert client.post(url("edit_requirement", "WG4", pk=asked["hours"].pk), {}).status_code == 403


def test_a_programme_without_requirements_says_what_will_be_here(client, cast: Cast):
    client.force_login(cast.coordinator)
    page = client.get(url("progression")).text
    assert "WG4 asks nothing yet." in page
    assert "Add the first requirement" in page
    client.force_login(cast.member)
    assert "Add the first requirement" not in client.get(url("progression")).text
