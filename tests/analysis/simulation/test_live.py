"""Runs: the plan itself when nothing varies, and a plain Python run for run when it does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, islice, product

import numpy as np
import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.evaluate import Schedule, violations
from bcm_tool.analysis.recovery.state import later_items
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.simulation.live import given_up, live
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.analysis.simulation.run import Lived, Variant
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.analysis.work import NEVER
from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from tests.analysis.recovery.cases import small_case
from tests.analysis.simulation.by_hand import NotForeseenError, one_run
from tests.builders import dependency, element, model_of

LIMITS = Limits(schedules=10, effort=0.0)
EARLIER = "could start earlier without changing a service"


@cache
def planned(seed: int) -> Plan | None:
    """A small random scenario as a plan; None where there is no sequence."""
    model = small_case(seed)
    impact = analyze_impact(model)
    try:
        recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    except BcmError:
        return None
    return given_up(read_plan(model, recovery, impact))


def likely(plan: Plan) -> list[Minutes]:
    return [np.asarray(task.duration) for task in plan.problem.tasks]


def number(value: object, run: int = 0) -> int:
    """One run of an array or of a number that all runs share."""
    array = np.asarray(value)
    return int(array[run] if array.ndim else array)


def outages_of(plan: Plan, lived: Lived, run: int = 0) -> dict[str, tuple[int, int]]:
    now = lived.situation
    return {
        item.id: (number(now.down[n], run), number(now.up[n], run))
        for n, item in enumerate(plan.problem.items)
        if number(now.down[n], run) < NEVER
    }


def expected(recovery: RecoveryResult) -> dict[str, tuple[int, int]]:
    return {
        name: (outage.down, NEVER if outage.up is None else outage.up)
        for name, outage in recovery.outages.items()
    }


def test_with_likely_times_a_run_is_the_sequence() -> None:
    circular = 0
    for seed in range(200):
        plan = planned(seed)
        if plan is None or any(task.limited_by == EARLIER for task in plan.recovery.tasks):
            continue
        lived = live(plan, likely(plan), 1)
        assert outages_of(plan, lived) == expected(plan.recovery), seed
        for task, start in enumerate(plan.starts):
            if start is not None:
                assert number(lived.starts[task]) == start, seed
        assert lived.reordered == 0
        circular += plan.planned.circular
    assert circular > 40  # takeovers and cycles are met, not only the easy cases


def test_run_by_run_it_is_what_plain_python_finds() -> None:
    compared = foreseen = 0
    for seed in range(200):
        plan = planned(seed)
        if plan is None:
            continue
        random = np.random.default_rng(seed)
        runs = 8
        durations = [random.integers(0, 2 * task.duration + 2, runs) for task in plan.problem.tasks]
        lived = live(plan, durations, runs)
        agreed = np.broadcast_to(lived.agreed, (runs,))
        for run in range(runs):
            if lived.reordered or not agreed[run]:
                continue
            minutes = [int(row[run]) for row in durations]
            try:
                work, outages = one_run(plan.problem, plan.recovery, minutes)
            except NotForeseenError:
                foreseen += 1
                continue
            assert outages_of(plan, lived, run) == outages, (seed, run)
            for task, (start, end) in work.items():
                if end < NEVER:
                    found = number(lived.starts[task], run), number(lived.ends[task], run)
                    assert found == (start, end), (seed, run, task)
            compared += 1
    assert compared > 1_000
    assert foreseen < compared


def test_one_more_member_never_makes_a_run_longer() -> None:
    for seed in range(120):
        plan = planned(seed)
        if plan is None or plan.planned.circular:
            continue
        random = np.random.default_rng(seed)
        durations = [random.integers(0, 2 * task.duration + 2, 50) for task in plan.problem.tasks]
        base = live(plan, durations, 50)
        for team in range(len(plan.limits)):
            more = live(plan, durations, 50, Variant(more=((team, 1),)))
            for old, new in zip(base.ends, more.ends, strict=True):
                assert (np.asarray(new) <= old).all(), seed


def tolerant(duration: tuple[int, int, int]) -> Plan:
    """A service that runs 100 minutes without its server, and has restart work of 30."""
    low, middle, high = duration
    model = model_of(
        element("shop", kind="service", rto=20),
        element("server", kind="application"),
        dependency("shop", "server", tolerance=100),
        r.Team(id="it", key="IT", name="IT"),
        r.RecoveryTask(
            id="t1",
            key="T1",
            element="server",
            name="Restore",
            optimistic=low,
            likely=middle,
            pessimistic=high,
            demand=(("it", 1),),
        ),
        r.RecoveryTask(
            id="t2", key="T2", element="shop", name="Restart", likely=30, demand=(("it", 1),)
        ),
        r.Scenario(id="s", key="S", name="Server lost", lost=("element:server",)),
    )
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    return given_up(read_plan(model, recovery, impact))


def test_what_the_plan_saves_fails_when_the_work_takes_longer_than_is_tolerated() -> None:
    plan = tolerant((60, 80, 200))
    assert "shop" not in plan.recovery.outages
    work = {task.key: place for place, task in enumerate(plan.problem.tasks)}
    durations = [np.asarray(30)] * 2
    durations[work["T1"]] = np.array([80, 100, 101, 170])
    lived = live(plan, durations, 4)
    assert [outages_of(plan, lived, run).get("shop") for run in range(4)] == [
        None,
        None,  # back at the very minute at which it would stop
        (100, 131),
        (100, 200),
    ]


def test_a_stand_in_keeps_a_lost_element_up() -> None:
    plan = tolerant((120, 120, 120))
    server = next(n for n, item in enumerate(plan.problem.items) if item.id == "server")
    assert outages_of(plan, live(plan, likely(plan), 1)) == {"server": (0, 120), "shop": (100, 150)}
    assert outages_of(plan, live(plan, likely(plan), 1, Variant(safe=frozenset((server,))))) == {}


def test_no_lag_is_kept_after_work_that_the_plan_saves() -> None:
    """The hall is there at once, so the shop never stops and nothing waits for its restart."""
    model = model_of(
        element("shop", kind="service", rto=8),
        element("hall", kind="application"),
        element("yard", kind="application"),
        dependency("shop", "hall"),
        r.RecoveryTask(id="t1", key="T1", element="shop", name="Restart", likely=2),
        r.RecoveryTask(id="t2", key="T2", element="yard", name="Sweep", likely=3, after=("t1",)),
        r.RecoveryTask(id="t3", key="T3", element="hall", name="Look", after=("t1",), lag=5),
        r.Scenario(id="s", key="S", name="Both", lost=("element:hall", "element:yard")),
    )
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    plan = given_up(read_plan(model, recovery, impact))
    lived = live(plan, likely(plan), 1)
    assert outages_of(plan, lived) == expected(recovery) == {"hall": (0, 0), "yard": (0, 3)}
    assert lived.reordered == 0


def test_what_is_back_at_once_in_some_runs_stops_nothing_in_them() -> None:
    model = model_of(
        element("shop", kind="service", rto=60),
        element("server", kind="application"),
        dependency("shop", "server"),
        r.RecoveryTask(id="t1", key="T1", element="server", name="Restore", likely=30),
        r.RecoveryTask(id="t2", key="T2", element="shop", name="Restart", likely=20),
        r.Scenario(id="s", key="S", name="Server lost", lost=("element:server",)),
    )
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    plan = given_up(read_plan(model, recovery, impact))
    lived = live(plan, [np.array([0, 1, 30]), np.asarray(20)], 3)
    assert [number(lived.ends[1], run) for run in range(3)] == [0, 21, 50]
    assert [outages_of(plan, lived, run).get("shop") for run in range(3)] == [
        None,
        (0, 21),
        (0, 50),
    ]
    saved = {
        gain.key: gain.makespan_saved
        for gain in simulate_recovery(model, recovery, impact, runs=2).gains
    }
    assert saved == {"T1": 50, "server": 50, "T2": 20}


@pytest.mark.parametrize("runs", [1, 7])
def test_all_runs_may_share_one_number(runs: int) -> None:
    plan = tolerant((120, 120, 120))
    one = live(plan, likely(plan), runs)
    many = live(plan, [np.full(runs, task.duration) for task in plan.problem.tasks], runs)
    for run in range(runs):
        assert outages_of(plan, one, run) == outages_of(plan, many, run)


def choice_of(plan: Plan) -> tuple[tuple[int, ...], ...] | None:
    """Members of the groups such that just the plan's items are left for later."""
    problem = plan.problem
    offers = [
        [()]
        if group.dependent in plan.later
        else list(combinations(sorted(need.provider for need in group.members), group.choose))
        for group in problem.groups
    ]
    for chosen in islice(product(*offers), 500):
        if later_items(problem, chosen) == plan.later:
            return chosen
    return None


def test_every_run_is_a_sound_schedule() -> None:
    """The sequence's own checker finds nothing wrong with any run, foreseen or not."""
    checked = unforeseen = reordered = 0
    for seed in range(200):
        plan = planned(seed)
        chosen = None if plan is None else choice_of(plan)
        if plan is None or chosen is None or plan.given_up:
            continue
        random = np.random.default_rng(seed)
        problem, runs = plan.problem, 8
        durations = [random.integers(0, 4 * task.duration + 2, runs) for task in problem.tasks]
        lived = live(plan, durations, runs)
        reordered += lived.reordered
        for run in np.flatnonzero(np.broadcast_to(lived.agreed, (runs,))).tolist():
            tasks = tuple(
                replace(task, duration=int(row[run]))
                for task, row in zip(problem.tasks, durations, strict=True)
            )
            starts = tuple(
                start if number(part, run) and start < NEVER else None
                for part, start in zip(
                    lived.part, (number(start, run) for start in lived.starts), strict=True
                )
            )
            lasting = replace(problem, tasks=tasks)
            found = violations(lasting, Schedule(starts, chosen))
            # Which members to count on is decided by the sequence, whatever a run brings.
            broken = [sentence for sentence in found if "counts on" not in sentence]
            assert not broken, (seed, run, broken)
            checked += 1
            unforeseen += any(
                start is not None and plan.starts[task] is None for task, start in enumerate(starts)
            )
    assert checked > 1_000
    assert unforeseen > 20
    assert reordered > 0
