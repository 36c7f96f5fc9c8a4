"""A lost element with a stand-in is not lost: what it needs may stop it, and then it restarts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.simulation.live import given_up, live
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.analysis.simulation.result import Gain
from bcm_tool.analysis.simulation.simulate import simulate_recovery
from bcm_tool.analysis.simulation.stand_in import plan_with_stand_in
from bcm_tool.analysis.work import NEVER
from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.cases import small_case
from tests.analysis.simulation.test_live import expected, likely, outages_of
from tests.builders import dependency, element, model_of

LIMITS = Limits(schedules=10, effort=0.0)


def both_lost(*work: r.Record) -> Model:
    return model_of(
        element("shop", kind="service", rto=120),
        element("server", kind="application"),
        dependency("shop", "server"),
        *work,
        r.Scenario(id="s", key="S", name="Both", lost=("element:shop", "element:server")),
    )


def gain_of(model: Model, subject: str, runs: int = 50) -> Gain:
    impact = analyze_impact(model)
    recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    found = simulate_recovery(model, recovery, impact, runs=runs)
    return next(gain for gain in found.gains if gain.subject == subject)


def test_it_has_the_work_of_an_outage_and_not_of_a_loss() -> None:
    """In each run the restart follows the server, whose luck is the same as without a stand-in."""
    model = both_lost(
        r.RecoveryTask(
            id="t1", key="T1", element="server", name="Mend", optimistic=20, likely=60,
            pessimistic=90,
        ),
        r.RecoveryTask(id="t2", key="T2", element="shop", name="Build", likely=300, needed="loss"),
        r.RecoveryTask(id="t3", key="T3", element="shop", name="Start", likely=10, needed="outage"),
    )  # fmt: skip
    gain = gain_of(model, "shop")
    assert gain.makespan_saved == 290
    assert (gain.service, gain.before, gain.after) == ("shop", 0.0, 1.0)
    assert gain_of(model, "server").makespan_saved == pytest.approx(58, abs=5)


def test_without_tasks_it_is_back_with_what_it_needs() -> None:
    options = [
        r.RecoveryOption(
            id=f"o-{name}", key=f"O-{name}", element=name, name="Way", recovery_time=minutes,
            selected=True,
        )
        for name, minutes in (("shop", 240), ("server", 110))
    ]  # fmt: skip
    gain = gain_of(both_lost(*options), "shop")
    assert gain.makespan_saved == 240
    assert (gain.service, gain.before, gain.after) == ("shop", 0.0, 1.0)


def plan_of(seed: int) -> Plan | None:
    """A small scenario whose teams are so large that nobody waits for them."""
    model = small_case(seed)
    teams = {key: replace(team, capacity=99) for key, team in model.teams.items()}
    model = model.with_tables({"teams": teams})
    impact = analyze_impact(model)
    try:
        recovery = analyze_recovery(model, "s", impact, limits=LIMITS)
    except BcmError:
        return None
    plan = given_up(read_plan(model, recovery, impact))
    known = not plan.given_up and not recovery.later and not model.groups
    return plan if known and outages_of(plan, live(plan, likely(plan), 1)) else None


def test_without_team_limits_it_is_what_follows_from_the_other_losses() -> None:
    compared = circles = 0
    for seed in range(200):
        plan = plan_of(seed)
        if plan is None or plan.planned.circular:
            continue
        problem = plan.problem
        for number, item in enumerate(problem.items):
            other = plan_with_stand_in(plan, number) if item.lost else None
            if other is None:
                continue
            left = [one.id for one in problem.items if one.lost and one is not item]
            found = analyze_failure(problem.model, left).outages
            wanted = {
                name: (outage.down, NEVER if outage.up is None else outage.up)
                for name, outage in found.items()
            }
            lived = live(other, likely(other), 1)
            assert lived.agreed.all()
            assert outages_of(other, lived) == wanted, (seed, item.id)
            compared += 1
            circles += bool(other.given_up)
        assert outages_of(plan, live(plan, likely(plan), 1)) == expected(plan.recovery)
    assert compared > 20
    assert circles
