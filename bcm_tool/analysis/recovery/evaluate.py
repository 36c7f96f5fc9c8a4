"""What a complete schedule means, and whether it keeps every rule.

Nothing is shown that has not passed :func:`violations`, whoever made the schedule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from bcm_tool.analysis.recovery.problem import Mode, Problem, loss_of
from bcm_tool.analysis.recovery.promise import surely_back
from bcm_tool.analysis.recovery.state import State, later_items, providers_up, settle_block
from bcm_tool.analysis.results import Objective
from bcm_tool.analysis.work import NEVER

Value: TypeAlias = tuple[int, int, int, int, int]
"""The objective as integers in the order of the run (``Problem.ranked``), to be compared as it is:
scaled past MTPD, hundredths lost, scaled past RTO, makespan; the sum of starts last."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Start of every task (None: it does not run) and, per group, the members counted on.

    ``modes`` tells per task which of its ways is taken; empty where every task has but one.
    """

    starts: tuple[int | None, ...]
    chosen: tuple[tuple[int, ...], ...]
    modes: tuple[int, ...] = ()

    def mode(self, problem: Problem, task: int) -> Mode:
        """How a task is done: by which teams, and when it may start."""
        ways = problem.tasks[task].ways
        return ways[self.modes[task]] if self.modes else ways[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a schedule; ``later`` are items left out, ``part`` tasks that take part."""

    state: State
    later: frozenset[int]
    part: frozenset[int]


def follow(problem: Problem, schedule: Schedule) -> Outcome:
    """Outages that follow from a schedule; work without a start is never done."""
    later = later_items(problem, schedule.chosen)

    def finish(item: int) -> int:
        record = problem.items[item]
        if item in later or not record.known:
            return NEVER
        done = 0
        for task in record.tasks:
            start = schedule.starts[task]
            if start is None:
                return NEVER
            done = max(done, start + problem.tasks[task].duration)
        return done

    state = State.healthy(len(problem.items))
    for block in problem.blocks:
        settle_block(problem, state, block, finish)
    part = frozenset(
        task
        for number, item in enumerate(problem.items)
        if state.stopped[number] and number not in later
        for task in item.tasks
    )
    return Outcome(state, later, part)


def outage_of(problem: Problem, state: State, item: int) -> int:
    """Minutes of the item's own outage; the horizon when it never comes back."""
    if not state.is_down(item):
        return 0
    if state.up[item] >= NEVER:
        return problem.horizon
    return state.up[item] - state.down[item]


def value_of(problem: Problem, schedule: Schedule, outcome: Outcome) -> Value:
    """The lexicographic objective (ENGINE 7)."""
    past_mtpd = loss = past_rto = 0
    for item, goal in problem.goals:
        outage = outage_of(problem, outcome.state, item)
        if not outage:
            continue
        if goal.mtpd is not None:
            past_mtpd += goal.weight * max(0, outage - goal.mtpd)
        if goal.rto is not None:
            past_rto += goal.weight * max(0, outage - goal.rto)
        loss += loss_of(problem, item, goal, outage)
    usual = (past_mtpd, loss, past_rto, *finish_and_starts(problem, schedule))
    one, two, three, four, five = problem.ranked
    return usual[one], usual[two], usual[three], usual[four], usual[five]


def finish_and_starts(problem: Problem, schedule: Schedule) -> tuple[int, int]:
    """The makespan, or the floor that it is not counted below; and the sum of starts."""
    makespan, total = problem.floor, 0
    for task, start in zip(problem.tasks, schedule.starts, strict=True):
        if start is not None:
            makespan = max(makespan, start + task.duration)
            total += start
    return makespan, total


def as_objective(problem: Problem, value: Value) -> Objective:
    """The objective in minutes and money."""
    scale = Decimal(problem.weight_scale)
    usual = dict(zip(problem.ranked, value, strict=True))
    return Objective(
        past_mtpd=Decimal(usual[0]) / scale,
        loss=(Decimal(usual[1]) / 100).quantize(Decimal("0.01")),
        past_rto=Decimal(usual[2]) / scale,
        makespan=usual[3],
        sum_of_starts=usual[4],
    )


def violations(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """A sentence for every rule the schedule breaks; none when it is sound."""
    if schedule.modes and not _known_modes(problem, schedule.modes):
        yield "a task is done in a way that it does not have."
        return
    outcome = follow(problem, schedule)
    yield from _choice_problems(problem, schedule, outcome)
    can_run = runnable(problem, outcome)
    for number, start in enumerate(schedule.starts):
        task = problem.tasks[number]
        if start is None and number in can_run:
            yield f"{task.key} could run but does not."
        elif start is not None and number not in can_run:
            yield f"{task.key} runs but cannot take part."
        elif start is not None:
            yield from _start_problems(problem, schedule, outcome, number, start)
    yield from _capacity_problems(problem, schedule)


def _known_modes(problem: Problem, modes: tuple[int, ...]) -> bool:
    return len(modes) == len(problem.tasks) and all(
        0 <= mode < len(task.ways) for task, mode in zip(problem.tasks, modes, strict=True)
    )


def runnable(problem: Problem, outcome: Outcome) -> set[int]:
    """Tasks that take part and can ever start: what they wait for can all be done."""
    found: set[int] = set()
    back: set[int] = set()
    while True:
        size = len(found) + len(back)
        for number in outcome.part - found:
            task = problem.tasks[number]
            ready = task.possible and found.issuperset(outcome.part.intersection(task.before))
            if ready and (not task.first or _providers_back(problem, outcome, task.item, back)):
                found.add(number)
        for item in range(len(problem.items)):
            if item not in back and _comes_back(problem, outcome, item, found, back):
                back.add(item)
        if len(found) + len(back) == size:
            return found


def _comes_back(
    problem: Problem,
    outcome: Outcome,
    item: int,
    done: Collection[int],
    back: Collection[int],
) -> bool:
    record, state = problem.items[item], outcome.state
    if not state.stopped[item]:
        return True
    mates = [mate for mate in problem.blocks[record.block] if state.stopped[mate]]
    return all(
        mate not in outcome.later
        and problem.items[mate].known
        and all(task in done for task in problem.items[mate].tasks)
        and _providers_back(problem, outcome, mate, back)
        for mate in mates
    )


def _providers_back(problem: Problem, outcome: Outcome, item: int, back: Collection[int]) -> bool:
    """Whether its hard providers and enough members of its groups can be up."""
    record = problem.items[item]

    def able(other: int) -> bool:
        down = outcome.state.is_down(other)
        return not down or other in back or problem.items[other].block == record.block

    return all(able(need.provider) for need in record.hard) and all(
        sum(able(need.provider) for need in problem.groups[group].members)
        >= problem.groups[group].choose
        for group in record.groups
    )


def _choice_problems(problem: Problem, schedule: Schedule, outcome: Outcome) -> Iterator[str]:
    for number, group in enumerate(problem.groups):
        chosen = schedule.chosen[number]
        members = {need.provider for need in group.members}
        wanted = 0 if group.dependent in outcome.later else group.choose
        if len(set(chosen)) != len(chosen) or not members.issuperset(chosen):
            yield f"group {number} counts on {chosen}, not all of them members."
        if len(chosen) != wanted:
            yield f"group {number} counts on {len(chosen)} members instead of {wanted}."
    if not counts_on_living(problem, schedule.chosen, outcome):
        yield "a group counts on a member that never comes back although enough others do."


def counts_on_living(problem: Problem, chosen: Sequence[Collection[int]], outcome: Outcome) -> bool:
    """Whether nobody is given up by counting on members that never come back.

    A member left for later counts as able to come back when that is certain.
    """
    up, back = outcome.state.up, surely_back(problem)[0]
    for number, group in enumerate(problem.groups):
        if all(up[member] < NEVER for member in chosen[number]):
            continue
        able = sum(
            need.provider in back if need.provider in outcome.later else up[need.provider] < NEVER
            for need in group.members
        )
        if able >= group.choose:
            return False
    return True


def _start_problems(
    problem: Problem, schedule: Schedule, outcome: Outcome, number: int, start: int
) -> Iterator[str]:
    task, state = problem.tasks[number], outcome.state
    earliest = max(problem.release, state.down[task.item])
    if task.first:
        earliest = max(earliest, providers_up(problem, state, task.item))
    for other in task.before:
        before = schedule.starts[other]
        if before is not None and start < before + problem.tasks[other].duration + task.lag:
            yield f"{task.key} starts too early after {problem.tasks[other].key}."
    window = schedule.mode(problem, number).window
    if window is not None and not window.allows(start):
        yield f"{task.key} starts at {start}, when nobody may start it."
    if start < earliest:
        yield f"{task.key} starts at {start}, before {earliest}."


def _capacity_problems(problem: Problem, schedule: Schedule) -> Iterator[str]:
    for team, (name, capacity) in enumerate(problem.teams):
        events: list[tuple[int, int]] = []
        for number, (task, start) in enumerate(zip(problem.tasks, schedule.starts, strict=True)):
            units = dict(schedule.mode(problem, number).demand).get(team, 0)
            if start is not None and task.duration and units:
                events += [(start, units), (start + task.duration, -units)]
        used = 0
        for moment, units in sorted(events):
            used += units
            if used > capacity:
                yield f"team {name} has too few people at {moment}."
                break
