"""Bulk failures and single failures of the arrays, against following each failure by itself."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.arrays import bulk, flow, singles
from bcm_tool.analysis.arrays import times as passes
from bcm_tool.analysis.arrays.rules import Clause, compile_rules, network_rules
from bcm_tool.analysis.network import compile_network
from tests.analysis.single_failures import needs_of, stopped_by
from tests.benchmarks.propagate import longest_path
from tests.builders import random_model

MODELS = random_model(
    max_elements=9, max_dependencies=24, ratings=False, tasks=False, options=False, others=False
)


@given(MODELS, st.sampled_from((0, 2, 10**9)))
@settings(max_examples=100)
def test_single_failures_stop_what_following_each_stops(model, many):
    network = compile_network(model)
    rules = network_rules(network)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(singles, "MANY", many)  # all as bits, some, none
        found = singles.single_failures(rules)
    needs = needs_of(model)
    stops = {key: stopped_by(needs, key) for key in network.ids}
    assert found.counts().tolist() == [len(stops[key]) - 1 for key in network.ids]
    for index, key in enumerate(network.ids):
        by = {network.ids[item] for item in found.stopping(index).tolist()}
        assert by == {other for other in network.ids if key in stops[other]}


@given(MODELS)
def test_failure_sets_in_bulk_stop_what_each_set_stops(model):
    network = compile_network(model)
    sets = [(), *((a, b) for a, b in combinations(range(len(network.ids)), 2))]
    sets += [tuple(range(0, len(network.ids), 3))]
    flags = bulk.stopped(
        network_rules(network),
        [np.array(item, np.int64) for item in sets],
        np.arange(len(network.ids)),
    )
    for column, failed in enumerate(sets):
        expected = stopped_by(needs_of(model), *(network.ids[item] for item in failed))
        assert {network.ids[n] for n in np.flatnonzero(flags[:, column])} == expected


def test_more_sets_than_a_chunk_holds_are_taken_chunk_by_chunk():
    rules = compile_rules(3, np.array([0, 1]), np.array([1, 2]), [])
    sets = [np.array([n % 3]) for n in range(200)]
    small = list(bulk.chunks(rules, len(sets), memory=1))
    assert small == [(0, 64), (64, 128), (128, 192), (192, 200)]
    flags = bulk.stopped(rules, sets, np.array([2]))
    assert flags.all()


def test_members_that_share_a_row_may_stand_in_a_knot():
    # 1 and 2 need each other and are one row, 1 needs 0, and 0 needs two of them and 3.
    needs = np.array([1, 2, 0]), np.array([2, 1, 1])
    rules = compile_rules(4, *needs, [Clause(0, 2, (1, 2, 3))])
    flags = bulk.stopped(rules, [np.array([number]) for number in range(4)], np.arange(4))
    ring, alone = [True, True, True, False], [False, False, False, True]
    assert flags.T.tolist() == [ring, ring, ring, alone]
    assert singles.single_failures(rules).counts().tolist() == [2, 2, 2, 0]


def test_a_gate_of_two_of_five_counts_members_that_share_a_cycle_twice():
    # 1 and 2 need each other, so they fail together: that is two of the five.
    rules = compile_rules(6, np.array([1, 2]), np.array([2, 1]), [Clause(0, 2, (1, 2, 3, 4, 5))])
    flags = bulk.stopped(rules, [np.array([1]), np.array([3])], np.array([0]))
    assert flags.tolist() == [[True, False]]
    assert singles.single_failures(rules).counts().tolist() == [0, 2, 2, 0, 0, 0]


@given(st.lists(st.lists(st.booleans(), min_size=70, max_size=70), max_size=40))
def test_columns_of_bits_are_counted_exactly(rows):
    flags = np.array(rows, np.bool_).reshape(-1, 70)
    padded = np.zeros((len(flags), 128), np.bool_)
    padded[:, :70] = flags
    bits = np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    assert bulk.column_counts(bits)[:70].tolist() == flags.sum(axis=0).tolist()
    assert (bulk.unpacked(bits, 70) == flags).all()


@st.composite
def arcs(draw):
    count = draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=40))
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return count, found[:, 0], found[:, 1]


def reach(count, source, target):
    """Pairs of nodes joined by a way of one arc or more."""
    joined = np.zeros((count, count), bool)
    joined[source, target] = True
    for middle in range(count):
        joined |= joined[:, middle : middle + 1] & joined[middle : middle + 1, :]
    return joined


@given(arcs())
def test_levels_and_knots_are_what_reachability_says(graph):
    count, source, target = graph
    joined = reach(count, source, target)
    circular = joined & joined.T
    expected = {tuple(np.flatnonzero(row)) for row in circular if row.sum() > 1}
    assert {tuple(sorted(knot)) for knot in flow.knots(count, source, target)} == expected
    levels = flow.level_numbers(count, source, target)
    behind = np.array(
        [any(circular[m, m] and joined[m, n] for m in range(count)) for n in range(count)]
    )
    assert ((levels < 0) == behind).all()
    for a, b in zip(source, target, strict=True):
        assert levels[b] < 0 or levels[b] > levels[a]


@given(arcs())
def test_without_detours_the_same_nodes_are_reached(graph):
    count, source, target = graph
    forward = source < target
    source, target = flow.distinct_arcs(count, source[forward], target[forward])
    fewer = flow.without_detours(count, source, target)
    assert len(fewer[0]) <= len(source)
    assert (reach(count, *fewer) == reach(count, source, target)).all()


@given(arcs(), st.data())
def test_minutes_pass_along_as_node_by_node(graph, data):
    count, source, target = graph
    forward = source < target
    source, target = source[forward], target[forward]
    minutes = st.integers(0, 90)
    own = np.array(data.draw(st.lists(minutes, min_size=count, max_size=count)), np.int64)
    delay = np.array(
        data.draw(st.lists(minutes, min_size=len(source), max_size=len(source))), np.int64
    )
    start = np.where(own < 30, own, passes.NEVER)
    finish, first, allowed = own.tolist(), start.tolist(), start.tolist()
    for node in range(count):
        into = [n for n in range(len(source)) if target[n] == node]
        finish[node] += max((finish[source[n]] for n in into), default=0)
        first[node] = min([first[node], *(first[source[n]] + delay[n] for n in into)])
    for node in reversed(range(count)):
        for n in range(len(source)):
            if source[n] == node and allowed[target[n]] < passes.NEVER:
                left = max(0, allowed[target[n]] - own[target[n]])
                allowed[node] = min(allowed[node], delay[n] + left)
    up, down = passes.make_plan(count, source, target), passes.make_plan(count, target, source)
    found = passes.longest(up, up.by_place(own))
    assert up.by_node(found).tolist() == finish
    path = longest_path(up, found)
    assert sum(own[path]) == max(finish)
    assert set(pairwise(path)) <= set(zip(source.tolist(), target.tolist(), strict=True))
    reached = passes.earliest(up, up.by_place(start), up.by_arc(delay))
    assert up.by_node(reached).tolist() == [min(item, passes.NEVER) for item in first]
    again = down.by_place(np.where(own == 77, passes.NEVER, own))
    if 77 not in own:
        demand = passes.step_down(down, down.by_place(start), again, down.by_arc(delay))
        assert down.by_node(demand).tolist() == allowed


def test_a_cycle_has_no_plan():
    with pytest.raises(ValueError, match="cycle"):
        passes.make_plan(2, np.array([0, 1]), np.array([1, 0]))
