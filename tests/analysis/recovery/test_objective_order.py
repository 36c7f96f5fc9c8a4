"""What counts first is a choice of the run: each order against every schedule there is."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objective_order import HARM_FIRST, RANKED, ObjectiveOrder, goals_of
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Value, as_objective
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.oracles import best_by_lists, best_by_minutes
from tests.builders import element, model_of

FIRST: dict[ObjectiveOrder, int] = {
    "harm first": 0,
    "loss first": 1,
    "RTO minutes first": 2,
    "makespan first": 3,
}
OTHERS: list[ObjectiveOrder] = ["loss first", "RTO minutes first", "makespan first"]


def sequence(model: Model, order: ObjectiveOrder, limits: Limits) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), limits=limits, objective_order=order)


def reached(result: RecoveryResult, model: Model, first: int) -> Value:
    """The objective as whole numbers, one goal in front."""
    goal, scale = result.objective, build_problem(model, "s", analyze_impact(model)).weight_scale
    usual = [
        int(goal.past_mtpd * scale),
        int(goal.loss * 100),
        int(goal.past_rto * scale),
        goal.makespan,
        goal.sum_of_starts,
    ]
    one, two, three, four, five = usual.pop(first), *usual
    return one, two, three, four, five


@pytest.mark.parametrize("order", OTHERS)
def test_every_minute_in_each_order(order: ObjectiveOrder) -> None:
    compared = 0
    for seed in range(1000, 1040):
        model = small_case(seed, most_tasks=4, longest=3, elements=(2, 5))
        problem = build_problem(model, "s", analyze_impact(model))
        best = best_by_minutes(problem, 10_000, FIRST[order]) if problem.tasks else None
        if best is None:
            continue
        result = sequence(model, order, Limits(schedules=0))
        assert reached(result, model, FIRST[order]) == best, seed
        assert result.status == "optimal", seed
        assert result.objective_order == order
        compared += 1
    assert compared >= 15


def rivals(seed: int) -> Model:
    """Four processes that need the same person, each with much of another kind at stake."""
    random = Random(seed)
    made: list[r.Record] = [
        r.Team(id="one", key="T1", name="One", capacity=1),
        r.Team(id="two", key="T2", name="Two", capacity=1),
    ]
    for number in range(4):
        name = f"p{number}"
        rto = random.choice((30, 60, 90, 150))
        times = {"rto": rto, "mtpd": rto + random.choice((0, 30, 60))}
        made.append(element(name, key=name.upper(), kind="process", **times))
        loss = 0
        for band in (60, 240):
            loss += random.choice((0, 0, 100, 1000, 50_000))
            made.append(
                r.ImpactRating(
                    id=f"i-{name}-{band}",
                    element=name,
                    category="category-1",
                    band=f"band-{band}",
                    loss=Decimal(loss),
                )
            )
        made.append(
            r.RecoveryTask(
                id=f"k{number}",
                key=f"K{number}",
                element=name,
                name=name,
                likely=random.choice((15, 30, 60, 90)),
                demand=(("one", 1),),
            )
        )
        if random.random() < 0.5:
            made.append(
                r.RecoveryTask(
                    id=f"l{number}",
                    key=f"L{number}",
                    element=name,
                    name=name,
                    likely=random.choice((15, 60, 120)),
                    demand=(("two", 1),),
                    after=(f"k{number}",),
                )
            )
    lost = tuple(f"element:p{number}" for number in range(4))
    made.append(r.Scenario(id="s", key="S", name="Scenario", lost=lost))
    return model_of(r.Method(id="method", detection=5, decision=5), *made)


@pytest.mark.parametrize("order", OTHERS)
def test_every_list_in_each_order(order: ObjectiveOrder) -> None:
    compared = different = 0
    for seed in range(14):
        model = rivals(seed)
        problem = build_problem(model, "s", analyze_impact(model))
        best = best_by_lists(problem, 1_500, FIRST[order])
        usual = best_by_lists(problem, 1_500)
        if best is None or usual is None:
            continue
        solved = sequence(model, order, Limits(schedules=0))
        assert reached(solved, model, FIRST[order]) == best, seed
        assert solved.status == "optimal"
        searched = sequence(model, order, Limits(schedules=500, effort=0))
        assert reached(searched, model, FIRST[order])[:4] == best[:4], seed
        different += usual != reached(solved, model, 0)
        compared += 1
    assert compared >= 6
    assert different >= 2


@pytest.mark.parametrize("order", OTHERS)
def test_the_search_and_the_bound_follow_the_order(order: ObjectiveOrder) -> None:
    names = {"past MTPD": 0, "loss": 1, "past RTO": 2, "makespan": 3}
    better = 0
    for seed in range(6):
        model = plan_case(seed, 24, teams=2)
        problem = build_problem(model, "s", analyze_impact(model), order)
        result = sequence(model, order, Limits(schedules=2_000, effort=0.05))
        usual = sequence(model, HARM_FIRST, Limits(schedules=2_000, effort=0.05))
        own, theirs = (reached(each, model, FIRST[order]) for each in (result, usual))
        assert own[0] <= theirs[0] or result.status != "optimal"
        better += own[0] < theirs[0]
        assert as_objective(problem, own) == result.objective
        if result.stage:
            place = names[result.stage]
            value = reached(result, model, place)[0]
            assert result.bound is None or int(result.bound) <= value
        for other in result.comparisons:
            assert other.loss_saved == other.objective.loss - result.objective.loss
    assert better


def test_each_order_keeps_the_usual_one_behind_its_first_goal() -> None:
    for order, ranked in RANKED.items():
        assert ranked[0] == FIRST[order]
        assert list(ranked[1:]) == sorted(ranked[1:])
        assert sorted(goals_of(order)) == sorted(goals_of(HARM_FIRST))
