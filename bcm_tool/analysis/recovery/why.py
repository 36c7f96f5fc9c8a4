"""Why each task starts when it does, and the chain that decides the makespan (ENGINE 7)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule
from bcm_tool.analysis.recovery.problem import CONTRACT, Problem
from bcm_tool.analysis.recovery.state import awaited
from bcm_tool.calendars import clock
from bcm_tool.durations import format_duration


@dataclass(frozen=True, slots=True)
class Reason:
    """Tasks that hold this one until its start, and the same in words.

    ``missed`` are those whose end was too late for the hours before the ones it starts in.
    """

    waits_for: tuple[int, ...]
    text: str
    missed: tuple[int, ...] = ()


def reasons(problem: Problem, schedule: Schedule, outcome: Outcome) -> dict[int, Reason]:
    """Task -> why it does not start earlier, for every task that runs."""
    work = _work_of_teams(problem, schedule)
    return {
        task: _reason(problem, schedule, outcome, work, task, start)
        for task, start in enumerate(schedule.starts)
        if start is not None
    }


def critical_chain(problem: Problem, schedule: Schedule, why: dict[int, Reason]) -> tuple[int, ...]:
    """From the task that ends last (ties by key) back over what each waited for, first to last.

    Of tasks that end together, one that comes before another of them is reached through it.
    """
    if not why:
        return ()
    finish = {task: (schedule.starts[task] or 0) + problem.tasks[task].duration for task in why}
    chain = [min(why, key=lambda task: (-finish[task], task))]
    while waits := [task for task in why[chain[-1]].waits_for if task not in chain]:
        passed = {other for task in waits for other in problem.tasks[task].before}
        chain.append(min(task for task in waits if task not in passed))
    return tuple(reversed(chain))


def _reason(
    problem: Problem,
    schedule: Schedule,
    outcome: Outcome,
    work: dict[int, _Work],
    number: int,
    start: int,
) -> Reason:
    task = problem.tasks[number]
    before = [
        other for other in task.before if _finish(problem, schedule, other, task.lag) == start
    ]
    switching: list[int] = []
    if task.first:
        found, switching = _providers(problem, schedule, outcome, task.item, start)
        before += found
    before = sorted(set(before) - {number})
    team_tasks, teams = _busy(problem, schedule, work, number, start)
    waits_for = tuple(sorted({*before, *team_tasks}))
    if before and start > 0:
        named = _listed([problem.tasks[other].name for other in before])
        lagging = task.lag and set(before) <= set(task.before)
        said = f"{format_duration(task.lag)} after" if lagging else "for"
        return Reason(waits_for, f"waits {said} {named}")
    if switching and start > 0:
        names = [problem.model.elements[problem.items[item].id].name for item in switching]
        return Reason(waits_for, f"waits for the takeover of {_listed(names)}")
    if teams:
        names = [problem.model.teams[problem.teams[team][0]].name for team in teams]
        return Reason(waits_for, f"waits for team {_listed(names)}")
    closed = _closed(problem, schedule, number, start)
    if closed:
        missed = _missed(problem, schedule, outcome, number, start)
        return Reason((), f"waits for {_listed(closed)}", missed)
    if start == problem.release:
        return Reason((), "starts after detection and decision" if start else "starts at once")
    if start == outcome.state.down[task.item]:
        return Reason((), "starts when the element fails")
    return Reason((), "could start earlier without changing a service")


def _finish(problem: Problem, schedule: Schedule, task: int, lag: int = 0) -> int | None:
    start = schedule.starts[task]
    return None if start is None else start + problem.tasks[task].duration + lag


def _closed(problem: Problem, schedule: Schedule, number: int, start: int) -> list[str]:
    """Hours that begin at ``start``, in words: until then nobody may start the task."""
    mode = schedule.mode(problem, number)
    if start <= problem.release or mode.window is None or mode.window.allows(start - 1):
        return []
    moment = clock(problem.start, start)
    found: list[str] = []
    for team, window in mode.hours:
        if window.allows(start - 1):
            continue
        if team == CONTRACT:
            found.append(f"the contract hours from {moment}")
            continue
        record = problem.model.teams[problem.teams[team][0]]
        if record.call_out is not None and start == problem.release + record.call_out:
            found.append(f"team {record.name}, called out and there from {moment}")
        else:
            found.append(f"the hours of team {record.name} from {moment}")
    return found


def _missed(
    problem: Problem, schedule: Schedule, outcome: Outcome, number: int, start: int
) -> tuple[int, ...]:
    """The last that it waited for, where that ended after the hours before were over."""
    task, window = problem.tasks[number], schedule.mode(problem, number).window
    open_until = -1 if window is None else window.last(start - 1)
    found: dict[int, int] = {}
    for other in task.before:
        finish = _finish(problem, schedule, other, task.lag)
        if finish is not None:
            found[other] = finish
    if task.first:
        state = outcome.state
        waits = awaited(problem, state, task.item)
        moment = max((state.up[item] for item in waits), default=0)
        for other in _providers(problem, schedule, outcome, task.item, moment)[0]:
            found[other] = moment
    last = max(found.values(), default=-1)
    if not open_until < last < start:
        return ()
    return tuple(sorted(other for other, finish in found.items() if finish == last))


def _providers(
    problem: Problem, schedule: Schedule, outcome: Outcome, item: int, moment: int
) -> tuple[list[int], list[int]]:
    """Tasks that end at ``moment`` and bring up what the item waits for; items that switch over."""
    tasks: list[int] = []
    switching: list[int] = []
    seen: set[int] = set()
    waiting = awaited(problem, outcome.state, item)
    while waiting:
        other = waiting.pop()
        if other in seen or outcome.state.up[other] != moment:
            continue
        seen.add(other)
        block = problem.blocks[problem.items[other].block]
        own = [
            task
            for mate in block
            if outcome.state.stopped[mate]
            for task in problem.items[mate].tasks
            if _finish(problem, schedule, task) == moment
        ]
        deeper = [
            found
            for mate in block
            if outcome.state.stopped[mate]
            for found in awaited(problem, outcome.state, mate)
            if outcome.state.up[found] == moment
        ]
        tasks += own
        waiting += deeper
        if not own and not deeper:
            switching.append(other)
    return tasks, sorted(switching)


def _busy(
    problem: Problem, schedule: Schedule, work: dict[int, _Work], number: int, start: int
) -> tuple[list[int], list[int]]:
    """Tasks that free a team at ``start``, for the teams without room just before."""
    tasks: list[int] = []
    teams: list[int] = []
    if not problem.tasks[number].duration:
        return tasks, teams
    for team, units in schedule.mode(problem, number).demand:
        ending = work[team].ending.get(start, ())
        if ending and work[team].used_before(start) + units > problem.teams[team][1]:
            tasks += ending
            teams.append(team)
    return tasks, teams


@dataclass(frozen=True, slots=True)
class _Work:
    """When a team works in a schedule: minutes ascending, with the units up to each in all."""

    begins: list[int]
    begun: list[int]
    ends: list[int]
    ended: list[int]
    ending: dict[int, list[int]]
    """Minute -> tasks that end then."""

    def used_before(self, minute: int) -> int:
        """Units in use until ``minute``, which one that begins then does not find free."""
        begun = self.begun[bisect_left(self.begins, minute)]
        return begun - self.ended[bisect_left(self.ends, minute)]


def _work_of_teams(problem: Problem, schedule: Schedule) -> dict[int, _Work]:
    spans: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for task, start in enumerate(schedule.starts):
        duration = problem.tasks[task].duration
        if start is not None and duration:
            for team, units in schedule.mode(problem, task).demand:
                spans[team].append((start, start + duration, units, task))
    found: dict[int, _Work] = {}
    for team, own in spans.items():
        begins = sorted((start, units) for start, _, units, _ in own)
        ends = sorted((end, units) for _, end, units, _ in own)
        ending: dict[int, list[int]] = {}
        for _, end, _, task in own:
            ending.setdefault(end, []).append(task)
        found[team] = _Work(
            [start for start, _ in begins],
            list(accumulate((units for _, units in begins), initial=0)),
            [end for end, _ in ends],
            list(accumulate((units for _, units in ends), initial=0)),
            ending,
        )
    return found


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
