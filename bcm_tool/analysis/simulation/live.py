"""Lives through a plan, many runs at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bcm_tool.analysis.simulation.order import Program
from bcm_tool.analysis.simulation.outages import Situation
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.simulation.run import AS_PLANNED, Lived, Run, Variant
from bcm_tool.analysis.work import NEVER

PASSES = 12
"""Rounds in which a run of the planned order must agree with itself."""


def live(
    plan: Plan,
    durations: Sequence[Minutes],
    runs: int,
    variant: Variant = AS_PLANNED,
    *,
    notes: bool = False,
) -> Lived:
    """Every run of ``durations`` (per task, an array over ``runs`` or one number).

    ``notes`` asks for ``held``, ``bound`` and ``shut``, from which :mod:`chain` follows what held
    what.
    """
    lived = _repeat(plan, plan.planned, durations, variant, notes)
    agreed = np.broadcast_to(lived.agreed, (runs,))
    if bool(agreed.all()):
        return lived
    # In these runs the order waits for itself: they are lived through in the other one.
    again = np.flatnonzero(~agreed)
    few = [minutes[again] if minutes.ndim else minutes for minutes in durations]
    other = _repeat(plan, plan.providers_first, few, variant, notes)
    return _merged(lived, other, again, runs)


def _repeat(
    plan: Plan, program: Program, durations: Sequence[Minutes], variant: Variant, notes: bool
) -> Lived:
    """Once through the steps; where a step needs a later one, until what it took was right."""
    run = Run(plan, durations, variant, notes)
    lived = run.through(program)
    for _ in range(PASSES if program.circular else 0):
        lived.agreed = run.agrees(program)
        if bool(lived.agreed.all()):
            break
        lived = run.through(program)
    else:
        if program.circular:
            lived.agreed = run.agrees(program)
    return lived


def given_up(plan: Plan) -> Plan:
    """The plan with the tasks given up that wait for themselves by way of what fails.

    They are those that the sequence could not do though nothing they wait for is missing.
    """
    problem = plan.problem
    stopped = {name for name, outage in plan.recovery.outages.items() if not outage.takeover}
    undone = [
        number
        for number, task in enumerate(problem.tasks)
        if plan.starts[number] is None
        and task.item not in plan.later
        and problem.items[task.item].id in stopped
        and number not in plan.given_up
    ]
    if not undone:
        return plan
    lived = live(plan, [np.asarray(task.duration) for task in problem.tasks], 1)
    waiting = {number for number in undone if np.all(lived.starts[number] < NEVER)}
    return replace(plan, given_up=plan.given_up | waiting)


def _merged(lived: Lived, other: Lived, runs: Minutes, count: int) -> Lived:
    """``other`` in some ``runs`` (their numbers, of ``count``), ``lived`` in the rest."""

    def both(old: list[Any], new: list[Any]) -> list[Any]:
        found = []
        for one, two in zip(old, new, strict=True):
            whole = np.array(np.broadcast_to(one, (count,)))
            whole[runs] = two
            found.append(whole)
        return found

    now = Situation(len(lived.situation.down))
    now.down = both(lived.situation.down, other.situation.down)
    now.up = both(lived.situation.up, other.situation.up)
    now.stopped = both(lived.situation.stopped, other.situation.stopped)
    return Lived(
        starts=both(lived.starts, other.starts),
        ends=both(lived.ends, other.ends),
        part=both(lived.part, other.part),
        situation=now,
        held=both(lived.held, other.held),
        bound=both(lived.bound, other.bound),
        shut=both(lived.shut, other.shut),
        agreed=both([lived.agreed], [other.agreed])[0],
        reordered=len(runs),
    )
