"""The layout that the map and the printed plan share."""

import multiprocessing
import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.errors import Cancelled
from bcm_tool.layout import Sizes, layered_layout, layout_apart, route_edges
from bcm_tool.layout.order import build_layered, count_crossings

SIZES = Sizes()


def graph(nodes, edges, layers, seed):
    """A random service graph: most edges lead to deeper layers, some stay, some climb."""
    draw = random.Random(seed)
    items = [(f"n{i:05d}", draw.randrange(layers), f"K-{i:05d}") for i in range(nodes)]
    links: set[tuple[str, str]] = set()
    while len(links) < edges:
        one, two = draw.sample(items, 2)
        if one[1] > two[1] and draw.random() < 0.97:
            one, two = two, one
        links.add((one[0], two[0]))
    return items, sorted(links)


def overlapping(places):
    rows = sorted(places.items(), key=lambda item: item[1][1])
    return [
        (one, two)
        for (one, (x, y)), (two, (u, v)) in combinations(rows, 2)
        if abs(x - u) < SIZES.width and abs(y - v) < SIZES.height
    ]


def crossings(nodes, places, edges):
    """Crossings between neighbouring rows, edges bent where they pass a row."""
    heights = sorted({y for _, y in places.values()})
    rank = {node: index for index, (node, _, _) in enumerate(nodes)}
    rows = [heights.index(places[node][1]) for node, _, _ in nodes]
    layered = build_layered(rows, [(rank[one], rank[two]) for one, two in edges])
    place = np.zeros(layered.total)
    for node, index in rank.items():
        place[index] = places[node][0]
    for (one, two), chain in layered.chains.items():
        high, low = sorted((one, two), key=lambda item: rows[item])
        for step, point in enumerate(chain, 1):
            place[point] = place[high] + (place[low] - place[high]) * step / (len(chain) + 1)
    return count_crossings(layered, place)


@st.composite
def small_graphs(draw):
    count = draw(st.integers(1, 14))
    layers = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    nodes = [(f"n{i}", layer, f"K{i}") for i, layer in enumerate(layers)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    links = draw(st.lists(pairs, max_size=30))
    return nodes, [(f"n{one}", f"n{two}") for one, two in links]


@given(small_graphs())
def test_every_node_has_a_place_and_none_overlap(given_graph):
    nodes, edges = given_graph
    places = layered_layout(nodes, edges)
    assert set(places) == {node for node, _, _ in nodes}
    assert not overlapping(places)


@given(small_graphs())
def test_layers_are_respected(given_graph):
    nodes, edges = given_graph
    places = layered_layout(nodes, edges)
    for (one, upper, _), (two, lower, _) in combinations(sorted(nodes, key=lambda n: n[1]), 2):
        if upper < lower:
            assert places[one][1] < places[two][1]


@given(small_graphs())
def test_within_a_layer_a_dependent_stands_above_what_it_needs(given_graph):
    nodes, edges = given_graph
    layer = {node: layer for node, layer, _ in nodes}
    forward = [(one, two) for one, two in edges if one < two]  # no cycles
    places = layered_layout(nodes, forward)
    for one, two in forward:
        if layer[one] == layer[two]:
            assert places[one][1] < places[two][1]


@given(small_graphs(), st.randoms())
def test_the_order_of_the_input_does_not_matter(given_graph, draw):
    nodes, edges = given_graph
    expected = layered_layout(nodes, edges)
    draw.shuffle(nodes)
    draw.shuffle(edges)
    assert layered_layout(nodes, edges) == expected


@given(small_graphs(), st.data())
def test_pinned_nodes_stand_where_they_were_put_and_others_step_aside(given_graph, data):
    nodes, edges = given_graph
    free = layered_layout(nodes, edges)
    node = data.draw(st.sampled_from(sorted(free)))
    spot = free[data.draw(st.sampled_from(sorted(free)))]
    places = layered_layout(nodes, edges, {node: spot})
    assert places[node] == spot
    assert not overlapping(places)


@given(small_graphs(), st.data())
def test_with_an_earlier_layout_only_new_nodes_are_placed(given_graph, data):
    nodes, edges = given_graph
    new = data.draw(st.sampled_from(nodes))
    rest = [node for node in nodes if node != new]
    before = layered_layout(rest, edges)
    after = layered_layout(nodes, edges, previous=before)
    assert not overlapping(after)
    if any(layer == new[1] for _, layer, _ in rest):
        assert {node: after[node] for node in before} == before
    for (one, upper, _), (two, lower, _) in combinations(sorted(nodes, key=lambda n: n[1]), 2):
        if upper < lower:
            assert after[one][1] < after[two][1]


def test_an_empty_map_has_no_places():
    assert layered_layout([], []) == {}


def test_a_wide_layer_is_cut_into_rows():
    nodes = [(f"n{i}", 0, f"K{i:03}") for i in range(100)]
    places = layered_layout(nodes, [])
    xs = [x for x, _ in places.values()]
    ys = [y for _, y in places.values()]
    assert 0.8 < (max(xs) - min(xs)) / (max(ys) - min(ys)) < 3.5


def test_a_ladder_without_need_of_crossings_has_none():
    nodes = [
        (f"{layer}-{i}", layer, f"K{(7 * i) % 9}{layer}") for layer in range(5) for i in range(9)
    ]
    edges = [(f"{layer}-{i}", f"{layer + 1}-{i}") for layer in range(4) for i in range(9)]
    places = layered_layout(nodes, edges)
    assert crossings(nodes, places, edges) == 0
    assert all(places[one][0] == places[two][0] for one, two in edges)


@pytest.mark.parametrize("seed", range(3))
def test_far_fewer_crossings_than_in_key_order(seed):
    nodes, edges = graph(80, 130, 6, seed)
    places = layered_layout(nodes, edges)
    rows: dict[float, list[str]] = {}
    for node, _, _ in sorted(nodes):
        rows.setdefault(places[node][1], []).append(node)
    naive = {
        node: (index * 200.0 - len(row) * 100, y)
        for y, row in rows.items()
        for index, node in enumerate(row)
    }
    assert crossings(nodes, places, edges) < 0.6 * crossings(nodes, naive, edges)


def test_crossings_are_counted_as_by_hand():
    """Against comparing every pair of segments."""
    draw = random.Random(1)
    for _ in range(30):
        rows = sorted(draw.randrange(3) for _ in range(12))
        edges = [(a, b) for a, b in combinations(range(12), 2) if draw.random() < 0.4]
        layered = build_layered(rows, edges)
        place = np.array([draw.randrange(6) / 6 for _ in range(layered.total)])
        expected = 0
        for above, below in zip(layered.upper, layered.lower, strict=True):
            for i, j in combinations(range(len(above)), 2):
                high = place[above[i]] - place[above[j]]
                low = place[below[i]] - place[below[j]]
                expected += high * low < 0
        assert count_crossings(layered, place) == expected


def test_progress_can_cancel():
    nodes, edges = graph(80, 130, 6, 1)

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        layered_layout(nodes, edges, progress=stop)


def test_a_process_of_its_own_gives_the_same_and_can_be_cancelled():
    nodes, edges = graph(120, 200, 6, 1)
    seen = []
    places = layout_apart(nodes, edges, SIZES, lambda done, total: seen.append(total))
    assert places == layered_layout(nodes, edges, sizes=SIZES)
    assert max(seen) > 0

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        layout_apart(nodes, edges, SIZES, stop)
    assert not multiprocessing.active_children()


def inside(point, box):
    return abs(point[0] - box[0]) < SIZES.width / 2 and abs(point[1] - box[1]) < SIZES.height / 2


@settings(max_examples=30)
@given(small_graphs())
def test_edges_pass_between_nodes_and_end_at_their_own(given_graph):
    nodes, pairs = given_graph
    places = layered_layout(nodes, pairs)
    edges = {pair: (*pair, "") for pair in pairs if pair[0] != pair[1]}
    routes = route_edges(places, edges)
    assert set(routes) == set(edges)
    for (dependent, provider), route in routes.items():
        points = route.points
        for end, node in ((points[0], dependent), (points[-1], provider)):
            assert abs(end[0] - places[node][0]) <= SIZES.width / 2
            assert abs(end[1] - places[node][1]) == SIZES.height / 2
        for (x, top), (u, bottom) in zip(points[1:-1:2], points[2:-1:2], strict=True):
            assert x == u
            for step in range(101):
                point = (x, top + (bottom - top) * step / 100)
                assert not any(inside(point, box) for box in places.values())


def test_members_of_a_group_leave_side_by_side():
    places = {"top": (0.0, 0.0), "a": (-400.0, 200.0), "b": (0.0, 200.0), "c": (400.0, 200.0)}
    edges = {
        "1": ("top", "a", "g"),
        "2": ("top", "b", ""),
        "3": ("top", "c", "g"),
    }
    starts = {edge: route.points[0][0] for edge, route in route_edges(places, edges).items()}
    assert abs(starts["1"] - starts["3"]) < abs(starts["1"] - starts["2"]) + 20
    assert starts["2"] == max(starts.values()) or starts["2"] == min(starts.values())
