"""A schedule from a list of tasks: the first in the list that can be placed is placed next.

Serial schedule generation as for resource-constrained projects, in which taking part is decided
on the way: the tasks of an element can be placed once everything it needs is settled, because
only then is it known whether a tolerance is met. Some list gives every schedule in which no task
could start earlier without another starting later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

from bcm_tool.analysis.recovery.crews import Crew, book, earliest_start
from bcm_tool.analysis.recovery.evaluate import Outcome, Schedule, counts_on_living, violations
from bcm_tool.analysis.recovery.frame import Frame, frame_of
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.state import State, providers_up, settle_block
from bcm_tool.analysis.work import NEVER

Circles = Literal["skip", "wait", "doom"]
_CIRCLES: tuple[Circles, ...] = ("skip", "wait", "doom")
"""When tasks wait for each other by way of what fails: hope that what is waited for takes no
part, wait until it does, or give the task up."""


@dataclass(slots=True)
class _Run:
    problem: Problem
    frame: Frame
    position: list[int]
    circles: Circles
    state: State
    crews: list[Crew]
    starts: list[int | None]
    modes: list[int]
    """Per task, the way it is done; -1: the one that can start first, ties by key."""
    unresolved: list[int]
    waits: list[int]
    pending: list[int]
    """Per block, tasks still to be placed."""
    opened: list[bool]
    settled: list[bool]
    joined: list[bool]
    """Per item, whether its tasks take part."""
    resolved: list[bool]
    doomed: list[bool]
    """Per task, that it can never run."""
    ready: list[int] = field(default_factory=list)
    heap: list[tuple[int, int]] = field(default_factory=list)
    broken: bool = False
    """A circle was met, so the schedule must be checked before it is believed."""
    patient: bool = False
    """What is not placed yet counts as not done for long."""


def schedule_list(
    problem: Problem,
    order: Sequence[int],
    chosen: tuple[tuple[int, ...], ...],
    modes: Sequence[int] = (),
) -> tuple[Schedule, Outcome] | None:
    """Place all tasks by ``order`` (every task number once).

    ``modes`` gives per task the way to do it; where it is -1, and without any, a task that
    several teams can do goes to the one that can start first, ties by key.

    Returns
    -------
    The schedule and what follows from it; None when the choice counts on members that never come
    back, or when tasks wait for each other in a circle that depends on what fails and no reading
    of it was found to be sound.
    """
    frame = frame_of(problem, chosen)
    for circles in _CIRCLES:
        run = _run(problem, frame, order, circles, modes)
        schedule, outcome = _schedule(run), _outcome(run)
        if run.broken:
            sound = not any(violations(problem, schedule))
        else:
            sound = counts_on_living(problem, frame.chosen, outcome)
        if sound:
            return schedule, outcome
        if not run.broken:
            return None
    return None


def _schedule(run: _Run) -> Schedule:
    modes = tuple(max(0, mode) for mode in run.modes) if run.problem.choosy else ()
    return Schedule(tuple(run.starts), run.frame.chosen, modes)


def _outcome(run: _Run) -> Outcome:
    part = frozenset(
        task
        for number, item in enumerate(run.problem.items)
        if run.joined[number]
        for task in item.tasks
    )
    return Outcome(run.state, run.frame.later, part)


def _run(
    problem: Problem,
    frame: Frame,
    order: Sequence[int],
    circles: Circles,
    modes: Sequence[int],
) -> _Run:
    count = len(problem.items)
    position = [0] * len(problem.tasks)
    for place, task in enumerate(order):
        position[task] = place
    state = State.healthy(count)
    for item in frame.certain:
        state.down[item], state.up[item], state.stopped[item] = 0, NEVER, True
    run = _Run(
        problem=problem,
        frame=frame,
        position=position,
        circles=circles,
        state=state,
        crews=[Crew(capacity) for _, capacity in problem.teams],
        starts=[None] * len(problem.tasks),
        modes=list(modes) or [-1] * len(problem.tasks),
        unresolved=[len(task.before) for task in problem.tasks],
        waits=list(frame.waits),
        pending=[0] * len(problem.blocks),
        opened=[False] * len(problem.blocks),
        settled=[False] * len(problem.blocks),
        joined=[False] * count,
        resolved=[False] * len(problem.tasks),
        doomed=[not task.possible for task in problem.tasks],
        ready=[0] * count,
    )
    for block, waits in enumerate(frame.waits):
        if not waits:
            _open(run, block)
    while True:
        while run.heap:
            _place(run, heappop(run.heap)[1])
        if not _free_a_stuck_task(run):
            return run


def _open(run: _Run, block: int) -> None:
    """Everything the block needs is settled: whose tasks take part?"""
    if not run.opened[block]:
        run.opened[block] = True
        _extend(run, block)


def _extend(run: _Run, block: int) -> None:
    """Let in the tasks of items found to be stopped; settle the block when all are placed."""
    members = run.problem.blocks[block]
    while fresh := [item for item in _stopped(run, members) if not run.joined[item]]:
        for item in fresh:
            run.joined[item] = True
            run.pending[block] += len(run.problem.items[item].tasks)
            ready = providers_up(run.problem, run.state, item)
            run.ready[item] = max(ready, run.state.down[item])
        for item in fresh:
            for task in run.problem.items[item].tasks:
                _join(run, task)
    if not run.pending[block]:
        _settle(run, block)
        return
    for item in members:
        if run.joined[item]:  # nobody may take it for up while work is left
            run.state.up[item] = NEVER


def _stopped(run: _Run, members: Sequence[int]) -> list[int]:
    """Items of a block that are stopped by all that is known so far."""
    state = run.state
    for item in members:
        state.down[item], state.up[item], state.stopped[item] = NEVER, 0, False
    settle_block(run.problem, state, members, lambda item: _finish(run, item))
    return [item for item in members if state.stopped[item] and item not in run.frame.later]


def _settle(run: _Run, block: int) -> None:
    """All work of the block is placed: those who waited for it can go on."""
    if run.settled[block]:
        return
    run.settled[block] = True
    for item in run.problem.blocks[block]:
        if not run.joined[item]:
            for task in run.problem.items[item].tasks:
                _resolve(run, task)
    for other in run.frame.opens[block]:
        run.waits[other] -= 1
        if not run.waits[other]:
            _open(run, other)


def _finish(run: _Run, item: int) -> int:
    """When the item's work is done: exact once all is placed, never too late before."""
    record = run.problem.items[item]
    if item in run.frame.later or not record.known:
        return NEVER
    if not run.joined[item]:
        return 0
    done = 0
    for task in record.tasks:
        start = run.starts[task]
        if start is None:
            if run.doomed[task] or run.patient:
                return NEVER
            start = max(run.problem.release, run.ready[item])
        done = max(done, start + run.problem.tasks[task].duration)
    return done


def _join(run: _Run, task: int) -> None:
    """A task turns out to take part."""
    if run.resolved[task]:
        run.broken = True
        run.pending[run.problem.items[run.problem.tasks[task].item].block] -= 1
        return
    if run.problem.tasks[task].first and run.ready[run.problem.tasks[task].item] >= NEVER:
        run.doomed[task] = True
    if not run.unresolved[task]:
        heappush(run.heap, (run.position[task], task))


def _resolve(run: _Run, task: int) -> None:
    """The task is placed, doomed or takes no part: nothing waits for its decision any more."""
    if run.resolved[task]:
        return
    run.resolved[task] = True
    for other in run.frame.after[task]:
        run.unresolved[other] -= 1
        if not run.unresolved[other] and run.joined[run.problem.tasks[other].item]:
            heappush(run.heap, (run.position[other], other))


def _place(run: _Run, number: int) -> None:
    task = run.problem.tasks[number]
    if run.resolved[number]:
        return
    start = max(run.problem.release, run.ready[task.item] if task.first else 0)
    for other in task.before:
        if run.joined[run.problem.tasks[other].item]:
            before = run.starts[other]
            if before is None:
                if run.resolved[other]:
                    run.doomed[number] = True
            else:
                start = max(start, before + run.problem.tasks[other].duration + task.lag)
    if not run.doomed[number]:
        _book(run, number, start)
    _resolve(run, number)
    block = run.problem.items[task.item].block
    run.pending[block] -= 1
    if not run.pending[block]:
        _extend(run, block)


def _book(run: _Run, number: int, ready: int) -> None:
    """Start a task as early as can be in the way wanted, or in the way that can start first."""
    task, wanted = run.problem.tasks[number], run.modes[number]
    ways = task.ways
    found = [
        (earliest_start(run.crews, way.demand, ready, task.duration, way.window), place)
        for place, way in enumerate(ways)
        if wanted in (-1, place)
    ]
    start, place = min(found)
    book(run.crews, ways[place].demand, start, task.duration)
    run.starts[number], run.modes[number] = start, place


def _free_a_stuck_task(run: _Run) -> bool:
    """Break a circle in the way that this run tries."""
    stuck = [
        number
        for number, task in enumerate(run.problem.tasks)
        if run.joined[task.item] and not run.resolved[number]
    ]
    if not stuck:
        return False
    run.broken = True
    if run.circles == "wait" and _let_fail(run, stuck):
        return True
    number = min(stuck, key=lambda task: run.position[task])
    if run.circles == "doom":
        run.doomed[number] = True
    heappush(run.heap, (run.position[number], number))
    return True


def _let_fail(run: _Run, stuck: list[int]) -> bool:
    """Take it that what is stuck comes too late for those whose tasks it waits for."""
    problem = run.problem
    wanted = {
        problem.items[problem.tasks[other].item].block
        for number in stuck
        for other in problem.tasks[number].before
        if not run.resolved[other] and not run.joined[problem.tasks[other].item]
    }
    before = sum(run.joined)
    run.patient = True
    for block in sorted(wanted):
        if not run.settled[block] and _hard_settled(run, block):
            run.opened[block] = True
            _extend(run, block)
    run.patient = False
    return sum(run.joined) > before


def _hard_settled(run: _Run, block: int) -> bool:
    """Whether everything that the block would wait for is settled."""
    problem = run.problem
    for item in problem.blocks[block]:
        wanted = [need.provider for need in problem.items[item].hard]
        wanted += [
            other for group in problem.items[item].groups for other in run.frame.chosen[group]
        ]
        for other in wanted:
            number = problem.items[other].block
            if number != block and not run.settled[number]:
                return False
    return True
