"""What one more member of a team makes possible: work that the team is too small for today.

The plan has no place for such work, nor for what waits for it, so its order says nothing about
it: a sequence is made anew for the larger team.
"""

from __future__ import annotations

from dataclasses import replace

from bcm_tool.analysis.recovery.analyze import analyze_recovery
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.limits import Limits
from bcm_tool.analysis.simulation.live import given_up
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.errors import NoSequenceError
from bcm_tool.progress import Progress

_SEQUENCE = Limits(schedules=400, effort=0.0)
"""List schedules only, always the same."""


def plan_with_one_more(plan: Plan, team: int, progress: Progress) -> Plan | None:
    """The plan made anew where one more member of ``team`` makes some task possible, else None.

    Items and tasks have the numbers that they have in ``plan``.

    Raises
    ------
    Cancelled
        From inside ``progress``.
    """
    problem = plan.problem
    if all(task.possible or task.cyclic for task in problem.tasks):
        return None
    name, capacity = problem.teams[team]
    larger = replace(problem.model.teams[name], capacity=capacity + 1)
    model = problem.model.with_tables({"teams": {**problem.model.teams, name: larger}})
    impact = replace(problem.impact, model=model)
    order = plan.recovery.objective_order
    other = build_problem(model, problem.scenario, impact, order)
    pairs = zip(problem.tasks, other.tasks, strict=True)
    if not any(new.possible and not old.possible for old, new in pairs):
        return None
    try:
        recovery = analyze_recovery(
            model,
            problem.scenario,
            impact,
            limits=_SEQUENCE,
            objective_order=order,
            progress=progress,
        )
    except NoSequenceError:  # the work that becomes possible waits for itself, so nothing is gained
        return None
    return given_up(read_plan(model, recovery, impact))
