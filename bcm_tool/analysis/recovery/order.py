"""What moving a task would cost, found by placing the sequence again with the task moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bcm_tool.analysis.order_result import Move, OrderResult, TaskOrder
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import as_objective, follow
from bcm_tool.analysis.recovery.hours import both, from_minute
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.result import service_outcomes
from bcm_tool.analysis.recovery.resume import schedule_of, task_numbers
from bcm_tool.analysis.recovery.search import Found, order_of, place_list
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.durations import HOUR
from bcm_tool.progress import Progress, no_progress

TRIED = 6
"""Tasks of the same team that are looked at for one that can go first."""


def explain_order(
    recovery: RecoveryResult,
    impact: ImpactResult,
    places: Iterable[int] | None = None,
    *,
    progress: Progress = no_progress,
) -> OrderResult:
    """Moves of the tasks at ``places`` of a sequence; of all when None.

    Parameters
    ----------
    impact
        Of the same model.

    Raises
    ------
    Cancelled
        From inside ``progress``.
    """
    wanted = list(range(len(recovery.tasks)) if places is None else places)
    if not wanted:
        return OrderResult(recovery, {})
    problem = build_problem(recovery.model, recovery.scenario, impact, recovery.objective_order)
    schedule = schedule_of(problem, recovery)
    now = place_list(problem, order_of(schedule), schedule.chosen, schedule.modes)
    if now is None:
        return OrderResult(recovery, {})
    numbers = task_numbers(problem)
    of_place = [numbers[task.task, task.element] for task in recovery.tasks]
    at = {number: place for place, number in enumerate(of_place)}
    found: dict[int, TaskOrder] = {}
    for done, place in enumerate(wanted):
        progress(done, len(wanted))
        number = of_place[place]
        later = _behind_the_next(problem, now, number, at)
        found[place] = TaskOrder(place, later, _an_hour_later(problem, now, number))
    return OrderResult(recovery, found)


def _behind_the_next(problem: Problem, now: Found, number: int, at: dict[int, int]) -> Move | None:
    """The task behind the first of its team that can go first; None where none can."""
    schedule = now.schedule
    order = order_of(schedule)
    teams = {team for team, _ in schedule.mode(problem, number).demand}
    behind = [
        other
        for other in order[order.index(number) + 1 :]
        if schedule.starts[other] is not None
        and number not in problem.tasks[other].before
        and not teams.isdisjoint(team for team, _ in schedule.mode(problem, other).demand)
    ]
    for other in behind[:TRIED]:
        moved = [task for task in order if task != number]
        moved.insert(moved.index(other) + 1, number)
        found = place_list(problem, moved, schedule.chosen, schedule.modes)
        if found is None:
            continue
        first, second = found.schedule.starts[other], found.schedule.starts[number]
        if first is not None and second is not None and first < second:
            return _move(problem, now, found, number, at[other])
    return None


def _an_hour_later(problem: Problem, now: Found, number: int) -> Move | None:
    """The task an hour later at least, everything else in its order."""
    start = now.schedule.starts[number] or 0
    limit = from_minute(start + HOUR)
    task = problem.tasks[number]
    ways = tuple(way._replace(window=both(way.window, limit)) for way in task.ways)
    tasks = list(problem.tasks)
    tasks[number] = replace(task, modes=ways)
    other = replace(problem, tasks=tuple(tasks))
    schedule = now.schedule
    found = place_list(other, order_of(schedule), schedule.chosen, schedule.modes)
    if found is None or found.schedule.starts[number] is None:  # too late to be done at all
        return None
    return _move(other, now, found, number, None)


def _move(problem: Problem, now: Found, found: Found, number: int, behind: int | None) -> Move:
    before, after = as_objective(problem, now.value), as_objective(problem, found.value)
    kept = service_outcomes(problem, follow(problem, now.schedule))
    then = service_outcomes(problem, follow(problem, found.schedule))
    return Move(
        behind=behind,
        start=found.schedule.starts[number] or 0,
        objective=after,
        past_mtpd=after.past_mtpd - before.past_mtpd,
        loss=after.loss - before.loss,
        past_rto=after.past_rto - before.past_rto,
        makespan=after.makespan - before.makespan,
        broken=tuple(item for item, outcome in kept.items() if outcome.met and not then[item].met),
    )
