"""Float means what it says: everything may be that late, and not a minute later."""

from __future__ import annotations

from itertools import combinations

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule, follow, violations
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rules import first_choice, order_by
from bcm_tool.analysis.recovery.search import place_list
from bcm_tool.analysis.recovery.slack import slacks
from bcm_tool.analysis.work import NEVER
from tests.analysis.recovery.cases import plan_case, small_case
from tests.analysis.recovery.shifted import shifted_case

MODELS = [small_case(seed, cycles=False) for seed in range(150)]
MODELS += [plan_case(seed, 20) for seed in range(10)]
MODELS += [shifted_case(seed, sparse=seed % 2 == 0, cycles=False) for seed in range(400)]


def cases() -> list[tuple[Problem, Schedule]]:
    found: list[tuple[Problem, Schedule]] = []
    for model in MODELS:
        problem = build_problem(model, "s", analyze_impact(model))
        placed = place_list(problem, order_by(problem, "RTO order"), first_choice(problem))
        if placed is not None and any(start is not None for start in placed.schedule.starts):
            found.append((problem, placed.schedule))
    return found


def kept(problem: Problem, outcome: Outcome) -> list[object]:
    """What float must not change: who goes down when, and when services are up."""
    services = [
        outcome.state.up[number]
        for number, item in enumerate(problem.items)
        if item.goal or problem.model.is_service(problem.model.elements[item.id])
    ]
    return [outcome.state.down, outcome.state.stopped, outcome.part, services]


def makespan(problem: Problem, schedule: Schedule) -> int:
    ends = zip(problem.tasks, schedule.starts, strict=True)
    return max(start + task.duration for task, start in ends if start is not None)


def test_all_tasks_at_their_latest_change_nothing() -> None:
    moved = 0
    for problem, schedule in cases():
        outcome = follow(problem, schedule)
        slack = slacks(problem, schedule, outcome)
        assert all(value >= 0 for value in slack.values())
        late = tuple(
            None if start is None else start + slack[task]
            for task, start in enumerate(schedule.starts)
        )
        latest = Schedule(late, schedule.chosen, schedule.modes)
        assert list(violations(problem, latest)) == []
        assert kept(problem, follow(problem, latest)) == kept(problem, outcome)
        assert makespan(problem, latest) == makespan(problem, schedule)
        moved += late != schedule.starts
    assert moved > 30


def test_later_than_the_float_changes_something() -> None:
    """One task at the next minute allowed beyond its float, others pushed only as they must be."""
    tried = bound = 0
    for problem, schedule in cases():
        if problem.groups:
            continue  # there float stays on the safe side of what a group might bear
        outcome = follow(problem, schedule)
        for task, value in slacks(problem, schedule, outcome).items():
            start = schedule.starts[task]
            assert start is not None
            moment = allowed(problem, schedule, task, start + value + 1)
            bound += moment > start + value + 1
            pushed = push(problem, schedule, outcome, task, moment)
            same = (
                not any(violations(problem, pushed))
                and kept(problem, follow(problem, pushed)) == kept(problem, outcome)
                and makespan(problem, pushed) == makespan(problem, schedule)
            )
            assert not same, (problem.tasks[task].key, value)
            tried += 1
    assert tried > 150
    assert bound > 10


def allowed(problem: Problem, schedule: Schedule, task: int, minute: int) -> int:
    window = schedule.mode(problem, task).window
    return minute if window is None else window.next(minute)


def push(
    problem: Problem, schedule: Schedule, outcome: Outcome, late: int, moment: int
) -> Schedule:
    """``late`` starts at ``moment``; what comes after it, in a team or by precedence, gives way."""
    starts = {task: start for task, start in enumerate(schedule.starts) if start is not None}
    arcs: dict[tuple[int, int], int] = {}
    for one, other in combinations(starts, 2):
        teams = {team for team, _ in schedule.mode(problem, one).demand}
        shared = teams & {team for team, _ in schedule.mode(problem, other).demand}
        if shared and problem.tasks[one].duration and problem.tasks[other].duration:
            first, second = sorted((one, other), key=lambda task: starts[task])
            if starts[first] + problem.tasks[first].duration <= starts[second]:
                arcs[first, second] = 0
    for task in starts:
        arcs |= {(other, task): problem.tasks[task].lag for other in problem.tasks[task].before}
    starts[late] = moment
    while True:
        before = dict(starts)
        for (one, other), lag in arcs.items():
            if one in starts and other in starts:
                end = starts[one] + problem.tasks[one].duration + lag
                starts[other] = allowed(problem, schedule, other, max(starts[other], end))
        state = follow(problem, _with(schedule, starts)).state
        for task in starts:
            record = problem.items[problem.tasks[task].item]
            if problem.tasks[task].first:
                waits = [state.up[need.provider] for need in record.hard]
                known = [up for up in waits if up < NEVER]
                starts[task] = allowed(problem, schedule, task, max(starts[task], *known, 0))
        if starts == before:
            return _with(schedule, starts)


def _with(schedule: Schedule, starts: dict[int, int]) -> Schedule:
    found = tuple(starts.get(task) for task in range(len(schedule.starts)))
    return Schedule(found, schedule.chosen, schedule.modes)
