"""The chain of each run against plain Python: from the last end back to hours that kept a start."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.chain import Links, critical_runs
from bcm_tool.analysis.simulation.live import live
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

HOURS = {"day": "Mon-Fri 08:00-16:00", "night": "Mon-Sun 20:00-04:00", "all": ""}
RUNS = 12


def random_case(random: Random) -> Model:
    """One element, work in random order, teams of one with hours, lags."""
    names = [f"K{number}" for number in range(random.randint(3, 9))]
    tasks = []
    for number, name in enumerate(names):
        team = random.choice(("day", "night", "all", "all", ""))
        tasks.append(
            r.RecoveryTask(
                id=name, key=name, element="shop", name=name, likely=random.choice((60, 240, 500)),
                after=tuple(other for other in names[:number] if random.random() < 0.35),
                demand=((team, 1),) if team else (), lag=random.choice((None, None, 30)),
            )
        )  # fmt: skip
    return model_of(
        element("shop", kind="service", rto=20 * 60),
        *(r.Team(id=key, key=key, name=key, capacity=1, hours=text) for key, text in HOURS.items()),
        *tasks,
        r.Scenario(id="s", key="S", name="Lost", lost=("element:shop",), start="Mon 06:00"),
    )


def plan_of(model: Model) -> Plan:
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=Limits(schedules=5, effort=0.0))
    return read_plan(model, recovery, impact)


def plain_chain(plan: Plan, durations: list[int]) -> tuple[list[int], list[int]]:
    """Tasks on the chain of one run, and those before hours that kept its first."""
    tasks, order = plan.problem.tasks, [s.number for s in plan.planned.steps if s.what == "task"]
    ready, start, end = {}, {}, {}
    for number in order:
        task = tasks[number]
        ready[number] = plan.problem.release
        for other in task.before:
            ready[number] = max(ready[number], end[other] + task.lag)
        for team, _ in plan.demand[number]:
            same = [o for o in end if any(t == team for t, _ in plan.demand[o])]
            ready[number] = max([ready[number], *(end[o] for o in same)])
        window = plan.windows[number]
        start[number] = ready[number] if window is None else window.next(ready[number])
        end[number] = start[number] + durations[number]
    current = min(end, key=lambda number: (-end[number], number))
    chain, beyond, shut = [current], [], False
    while True:
        shut = shut or start[current] > ready[current]
        task = tasks[current]
        teams = {team for team, _ in plan.demand[current]}
        held = [
            other
            for other in order
            if (other in task.before and end[other] + task.lag == ready[current])
            or (
                order.index(other) < order.index(current)
                and end[other] == ready[current]
                and teams & {team for team, _ in plan.demand[other]}
            )
        ]
        if not held:
            return chain, beyond
        current = held[-1]
        (beyond if shut else chain).append(current)


@pytest.mark.parametrize("seed", range(40))
def test_chains_are_those_of_plain_python(seed: int) -> None:
    random = Random(seed)
    plan = plan_of(random_case(random))
    count = len(plan.problem.tasks)
    rows = [[random.choice((20, 60, 200, 400, 700)) for _ in range(count)] for _ in range(RUNS)]
    critical, reached = np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    for durations in rows:
        chain, beyond = plain_chain(plan, durations)
        critical[chain] += 1
        reached[chain + beyond] += 1
    drawn = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    found = critical_runs(Links(plan), live(plan, drawn, RUNS, notes=True), RUNS)
    assert found.critical.tolist() == critical.tolist()
    assert found.reached.tolist() == reached.tolist()


def test_a_lag_counts_after_tasks_and_not_after_what_an_element_needs() -> None:
    """The service's work keeps its lag behind the call; the server ends last of what it needs."""
    plan = plan_of(
        model_of(
            element("shop", kind="service", rto=600),
            element("server", kind="application"),
            dependency("shop", "server"),
            r.RecoveryTask(id="call", key="CALL", element="server", name="Call", likely=10),
            r.RecoveryTask(id="load", key="LOAD", element="server", name="Load", likely=120),
            r.RecoveryTask(
                id="open", key="OPEN", element="shop", name="Open", likely=30,
                after=("call",), lag=20,
            ),
            r.Scenario(id="s", key="S", name="Lost", lost=("element:shop", "element:server")),
        )
    )  # fmt: skip
    assert [task.key for task in plan.problem.tasks] == ["CALL", "LOAD", "OPEN"]
    drawn = [np.array([10, 150], dtype=np.int64), *map(np.asarray, (120, 30))]
    found = critical_runs(Links(plan), live(plan, drawn, 2, notes=True), 2)
    assert found.critical.tolist() == [1, 1, 2]


def test_work_that_is_never_done_holds_nothing() -> None:
    """Nobody is there for the other site, which the shop does not wait for."""
    group = {"group": "g"}
    plan = plan_of(
        model_of(
            element("shop", kind="service", rto=600),
            element("one", kind="application"),
            element("two", kind="service"),
            r.RedundancyGroup(id="g", dependent="shop", name="Sites", takeover_time=5),
            dependency("shop", "one", **group),
            dependency("shop", "two", **group),
            r.Team(id="it", key="IT", name="IT", capacity=1),
            r.RecoveryTask(id="open", key="OPEN", element="shop", name="Open", likely=30),
            r.RecoveryTask(
                id="load", key="LOAD", element="two", name="Load", likely=60, demand=(("it", 2),)
            ),
            r.Scenario(id="s", key="S", name="Lost", lost=("element:shop", "element:two")),
        )
    )
    keys = [task.key for task in plan.problem.tasks]
    found = critical_runs(Links(plan), live(plan, [np.asarray(30)] * 2, 1, notes=True), 1)
    assert dict(zip(keys, found.critical.tolist(), strict=True)) == {"LOAD": 0, "OPEN": 1}


def test_cases_cross_hours() -> None:
    """The cases above would be worth little if no hours kept a start of a chain."""
    crossed = 0
    for seed in range(40):
        random = Random(seed)
        plan = plan_of(random_case(random))
        crossed += bool(plain_chain(plan, [200] * len(plan.problem.tasks))[1])
    assert crossed >= 10
