"""Nothing that a player reads leads to the ledger: not by name, not by reference, not by a lookup."""

import types
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata

from serai.declarations import kcs
from serai.season.practice import Practice
from serai.season.unit import PLAN, Unit
from serai.world.books import Book
from serai.world.controls import CONTROLS
from serai.world.ledger import Dues, Ledger
from serai.world.lines import Lines, Traders
from serai.world.lodged.contracts import INVOICED
from serai.world.market import Market
from serai.world.movements import Movements
from serai.world.officers import Officers
from serai.world.scenario import Played
from serai.world.traders.population import Population
from serai.world.underway import UnderWay
from serai.world.week import OUTCOMES
from serai.world.world import World
from tests.worlds import plan_of, run, scenario

CODES = ("KZ", "AZ", "GE", "TM")
DECLARATION = {
    "administration", "document", "declaration", "date", "office", "type", "procedure", "consignor",
    "consignee", "declarant", "carrier", "hs", "description", "origin", "dispatch", "destination",
    "transport", "container", "terms", "preference", "packages", "gross_mass", "net_mass", "units",
    "currency", "price", "value", "tax_rate", "tax",
}  # fmt: skip
MESSAGE = {
    "administration", "document", "event", "office", "time", "seal", "gross_mass", "container",
}  # fmt: skip
EXPORT = {
    "administration", "document", "hs", "origin", "destination", "net_mass", "gross_mass", "packages",
    "value",
}  # fmt: skip
SECRET = {
    World,
    Ledger,
    Dues,
    Book,
    Movements,
    Lines,
    Traders,
    Population,
    Market,
    Officers,
    UnderWay,
}
SAID = {pl.String, pl.Float64, pl.Boolean, pl.Date, pl.Datetime("us", "UTC"), pl.Int32, pl.Int64}


@pytest.fixture(scope="module")
def played():
    """Four administrations that exchange, and give controls."""
    rich = {code: Played({"other": dict.fromkeys(CONTROLS, 200.0)}) for code in CODES}
    chosen = scenario("corridor", exchange=True, administrations=rich)

    def planner(week):
        each = week.declarations.group_by("administration", maintain_order=True).head(8)
        return pl.concat([plan_of(each[::2]), plan_of(each[1::2], "audit")])

    return run(chosen, 5, 9, planner)


def frames(week):
    return {name: value for name, value in vars(week).items() if isinstance(value, pl.DataFrame)}


def test_public_frames_have_the_columns_an_office_gets_and_no_others(played):
    wanted = {
        "declarations": DECLARATION, "messages": MESSAGE, "exports": EXPORT, "results": set(OUTCOMES),
    }  # fmt: skip
    for week in played.weeks:
        found = frames(week)
        assert found.keys() == wanted.keys()
        for name, frame in found.items():
            assert set(frame.columns) == wanted[name]
            assert set(frame.dtypes) <= SAID
            assert frame.flags.keys() == set(frame.columns)
    for frame in played.outcomes:
        assert set(frame.columns) == set(OUTCOMES)


def test_no_public_column_before_an_inspection_is_one_of_the_ledger(played):
    ledger = set(played.ledger.declarations.columns)
    shared = {"administration", "document", "declaration", "office", "week", "kind"}
    result = {"control", "found", "recovered", "fine", "held", "cost", "alarm", "truth", "due"}
    assert result <= ledger
    # `value` is in both: declared in the one, true in the other.
    assert ledger & (DECLARATION | MESSAGE | EXPORT) <= shared | {"value"}
    declared = played.declarations
    cheap = declared.filter((pl.col("truth") == "undervaluation") & (pl.col("type") == "IM"))
    truly = cheap.join(
        played.ledger.declarations.select("declaration", true="value"), on="declaration"
    )
    assert len(truly) > 10
    assert (truly["value"] < truly["true"]).all()


def reached(root):
    """Types of everything that can be reached from an object by attributes, items and closures."""
    seen, kinds, left = set(), set(), [root]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, type | types.ModuleType | str | bytes | int | float):
            continue
        seen.add(id(one))
        kinds.add(type(one))
        match one:
            case dict():
                left += [*one.keys(), *one.values()]
            case list() | tuple() | set() | frozenset():
                left += list(one)
            case types.MethodType():
                left += [one.__self__, one.__func__]
            case types.FunctionType():
                left += [cell.cell_contents for cell in one.__closure__ or ()]
                left += list(one.__defaults__ or ())
            case np.ndarray() if one.dtype == object or one.base is not None:
                left += [one.base, *(one.ravel().tolist() if one.dtype == object else [])]
            case _:
                left += list(getattr(one, "__dict__", {}).values())
                slots = [getattr(kind, "__slots__", ()) for kind in type(one).__mro__]
                left += [
                    getattr(one, name)
                    for some in slots
                    for name in ([some] if isinstance(some, str) else some)
                    if name not in {"__dict__", "__weakref__"} and hasattr(one, name)
                ]
    return kinds


def test_a_walk_finds_what_hides_in_attributes_items_and_closures():
    ledger = Ledger()
    hidden = {"a": [lambda: ledger]}
    assert Ledger in reached(hidden)
    assert Ledger in reached(types.SimpleNamespace(one=(ledger.note_behaviour,)))


def test_no_way_leads_from_a_week_to_the_world(played):
    for week in played.weeks[:3]:
        for one in (week, week.of("KZ")):
            assert not reached(one) & SECRET
    assert reached(played.world) > {Ledger, Officers, Lines}  # so the walk would have found it


def test_no_way_leads_from_a_unit_to_the_world():
    world = World.open(scenario(), 3)
    unit = Unit(
        "KG", Practice.of("score"), world.officers.of_administration("KG"), np.random.default_rng(1)
    )
    for _ in range(3):
        week = world.next_week().of("KG")
        plan = unit.plan(week)
        unit.learn(world.inspect(plan))
    assert not reached(unit) & SECRET
    assert set(plan.columns) == set(PLAN)


def test_hours_that_a_unit_is_given_are_its_own_copy():
    world = World.open(scenario(), 3)
    hours = world.officers.of_administration("KG")
    (office,) = hours
    hours[office]["goods"] = 10_000.0
    assert world.officers.of_administration("KG")[office]["goods"] < 10_000


def test_results_speak_only_of_controls_that_were_given(played):
    told = pl.concat([*played.outcomes, *(week.results for week in played.weeks)])
    given = played.ledger.declarations.filter(pl.col("control").is_not_null())
    assert set(told["declaration"]) <= set(given["declaration"])
    assert len(told) > 150
    assert (told["declaration"].str.slice(0, 2) == told["administration"]).all()


def test_an_administration_gets_what_is_its_own(played):
    for week in played.weeks[:4]:
        for code in CODES:
            own = week.of(code)
            for frame in frames(own).values():
                assert set(frame["administration"]) <= {code}
        for name, frame in frames(week).items():
            parts = [getattr(week.of(code), name) for code in CODES]
            assert sum(map(len, parts)) == len(frame)


def test_without_exchange_nobody_sees_the_papers_of_others():
    made = run(scenario("corridor", shocks=()), 5, 2)
    for week in made.weeks:
        assert not len(week.exports)
        assert "confirmed" not in set(week.messages["event"])


def test_a_week_that_has_been_given_cannot_change_the_world():
    spoiled, spared = World.open(scenario(), 3), World.open(scenario(), 3)
    for _ in range(2):
        week, same = spoiled.next_week(), spared.next_week()
        assert week.declarations.equals(same.declarations)
        for frame in (week.declarations, week.messages):
            for name in frame.columns:
                column = frame[name]
                if column.dtype == pl.Float64:
                    frame.replace_column(frame.get_column_index(name), column * 0)
    assert spoiled.debrief().declarations.equals(spared.debrief().declarations)


# Lookups: a rate of non-compliance for each value of one or two columns, learned from the first half of the
# weeks and tried on the second. Some of it must be there, else nobody could target: consignees, goods
# and brokers do differ. The public Korean set gives nearly everything away (above 0.95), so that no
# method can be told from another on it. A lookup in a real administration reaches what a good model
# reaches at most; published ones lie between 0.75 and 0.9. We stay below 0.88.
MOST_GIVEN_AWAY, KOREAN = 0.88, 0.95
LEANS = 5.0
KEYS = (
    "consignee", "consignor", "declarant", "carrier", "office", "hs", "origin", "dispatch", "destination",
    "currency", "terms", "preference", "transport", "container", "packages", "type", "net_mass",
    "units", "tax_rate",
)  # fmt: skip
KOREAN_KEYS = ("hs", "dispatch", "origin", "tax_rate", "preference", "net_mass")


def auc(wrong, score):
    """Area under the curve: Mann and Whitney 1947."""
    rank = rankdata(score)
    many = wrong.sum()
    return (rank[wrong].sum() - many * (many + 1) / 2) / (many * (~wrong).sum())


def looked_up(train, test, keys):
    """How well the rates of the first half tell the second half apart."""
    numbers = {}
    for key in keys:
        both = pl.concat([train[key], test[key]]).rank("dense").fill_null(0).cast(pl.Int64)
        numbers[key] = both.to_numpy()
    found = {}
    wrong = np.concatenate([train["wrong"].to_numpy(), test["wrong"].to_numpy()])
    half = len(train)
    base = wrong[:half].mean()
    for one in [(key,) for key in keys] + list(combinations(keys, 2)):
        whole = numbers[one[0]] * 10_000_019 + numbers[one[-1]]
        _, at = np.unique(whole, return_inverse=True)
        count = np.bincount(at[:half], minlength=at.max() + 1)
        hits = np.bincount(at[:half], wrong[:half], minlength=at.max() + 1)
        rate = (hits + LEANS * base) / (count + LEANS)
        found[one] = auc(wrong[half:], rate[at[half:]])
    return found


@pytest.mark.parametrize("name", ["first-steps", "port", "parcels", "mirror-gap", "corridor"])
def test_no_lookup_of_one_or_two_columns_gives_the_label_away(name):
    made = run(scenario(name), 3, 30)
    declared = made.declarations.with_columns(wrong=pl.col("truth") != "compliant")
    first = pl.col("week") <= 15
    found = looked_up(declared.filter(first), declared.filter(~first), KEYS)
    best = max(found, key=found.get)
    assert found[best] < MOST_GIVEN_AWAY, best
    assert found[best] > 0.6  # there is something to learn


@pytest.mark.parametrize("name", ["first-steps", "port", "parcels", "corridor"])
def test_a_second_code_or_origin_under_the_same_parties_is_mostly_honest(name):
    """Whoever brings goods of one supplier brings several: an odd one out is no proof."""
    declared = run(scenario(name), 7, 26).declarations.filter(pl.col("type") == "IM")
    parties = ["consignee", "consignor", "declarant"]
    for odd in ("hs", "origin"):
        each = declared.with_columns(
            same=pl.len().over(*parties, odd), most=pl.len().over(*parties, odd).max().over(parties)
        )
        flagged = each.filter(pl.col("same") < pl.col("most"))
        assert len(flagged) > 50
        assert (flagged["truth"] != "compliant").mean() < 0.3


@pytest.mark.parametrize("name", ["first-steps", "port", "mirror-gap"])
def test_what_invoices_say_of_freight_gives_nothing_away(name):
    """Value less price, by kilogram, is what the way cost: the same for those who cut the value."""
    declared = run(scenario(name), 2, 26).declarations.filter(
        (pl.col("type") == "IM") & (pl.col("terms") != "CIF")
    )
    paid = pl.Series([INVOICED[one] for one in declared["terms"]])
    way = (
        (declared["value"] - declared["price"])
        / (1 - paid.clip(lower_bound=0))
        / declared["gross_mass"]
    )
    usual = declared.with_columns(way=way).select(
        pl.col("way") / pl.col("way").median().over("dispatch", "office", "transport")
    )["way"]
    wrong = (declared["truth"] != "compliant").to_numpy()
    assert wrong.sum() > 50
    assert auc(wrong, -usual.to_numpy()) < 0.75


def test_export_papers_differ_from_import_declarations_without_fraud_too():
    made = run(scenario("mirror-gap"), 3, 12)
    papers = pl.concat([one.exports for one in made.weeks]).unique("document", keep="first")
    both = made.declarations.filter(pl.col("type") == "IM").join(
        papers.select("document", there="value", code="hs"), on="document"
    )
    flagged = both.filter(
        (pl.col("value") < 0.99 * pl.col("there")) | (pl.col("hs") != pl.col("code"))
    )
    honest = (flagged["truth"] == "compliant").mean()
    assert 0.2 < honest < 0.8
    truly = papers.select("document", "net_mass", "gross_mass", "packages", "origin")
    both = made.declarations.filter(pl.col("type") == "IM").join(
        truly, on="document", suffix="_there"
    )
    for column in ("net_mass", "gross_mass", "packages", "origin"):
        other = both.filter(pl.col(column) != pl.col(f"{column}_there"))
        assert len(other) > (2 if column == "origin" else 20), column
        assert (other["truth"] == "compliant").mean() > 0.3, column
    both = made.declarations.filter(pl.col("type") == "IM").join(
        papers.select("document", there="value", code="hs"), on="document"
    )
    wrong = both.filter(pl.col("truth") == "undervaluation")
    assert len(wrong) > 50


def test_the_public_korean_set_gives_it_away():
    train, test = (kcs.load(part).with_columns(wrong=pl.col("Fraud") == 1)
                   for part in ("train", "test"))  # fmt: skip
    found = looked_up(train, test, KOREAN_KEYS)
    assert max(found.values()) > KOREAN
