"""What the tags write, in both languages."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.utils import timezone, translation

from serai.portal.ui.templatetags import ui

NOW = dt.datetime(2025, 2, 5, 4, 0, tzinfo=dt.UTC)


def written(text: str, **context) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("start", "end", "english", "russian"),
    [
        ((2025, 2, 3), (2025, 2, 7), "3–7 February 2025", "3–7 февраля 2025"),
        ((2025, 2, 3), (2025, 2, 3), "3 February 2025", "3 февраля 2025"),
        ((2025, 2, 3), None, "3 February 2025", "3 февраля 2025"),
        ((2025, 4, 28), (2025, 5, 2), "28 April – 2 May 2025", "28 апреля – 2 мая 2025"),
        (
            (2024, 12, 30),
            (2025, 1, 3),
            "30 December 2024 – 3 January 2025",
            "30 декабря 2024 – 3 января 2025",
        ),
    ],
)
def test_days_from_to_say_once_what_they_share(start, end, english, russian):
    first, last = dt.date(*start), end and dt.date(*end)
    assert ui.span(first, last) == english
    with translation.override("ru"):
        assert ui.span(first, last) == russian


@pytest.mark.parametrize(
    ("start", "end", "english", "russian"),
    [
        ((2024, 9, 1), None, "September 2024", "сентябрь 2024"),
        ((2024, 9, 1), (2024, 10, 1), "September–October 2024", "сентябрь–октябрь 2024"),
        (
            (2024, 12, 1),
            (2025, 1, 1),
            "December 2024 – January 2025",
            "декабрь 2024 – январь 2025",
        ),
    ],
)
def test_where_only_the_month_is_known_no_day_is_invented(start, end, english, russian):
    first, last = dt.date(*start), end and dt.date(*end)
    assert ui.span(first, last, "month") == english
    with translation.override("ru"):
        assert ui.span(first, last, "month") == russian


def test_no_dates_are_no_text():
    assert (ui.span(None), ui.day(None), ui.when(None), ui.since(None)) == ("", "", "", "")


def test_a_moment_is_told_in_the_readers_zone_or_the_one_asked_for():
    with timezone.override("Asia/Tbilisi"):
        assert (
            ui.when(NOW) == '<time datetime="2025-02-05T08:00+04:00">5 February 2025, 08:00</time>'
        )
        assert ">09:00<" in ui.when(NOW, "time", tz="Asia/Almaty")


def test_equal_moments_of_two_zones_keep_their_own_clock():
    tbilisi, almaty = (ui.when(NOW, "time", tz=zone) for zone in ("Asia/Tbilisi", "Asia/Almaty"))
    assert (">08:00<" in tbilisi, ">09:00<" in almaty) == (True, True)


@pytest.mark.parametrize(
    ("zone", "month", "offset"),
    [
        ("Asia/Almaty", 2, "UTC+5"),
        ("Asia/Kolkata", 2, "UTC+5:30"),
        ("America/New_York", 2, "UTC−5"),
        ("Europe/Brussels", 2, "UTC+1"),
        ("Europe/Brussels", 7, "UTC+2"),
    ],
)
def test_the_distance_from_utc_follows_the_season(zone, month, offset):
    assert ui.offset(NOW.replace(month=month), zone) == offset


def test_a_day_with_its_name():
    assert ">Wednesday 5 February<" in ui.day(NOW.date(), "weekday")
    with translation.override("ru"):
        assert ">Среда, 5 февраля<" in ui.day(NOW.date(), "weekday")
        assert ">05.02.2025<" in ui.day(NOW.date(), "short")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (dt.timedelta(seconds=30), "less than a minute"),
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(hours=5), "5 hours"),
        (dt.timedelta(days=12), "12 days"),
        (dt.timedelta(days=100), "3 months"),
        (dt.timedelta(days=800), "2 years"),
    ],
)
def test_a_wait_is_told_in_one_unit(passed, words):
    assert ui.since(NOW - passed, NOW) == words


def test_a_day_without_a_clock_is_counted_in_days():
    assert ui.since(NOW.date(), NOW) == "less than a day"
    assert ui.since(dt.date(2025, 2, 1), NOW) == "4 days"


def test_figures_are_grouped_as_the_language_does():
    assert (ui.figure(57000), ui.figure(1240.5, 1)) == ("57,000", "1,240.5")
    with translation.override("ru"):
        assert (ui.figure(57000), ui.figure(1240.5, 1)) == ("57\xa0000", "1\xa0240,5")


@pytest.mark.parametrize(
    ("native", "at_home", "language"),
    [
        ("ნინო ბერიძე", ["ka"], "ka"),
        ("ᲜᲘᲜᲝ ᲑᲔᲠᲘᲫᲔ", [], "ka"),
        ("Անի Սարգսյան", ["hy"], "hy"),
        ("Անի Սարգսյան", ["ka"], "hy"),
        ("Айгерім Нұрланова", ["kk", "ru"], "kk"),
        ("Әсел Оспанова", ["kk", "ru"], "kk"),
        ("Äsel Ospanova", ["kk", "ru"], "kk-Latn"),
        ("Жылдыз Токтогулова", ["ky", "ru"], "ky"),
        ("Ҷамшед Раҳимов", ["tg", "ru"], "tg"),
        ("Ҷамшед Раҳимов", [], "und-Cyrl"),
        ("Fərid Məmmədov", ["az"], "az"),
        ("Əli Həsənov", ["az"], "az"),
        ("əli", [], "und-Latn"),
        ("Алексей Петров", ["az"], "ru"),
        ("Алексей Петров", ["ka"], "ru"),
        ("Myrat Öwezow", ["tk"], "tk"),
        ("Doniyor Oʻrinov", ["uz"], "uz"),
        ("Дониёр Ўринов", ["uz"], "uz-Cyrl"),
        ("佐藤 健", ["ja"], "ja"),
        ("さくら 健", [], "ja"),
        ("佐藤 さくら", [], "ja"),
        ("佐藤 健", [], "und-Hani"),
        ("김민수", ["ja"], "ko"),
        ("Hélène", [], "und-Latn"),
        ("Σοφία", [], "el"),
        ("", ["ka"], None),
        ("12", ["ka"], "und"),
    ],
)
def test_a_native_name_follows_the_latin_one_in_its_language(native, at_home, language):
    officer = SimpleNamespace(name_latin="A Name", name_native=native, languages_at_home=at_home)
    second = f' <span class="native" lang="{language}">{native}</span>' if native else ""
    assert ui.person(officer) == f'<span class="person">A Name{second}</span>'


def test_a_name_that_is_the_same_in_both_scripts_is_written_once():
    officer = SimpleNamespace(name_latin="Dilshod Karimov", name_native="Dilshod Karimov")
    assert ui.person(officer) == '<span class="person">Dilshod Karimov</span>'


def test_a_name_is_text_and_never_markup():
    officer = SimpleNamespace(
        name_latin="<b>A</b>", name_native="<i>Б</i>", languages_at_home=["ru"]
    )
    assert "<b>" not in ui.person(officer)
    assert "<i>" not in ui.person(officer)


@pytest.mark.parametrize("name", ["met", "partly", "late", "not_yet", "waived"])
def test_a_mark_can_be_read_without_seeing_it(name):
    word = name.replace("_", " ")
    assert f'role="img" title="{word}"' in ui.state(name)
    assert ui.state(name, True).endswith(f"</span> {word}</span>")


def test_a_state_or_lane_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        ui.state("green")
    with pytest.raises(KeyError):
        ui.lane("purple")


def test_only_made_up_people_are_marked():
    assert "generated" in ui.mark_generated(SimpleNamespace(is_generated=True))
    assert ui.mark_generated(SimpleNamespace(is_generated=False)) == ""


def key_in(html: str) -> str:
    return html.partition('value="')[2][:32]


def test_every_form_gets_a_key_of_its_own(rf):
    page = Template("{% once %}")
    keys = {key_in(page.render(RequestContext(rf.get("/"), {"user": None}))) for _ in range(3)}
    assert len(keys) == 3


def test_a_form_shown_again_keeps_its_key(rf):
    context = {"request": rf.post("/", {"once": "0" * 32})}
    assert key_in(written("{% once %}", **context)) == "0" * 32


def test_a_key_that_is_not_ours_is_not_written_back(rf):
    context = {"request": rf.post("/", {"once": '"><script>'})}
    assert "script" not in written("{% once %}", **context)


def test_pages_keep_what_the_address_asks_for(rf):
    page = Paginator(range(312), 20).page(3)
    html = written("{% paginate page %}", page=page, request=rf.get("/?state=late&page=3"))
    assert "41–60 of 312" in html
    assert 'href="?state=late&amp;page=4"' in html
    assert '<a aria-current="page" href="?state=late&amp;page=3">3</a>' in html


def test_one_page_needs_no_links(rf):
    page = Paginator(range(3), 20).page(1)
    assert written("{% paginate page %}", page=page, request=rf.get("/")).strip() == ""
