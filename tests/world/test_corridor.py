"""One movement, several administrations: the same goods, each with what it can see."""

import polars as pl
import pytest

from serai.world.corridor import VIEW, movement
from serai.world.lodged.messages import OFF, SCALE
from serai.world.world import World
from tests.worlds import run, scenario


@pytest.fixture(scope="module")
def played():
    return run(scenario("corridor", exchange=True), 11, 14)


@pytest.fixture(scope="module")
def frames(played):
    return (
        pl.concat([one.declarations for one in played.weeks]),
        pl.concat([one.messages for one in played.weeks]),
    )


def documents(played, kinds):
    """Honest ones that were lodged in each of these ways."""
    honest = played.declarations.filter(pl.col("truth") == "compliant")
    kind = pl.col("kind").cast(pl.String).sort().str.join(" ")
    seen = honest.group_by("document", maintain_order=True).agg(kind)
    bad = played.declarations.filter(pl.col("truth") != "compliant")["document"]
    wanted = seen.filter(pl.col("kind") == kinds)["document"]
    return wanted.filter(~wanted.is_in(bad.implode())).to_list()


def test_an_honest_movement_is_the_same_goods_to_everybody(played, frames):
    document = documents(played, "IM TR TR")[0]
    view = movement(document, *frames)
    assert view.schema == VIEW
    lodged = view.filter(pl.col("seen").is_in(["TR", "IM"]))
    assert lodged["administration"].n_unique() == 3
    assert lodged["hs"].n_unique() == lodged["net_mass"].n_unique() == 1
    assert view["time"].is_sorted()
    # What scales say is what is declared, but for their own error.
    weighed = view.filter(pl.col("seen").is_in(["entry", "exit", "arrival"]))[
        "gross_mass"
    ].drop_nulls()
    declared = lodged["gross_mass"][0]
    # Five standard deviations of a scale that is out of order (`lodged.SCALE` times `lodged.OFF`).
    assert ((weighed / declared - 1).abs() < 5 * SCALE * OFF).all()


def test_each_administration_sees_its_part(played, frames):
    document = documents(played, "IM TR TR")[0]
    whole = movement(document, *frames)
    for code in whole["administration"].unique():
        weeks = [one.of(code) for one in played.weeks]
        part = movement(
            document,
            pl.concat([one.declarations for one in weeks]),
            pl.concat([one.messages for one in weeks]),
        )
        assert part.equals(whole.filter(pl.col("administration") == code))


def test_a_document_nobody_has_seen_has_no_view(frames):
    assert movement("0", *frames).is_empty()


def test_a_seal_that_is_changed_stays_changed():
    """Whoever reads the seals of a movement in the order of time sees a new one at most once."""
    world = World.open(scenario("corridor", shocks=()), 3)
    messages = pl.concat([world.next_week().messages for _ in range(20)]).filter(
        pl.col("event") != "confirmed"
    )
    each = (
        messages.sort("time", maintain_order=True)
        .group_by("document", maintain_order=True)
        .agg(runs=pl.col("seal").rle_id().max() + 1, seals=pl.col("seal").n_unique(), told=pl.len())
        .filter(pl.col("told") >= 3)
    )
    assert len(each) > 500
    assert (
        each["runs"] == each["seals"]
    ).mean() > 0.995  # exits that are told late come out of turn
    assert 0.01 < (each["seals"] > 1).mean() < 0.10
