"""One simulated run in plain Python: the stated policy, one number at a time.

Written from the policy and ENGINE 2 and 3; nothing of the arrays is used. Only for runs in which
nothing takes part that the sequence did not foresee.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.state import State, providers_up, settle_block
from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.work import NEVER

Times = dict[str, tuple[int, int]]


class NotForeseenError(Exception):
    """Something takes part that the sequence did not foresee."""


def one_run(
    problem: Problem, recovery: RecoveryResult, durations: Sequence[int]
) -> tuple[dict[int, tuple[int, int]], Times]:
    """(start, end) per task of the problem that runs, (down, up) per element that goes down."""
    planned = _planned(problem, recovery)
    later = {n for n, item in enumerate(problem.items) if item.id in recovery.later}
    stopped = {name for name, outage in recovery.outages.items() if not outage.takeover}
    done = {task: (start, start + durations[task]) for task, start in planned.items()}
    for _ in range(200):
        state = _outages(problem, later, done)
        fresh = _work(problem, planned, durations, state, later, done, stopped)
        if fresh == done:
            return done, {
                item.id: (state.down[n], state.up[n])
                for n, item in enumerate(problem.items)
                if state.is_down(n)
            }
        done = fresh
    raise NotForeseenError


def _planned(problem: Problem, recovery: RecoveryResult) -> Mapping[int, int]:
    starts = {(task.task or task.key, task.element): task.start for task in recovery.tasks}
    return {
        number: starts[task.id or task.key, problem.items[task.item].id]
        for number, task in enumerate(problem.tasks)
        if (task.id or task.key, problem.items[task.item].id) in starts
    }


def _outages(problem: Problem, later: set[int], done: Mapping[int, tuple[int, int]]) -> State:
    def finish(item: int) -> int:
        record = problem.items[item]
        if item in later or not record.known:
            return NEVER
        return max((done[task][1] if task in done else NEVER for task in record.tasks), default=0)

    state = State.healthy(len(problem.items))
    for block in problem.blocks:
        settle_block(problem, state, block, finish)
    return state


def _work(
    problem: Problem,
    planned: Mapping[int, int],
    durations: Sequence[int],
    state: State,
    later: set[int],
    done: Mapping[int, tuple[int, int]],
    stopped: set[str],
) -> dict[int, tuple[int, int]]:
    """Everybody takes the work in the planned order; the units free first do it."""
    part = {n for n, task in enumerate(problem.tasks) if state.stopped[task.item]}
    part -= {n for n in part if problem.tasks[n].item in later}
    free = {team: [0] * capacity for team, (_, capacity) in enumerate(problem.teams)}
    found: dict[int, tuple[int, int]] = {}
    for number in sorted(planned, key=lambda task: (planned[task], task)):
        if number not in part:
            continue
        task = problem.tasks[number]
        start = max(problem.release, state.down[task.item])
        if task.first:
            start = max(start, providers_up(problem, state, task.item))
        for other in task.before:
            if other in part:
                end = (found.get(other) or done.get(other) or (NEVER, NEVER))[1]
                start = max(start, end + task.lag)
        if durations[number]:
            for team, units in task.demand:
                start = max(start, heapq.nsmallest(units, free[team])[-1])
            for team, units in task.demand:
                heapq.heapify(free[team])
                for _ in range(units):
                    heapq.heapreplace(free[team], start + durations[number])
        found[number] = start, start + durations[number]
    if any(problem.items[problem.tasks[n].item].id not in stopped for n in part - planned.keys()):
        raise NotForeseenError
    return found
