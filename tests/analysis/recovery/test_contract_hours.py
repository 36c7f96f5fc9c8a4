"""Whom the hours of a contract bind when an option, and no task, brings an element back."""

from __future__ import annotations

from datetime import date

import pytest

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.build_modes import at_start
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.recovery.replay import check_work, replay
from tests.builders import element, model_of

SUNDAY = "Sun 20:00"
UNTIL_MONDAY = 12 * 60


def box(strategy: str, **contract) -> Model:
    """A box with office hours of its supplier; 15 min to detect; it fails on Sunday evening."""
    return model_of(
        r.Method(id="method", detection=15),
        element("box", rto=60),
        r.RecoveryOption(
            id="o", key="O", element="box", name="Other site", strategy=strategy,
            recovery_time=5, selected=True,
        ),
        r.Agreement(
            id="uc", key="UC", element="box", type="UC",
            service_hours="Mon-Fri 08:00-18:00", **contract,
        ),
        r.Scenario(id="s", key="S", name="Lost", lost=("element:box",), start=SUNDAY),
    )  # fmt: skip


@pytest.mark.parametrize("strategy", ["", *r.STRATEGIES])
def test_only_what_takes_over_by_itself_waits_for_no_supplier(strategy: str) -> None:
    """It still waits for detection; whatever else it is, somebody at the supplier begins it."""
    model = box(strategy)
    result = analyze_recovery(model, "s", analyze_impact(model))
    replay(model, result)
    check_work(model, result)
    [item] = result.tasks
    assert item.start == (15 if strategy == "immediate" else UNTIL_MONDAY)
    assert (result.services["box"].met) == (strategy == "immediate")
    assert ("contract hours" in item.limited_by) == (strategy != "immediate")


def test_a_task_keeps_the_hours_whatever_the_option() -> None:
    work = r.RecoveryTask(id="t", key="T", element="box", name="Swap", likely=30)
    model = box("immediate")
    model = model.with_tables({"tasks": {"t": work}})
    [item] = analyze_recovery(model, "s", analyze_impact(model)).tasks
    assert (item.task, item.start) == ("t", UNTIL_MONDAY)


def test_over_the_week_it_is_in_time_at_every_start() -> None:
    model = box("immediate")
    impact = analyze_impact(model)
    problem = build_problem(model, "s", impact)
    for minute in range(0, 7 * 1440, 60):
        assert not any(way.hours for task in at_start(problem, minute).tasks for way in task.ways)


def test_a_contract_counts_whenever_it_ends() -> None:
    """A sequence knows no date; that the contract has ended is a finding."""
    model = box("fast", ends=date(2001, 1, 1))
    [item] = analyze_recovery(model, "s", analyze_impact(model)).tasks
    assert item.start == UNTIL_MONDAY


def test_a_skill_takes_one_unit() -> None:
    base = box("fast")
    model = model_of(
        r.Team(id="a", key="A", name="A", capacity=2, skills=("db",)),
        *(
            r.RecoveryTask(id=key, key=key, element="box", name=key, likely=30, skill="db")
            for key in ("t1", "t2", "t3")
        ),
        base=base,
    )
    result = analyze_recovery(model, "s", analyze_impact(model))
    assert sorted(item.start for item in result.tasks) == [15, 15, 45]
    assert {item.teams for item in result.tasks} == {(("a", 1),)}
