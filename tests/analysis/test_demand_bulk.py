"""Demands searched in bulk are those searched one by one, paths and all."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bcm_tool.analysis import bound, demand
from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.demand import demand_network, step_down
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.objectives import used_rtos
from tests.benchmarks._large import large_model
from tests.builders import dependency, random_model


@given(random_model(max_elements=8, max_dependencies=20, scenarios=False, others=False))
@settings(max_examples=50)
def test_bounds_in_arrays_are_those_one_by_one(model):
    network = compile_network(model)
    found = []
    for many in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bound, "MANY", many)
            found.append(recovery_bounds(network))
    assert found[0] == found[1]


def both(model):
    """(in bulk, one by one)."""
    network = compile_network(model)
    rto = used_rtos(network, analyze_impact(model))
    demanding = demand_network(network, recovery_bounds(network))
    found = []
    for many in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demand, "MANY", many)
            patch.setattr(demand, "LARGE", many)
            found.append(step_down(demanding, rto))
    return found


@given(random_model(max_elements=9, max_dependencies=24, scenarios=False, others=False))
@settings(max_examples=40)
def test_any_model(model):
    bulk, plain = both(model)
    assert bulk == plain


@given(
    random_model(
        min_elements=5,
        max_elements=10,
        max_dependencies=30,
        cycles=False,
        tasks=False,
        scenarios=False,
        others=False,
    )
)
@settings(max_examples=40)
def test_models_without_cycles_and_tasks(model):
    bulk, plain = both(model)
    assert bulk == plain


def test_a_larger_organisation():
    model = large_model(400, 1_800, seed=8)
    method = replace(model.method, detection=20, decision=15)
    bulk, plain = both(model.with_tables({"methods": {"method": method}}))
    assert bulk == plain
    assert sum(not item.by_formula for item in plain.values()) > demand.MANY


def test_a_larger_organisation_with_cycles():
    model = large_model(400, 1_600, seed=9)
    pairs = [(item.provider, item.dependent) for item in list(model.dependencies.values())[::150]]
    back = {
        f"{one}>{two}": dependency(one, two, tolerance=60 * (number % 2))
        for number, (one, two) in enumerate(pairs)
        if f"{one}>{two}" not in model.dependencies
    }
    model = model.with_tables({"dependencies": {**model.dependencies, **back}})
    network = compile_network(model)
    assert any(1 < len(block) <= 16 for block in network.order)
    bulk, plain = both(model)
    assert bulk == plain
