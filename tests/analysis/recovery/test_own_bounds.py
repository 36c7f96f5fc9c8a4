"""No schedule goes below our own bounds, and they come close where chains or teams decide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objective_order import RANKED, ObjectiveOrder
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.own_bounds import own_bounds
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.oracles import best_by_lists, best_by_minutes
from tests.analysis.recovery.shifted import shifted_case
from tests.benchmarks._plans import recovery_plan


def problem_of(model: Model, order: ObjectiveOrder = "harm first") -> Problem:
    return build_problem(model, "s", analyze_impact(model), order)


def never_above(problem: Problem, *, lists: bool) -> bool:
    """Each goal alone against the best of every schedule; False: too many to try."""
    bounds = own_bounds(problem)
    for goal in range(4):
        best = best_by_lists(problem, 800, goal) if lists else best_by_minutes(problem, 2_000, goal)
        if best is None:
            return False
        assert bounds.value[goal] <= best[0]
    return True


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, 100_000), st.sampled_from((small_case, shifted_case)))
def test_never_above_the_best_of_every_minute(seed, case) -> None:
    problem = problem_of(case(seed, most_tasks=4, longest=3, elements=(2, 5)))
    if problem.tasks:
        never_above(problem, lists=False)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, 100_000), st.sampled_from((small_case, shifted_case)))
def test_never_above_the_best_of_every_order(seed, case) -> None:
    problem = problem_of(case(seed, most_tasks=5, elements=(4, 8), cycles=False))
    if problem.tasks:
        never_above(problem, lists=True)


@pytest.mark.parametrize("teams", [1, 2])
def test_never_above_the_best_of_plans_and_sometimes_there(teams: int) -> None:
    compared = tight = 0
    for seed in range(30):
        problem = problem_of(plan_case(seed, 6, teams=teams))
        if never_above(problem, lists=True):
            best = best_by_lists(problem, 800, 3)
            compared += 1
            tight += best is not None and own_bounds(problem).value[3] == best[0]
    assert compared >= 10
    assert tight >= 5


@pytest.mark.parametrize("order", list(RANKED))
def test_bounds_are_in_the_order_of_the_run(order: ObjectiveOrder) -> None:
    model = recovery_plan(40, 1)
    usual, own = own_bounds(problem_of(model)), own_bounds(problem_of(model, order))
    assert own.ups == usual.ups
    assert [usual.value[goal] for goal in RANKED[order]] == list(own.value[:4])


def test_a_large_plan_without_proof_states_its_gap() -> None:
    model = recovery_plan(100, 1)
    found = analyze_recovery(
        model, "s", analyze_impact(model), limits=Limits(schedules=200, effort=0.0)
    )
    assert found.stage == "loss"
    assert found.bound is not None
    assert found.gap is not None
    assert 0 < found.bound <= found.objective.loss
    assert 0 < found.gap < 1
