"""The tasks alone, in reversed time: for pressing a schedule to the right.

Where what takes part is decided on the way, the reversed project is only near the truth. That
does no harm: it proposes an order, and the order is placed by the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bcm_tool.analysis.recovery.problem import Item, Mode, Problem


def reversed_project(problem: Problem) -> Problem:
    """The same work backwards, as tasks of one lost item: first teams, no hours, no lags."""
    waits = _predecessors(problem)
    follows = [0] * len(waits)
    for task, others in enumerate(waits):
        for other in members_of(others):
            follows[other] |= 1 << task
    tasks = tuple(
        replace(
            task,
            item=0,
            before=tuple(members_of(follows[number])),
            first=not follows[number],
            possible=True,
            lag=0,
            demand=(),
            modes=(Mode(task.demand if task.possible else ()),),
        )
        for number, task in enumerate(problem.tasks)
    )
    item = Item(
        id=problem.items[0].id,
        lost=True,
        known=True,
        tasks=tuple(range(len(tasks))),
        hard=(),
        groups=(),
        block=0,
        spareable=False,
        goal=None,
    )
    return replace(problem, items=(item,), tasks=tasks, groups=(), blocks=((0,),), release=0)


def direct(before: Sequence[Iterable[int]]) -> list[list[int]]:
    """Per task its predecessors without those that come before another of them.

    ``before`` has all of them, near and far.
    """
    sets = [sum(1 << other for other in others) for others in before]
    found: list[list[int]] = []
    for others in sets:
        left = others
        for other in members_of(others):
            left &= ~sets[other]
        found.append(members_of(left))
    return found


def members_of(bits: int) -> list[int]:
    """The places of the ones in a number, lowest first."""
    found: list[int] = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


def _predecessors(problem: Problem) -> list[int]:
    """Per task, as bits, the tasks before it by order or because its element needs theirs."""
    ready = [0] * len(problem.items)
    cone = [0] * len(problem.items)
    own = [sum(1 << other for other in task.before) for task in problem.tasks]
    for block in problem.blocks:
        for number in block:
            item = problem.items[number]
            for need in item.hard:
                ready[number] |= cone[need.provider]
            cone[number] = ready[number]
            for place in item.tasks:
                cone[number] |= own[place] | 1 << place
    found: list[int] = []
    for number, task in enumerate(problem.tasks):
        before = own[number] | ready[task.item]
        for other in task.before:
            before |= ready[problem.tasks[other].item]
        found.append(before)
    return found
