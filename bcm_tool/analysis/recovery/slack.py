"""How late each task may start: float in the schedule, and float without teams (ENGINE 7)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule
from bcm_tool.analysis.recovery.problem import Problem, Redundancy
from bcm_tool.analysis.recovery.state import State, awaited, find_stops
from bcm_tool.analysis.work import NEVER


@dataclass(frozen=True, slots=True)
class _Links:
    """What follows what in a schedule: tasks that run, and items that are stopped and return."""

    running: tuple[int, ...]
    after: dict[int, dict[int, int]]
    """Task -> tasks that come after it, and how long after its finish at least."""
    opens: dict[int, tuple[int, ...]]
    """Item -> first tasks that wait until it is up."""
    holds: dict[int, tuple[int, ...]]
    """Item -> items that are up no earlier than it."""


def slacks(problem: Problem, schedule: Schedule, outcome: Outcome) -> dict[int, int]:
    """Task -> latest start minus scheduled start.

    Later starts keep each team's order, precedence, the makespan, every service's up-time, and
    who goes down. All tasks may use their float at the same time only where it is not shared.
    """
    links = _links(problem, schedule, outcome)
    start = {task: schedule.starts[task] or 0 for task in links.running}
    deadline = max((start[task] + problem.tasks[task].duration for task in start), default=0)
    teams = {
        task: tuple(team for team, _ in schedule.mode(problem, task).demand)
        for task in links.running
        if problem.tasks[task].duration
    }
    limits = _limits(problem, outcome)
    latest = _latest(problem, schedule, links, limits, deadline, start, teams)
    return {task: latest[task] - problem.tasks[task].duration - start[task] for task in latest}


def cpm_slacks(problem: Problem, schedule: Schedule, outcome: Outcome) -> dict[int, int]:
    """Task -> float on the network of precedence alone, without team limits.

    The same tasks take part as in the schedule, in the same hours, as if every team had as many
    people as it takes; the deadline is the length of that network.
    """
    links = _links(problem, schedule, outcome)
    early = _earliest(problem, links, schedule, outcome)
    finish = [early[task] + problem.tasks[task].duration for task in links.running]
    deadline = max(finish, default=0)
    latest = _latest(problem, schedule, links, {}, deadline, early, {})
    return {task: latest[task] - problem.tasks[task].duration - early[task] for task in latest}


def _links(problem: Problem, schedule: Schedule, outcome: Outcome) -> _Links:
    running = tuple(task for task, start in enumerate(schedule.starts) if start is not None)
    after: dict[int, dict[int, int]] = {task: {} for task in running}
    for task in running:
        for other in problem.tasks[task].before:
            if other in after:
                after[other][task] = problem.tasks[task].lag
    opens: dict[int, list[int]] = {}
    holds: dict[int, list[int]] = {}
    for number, item in enumerate(problem.items):
        if not outcome.state.stopped[number] or number in outcome.later:
            continue
        first = [task for task in item.tasks if task in after and problem.tasks[task].first]
        for provider in awaited(problem, outcome.state, number):
            opens.setdefault(provider, []).extend(first)
            holds.setdefault(provider, []).append(number)
        mates = problem.blocks[item.block]
        holds.setdefault(number, []).extend(
            mate for mate in mates if mate != number and outcome.state.stopped[mate]
        )
    return _Links(
        running,
        after,
        {item: tuple(found) for item, found in opens.items()},
        {item: tuple(found) for item, found in holds.items()},
    )


def _limits(problem: Problem, outcome: Outcome) -> dict[int, int]:
    """Item -> minute by which it must be up so that no service and no failure changes."""
    state, limits = outcome.state, dict[int, int]()

    def limit(item: int, minute: int) -> None:
        limits[item] = min(minute, limits.get(item, minute))

    for number, item in enumerate(problem.items):
        element = problem.model.elements[item.id]
        if item.goal is not None or problem.model.is_service(element):
            limit(number, state.up[number])
        for provider, tolerance in item.hard:
            until = state.down[provider] + tolerance
            met = state.is_down(provider) and state.up[provider] <= until
            if met and not _stopped_by(state, number, until):
                limit(provider, until)
    for group in problem.groups:
        for member, minute in _group_limits(group, state):
            limit(member, minute)
    return limits


def _stopped_by(state: State, item: int, minute: int) -> bool:
    """Stopped no later than ``minute`` anyway, so that failing it then changes nothing."""
    return state.stopped[item] and state.down[item] <= minute


def _group_limits(group: Redundancy, state: State) -> list[tuple[int, int]]:
    """A member back later than one of these moments could change when the group holds."""
    downs = [(state.down[member], gap) for member, gap in group.members if state.is_down(member)]
    switches = group.spare > 0 and any(group.takeover_time > gap for _, gap in downs)
    moments = sorted(
        {down for down, _ in downs if switches}
        | {down + gap for down, gap in downs if not _stopped_by(state, group.dependent, down + gap)}
    )
    found: list[tuple[int, int]] = []
    for member, _ in group.members:
        if state.is_down(member):
            coming = [moment for moment in moments if moment >= state.up[member]]
            if coming:
                found.append((member, coming[0]))
    return found


def _latest(
    problem: Problem,
    schedule: Schedule,
    links: _Links,
    limits: dict[int, int],
    deadline: int,
    start: dict[int, int],
    teams: Mapping[int, tuple[int, ...]],
) -> dict[int, int]:
    """Task -> latest finish, when tasks of a team that do not overlap stay in their order.

    ``teams`` are those of each task that binds their order, ``start`` is when each starts now.
    """
    windows = {task: schedule.mode(problem, task).window for task in links.running}
    latest = dict.fromkeys(links.running, NEVER)
    up = {item: limits.get(item, NEVER) for item in range(len(problem.items))}
    backwards = sorted(links.running, key=lambda task: (start[task], task), reverse=True)
    items = [item for block in reversed(problem.blocks) for item in block]
    changed = True
    while changed:
        changed = False
        for item in items:
            waits = [
                latest[task] - problem.tasks[task].duration for task in links.opens.get(item, ())
            ]
            waits += [up[other] for other in links.holds.get(item, ())]
            least = min(waits, default=NEVER)
            if least < up[item]:
                up[item], changed = least, True
        later: defaultdict[int, _Later] = defaultdict(_Later)
        for task in backwards:
            least = min(
                (
                    latest[other] - problem.tasks[other].duration - gap
                    for other, gap in links.after[task].items()
                ),
                default=deadline,
            )
            least = min(least, deadline, up[problem.tasks[task].item])
            window, duration = windows[task], problem.tasks[task].duration
            own = teams.get(task, ())
            for team in own:
                least = min(least, later[team].latest(start[task] + duration))
            if window is not None:
                least = window.last(least - duration) + duration
            if least < latest[task]:
                latest[task], changed = least, True
            for team in own:
                later[team].add(start[task], latest[task] - duration)
    return latest


class _Later:
    """Latest starts of a team's tasks, told from the one that starts last to the first."""

    __slots__ = ("_least", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        """Negated, so that they ascend."""
        self._least: list[int] = []

    def add(self, start: int, latest: int) -> None:
        """A task that starts now at ``start``, no later than any before, and at the latest then."""
        self._starts.append(-start)
        self._least.append(min(latest, self._least[-1]) if self._least else latest)

    def latest(self, minute: int) -> int:
        """The least latest start of those that start now at ``minute`` or later."""
        count = bisect_right(self._starts, -minute)
        return self._least[count - 1] if count else NEVER


def _earliest(
    problem: Problem, links: _Links, schedule: Schedule, outcome: Outcome
) -> dict[int, int]:
    """Task -> earliest start when nobody waits for a team."""
    state = outcome.state
    windows = {task: schedule.mode(problem, task).window for task in links.running}

    def possible(task: int, moment: int) -> int:
        window = windows[task]
        return moment if window is None else window.next(moment)

    start = {
        task: possible(task, max(problem.release, state.down[problem.tasks[task].item]))
        for task in links.running
    }
    up: dict[int, int] = {}
    for number in range(len(problem.items)):
        stops = find_stops(problem, state, number)
        up[number] = state.up[number] if stops is None or not stops.stopped else stops.switched
        up[number] = max(up[number], 0 if stops is None else stops.down)
        if state.up[number] >= NEVER:
            up[number] = 0
    forwards = sorted(links.running, key=lambda task: (schedule.starts[task] or 0, task))
    changed = True
    while changed:
        changed = False
        for task in forwards:
            finish = start[task] + problem.tasks[task].duration
            item = problem.tasks[task].item
            if finish > up[item] and state.up[item] < NEVER:
                up[item], changed = finish, True
            for other, gap in links.after[task].items():
                if finish + gap > start[other]:
                    start[other], changed = possible(other, finish + gap), True
        for item, minute in up.items():
            for task in links.opens.get(item, ()):
                if minute > start[task]:
                    start[task], changed = possible(task, minute), True
            for other in links.holds.get(item, ()):
                if minute > up[other]:
                    up[other], changed = minute, True
    return start
