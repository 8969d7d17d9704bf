"""Controls: what a plan may ask for, when its results are known, and when it is all over."""

import datetime as dt

import polars as pl
import pytest

from serai.world import lodged as papers
from serai.world.controls import CONTROLS
from serai.world.errors import OverCapacityError, UnknownDeclarationsError, WorldOverError
from serai.world.inspection import DAYS, MINUTES
from serai.world.inspectors import AUDITED, LISTED, placed
from serai.world.scenario import Played
from serai.world.world import World
from tests.worlds import fingerprint, plan_of, scenario

RICH = {"other": dict.fromkeys(CONTROLS, 400.0)}


def two(**changes):
    """Two administrations with time for much."""
    played = {"KG": Played(RICH), "KZ": Played(RICH)}
    return scenario(administrations=played, **{"weekly": 200} | changes)


@pytest.fixture
def world():
    opened = World.open(two(), 7)
    for _ in range(2):
        opened.next_week()
    return opened


def lodged(world, week):
    """Numbers of a week, 1 the first."""
    book = world._books[week - 1]
    return world._clerk.numbers(book.lodged.events.country, book.lodged.serial).to_list()


def refused(world, plan, error=UnknownDeclarationsError):
    with pytest.raises(error) as caught:
        world.inspect(plan)
    return caught.value.problems


def test_a_plan_is_refused_with_every_problem_and_its_row(world):
    old, new = lodged(world, 1), lodged(world, 2)
    world.inspect(plan_of(new[:1]))
    code, digits = new[1][:2], new[1][2:]
    swapped = "CN" + digits
    plan = pl.DataFrame(
        {
            "declaration": [
                new[0], "KG9999999999", "", None, swapped, old[0], new[2], new[2], new[3], new[4],
                f"{code}{int(digits)}", f" {new[5]}", "KG-000000001", "KG1e3", new[6],
            ],
            "control": [
                "documents", "documents", "documents", "documents", "goods", "goods", "scan", "scan",
                "gods", None, "documents", "documents", "documents", "documents", "audit",
            ],
        }
    )  # fmt: skip
    problems = refused(world, plan)
    rows = {int(one.split(":")[0].removeprefix("row ")): one for one in problems}
    assert sorted(rows) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    said = {
        1: "has had this control or more, or a finding", 2: "was never lodged", 3: "was never lodged",
        4: "was never lodged", 5: "was never lodged", 6: "has been released", 7: "twice",
        8: "twice", 9: "gets no control: there are documents, scan, goods, audit",
        10: "gets no control", 11: "was never lodged", 12: "was never lodged",
        13: "was never lodged", 14: "was never lodged",
    }  # fmt: skip
    for row, words in said.items():
        assert words in rows[row]


def test_each_administration_numbers_its_declarations_without_a_gap():
    """Numbers tell nothing of how much is declared elsewhere, and lead to the declaration they are of."""
    world = World.open(scenario("corridor", shocks=()), 2)
    declared = pl.concat([world.next_week().declarations for _ in range(3)])
    each = declared.with_columns(serial=pl.col("declaration").str.slice(2).cast(pl.Int64))
    for (code,), some in each.group_by("administration"):
        assert some["serial"].sort().to_list() == list(range(1, len(some) + 1)), code
    last = declared["declaration"].unique(maintain_order=True).to_list()[-40:]
    book, row, _ = placed(plan_of(last), world._books, world._market.countries)
    found = [
        (int(world._books[b].lodged.events.country[r]), int(world._books[b].lodged.serial[r]))
        for b, r in zip(book.tolist(), row.tolist(), strict=True)
    ]
    assert [papers.number(world._market.countries[c], s) for c, s in found] == last


@pytest.mark.parametrize(
    ("columns", "missing"),
    [(["declaration"], ["control"]), (["control"], ["declaration"]),
     ([], ["control", "declaration"])],
)  # fmt: skip
def test_a_plan_without_its_columns_is_refused(world, columns, missing):
    plan = pl.DataFrame({name: ["x"] for name in columns})
    assert refused(world, plan) == [f"a plan has a column “{one}”" for one in missing]


def test_of_many_problems_of_a_kind_the_first_are_listed_and_the_rest_counted(world):
    problems = refused(world, plan_of([f"KG{one:010d}" for one in range(90_000, 90_100)]))
    assert len(problems) == LISTED + 1
    assert problems[-1] == f"… and {100 - LISTED} more"


def test_over_capacity_names_every_pool_that_lacks_hours():
    poor = Played({"other": dict.fromkeys(CONTROLS, 0.5)})
    world = World.open(scenario(administrations={"KG": poor}), 7)
    week = world.next_week()
    plan = pl.concat(
        [plan_of(week.declarations[:2]), plan_of(week.declarations[2:3], "goods"),
         plan_of(week.declarations[3:5], "scan")]
    )  # fmt: skip
    problems = refused(world, plan, OverCapacityError)
    assert len(problems) == 2
    assert problems[0].startswith("KG, office other: 0.7 hours of documents, and there are 0.5")
    assert "hours of goods" in problems[1]


def test_hours_are_counted_over_all_plans_of_a_week():
    slots = Played({"other": {"documents": 1.0}})
    world = World.open(scenario(administrations={"KG": slots}), 7)
    names = world.next_week().declarations["declaration"].to_list()
    world.inspect(plan_of(names[:2]))
    refused(world, plan_of(names[2:4]), OverCapacityError)
    assert len(world.inspect(plan_of(names[2:3]))) == 1
    refused(world, plan_of(names[3:4]), OverCapacityError)
    again = world.next_week().declarations["declaration"].to_list()
    assert len(world.inspect(plan_of(again[:3]))) == 3


def test_offices_without_officers_control_nothing():
    world = World.open(scenario(administrations={"KG": Played({})}), 7)
    week = world.next_week()
    assert len(world.inspect(plan_of([]))) == 0
    problems = refused(world, plan_of(week.declarations[:3]), OverCapacityError)
    assert problems == ["3 controls at offices without officers"]


def bad_plans(week):
    names = week.declarations["declaration"].to_list()
    yield plan_of([*names[:5], "KG9999999999"])
    yield plan_of([names[0], names[0]])
    yield plan_of(names[:5], "x-ray")
    yield plan_of(week.declarations, "audit")
    yield pl.DataFrame({"declaration": names[:3]})


def test_after_a_refused_plan_nothing_was_controlled():
    tried, spared = World.open(two(), 7), World.open(two(), 7)
    for _ in range(3):
        week, same = tried.next_week(), spared.next_week()
        for plan in bad_plans(week):
            with pytest.raises((UnknownDeclarationsError, OverCapacityError)):
                tried.inspect(plan)
        good = plan_of(week.declarations[:40], "goods")
        assert fingerprint(tried.inspect(good)) == fingerprint(spared.inspect(good))
        for name in ("declarations", "messages", "results"):
            assert fingerprint(getattr(week, name)) == fingerprint(getattr(same, name))
    assert fingerprint(tried.debrief().declarations) == fingerprint(spared.debrief().declarations)


def test_what_is_found_depends_neither_on_the_order_of_the_plan_nor_on_other_plans():
    together, apart = World.open(two(), 7), World.open(two(), 7)
    week = together.next_week()
    apart.next_week()
    plan = plan_of(week.declarations[:120], "goods")
    whole = together.inspect(plan)
    parts = pl.concat([apart.inspect(plan[::-1][:50]), apart.inspect(plan[::-1][50:])])
    told = ("declaration", "found", "offence", "recovered", "known")
    assert whole["found"].sum() > 0
    assert whole.select(told).sort("declaration").equals(parts.select(told).sort("declaration"))


def test_an_empty_plan_controls_nothing(world):
    assert len(world.inspect(plan_of([]))) == 0


def test_before_the_first_week_there_is_nothing_to_control():
    world = World.open(two(), 7)
    assert len(world.inspect(plan_of([]))) == 0
    assert refused(world, plan_of(["KG0000000000"])) == ["row 1: KG0000000000 was never lodged"]


def test_results_come_on_their_day_and_once():
    world = World.open(two(), 7)
    first = world.next_week()
    start = first.first
    days = dict(first.declarations.select("declaration", "date").iter_rows())
    names = list(days)
    asked = {}
    for place, control in enumerate(CONTROLS):
        asked |= dict.fromkeys(names[place * 20 : place * 20 + 20], control)
    plan = pl.DataFrame({"declaration": list(asked), "control": [str(c) for c in asked.values()]})
    told = {name: (known, 1) for name, known in world.inspect(plan)
            .select("declaration", "known").iter_rows()}  # fmt: skip
    for number in range(2, 10):
        for name, known in world.next_week().results.select("declaration", "known").iter_rows():
            assert name not in told
            told[name] = (known, number)
    assert told.keys() == asked.keys()
    for name, (known, number) in told.items():
        control = asked[name]
        begin = first.last if control == "audit" else days[name]
        assert known == begin + dt.timedelta(days=DAYS[control])
        assert (known - start).days // 7 + 1 == number
    later = {asked[name] for name, (_, number) in told.items() if number > 1}
    assert later <= {"goods", "audit"}
    assert all(number == 7 for name, (_, number) in told.items() if asked[name] == "audit")


def test_audits_reach_back_and_no_further():
    world = World.open(two(weekly=20), 7)
    weeks = [world.next_week() for _ in range(AUDITED + 2)]
    kept = plan_of(weeks[2].declarations[:3], "audit")
    assert len(world.inspect(kept)) == 0  # the results come after six weeks
    gone = plan_of(weeks[1].declarations[:1], "audit")
    assert "is older than" in refused(world, gone)[0]
    assert "has been released" in refused(world, plan_of(weeks[-2].declarations[:1], "scan"))[0]
    for _ in range(6):
        results = world.next_week().results
    assert results["declaration"].to_list() == kept["declaration"].to_list()


def test_after_the_debrief_nothing_can_be_played(world):
    ledger = world.debrief()
    with pytest.raises(WorldOverError):
        world.next_week()
    with pytest.raises(WorldOverError):
        world.inspect(plan_of([]))
    again = world.debrief()
    assert again is ledger
    assert again.declarations["declaration"].is_unique().all()
    assert len(again.behaviour) == 2


def test_each_control_takes_its_minutes():
    assert MINUTES.keys() == DAYS.keys() == set(CONTROLS)
    exact = Played({"other": {one: 3 * MINUTES[one] / 60 for one in CONTROLS}})
    world = World.open(scenario(administrations={"KG": exact}), 7)
    for control in CONTROLS:
        names = world.next_week().declarations["declaration"].to_list()
        refused(world, plan_of(names[:4], control), OverCapacityError)
        world.inspect(plan_of(names[:3], control))


def test_documents_may_lead_to_goods_and_goods_to_an_audit_but_not_back():
    world = World.open(two(), 5)
    week = world.next_week()
    names = week.declarations["declaration"].head(40)
    found = world.inspect(plan_of(names.to_list()))
    clean = [one for one in names.to_list() if one not in found.filter("found")["declaration"]]
    more = world.inspect(plan_of(clean, "goods"))
    assert len(more) <= len(clean)
    with pytest.raises(UnknownDeclarationsError, match="this control or more"):
        world.inspect(plan_of(clean[:1], "scan"))
    world.next_week()
    ledger = world.debrief().declarations.filter(pl.col("declaration").is_in(clean))
    # Both controls held it: a lorry waits twice.
    assert (ledger["control"] == "goods").all()
    assert (ledger["held"] > 2 + 12).all()
