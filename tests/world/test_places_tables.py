"""The map: its tables refer to each other, and its times keep to the published figures."""

from collections import defaultdict
from itertools import pairwise

import pycountry
import pytest

from serai.world.places import places

MAP = places()
PARTNERS = ["CN", "TR", "DE", "IT", "PL", "RU", "IR", "KR", "JP", "AE", "IN", "US", "UA", "BY"]
MARKETS = ["TR", "DE", "IT", "RO", "CN", "RU", "AE"]
MODES = {"rail", "road", "ferry", "sea", "air"}
KINDS = {"border", "port", "rail", "inland", "dry-port", "airport"}
CORRIDORS = {"middle", "southern", "northern", "iranian", "direct", "air"}
TO_ALAT = "ALT ALM BEI AKT ALY"
TO_TBILISI = f"{TO_ALAT} GAN BYK GAR TBI"


def country(node: str) -> str:
    return MAP.nodes[node].administration


def hours(nodes: str) -> float:
    """Medians, moving and waiting."""
    legs = [MAP.legs[pair] for pair in pairwise(nodes.split())]
    return sum(leg.hours + leg.wait for leg in legs)


def test_administrations_are_countries_with_currencies_and_agreements():
    assert MAP.members == ("AM", "AZ", "GE", "KG", "KZ", "TJ", "TM", "UZ")
    for code, one in MAP.administrations.items():
        assert pycountry.countries.get(alpha_2=code), code
        assert pycountry.currencies.get(alpha_3=one.currency), code
        assert one.agreements <= MAP.administrations.keys() - {code}, code
        assert one.is_member == (one.vat > 0), code


def test_nodes_lie_in_administrations_and_only_members_have_offices():
    for node in MAP.nodes.values():
        assert node.kind in KINDS, node
        assert bool(node.office) == MAP.administrations[node.administration].is_member, node
        assert not node.office or (len(node.office) == 5 and node.office.isdigit()), node
    assert len(MAP.offices) == sum(bool(node.office) for node in MAP.nodes.values())


def test_legs_join_nodes_and_take_time():
    for (begin, end), leg in MAP.legs.items():
        assert {begin, end} <= MAP.nodes.keys()
        assert (end, begin) in MAP.legs, "every way leads back"
        assert leg.mode in MODES
        numbers = (leg.km, leg.hours, leg.spread, leg.wait, leg.wait_spread, leg.capacity)
        assert min(numbers) > 0, leg


def test_routes_lead_over_legs_from_dispatch_to_an_office_of_the_destination():
    assert len({route.code for route in MAP.routes}) == len(MAP.routes)
    for route in MAP.routes:
        assert all(pair in MAP.legs for pair in pairwise(route.nodes)), route
        assert country(route.nodes[0]) == route.dispatch, route
        assert country(route.nodes[-1]) == route.destination, route
        assert MAP.nodes[route.nodes[-1]].office or route.destination not in MAP.members, route
        assert route.corridor in CORRIDORS, route


def test_no_route_comes_back_to_a_country_it_has_left():
    for route in MAP.routes:
        seen = [one.administration for one in MAP.crossings(route)]
        assert len(set(seen)) == len(seen), route


def test_a_member_on_the_way_is_entered_at_one_node_and_left_at_another():
    for route in MAP.routes:
        for crossing in MAP.crossings(route)[1:-1]:
            if crossing.administration in MAP.members:
                assert crossing.first < crossing.last, route


def test_shares_of_a_pair_sum_to_one():
    shares = defaultdict(float)
    for route in MAP.routes:
        assert route.share > 0
        shares[route.dispatch, route.destination, route.corridor == "air"] += route.share
    assert shares == {pair: pytest.approx(1) for pair in shares}


def test_a_flight_is_one_leg_between_airports():
    flights = [route for route in MAP.routes if route.corridor == "air"]
    assert {route.destination for route in flights} == set(MAP.members)
    for route in MAP.routes:
        modes = {leg.mode for leg in MAP.legs_of(route)}
        kinds = {MAP.nodes[code].kind for code in route.nodes}
        assert ("air" in modes) == ("airport" in kinds) == (route.corridor == "air"), route
        assert route.corridor != "air" or len(route.nodes) == 2


def test_every_pair_that_trades_has_a_route():
    pairs = {(route.dispatch, route.destination) for route in MAP.routes}
    wanted = {(one, member) for one in (*PARTNERS, *MAP.members) for member in MAP.members}
    wanted |= {(member, market) for member in MAP.members for market in MARKETS}
    assert {(one, other) for one, other in wanted if one != other} <= pairs


def test_each_member_has_three_offices_where_imports_end():
    offices = defaultdict(set)
    for route in MAP.routes:
        offices[route.destination].add(MAP.nodes[route.nodes[-1]].office)
    assert {member: len(offices[member]) >= 3 for member in MAP.members} == dict.fromkeys(
        MAP.members, True
    )


@pytest.mark.parametrize(
    ("nodes", "days"),
    [
        (f"{TO_ALAT} ABS", 9),
        (f"{TO_TBILISI} POT", 12),
        (f"{TO_TBILISI} BAT", 12),
        (f"{TO_TBILISI} POT CND", 21),
    ],
)
def test_days_from_altynkol_are_as_published(nodes, days):
    assert hours(nodes) / 24 == pytest.approx(days, rel=0.1)


def test_the_caspian_is_half_the_way_to_absheron():
    assert hours("AKT ALY") / hours(f"{TO_ALAT} ABS") == pytest.approx(0.5, abs=0.1)


def test_the_ferry_to_turkmenbashi_moves_fourteen_to_twenty_hours():
    assert 14 <= MAP.legs["ALY", "TKB"].hours <= 20


@pytest.mark.parametrize(
    ("begin", "end", "wait"),
    [
        ("TSK", "RBA", 54.9),  # Tsiteli Khidi, outbound
        ("KHO", "ALM", 51.4),  # Khorgos
        ("HGR", "ALT", 78.0),  # Kazakhstan, rail inbound
        ("ALS", "DOS", 78.0),
    ],
)
def test_waits_at_borders_are_as_published(begin, end, wait):
    assert MAP.legs[begin, end].wait == wait
