"""Parts of a scenario that do not touch each other: sequenced apart, the same as together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objective_order import ObjectiveOrder
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import as_objective
from bcm_tool.analysis.recovery.parts import parts_of
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, side_by_side, small_case
from tests.analysis.recovery.oracles import best_by_lists

WHOLE = Limits(schedules=200, part=10**6)
APART = Limits(schedules=200, part=1)


def problem_of(model: Model, order: ObjectiveOrder = "harm first") -> Problem:
    return build_problem(model, "s", analyze_impact(model), order)


def sequence(model: Model, limits: Limits) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), limits=limits)


def small(seed: int) -> Model:
    return small_case(seed, most_tasks=4, elements=(2, 4), longest=5)


@pytest.mark.parametrize("block", range(4))
def test_apart_and_together_prove_the_same_sequence(block: int) -> None:
    compared = 0
    for seed in range(100 * block, 100 * block + 25):
        model = side_by_side([small(seed), small(seed + 50), small(seed + 51)])
        if len(parts_of(problem_of(model), 1)) < 2:
            continue
        together, apart = sequence(model, WHOLE), sequence(model, APART)
        assert apart.objective == together.objective, seed
        assert apart.status == together.status == "optimal", seed
        one, two = ({task.key: task.start for task in run.tasks} for run in (apart, together))
        if set(one) == set(two):  # else different spares are left for later, as good
            assert one == two, seed
        compared += 1
    assert compared >= 15


def test_apart_is_the_best_of_every_order_of_the_whole() -> None:
    compared = 0
    for seed in range(3000, 3400):
        model = side_by_side([small_case(seed, most_tasks=3), small_case(seed + 1, most_tasks=3)])
        problem = problem_of(model)
        if len(parts_of(problem, 1)) < 2 or not 4 <= len(problem.tasks) <= 6:
            continue
        best = best_by_lists(problem)
        if best is None:
            continue
        assert sequence(model, APART).objective == as_objective(problem, best), seed
        compared += 1
        if compared == 12:
            break
    assert compared == 12


def test_parts_have_every_item_task_and_group_once_and_nothing_of_another() -> None:
    model = side_by_side([plan_case(seed, 40, teams=2) for seed in (1, 2, 3)])
    problem = problem_of(model)
    parts = parts_of(problem, 25)
    assert len(parts) == 3
    for name, count in (("items", problem.items), ("tasks", problem.tasks)):
        numbers = sorted(number for part in parts for number in getattr(part, name))
        assert numbers == list(range(len(count)))
    groups = sorted(number for part in parts for number in part.groups)
    assert groups == list(range(len(problem.groups)))
    for part in parts:
        own = part.problem
        assert [item.id for item in own.items] == [problem.items[n].id for n in part.items]
        assert [task.key for task in own.tasks] == [problem.tasks[n].key for n in part.tasks]
        for whole, task in zip(part.tasks, own.tasks, strict=True):
            before = {problem.tasks[other].key for other in problem.tasks[whole].before}
            assert {own.tasks[other].key for other in task.before} == before


def test_small_parts_go_together_until_they_are_worth_a_proof_of_their_own() -> None:
    model = side_by_side([plan_case(seed, 10, teams=2) for seed in range(6)])
    sizes = [len(part.tasks) for part in parts_of(problem_of(model), 25)]
    assert len(sizes) >= 2
    assert min(sizes) >= 25
    assert len(parts_of(problem_of(model), 10**6)) == 1


def test_competing_for_a_team_keeps_parts_together_and_enough_people_do_not() -> None:
    model = side_by_side([plan_case(seed, 30, teams=1) for seed in (1, 2)])
    teams = sorted(model.teams)

    def shared(capacity: int) -> Model:
        tasks = {name: replace(task, demand=((teams[0], 1),)) for name, task in model.tasks.items()}
        team = replace(model.teams[teams[0]], capacity=capacity)
        return model.with_tables({"tasks": tasks, "teams": {**model.teams, teams[0]: team}})

    count = len(problem_of(model).tasks)
    assert len(parts_of(problem_of(shared(count - 1)), 1)) == 1
    assert len(parts_of(problem_of(shared(count)), 1)) > 1


def test_with_the_makespan_first_nothing_is_cut() -> None:
    model = side_by_side([plan_case(seed, 30, teams=1) for seed in (1, 2)])
    assert len(parts_of(problem_of(model, "makespan first"), 1)) == 1
    assert len(parts_of(problem_of(model, "loss first"), 1)) > 1


def test_a_run_that_ends_early_states_the_gap_of_the_whole() -> None:
    model = side_by_side([plan_case(seed, 34, teams=2) for seed in (4, 5)])
    limits = Limits(schedules=5, effort=0.004)
    found = sequence(model, limits)
    again = sequence(model, limits)
    assert found.status == "feasible"
    assert found.stage
    assert replace(found, seconds=0.0) == replace(again, seconds=0.0)
    proved = sequence(model, Limits(schedules=2_000, effort=20.0))
    assert proved.status == "optimal"
    goals = {
        "past MTPD": proved.objective.past_mtpd,
        "loss": proved.objective.loss,
        "past RTO": proved.objective.past_rto,
        "makespan": Decimal(proved.objective.makespan),
    }
    assert found.bound is None or found.bound <= goals[found.stage]
