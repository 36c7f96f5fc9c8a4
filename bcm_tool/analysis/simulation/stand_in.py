"""What a stand-in makes of a lost element: it is not lost, and may only fail with what it needs.

Then it has the work of an outage and not that of a loss (ENGINE 3), for which the plan has no
place: the order of the teams is the planned one, and such work comes where the policy of
:mod:`bcm_tool.analysis.simulation.plan` puts what was not foreseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bcm_tool.analysis.simulation.draw import drawn_anew
from bcm_tool.analysis.simulation.live import PASSES, live
from bcm_tool.analysis.simulation.measure import Outcomes, Watched, measure
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.analysis.simulation.run import AS_PLANNED, Run
from bcm_tool.analysis.work import applies


def plan_with_stand_in(plan: Plan, item: int) -> Plan | None:
    """The plan in which an item is not lost; None where its work stays the same or it stays up.

    Items and tasks have other numbers than in ``plan``.
    """
    problem = plan.problem
    model, record = problem.model, problem.items[item]
    own = model.tasks_of.get(record.id, ())
    after_loss = [task for task in own if applies(task, lost=True)]
    after_outage = [task for task in own if applies(task, lost=False)]
    same = after_loss == after_outage and (after_loss or (record.known and not record.tasks))
    if same or not (record.hard or record.groups):
        return None
    scenario = model.scenarios[problem.scenario]
    left = tuple(f"element:{one.id}" for one in problem.items if one.lost and one is not record)
    scenarios = {**model.scenarios, scenario.id: replace(scenario, lost=left)}
    other = model.with_tables({"scenarios": scenarios})
    made = read_plan(other, plan.recovery, replace(problem.impact, model=other))
    never = {plan.name(number) for number in plan.given_up}
    given_up = (number for number in range(len(made.starts)) if made.name(number) in never)
    return _without_circles(replace(made, given_up=made.given_up.union(given_up)))


def _without_circles(plan: Plan) -> Plan:
    """The plan with the tasks given up that wait for themselves by way of what fails.

    The sequence knows nothing of them: they are those that start later in every round.
    """
    likely = [np.asarray(task.duration, dtype=np.int64) for task in plan.problem.tasks]
    if not plan.planned.circular or bool(live(plan, likely, 1).agreed.all()):
        return plan
    run = Run(plan, likely, AS_PLANNED, False)
    for _ in range(2 * PASSES):
        run.through(plan.providers_first)
    before = list(run.ends)
    after = run.through(plan.providers_first).ends
    moving = (number for number, end in enumerate(after) if (end != before[number]).any())
    return replace(plan, given_up=plan.given_up.union(moving))


def lived_with_stand_in(
    other: Plan,
    plan: Plan,
    watched: Sequence[Watched],
    durations: Sequence[Minutes],
    runs: int,
    seed: int,
) -> Outcomes:
    """The figures of ``watched``, which are items of ``plan``, in the same runs of ``other``."""
    places = {item.id: number for number, item in enumerate(other.problem.items)}
    there = [each for each in watched if each.element in places]
    lived = live(other, drawn_anew(other, plan, durations, runs, seed), runs)
    moved = [replace(each, item=places[each.element]) for each in there]
    found = measure(other, moved, lived, runs)
    at = {each.element: place for place, each in enumerate(there)}
    up, never = np.zeros(runs, dtype=np.int64), np.zeros(runs, dtype=np.bool_)
    rows = [at.get(each.element) for each in watched]
    return replace(
        found,
        outage=[up if row is None else found.outage[row] for row in rows],
        down=[never if row is None else found.down[row] for row in rows],
        losses=[0.0 if row is None else found.losses[row] for row in rows],
    )
