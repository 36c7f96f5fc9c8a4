"""Diagrams of fault trees against the truth tables of random trees."""

from itertools import pairwise

import numpy as np
import pytest

from bcm_tool.analysis.cutsets.diagram import (
    chance,
    count_by_order,
    count_sets,
    highest_order,
    iterate_sets,
    most_probable,
)
from bcm_tool.analysis.cutsets.engine import FailureFunction, TooLargeError
from bcm_tool.analysis.cutsets.order import event_orders
from bcm_tool.analysis.cutsets.simplify import simplify
from bcm_tool.analysis.cutsets.tree import ALWAYS, FaultTree, Gate
from tests.analysis.cutsets.states import all_states


def random_tree(seed: int, *, circles: bool = False, negated: bool = False) -> FaultTree:
    draw = np.random.default_rng(seed)
    events, count = int(draw.integers(1, 9)), int(draw.integers(1, 12))
    gates = []
    for place in range(count):
        # Gate 0 is the top; later gates stand below, or anywhere where circles are allowed.
        low = events if circles else events + place + 1
        nodes = [*range(events), *range(low, events + count)]
        size = int(draw.integers(0, 5))
        inputs = [int(node) for node in draw.choice(nodes, size)]
        if negated:
            inputs = [~node if draw.random() < 0.2 else node for node in inputs]
        gates.append(Gate(int(draw.integers(0 if place else 1, size + 2)), tuple(inputs)))
    return FaultTree(events, tuple(gates), events)


def truth(tree: FaultTree):
    """The top event for every state of the events: the least fixed point from nothing."""
    states = all_states(tree.events)
    value = np.zeros((len(states), tree.events + len(tree.gates)), dtype=bool)
    value[:, : tree.events] = states
    for _ in range(len(tree.gates) + 1):
        for place, gate in enumerate(tree.gates, tree.events):
            parts = [value[:, n] if n >= 0 else ~value[:, ~n] for n in gate.inputs]
            value[:, place] = (
                np.sum(parts, axis=0) >= gate.required if parts else (gate.required <= 0)
            )
    return states, value[:, tree.top]


def minimal(states, happens):
    """The smallest sets of events by trying: none of their subsets makes it happen."""
    sets = [frozenset(np.flatnonzero(states[row]).tolist()) for row in np.flatnonzero(happens)]
    return {one for one in sets if not any(other < one for other in sets)}


def sets_of(family):
    return [
        frozenset(one)
        for order in range(len(count_by_order(family)))
        for one in iterate_sets(family, order)
    ]


KINDS = [
    pytest.param({}, id="plain"),
    pytest.param({"circles": True}, id="circles"),
    pytest.param({"negated": True}, id="negated"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_probability_and_minimal_sets_are_those_of_the_truth_table(kind):
    for seed in range(150):
        tree = random_tree(seed, **kind)
        states, happens = truth(tree)
        probability = np.random.default_rng(seed).uniform(0.01, 0.9, tree.events)
        weight = np.prod(np.where(states, probability, 1 - probability), axis=1)
        failure = FailureFunction(tree)
        assert chance(failure.function(), probability.tolist()) == pytest.approx(
            float(weight[happens].sum()), rel=1e-9, abs=1e-12
        )
        family = failure.minimal_sets()
        expected = minimal(states, happens)
        found = sets_of(family)
        assert set(found) == expected
        assert len(found) == count_sets(family) == len(expected)
        assert highest_order(family) == max((len(one) for one in expected), default=0)


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_limit_of_order_gives_the_sets_up_to_it(kind):
    for seed in range(150):
        tree = random_tree(seed, **kind)
        expected = minimal(*truth(tree))
        for order in (1, 2, 3):
            family = FailureFunction(tree, order).minimal_sets()
            assert set(sets_of(family)) == {one for one in expected if len(one) <= order}


@pytest.mark.parametrize("kind", KINDS)
def test_simplifying_changes_nothing(kind):
    for seed in range(200):
        tree = random_tree(seed, **kind)
        simple = simplify(tree)
        assert np.array_equal(truth(tree)[1], truth(simple)[1]), seed
        assert len(simple.gates) <= len(tree.gates) + 1


def test_union_of_the_sets_with_an_event():
    for seed in range(60):
        tree = random_tree(seed)
        sets = minimal(*truth(tree))
        failure = FailureFunction(tree)
        states = all_states(tree.events)
        weight = np.full(len(states), 0.5**tree.events)
        for event in set().union(*sets):
            others = [list(one - {event}) for one in sets if event in one]
            happens = np.any([states[:, one].all(axis=1) for one in others], axis=0)
            rest = chance(failure.completed(event), [0.5] * tree.events)
            assert rest == pytest.approx(float(weight[happens].sum()))


def test_the_most_probable_sets_in_order_without_going_through_all():
    """2^60 sets: one of two in each of sixty parts, every part of its own probability."""
    pairs = [Gate(1, (2 * place, 2 * place + 1)) for place in range(60)]
    gates = (Gate(60, tuple(range(121, 181))), *pairs)
    tree = FaultTree(120, gates, 120)
    family = FailureFunction(tree).minimal_sets()
    assert count_sets(family) == 2**60
    probability = [0.9 - 0.005 * number for number in range(120)]
    found = []
    for value, one in most_probable(family, probability):
        found.append((value, one))
        if len(found) == 100:
            break
    assert len({one for _, one in found}) == 100
    assert all(first[0] >= second[0] - 1e-15 for first, second in pairwise(found))
    assert found[0][0] == pytest.approx(np.prod([probability[2 * place] for place in range(60)]))


def test_every_order_of_events_gives_the_same_answer():
    for seed in range(30):
        tree = simplify(random_tree(seed))
        asked = {node for block in tree.blocks for n in block for node in tree.gate(n).inputs}
        events = {node for node in asked if node < tree.events}
        for order in event_orders(tree):
            assert sorted(order) == sorted(
                events | ({tree.top} if tree.top < tree.events else set())
            )


def test_a_tree_that_always_or_never_happens():
    always = FailureFunction(FaultTree(1, (ALWAYS,), 1))
    assert sets_of(always.minimal_sets()) == [frozenset()]
    assert chance(always.function(), [0.5]) == 1.0
    never = FailureFunction(FaultTree(1, (Gate(2, (0,)),), 1))
    assert sets_of(never.minimal_sets()) == []
    assert chance(never.function(), [0.5]) == 0.0


def test_memory_is_bounded():
    """Every three of 24 that stand in a row, in an order that suits none: too much for 64 nodes."""
    gates = [Gate(2, tuple((place * step) % 24 for step in (1, 5, 7, 11))) for place in range(24)]
    top = Gate(12, tuple(range(25, 49)))
    tree = FaultTree(24, (top, *gates), 24)
    with pytest.raises(TooLargeError):
        FailureFunction(tree, most=64)
