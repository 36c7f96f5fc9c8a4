"""Parts of a scenario that do not touch each other, to be sequenced apart.

Two elements belong together when one needs the other, when a task of one comes after a task of
the other, or when their tasks compete for a team that has not enough people for all of them at
once. Between parts nothing else counts: past MTPD, loss and past RTO of the whole are the sums of
those of its parts, the makespan is the largest. So, as long as the makespan comes last, what is
best for every part is best for the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bcm_tool.analysis.network import Need
from bcm_tool.analysis.recovery.evaluate import Schedule, finish_and_starts
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.search import Found

_MAKESPAN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A problem of its own, with the numbers that its items, tasks and groups have in the whole."""

    problem: Problem
    items: tuple[int, ...]
    tasks: tuple[int, ...]
    groups: tuple[int, ...]


def parts_of(problem: Problem, least: int) -> tuple[Part, ...]:
    """The problem cut where nothing is lost by it; the one part is the problem itself if nowhere.

    Parts have at least ``least`` tasks and are in the order of their first items. A run that puts
    the makespan before the harm is not cut: how long a part may take then depends on the others.
    """
    whole = Part(
        problem,
        tuple(range(len(problem.items))),
        tuple(range(len(problem.tasks))),
        tuple(range(len(problem.groups))),
    )
    if problem.ranked[_MAKESPAN] != _MAKESPAN or len(problem.tasks) < 2 * least:
        return (whole,)
    bins = _gathered(problem, _joined(problem), least)
    return (whole,) if len(bins) < 2 else tuple(_cut(problem, items) for items in bins)


def put_together(problem: Problem, parts: Sequence[Part], found: Sequence[Found]) -> Found:
    """The schedule of the whole from those of its parts, in their order."""
    starts: list[int | None] = [None] * len(problem.tasks)
    modes = [0] * len(problem.tasks)
    chosen: list[tuple[int, ...]] = [()] * len(problem.groups)
    for part, one in zip(parts, found, strict=True):
        for own, task in enumerate(part.tasks):
            starts[task] = one.schedule.starts[own]
            modes[task] = one.schedule.modes[own] if one.schedule.modes else 0
        for own, group in enumerate(part.groups):
            chosen[group] = tuple(part.items[item] for item in one.schedule.chosen[own])
    schedule = Schedule(tuple(starts), tuple(chosen), tuple(modes) if problem.choosy else ())
    first, second, third = (sum(one.value[stage] for one in found) for stage in range(_MAKESPAN))
    return Found(schedule, (first, second, third, *finish_and_starts(problem, schedule)))


def restricted(part: Part, order: Iterable[int]) -> list[int]:
    """A list of the whole's tasks as a list of those of a part."""
    own = {task: number for number, task in enumerate(part.tasks)}
    return [own[task] for task in order if task in own]


def _joined(problem: Problem) -> list[list[int]]:
    """Items that belong together, each in ascending order, by the first of each."""
    root = list(range(len(problem.items)))

    def find(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        root[second] = first

    for block in problem.blocks:
        for item in block:
            join(block[0], item)
    for number, record in enumerate(problem.items):
        for need in record.hard:
            join(number, need.provider)
    for group in problem.groups:
        for need in group.members:
            join(group.dependent, need.provider)
    for task in problem.tasks:
        for other in task.before:
            join(task.item, problem.tasks[other].item)
    for items in _competing(problem):
        for item in items:
            join(items[0], item)
    found: dict[int, list[int]] = {}
    for item in range(len(problem.items)):
        found.setdefault(find(item), []).append(item)
    return list(found.values())


def _competing(problem: Problem) -> list[list[int]]:
    """Per team with too few people for all its tasks at once, the items of these."""
    units, items = Counter[int](), dict[int, list[int]]()
    for task in problem.tasks:
        most = dict[int, int]()
        for way in task.ways:
            for team, wanted in way.demand:
                most[team] = max(wanted, most.get(team, 0))
        for team, wanted in most.items():
            units[team] += wanted
            items.setdefault(team, []).append(task.item)
    return [items[team] for team in sorted(items) if units[team] > problem.teams[team][1]]


def _gathered(problem: Problem, groups: list[list[int]], least: int) -> list[list[int]]:
    """The groups, small ones together until they have ``least`` tasks; what is left joins them."""

    def tasks(items: list[int]) -> int:
        return sum(len(problem.items[item].tasks) for item in items)

    bins, open_bin = list[list[int]](), list[int]()
    for group in groups:
        if tasks(group) >= least:
            bins.append(group)
            continue
        open_bin = sorted(open_bin + group)
        if tasks(open_bin) >= least:
            bins.append(open_bin)
            open_bin = []
    if open_bin and bins and tasks(open_bin) < least:
        small = min(range(len(bins)), key=lambda number: tasks(bins[number]))
        bins[small] = sorted(bins[small] + open_bin)
    elif open_bin:
        bins.append(open_bin)
    return sorted(bins)


def _cut(problem: Problem, items: list[int]) -> Part:
    """The part of these items, numbered anew in the same order, so that ties stay as they are."""
    item_of = {item: own for own, item in enumerate(items)}
    tasks = [n for n, task in enumerate(problem.tasks) if task.item in item_of]
    task_of = {task: own for own, task in enumerate(tasks)}
    groups = [n for n, group in enumerate(problem.groups) if group.dependent in item_of]
    group_of = {group: own for own, group in enumerate(groups)}
    blocks = sorted({problem.items[item].block for item in items})
    block_of = {block: own for own, block in enumerate(blocks)}

    def needs(given: Iterable[Need]) -> tuple[Need, ...]:
        return tuple(need._replace(provider=item_of[need.provider]) for need in given)

    cut = replace(
        problem,
        items=tuple(
            replace(
                item,
                tasks=tuple(task_of[task] for task in item.tasks),
                hard=needs(item.hard),
                groups=tuple(group_of[group] for group in item.groups),
                block=block_of[item.block],
            )
            for item in map(problem.items.__getitem__, items)
        ),
        tasks=tuple(
            replace(
                task,
                item=item_of[task.item],
                before=tuple(task_of[other] for other in task.before),
            )
            for task in map(problem.tasks.__getitem__, tasks)
        ),
        groups=tuple(
            replace(group, dependent=item_of[group.dependent], members=needs(group.members))
            for group in map(problem.groups.__getitem__, groups)
        ),
        blocks=tuple(tuple(item_of[item] for item in problem.blocks[block]) for block in blocks),
    )
    return Part(cut, tuple(items), tuple(tasks), tuple(groups))
