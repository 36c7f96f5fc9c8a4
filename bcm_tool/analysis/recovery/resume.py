"""The schedule behind a result, to be asked again: what if it began elsewhere, or ran otherwise."""

from __future__ import annotations

from bcm_tool.analysis.recovery.evaluate import Schedule
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.analysis.work import NEVER


def task_numbers(problem: Problem) -> dict[tuple[str | None, str], int]:
    """(task id, element id) -> number; the id is None for an option's recovery."""
    items = problem.items
    return {(task.id, items[task.item].id): n for n, task in enumerate(problem.tasks)}


def schedule_of(problem: Problem, recovery: RecoveryResult) -> Schedule:
    """The schedule of a result of the same model and scenario.

    Groups count on the members that are up first, as they do in every sound schedule; those of
    the dependent's own cycle, which it does not wait for, come before all others that come back.
    """
    numbers = task_numbers(problem)
    starts: list[int | None] = [None] * len(problem.tasks)
    modes = [0] * len(problem.tasks)
    teams = {name: number for number, (name, _) in enumerate(problem.teams)}
    for task in recovery.tasks:
        number = numbers[task.task, task.element]
        starts[number] = task.start
        modes[number] = _mode(problem, number, task, teams)
    return Schedule(tuple(starts), _chosen(problem, recovery), tuple(modes))


def _mode(problem: Problem, number: int, task: ScheduledTask, teams: dict[str, int]) -> int:
    """The way that takes the teams of the result; the first where none does."""
    demand = tuple(sorted((teams[name], units) for name, units in task.teams))
    ways = problem.tasks[number].ways
    return next((place for place, way in enumerate(ways) if way.demand == demand), 0)


def _chosen(problem: Problem, recovery: RecoveryResult) -> tuple[tuple[int, ...], ...]:
    later = set(recovery.later)

    def up(item: int) -> int:
        outage = recovery.outages.get(problem.items[item].id)
        if outage is None:
            return 0
        return NEVER if outage.up is None else outage.up

    found: list[tuple[int, ...]] = []
    for group in problem.groups:
        left_out = problem.items[group.dependent].id in later
        block = problem.items[group.dependent].block
        ranked = sorted(
            (
                0 if problem.items[member].block == block and up(member) < NEVER else up(member),
                member,
            )
            for member, _ in group.members
        )
        picked = sorted(member for _, member in ranked[: group.choose])
        found.append(() if left_out else tuple(picked))
    return tuple(found)


def same_ways(problem: Problem, other: Problem, modes: tuple[int, ...]) -> tuple[int, ...] | None:
    """``modes`` of ``other`` as those of ``problem``; None where a team cannot do it there.

    Both are of the same scenario, perhaps with different starts in the week.
    """
    found: list[int] = []
    for number, task in enumerate(problem.tasks):
        demand = other.tasks[number].ways[modes[number] if modes else 0].demand
        place = next((n for n, way in enumerate(task.ways) if way.demand == demand), None)
        if place is None:
            return None
        found.append(place)
    return tuple(found)
