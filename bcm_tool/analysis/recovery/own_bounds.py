"""Lower bounds of the goals from each service alone: the longest chain, and the work of teams.

What certainly stops at minute 0 is back no earlier than its chain of tasks and providers allows
without teams, nor than any team can do what it must do for it. For every set of tasks of one team
that start no earlier than ``head`` and are followed by at least ``tail`` minutes until the
service is up, that is ``head + work / capacity + tail`` (for a team of one, this is the preemptive
bound of Jackson 1955 and Carlier 1982). The sums over services hold in every schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.evaluate import Value
from bcm_tool.analysis.recovery.problem import Problem, loss_of
from bcm_tool.analysis.recovery.promise import surely_back
from bcm_tool.analysis.work import NEVER

_ROUNDS = 200
_SPARSE = 40
"""Tails looked at for one team and service; the rest are between them."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values that no schedule goes below.

    ``ups`` is per item the earliest minute at which it can be up again if it comes back at all; 0
    where it is not certain to stop. ``value`` are the goals in the order of the run.
    """

    ups: tuple[int, ...]
    value: Value


@lru_cache(maxsize=2)
def own_bounds(problem: Problem) -> Bounds:
    """Bounds of a problem; the work grows with services times tasks squared at most."""
    certain = certain_outages(problem)
    starts, ups = _earliest(problem, certain)
    needed = _needed(problem, certain)
    for item, _ in problem.goals:
        if item in certain:
            ups[item] = max(ups[item], _by_teams(problem, item, needed, starts))
    past_mtpd = loss = past_rto = 0
    for item, goal in problem.goals:
        if item not in certain:
            continue
        outage = min(ups[item], problem.horizon)
        if goal.mtpd is not None:
            past_mtpd += goal.weight * max(0, outage - goal.mtpd)
        if goal.rto is not None:
            past_rto += goal.weight * max(0, outage - goal.rto)
        loss += loss_of(problem, item, goal, outage)
    usual = (past_mtpd, loss, past_rto, _makespan(problem, certain, starts), 0)
    one, two, three, four, five = (usual[goal] for goal in problem.ranked)
    return Bounds(tuple(min(up, NEVER) for up in ups), (one, two, three, four, five))


def _earliest(problem: Problem, certain: frozenset[int]) -> tuple[list[int], list[int]]:
    """Earliest start per task and up-time per item, teams apart; 0 for what may not stop."""
    starts = [0] * len(problem.tasks)
    ups = [0] * len(problem.items)
    for _ in range(_ROUNDS):  # each round only raises what the round before has proved
        before = (list(starts), list(ups))
        for number, task in enumerate(problem.tasks):
            if task.item in certain:
                starts[number] = _start(problem, number, certain, starts, ups)
        for block in problem.blocks:
            for item in block:
                if item in certain:
                    ends = [starts[task] + problem.tasks[task].duration
                            for task in problem.items[item].tasks]  # fmt: skip
                    ups[item] = max([_ready(problem, item, ups), *ends])
        if before == (starts, ups):
            break
    return starts, ups


def _start(
    problem: Problem,
    number: int,
    certain: frozenset[int],
    starts: Sequence[int],
    ups: Sequence[int],
) -> int:
    task = problem.tasks[number]
    found = [problem.release]
    if task.first:
        found.append(_ready(problem, task.item, ups))
    for other in _waits(problem, number, certain):
        found.append(starts[other] + problem.tasks[other].duration + task.lag)
    moment = min(max(found), NEVER)
    return min(
        moment if way.window is None else min(way.window.next(moment), NEVER) for way in task.ways
    )


def _waits(problem: Problem, number: int, certain: frozenset[int]) -> list[int]:
    """Tasks before a task that take part whenever it does."""
    task = problem.tasks[number]
    return [
        other
        for other in task.before
        if (item := problem.tasks[other].item) == task.item
        or (item in certain and not problem.items[item].spareable)
    ]


def _ready(problem: Problem, item: int, ups: Sequence[int]) -> int:
    """When its providers outside its cycle can be up; ``ups`` is 0 for what may not stop."""
    record = problem.items[item]

    def up(other: int) -> int:
        return 0 if problem.items[other].block == record.block else ups[other]

    found = [up(need.provider) for need in record.hard]
    for number in record.groups:
        group = problem.groups[number]
        if group.choose:
            found.append(sorted(up(need.provider) for need in group.members)[group.choose - 1])
    return max(found, default=0)


def _needed(problem: Problem, certain: frozenset[int]) -> list[set[int]]:
    """Per certain item, tasks that are done before it is up."""
    needed: list[set[int]] = [set() for _ in problem.items]
    for block in problem.blocks:
        for item in block:
            if item not in certain:
                continue
            for provider in _outside(problem, item):
                needed[item] |= needed[provider]
            for task in problem.items[item].tasks:
                needed[item].add(task)
                needed[item].update(_waits(problem, task, certain))
    return needed


def _outside(problem: Problem, item: int) -> list[int]:
    block = problem.items[item].block
    providers = (need.provider for need in problem.items[item].hard)
    return [other for other in providers if problem.items[other].block != block]


def _by_teams(problem: Problem, item: int, needed: list[set[int]], starts: Sequence[int]) -> int:
    tails = _tails(problem, needed[item])
    return max((_span(one, units) for one, units in _loads(problem, needed[item], starts, tails)),
               default=0)  # fmt: skip


def _tails(problem: Problem, tasks: set[int]) -> dict[int, int]:
    """Least time from the end of each task until the last of ``tasks`` that waits for it ends.

    Only "after" counts: ``before`` is closed, so sorting by its size puts what waits last.
    """
    tails = dict.fromkeys(tasks, 0)
    for number in sorted(tasks, key=lambda task: (-len(problem.tasks[task].before), task)):
        task = problem.tasks[number]
        if task.cyclic:
            continue
        for other in task.before:
            if other in tails:
                least = task.lag + task.duration + tails[number]
                tails[other] = max(tails[other], least)
    return tails


Load = list[tuple[int, int, int]]
"""(head, work in units times minutes, tail) of the tasks of one team."""


def _loads(
    problem: Problem, tasks: Iterable[int], starts: Sequence[int], tails: dict[int, int]
) -> list[tuple[Load, int]]:
    """Per team what only it can do, with its number of people."""
    found: dict[int, Load] = {}
    for number in tasks:
        task = problem.tasks[number]
        if len(task.ways) == 1:
            for team, units in task.ways[0].demand:
                load = (starts[number], units * task.duration, tails.get(number, 0))
                found.setdefault(team, []).append(load)
    return [(load, problem.teams[team][1]) for team, load in sorted(found.items())]


def _span(load: Load, units: int) -> int:
    """The largest ``head + work / units + tail`` over sets of tasks."""
    best = 0
    if units <= 0:
        return best
    tails = sorted({tail for _, _, tail in load})
    for least in tails[:: max(1, len(tails) // _SPARSE)]:
        work = 0
        for head, minutes, tail in sorted(load, reverse=True):
            if tail >= least:
                work += minutes
                best = max(best, head - (-work // units) + least)
    return min(best, NEVER)


def _makespan(problem: Problem, certain: frozenset[int], starts: Sequence[int]) -> int:
    """From the tasks that run in every schedule."""
    runs = surely_back(problem)[1]
    tasks = {
        number
        for number, task in enumerate(problem.tasks)
        if number in runs and task.item in certain and not problem.items[task.item].spareable
    }
    ends = [starts[task] + problem.tasks[task].duration for task in tasks]
    spans = [_span(*one) for one in _loads(problem, tasks, starts, _tails(problem, tasks))]
    return max([problem.floor, *ends, *spans])
