"""The picture of a plan: every bar inside the frame, dates in order, the same for the same plan."""

import datetime as dt
import itertools
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.programme.engine.timeline import HEAD, LABELS, Meeting, Span, draw
from serai.portal.programme.models import Goal, WorkItem

TODAY = dt.date(2025, 5, 20)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
LOOKS = st.sampled_from(["planned", "under_way", "done", "late"])


@st.composite
def plans(draw_from):
    return [
        Span(
            pk=pk,
            label=f"Item {pk}",
            due_on=draw_from(DAYS),
            begins_on=draw_from(st.none() | DAYS),
            adopted_due_on=draw_from(st.none() | DAYS),
            adopted_begins_on=draw_from(st.none() | DAYS),
            look=draw_from(LOOKS),
            after=tuple(draw_from(st.sets(st.integers(1, 14), max_size=3))),
        )
        for pk in range(1, draw_from(st.integers(1, 12)) + 1)
    ]


@given(plans(), DAYS)
def test_every_bar_lies_inside_the_frame(items, today):
    picture = draw(items, today=today)
    for bar in picture.bars:
        assert bar.x >= LABELS
        assert bar.width > 0
        assert bar.x + bar.width <= picture.width + 0.2
        assert HEAD <= bar.y < picture.height
        if bar.ghost_x is not None:
            assert bar.ghost_x >= LABELS
            assert bar.ghost_width > 0
            assert bar.ghost_x + bar.ghost_width <= picture.width + 0.2


@given(plans())
def test_bars_stand_in_the_order_of_the_plan_and_never_overlap_a_row(items):
    picture = draw(items, today=TODAY)
    assert [bar.pk for bar in picture.bars] == [item.pk for item in items]
    rows = [bar.y for bar in picture.bars]
    assert rows == sorted(rows)
    assert all(second - first >= 20 for first, second in itertools.pairwise(rows))


@given(plans())
def test_a_later_due_date_ends_further_right(items):
    picture = draw(items, today=TODAY)
    ends = sorted(
        (item.due_on, bar.x + bar.width) for item, bar in zip(items, picture.bars, strict=True)
    )
    for (first, left), (second, right) in itertools.pairwise(ends):
        assert left <= right + 0.2
        if (second - first).days > 1:
            assert left < right


@given(plans())
def test_months_are_in_order_and_readable(items):
    months = draw(items, today=TODAY).months
    assert all(second.x - first.x >= 28 for first, second in itertools.pairwise(months))
    assert months[0].says_year


def test_the_adopted_bar_shows_only_what_changed():
    same = Span(1, "Same", TODAY, TODAY - dt.timedelta(9), TODAY - dt.timedelta(9), TODAY)
    moved = Span(
        2, "Moved", TODAY, TODAY - dt.timedelta(9), TODAY - dt.timedelta(9), TODAY - dt.timedelta(3)
    )
    first, second = draw([same, moved], today=TODAY).bars
    assert first.ghost_x is None
    assert second.ghost_x == second.x
    assert second.ghost_width < second.width


def test_lines_lead_from_the_end_of_the_earlier_to_the_later():
    early = Span(1, "Early", TODAY, TODAY - dt.timedelta(20))
    late = Span(2, "Late", TODAY + dt.timedelta(20), TODAY + dt.timedelta(5), after=(1, 99))
    picture = draw([early, late], today=TODAY)
    (path,) = picture.links
    numbers = [float(number) for number in re.findall(r"[\d.]+", path)]
    first, second = picture.bars
    assert numbers[0] == pytest.approx(first.x + first.width, abs=0.1)
    assert numbers[-1] == pytest.approx(second.x, abs=0.1)


def test_today_and_working_groups_show_only_inside_the_picture():
    item = Span(1, "Item", TODAY, TODAY - dt.timedelta(30))
    inside = Meeting("WG3", TODAY - dt.timedelta(8), TODAY - dt.timedelta(4))
    outside = Meeting("WG1", dt.date(2020, 1, 1), dt.date(2020, 1, 5))
    picture = draw([item], meetings=[inside, outside], today=TODAY)
    assert [meeting.label for meeting in picture.meetings] == ["WG3"]
    assert picture.today is not None
    assert draw([item], today=dt.date(2031, 1, 1)).today is None


def test_an_empty_plan_has_no_picture():
    assert draw([], today=TODAY) is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_picture_is_on_the_page_in_numbers_svg_understands(cast, client, language):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    today = timezone.localdate()
    for number in range(3):
        WorkItem.objects.create(
            goal=goal,
            title_en=f"<Item> {number}",
            begins_on=today,
            due_on=today + dt.timedelta(17 * number + 1),
        )
    cast.member.language = language
    cast.member.save()
    client.force_login(cast.member)
    page = client.get(reverse("work_plan", kwargs={"slug": cast.programme.slug})).content.decode()
    svg = page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]
    assert not re.search(r'="\d+,\d', svg)
    assert "&lt;Item&gt; 0" in svg
    assert svg.count('class="b planned"') == 3
    assert 'aria-labelledby="plan-picture-says"' in svg
    assert len(page.encode()) < 20_000


def test_sixty_items_fit_a_page_of_a_hundred_kilobytes(cast, client):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    today = timezone.localdate()
    items = [
        WorkItem(
            goal=goal,
            title_en=f"An item with a title of usual length {n}",
            due_on=today + dt.timedelta(n),
            administration=cast.georgia,
        )
        for n in range(-30, 50)
    ]
    WorkItem.objects.bulk_create(items)
    client.force_login(cast.coordinator)
    page = client.get(reverse("work_plan", kwargs={"slug": cast.programme.slug})).content
    assert len(page) < 100_000
