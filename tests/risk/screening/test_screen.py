"""What is screened is what the plain evaluator says, on every path, for batches and one by one."""

import datetime as dt
import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.declarations import kcs
from serai.declarations.columns import HEADINGS, POLARS, SCHEMA
from serai.declarations.lists import ReferenceList
from serai.declarations.single import completed
from serai.risk.language.evaluate import evaluate
from serai.risk.language.parse import parse
from serai.risk.language.polars import prepared, references_of, to_expr
from serai.risk.language.tree import All, Compare, Operator, Today
from serai.risk.profiles import Lane, Profile, ProfileSet
from serai.risk.screening import native
from serai.risk.screening.batch import BatchError
from serai.risk.screening.normal import TooManyClausesError
from serai.risk.screening.screen import compile_profiles
from tests.risk.conditions import (
    COLUMNS,
    LISTS,
    TODAY,
    conditions,
    declarations,
    references,
)
from tests.risk.language.test_language_polars import tables

TYPES = {name: POLARS[SCHEMA[name].kind] for name in COLUMNS}
PATHS = native.paths()
RED = 2.0


def profile(number: int, condition, lane=Lane.RED, weight=RED, **more) -> Profile:
    return Profile(f"P{number}", f"Profile {number}", "1", lane, weight, condition, **more)


def profiles(*texts: str) -> list[Profile]:
    return [profile(number, parse(text)) for number, text in enumerate(texts)]


def frame(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TYPES)


def expected(trees, rows, made) -> list[list[str]]:
    """By the evaluator, in the order of the profiles."""
    table = references_of(tables(made))
    whole = [completed(row) for row in rows]
    return [
        [
            f"P{number}"
            for number, tree in enumerate(trees)
            if evaluate(tree, row, today=TODAY, lists=LISTS, references=table)
        ]
        for row in whole
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(conditions(), min_size=0, max_size=12),
    st.lists(declarations, min_size=0, max_size=8),
    references,
)
def test_every_path_hits_what_the_evaluator_says(trees, rows, made):
    screen = compile_profiles(map(profile, range(len(trees)), trees), lists=LISTS)
    wanted = expected(trees, rows, made)
    for path in PATHS:
        hits = screen(frame(rows), today=TODAY, peers=tables(made), path=path)
        assert [hits[row] for row in range(len(rows))] == wanted, path


@settings(max_examples=100, deadline=None)
@given(
    st.lists(conditions(), min_size=1, max_size=8),
    st.lists(declarations, min_size=1, max_size=8),
    references,
)
def test_every_path_hits_what_polars_says(trees, rows, made):
    peers = tables(made)
    full = prepared(frame(rows), trees, peers)
    truth = full.select(
        to_expr(tree, today=TODAY, lists=LISTS).fill_null(value=False).alias(str(number))
        for number, tree in enumerate(trees)
    )
    row, column = np.nonzero(truth.to_numpy().astype(bool))
    screen = compile_profiles(map(profile, range(len(trees)), trees), lists=LISTS)
    for path in PATHS:
        found, hit = screen(frame(rows), today=TODAY, peers=peers, path=path).pairs()
        assert (found.tolist(), hit.tolist()) == (row.tolist(), column.tolist()), path


@settings(max_examples=150, deadline=None)
@given(
    st.lists(conditions(), min_size=1, max_size=5),
    st.lists(declarations, min_size=1, max_size=8),
    references,
    st.integers(0, 9),
)
def test_whole_blocks_hit_what_few_rows_hit(trees, rows, made, skipped):
    """Blocks that are full go another way where a set is small."""
    screen = compile_profiles(map(profile, range(len(trees)), trees), lists=LISTS)
    peers = tables(made)
    few = screen(frame(rows), today=TODAY, peers=peers, path="numpy")
    many = frame(rows * (1100 // len(rows)))[skipped:]
    for path in PATHS:
        hits = screen(many, today=TODAY, peers=peers, path=path)
        for row in [*range(len(rows)), *range(len(many) - 80 - len(rows), len(many) - 80)]:
            assert hits[row] == few[(row + skipped) % len(rows)], path


@settings(max_examples=300, deadline=None)
@given(
    st.lists(conditions(), max_size=12), st.lists(declarations, min_size=1, max_size=8), references
)
def test_one_by_one_is_the_same_as_together(trees, rows, made):
    screen = compile_profiles(map(profile, range(len(trees)), trees), lists=LISTS)
    table = references_of(tables(made))
    found = [screen.one(row, today=TODAY, references=table) for row in rows]
    hits = screen(frame(rows), today=TODAY, peers=tables(made))
    assert [list(one.profiles) for one in found] == [hits[row] for row in range(len(rows))]
    assert [one.lane for one in found] == [Lane(lane) for lane in hits.lane.to_list()]
    assert [one.score for one in found] == hits.score.tolist()


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 511, 512, 513, 1023, 65_537, 131_073])
@pytest.mark.parametrize("path", PATHS)
def test_blocks_of_every_size(rows, path):
    rng = np.random.default_rng(rows)
    price = rng.lognormal(3, 2, rows)
    price[rng.random(rows) < 0.1] = np.nan
    batch = pl.DataFrame(
        {
            "price": pl.Series(price, nan_to_null=True),
            "origin": rng.choice(["CN", "DE", "KR", None], rows).tolist(),
            "container": rng.choice([True, False, None], rows).tolist(),
        },
        schema={"price": pl.Float64, "origin": pl.String, "container": pl.Boolean},
    )
    texts = [f'price > {step} and origin in ("CN", "KR")' for step in range(1, 100)]
    texts += ["container or price is missing", "not container", "origin is missing"]
    made = profiles(*texts)
    hits = compile_profiles(made)(batch, today=TODAY, path=path, threads=2)
    mask = batch.select(
        [
            ((pl.col("price") > step) & pl.col("origin").is_in(["CN", "KR"])).alias(f"P{step - 1}")
            for step in range(1, 100)
        ]
        + [
            (pl.col("container").fill_null(value=False) | pl.col("price").is_null()).alias("P99"),
            (~pl.col("container")).alias("P100"),
            pl.col("origin").is_null().alias("P101"),
        ]
    ).fill_null(value=False)
    wanted = mask.to_numpy().astype(bool)
    row, column = np.nonzero(wanted)
    assert hits.profiles.tolist() == column.tolist()
    assert hits.offsets.tolist() == np.r_[0, wanted.sum(axis=1).cumsum()].tolist()
    assert hits.pairs()[0].tolist() == row.tolist()


def test_a_batch_with_all_profiles_hit_by_all():
    made = profiles(*["not price < 0 or price is missing"] * 70)
    hits = compile_profiles(made)(pl.DataFrame({"price": [1.0, None, math.inf]}), today=TODAY)
    assert [len(hits[row]) for row in range(3)] == [70, 70, 70]
    assert hits.counts().tolist() == [3] * 70


def test_no_profiles_hit_nothing():
    hits = compile_profiles([])(pl.DataFrame({"price": [1.0, 2.0]}), today=TODAY)
    assert (len(hits), hits.profiles.tolist(), hits.lane.to_list()) == (2, [], ["green", "green"])


def test_more_profiles_than_two_bytes_tell_apart():
    def both(price: int, tax: int) -> All:
        equal = Operator.EQUAL
        return All((Compare("price", equal, float(price)), Compare("tax", equal, float(tax))))

    pairs = [(price, tax) for price in range(257) for tax in range(256)]
    screen = compile_profiles(profile(n, both(*pair)) for n, pair in enumerate(pairs))
    batch = pl.DataFrame({"price": [0.0, 256.0, 257.0], "tax": [0.0, 255.0, 0.0]})
    for path in PATHS:
        hits = screen(batch, today=TODAY, path=path)
        assert [hits[row] for row in range(3)] == [["P0"], ["P65791"], []]


EXTREMES = [math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, -5e-324, 1.7976931348623157e308, None]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("price >= 0", [math.inf, 0.0, -0.0, 5e-324, 1.7976931348623157e308]),
        ("price < 0", [-math.inf, -5e-324]),
        ("price = 0", [0.0, -0.0]),
        ("price > 0", [math.inf, 5e-324, 1.7976931348623157e308]),
        ("price > 1.7976931348623157e308", [math.inf]),
        ("price is missing", [math.nan, None]),
        ("not price = 0", [math.inf, -math.inf, 5e-324, -5e-324, 1.7976931348623157e308]),
    ],
)
def test_extreme_numbers(path, text, hit):
    hits = compile_profiles(profiles(text))(
        pl.DataFrame({"price": EXTREMES}, strict=False), today=TODAY, path=path
    )
    found = [value for row, value in enumerate(EXTREMES) if hits[row]]
    assert list(map(repr, found)) == list(map(repr, hit))


def test_the_calendar_has_ends():
    batch = pl.DataFrame({"date": [dt.date.min, TODAY, dt.date.max, None]})
    made = [
        profile(0, Compare("date", Operator.AT_LEAST, Today(-9_999_999))),
        profile(1, Compare("date", Operator.ABOVE, Today(9_999_999))),
        profile(2, Compare("date", Operator.EQUAL, Today(0))),
        profile(3, Compare("date", Operator.BELOW, Today(0))),
    ]
    screen = compile_profiles(made)
    hits = screen(batch, today=TODAY)
    wanted = [["P0", "P3"], ["P0", "P2"], ["P0"], []]
    assert [hits[row] for row in range(4)] == wanted
    assert [list(screen.one(row, today=TODAY).profiles) for row in batch.to_dicts()] == wanted


@pytest.mark.parametrize(
    "made",
    [
        lambda frame: frame,
        lambda frame: frame.with_columns(pl.col("origin", "hs").cast(pl.Categorical)),
        lambda frame: frame.to_arrow(),
        lambda frame: pa.Table.from_batches(frame.to_arrow().to_batches(max_chunksize=2)),
        lambda frame: frame.to_arrow().combine_chunks().to_batches()[0],
        lambda frame: pa.concat_tables([frame.to_arrow()] * 2).slice(5, 5),
        lambda frame: frame.to_arrow().set_column(
            0, "origin", frame["origin"].to_arrow().dictionary_encode()
        ),
        lambda frame: frame.with_columns(price=pl.col("price").cast(pl.Int64)),
        lambda frame: pl.concat([frame, frame]).slice(5, 5),
    ],
)
def test_the_form_of_a_batch_does_not_matter(made):
    rows = pl.DataFrame(
        {
            "origin": ["CN", None, "DE", "CN", ""],
            "hs": ["85171200", "8517", None, "85", ""],
            "price": [1.0, 2.0, 3.0, None, 5.0],
            "container": [True, None, False, True, False],
            "date": [TODAY, None, TODAY, TODAY, TODAY],
        }
    )
    texts = ['origin = "CN"', 'hs6 = "851712"', 'hs4 starts with ("85")', "price >= 2"]
    texts += ["container", "date = today", "hs4 is missing"]
    hits = compile_profiles(profiles(*texts))(made(rows), today=TODAY)
    assert [hits[row] for row in range(5)] == [
        ["P0", "P1", "P2", "P4", "P5"],
        ["P2", "P3"],
        ["P3", "P5", "P6"],
        ["P0", "P4", "P5", "P6"],
        ["P3", "P5", "P6"],
    ]


def test_headings_are_read_off_the_code_also_one_by_one():
    screen = compile_profiles(profiles('hs4 = "8517"', 'hs2 = "85"', "hs6 is missing"))
    for code, hit in {"85171200": ("P0", "P1"), "8517": ("P0", "P1", "P2"), "8": ("P2",)}.items():
        assert screen.one({"hs": code}, today=TODAY).profiles == hit
    assert set(HEADINGS) == {"hs2", "hs4", "hs6"}


def test_every_wrong_column_of_a_batch_is_told():
    screen = compile_profiles(profiles('origin = "CN"', "price > 1", "date = today", "container"))
    wrong = pl.DataFrame({"origin": [1], "price": ["x"], "date": ["2026-01-01"], "container": [1]})
    with pytest.raises(BatchError) as refused:
        screen(wrong, today=TODAY)
    assert [problem.split()[1] for problem in sorted(refused.value.problems)] == [
        "container",
        "date",
        "origin",
        "price",
    ]


def test_every_wrong_value_of_a_declaration_is_told():
    screen = compile_profiles(
        profiles('origin = "CN"', "price > 1", "date = today", "container", 'hs4 = "8517"')
    )
    wrong = {"origin": 1, "price": "x", "date": "2026-01-01", "container": "yes", "hs": "85\ud800"}
    with pytest.raises(BatchError) as refused:
        screen.one(wrong, today=TODAY)
    assert [problem.split()[1] for problem in refused.value.problems] == [
        "container",
        "date",
        "hs",
        "origin",
        "price",
    ]


def test_a_peer_table_that_is_not_there_is_told():
    screen = compile_profiles(profiles("price < 0.5 * peer(price by origin)"))
    for ask in (
        lambda: screen(pl.DataFrame({"price": [1.0], "origin": ["CN"]}), today=TODAY),
        lambda: screen.one({"price": 1.0, "origin": "CN"}, today=TODAY),
    ):
        with pytest.raises(BatchError, match=r"peer\(price by origin\)"):
            ask()


def test_a_condition_that_multiplies_out_is_refused_by_name():
    part = '(not origin = "A{0}" and price > {0} or not office = "C{0}" and tax < {0})'
    with pytest.raises(TooManyClausesError, match="profile P0"):
        compile_profiles(profiles(" and ".join(part.format(n) for n in range(13))))


def test_validity_counts_for_the_day_of_the_declaration():
    first, last = dt.date(2026, 1, 1), dt.date(2026, 1, 31)
    made = profile(0, parse("price > 1"), valid_from=first, valid_to=last)
    days = [first - dt.timedelta(1), first, last, last + dt.timedelta(1), None]
    hits = compile_profiles([made])(pl.DataFrame({"date": days, "price": [2.0] * 5}), today=TODAY)
    assert [hits[row] for row in range(5)] == [[], ["P0"], ["P0"], [], []]


def test_lane_and_score_are_of_all_that_hit():
    made = [
        profile(0, parse("price > 1"), Lane.BLUE, 1.5),
        profile(1, parse("price > 2"), Lane.YELLOW, 2.0),
        profile(2, parse("price > 3"), Lane.GREEN, -1.0),
    ]
    screen = compile_profiles(made)
    hits = screen(pl.DataFrame({"price": [1.0, 2.0, 3.0, 4.0]}), today=TODAY)
    assert hits.lane.to_list() == ["green", "blue", "yellow", "yellow"]
    assert hits.score.tolist() == [0.0, 1.5, 3.5, 2.5]
    assert hits.to_arrow().to_pylist()[3] == {
        "profiles": ["P0", "P1", "P2"],
        "lane": "yellow",
        "score": 2.5,
    }


def test_the_order_of_trying_does_not_change_what_hits():
    rows = 5000
    rng = np.random.default_rng(1)
    batch = pl.DataFrame(
        {"price": rng.random(rows), "origin": rng.choice(["CN", "DE", "KR"], rows).tolist()}
    )
    made = profiles(
        *[f'price > {n / 50} and origin = "CN" or origin = "KR" and price < 0.1' for n in range(50)]
    )
    sampled, fresh = compile_profiles(made), compile_profiles(made)
    large = sampled(batch, today=TODAY)
    small = [fresh(batch.slice(at, 100), today=TODAY) for at in range(0, rows, 100)]
    again = sampled(batch.slice(0, 100), today=TODAY)
    assert np.concatenate([one.profiles for one in small]).tolist() == large.profiles.tolist()
    assert again.profiles.tolist() == small[0].profiles.tolist()


def test_the_tree_of_a_validity_stays_flat():
    made = profile(0, parse("price > 1 and price < 5"), valid_from=dt.date(2026, 1, 1))
    assert made.condition == All(
        (
            Compare("price", Operator.ABOVE, 1),
            Compare("price", Operator.BELOW, 5),
            Compare("date", Operator.AT_LEAST, dt.date(2026, 1, 1)),
        )
    )


def test_dictionaries_of_one_batch_are_not_those_of_the_next():
    screen = compile_profiles(profiles('origin = "CN"', "origin is missing"))
    batches = [["CN", "DE"], ["DE", "CN"], ["CN", "DE"], ["CN", None], ["KR", "CN"]]
    hit = [[["P0"], []], [[], ["P0"]], [["P0"], []], [["P0"], ["P1"]], [[], ["P0"]]]
    for origins, wanted in zip(batches, hit, strict=True):
        dictionary = pa.array(origins).dictionary_encode()
        hits = screen(pa.record_batch({"origin": dictionary}), today=TODAY)
        assert [hits[row] for row in range(2)] == wanted


def test_a_null_within_a_dictionary_is_missing():
    screen = compile_profiles(profiles('not origin = "CN"', "origin is missing"))
    values = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1], pa.int8()), pa.array([None, "DE"]))
    for _ in range(2):
        hits = screen(pa.record_batch({"origin": values}), today=TODAY)
        assert [hits[row] for row in range(3)] == [["P1"], ["P0"], ["P0"]]


def test_a_profile_set_is_compiled_with_its_lists():
    listed = {"watch": ReferenceList("watch", frozenset({"T1"}))}
    made = ProfileSet(tuple(profiles("consignee in @watch", "price > 1")), listed)
    screen = made.compile(SCHEMA)
    assert screen.version == made.version
    assert screen.one({"consignee": "T1", "price": 0.5}, today=TODAY).profiles == ("P0",)


def test_the_korean_declarations_hit_on_every_path_what_polars_says():
    with resources.as_file(resources.files("serai.risk") / "sets" / "korea.yaml") as path:
        made = ProfileSet.load(path)
    batch = kcs.load("valid")
    lists = {name: one.values for name, one in made.lists.items()}
    whole = prepared(batch, [each.condition for each in made.profiles], {})
    masks = whole.select(
        to_expr(each.condition, today=TODAY, lists=lists).fill_null(value=False).alias(each.id)
        for each in made.profiles
    )
    row, column = np.nonzero(masks.to_numpy())
    for way in PATHS:
        hits = made.compile()(batch, today=TODAY, path=way)
        found, profile_hit = hits.pairs()
        assert (found.tolist(), profile_hit.tolist()) == (row.tolist(), column.tolist())


def test_days_asked_for_at_once_are_not_mixed_up():
    screen = compile_profiles(profiles("date >= today - 3 days"))
    days = [TODAY + dt.timedelta(days) for days in range(6)]

    def ask(number: int) -> bool:
        today = days[number % 6]
        hit = screen.one({"date": TODAY}, today=today).profiles == ("P0",)
        return hit == ((today - TODAY).days <= 3)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(3000)))


def test_one_screen_serves_many_threads():
    rng = np.random.default_rng(5)
    screen = compile_profiles(profiles('origin in ("CN", "DE")', 'not origin = "KR"'))
    batches = [
        pl.DataFrame({"origin": rng.choice(["CN", "DE", "KR", "FR"], 5000).tolist()})
        for _ in range(20)
    ]
    alone = [compile_profiles(screen.profiles)(each, today=TODAY) for each in batches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: screen(each, today=TODAY), batches))
    for one, other in zip(alone, together, strict=True):
        assert one.to_arrow().equals(other.to_arrow())


def test_a_screen_goes_to_another_process():
    screen = pickle.loads(pickle.dumps(compile_profiles(profiles("price > 1"))))  # noqa: S301 - ours
    assert screen.one({"price": 2.0}, today=TODAY).profiles == ("P0",)
    assert screen.explain({"price": 2.0}, "P0", today=TODAY).hit
