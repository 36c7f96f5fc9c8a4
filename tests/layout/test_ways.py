"""Routes made for all edges at once are the ones that are made one by one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.layout import Obstacles, Route, Sizes, layered_layout, route_all, route_edges
from bcm_tool.layout.ways import Ways
from tests.layout.test_layout import graph

SIZES = Sizes(width=224, height=58, gap=20, row_gap=30, lane=9)


def same(many, one):
    assert list(many) == list(one)
    for edge, expected in one.items():
        found = many[edge]
        assert found.arc == expected.arc
        assert len(found.points) == len(expected.points)
        for here, there in zip(found.points, expected.points, strict=True):
            assert here == pytest.approx(there, abs=0.01)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("moved", [0, 30])
def test_all_at_once_is_one_by_one(seed, moved):
    draw = random.Random(seed)
    nodes, links = graph(120, 420, 7, seed)
    places = layered_layout(nodes, links, sizes=SIZES)
    for node in draw.sample(sorted(places), moved):
        x, y = places[node]
        places[node] = (x + draw.randrange(-900, 900), y + draw.randrange(-300, 300))
    edges = {f"{a}>{b}": (a, b, draw.choice(("", "", "pair", "ring"))) for a, b in links}
    same(route_all(places, edges, SIZES), route_edges(places, edges, SIZES))


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(lambda p: (p[0] * 60.0, p[1] * 35.0)),
        min_size=2,
    ),
    st.data(),
)
def test_nodes_may_stand_anywhere(places, data):
    node = st.sampled_from(sorted(places))
    drawn = data.draw(st.lists(st.tuples(node, node, st.sampled_from(["", "g"])), max_size=12))
    edges = {f"e{n}": edge for n, edge in enumerate(drawn) if edge[0] != edge[1]}
    same(route_all(places, edges, SIZES), route_edges(places, edges, SIZES))


def test_routes_survive_being_packed():
    routes = {
        "down": Route(((0.0, 29.0), (5.0, 60.0), (5.0, 118.0), (40.0, 150.0))),
        "arc": Route(((0.0, 29.0), (300.0, 29.0)), arc=True),
        "up": Route(((40.0, 150.0), (5.0, 118.0), (5.0, 60.0), (0.0, 29.0))),
    }
    assert dict(Ways.of(routes)) == routes
    assert dict(Ways.of({})) == {}


SPOT = st.tuples(st.integers(-9, 9), st.integers(-40, 40)).map(
    lambda spot: (spot[0] * 61.3, spot[1] * 7.7)
)


@given(st.lists(SPOT, max_size=25), st.data())
def test_obstacles_after_a_few_nodes_have_moved(places, data):
    gone = data.draw(st.lists(st.sampled_from(places), max_size=4, unique=True)) if places else []
    come = data.draw(st.lists(SPOT, max_size=4))
    now = list(places)
    for place in gone:
        now.remove(place)
    moved = Obstacles(places, SIZES).moved(gone, come)
    assert moved.bands == Obstacles([*now, *come], SIZES).bands
    assert moved.moved(come, gone).bands == Obstacles(places, SIZES).bands
