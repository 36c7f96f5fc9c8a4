"""Hours, call-out, contracts, skills, lags and decision points against every schedule there is."""

from __future__ import annotations

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import as_objective
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.oracles import best_by_lists, best_by_minutes
from tests.analysis.recovery.replay import check_work, replay
from tests.analysis.recovery.shifted import shifted_case
from tests.builders import dependency, element, model_of

ORDERED = {
    5: (5012, 5027, 5034, 5035, 5038, 5047),
    6: (5151, 5203, 5208, 5304, 5305),
    7: (5012, 5103, 5127, 5143),
    8: (5106, 5149, 5203),
}
"""Seeds of cases with so many tasks and few enough orders to try them all."""
SOLVER = Limits(schedules=0)
LISTS = Limits(schedules=60, effort=0)


def sequence(model: Model, limits: Limits = SOLVER) -> RecoveryResult:
    return analyze_recovery(model, "s", analyze_impact(model), limits=limits)


def test_every_minute_of_up_to_four_tasks() -> None:
    compared = chosen = 0
    for seed in range(140):
        model = shifted_case(seed, most_tasks=4, longest=3, elements=(2, 5))
        problem = build_problem(model, "s", analyze_impact(model))
        best = best_by_minutes(problem, 4000) if problem.tasks else None
        if best is None:
            continue
        result = sequence(model)
        assert result.objective == as_objective(problem, best), seed
        assert result.status == "optimal", seed
        compared += 1
        chosen += bool(problem.choosy)
    assert compared > 25
    assert chosen > 3


@pytest.mark.parametrize("size", [5, 6, 7, 8])
@pytest.mark.parametrize("sparse", [False, True])
def test_every_order_of_up_to_eight_tasks(size: int, sparse: bool) -> None:
    for seed in ORDERED[size]:
        model = shifted_case(seed, sparse=sparse, most_tasks=size, elements=(4, 8), cycles=False)
        problem = build_problem(model, "s", analyze_impact(model))
        assert len(problem.tasks) == size
        best = best_by_lists(problem, 2500)
        assert best is not None
        result = sequence(model)
        assert result.objective == as_objective(problem, best), seed
        assert result.status == "optimal", seed


@pytest.mark.parametrize("limits", [SOLVER, LISTS])
@pytest.mark.parametrize("sparse", [False, True])
def test_lived_through_minute_by_minute(limits: Limits, sparse: bool) -> None:
    lived = skilled = waited = 0
    for seed in range(100):
        model = shifted_case(seed, sparse=sparse, cycles=False)
        result = sequence(model, limits)
        shown = {name: (outage.down, outage.up) for name, outage in result.outages.items()}
        if result.objective.makespan < 2000:
            assert replay(model, result) == shown, seed
        check_work(model, result)
        lived += bool(result.tasks)
        skilled += any(
            item.task and model.tasks[item.task].skill and item.teams for item in result.tasks
        )
        waited += result.objective.makespan > 1000
    assert lived > 50
    assert skilled > 10
    assert waited > 5 or not sparse


def test_nobody_starts_with_the_event_while_the_contract_is_closed() -> None:
    """One of two members is enough, and at once would be in time: but both suppliers are away."""
    links = [dependency("p", key, group="g", tolerance=60) for key in ("a", "b")]
    model = model_of(
        element("p", kind="process", rto=30),
        *(element(key) for key in ("a", "b")),
        r.RedundancyGroup(id="g", dependent="p", name="g", required=1),
        *links,
        *(
            r.RecoveryTask(id=key, key=key, element=key, name=key, likely=length)
            for key, length in (("a", 20), ("b", 40))
        ),
        *(
            r.Agreement(id=key, key=key, element=key, type="UC", service_hours=hours)
            for key, hours in (("a", "Mon 18:00-19:00"), ("b", "Mon 17:00-18:00"))
        ),
        r.Scenario(id="s", key="s", name="s", lost=("element:a", "element:b"), start="Mon 12:00"),
    )
    result = sequence(model)
    assert result.status == "optimal"
    assert [(item.key, item.start) for item in result.tasks] == [("b", 300)]
    assert result.services["p"].down == 60
    assert result.services["p"].up == 340


@pytest.mark.parametrize(
    ("hours", "start"), [("Mon 10:00-11:00", 60), ("Mon 09:00-09:10", 10080), ("", 10)]
)
def test_work_that_takes_no_time_waits_for_its_team_too(hours: str, start: int) -> None:
    model = model_of(
        element("p", kind="process", rto=30),
        r.Team(id="t", key="t", name="t", hours=hours),
        r.RecoveryTask(id="a", key="a", element="p", name="a", likely=10),
        r.RecoveryTask(id="b", key="b", element="p", name="b", demand=(("t", 1),), after=("a",)),
        r.Scenario(id="s", key="s", name="s", lost=("element:p",), start="Mon 09:00"),
    )
    result = sequence(model)
    assert result.status == "optimal"
    assert result.objective.makespan == start
    assert [(item.key, item.start) for item in result.tasks] == [("a", 0), ("b", start)]
