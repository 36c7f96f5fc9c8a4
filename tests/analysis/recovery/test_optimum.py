"""Small scenarios against every schedule there is, and against being lived through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import networkx as nx
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import as_objective
from bcm_tool.analysis.results import Objective, RecoveryResult
from bcm_tool.analysis.timeline import run_timeline
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.oracles import best_by_lists, best_by_minutes
from tests.analysis.recovery.replay import check_work, replay

SOLVER = Limits(schedules=0)
LISTS = Limits(schedules=60, effort=0)


def sequence(model: Model, limits: Limits = SOLVER) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), limits=limits)


def in_order(objective: Objective) -> tuple[Decimal | int, ...]:
    return (
        objective.past_mtpd,
        objective.loss,
        objective.past_rto,
        objective.makespan,
        objective.sum_of_starts,
    )


@pytest.mark.parametrize("block", range(6))
def test_every_minute_of_up_to_four_tasks(block: int) -> None:
    compared = 0
    for seed in range(1000 + 30 * block, 1030 + 30 * block):
        model = small_case(seed, most_tasks=4, longest=3, elements=(2, 5))
        problem = build_problem(model, "s", analyze_impact(model))
        best = best_by_minutes(problem) if problem.tasks else None
        if best is None:
            continue
        result = sequence(model)
        assert result.objective == as_objective(problem, best), seed
        assert result.status == "optimal", seed
        compared += 1
    assert compared >= 15


@pytest.mark.parametrize(("size", "wanted"), [(5, 25), (6, 10), (7, 3)])
def test_every_order_of_up_to_seven_tasks(size: int, wanted: int) -> None:
    compared = 0
    for seed in range(5000, 7000):
        model = small_case(seed, most_tasks=size, elements=(4, 8), cycles=False)
        problem = build_problem(model, "s", analyze_impact(model))
        if len(problem.tasks) < size or compared == wanted:
            continue
        best = best_by_lists(problem, 11_000)
        if best is None:
            continue
        result = sequence(model)
        assert result.objective == as_objective(problem, best), seed
        assert result.status == "optimal", seed
        compared += 1
    assert compared == wanted


@pytest.mark.parametrize("limits", [SOLVER, LISTS, Limits(schedules=0, effort=0)])
def test_lived_through_minute_by_minute(limits: Limits) -> None:
    lived = taken_over = later = 0
    for seed in range(400):
        model = small_case(seed, cycles=False)
        result = sequence(model, limits)
        shown = {name: (outage.down, outage.up) for name, outage in result.outages.items()}
        assert replay(model, result) == shown, seed
        check_work(model, result)
        losses = [service.loss for service in result.services.values()]
        assert sum(losses) == result.objective.loss
        lived += bool(result.tasks)
        taken_over += any(outage.takeover for outage in result.outages.values())
        later += bool(result.later)
    assert lived > 150
    assert taken_over > 5
    assert later > 3


def test_cycles_keep_the_rules_of_the_timeline() -> None:
    """Without teams and choices there is one answer, whoever computes it."""
    compared = 0
    for seed in range(2000, 2400):
        model = small_case(seed, foreign=False)
        groups = {key: replace(item, takeover_time=0) for key, item in model.groups.items()}
        tasks = {key: replace(item, demand=()) for key, item in model.tasks.items()}
        model = model.with_tables({"tasks": tasks, "groups": groups})
        result = sequence(model, Limits(schedules=0, effort=0))
        network = compile_network(model)
        lost = [network.index[name] for name in model.lost_elements(model.scenarios["s"])]
        if result.later or nx.is_directed_acyclic_graph(_graph(model)):
            continue
        spans = run_timeline(network, lost)
        expected = {
            network.ids[item]: (span.down, None if span.up >= 1 << 60 else span.up)
            for item, span in spans.items()
        }
        shown = {name: (outage.down, outage.up) for name, outage in result.outages.items()}
        assert shown == expected, seed
        compared += 1
    assert compared > 40


def _graph(model: Model) -> nx.DiGraph:
    pairs = [(item.dependent, item.provider) for item in model.dependencies.values()]
    return nx.DiGraph(pairs)


def test_a_bound_never_exceeds_the_optimum() -> None:
    weak = bounded = 0
    stages = ("past MTPD", "loss", "past RTO", "makespan")
    for seed in range(12):
        model = plan_case(seed, 24, teams=2)
        best = sequence(model, Limits(schedules=300))
        if best.status != "optimal":
            continue
        quick = sequence(model, Limits(schedules=0, effort=0.002))
        if quick.status != "optimal":
            weak += 1
            place = stages.index(quick.stage)
            if quick.bound is not None:  # else the effort ended before that stage
                bounded += 1
                assert quick.bound <= in_order(best.objective)[place]
            assert in_order(quick.objective)[:place] == in_order(best.objective)[:place]
        assert in_order(best.objective) <= in_order(quick.objective)
    assert weak >= 3
    assert bounded
