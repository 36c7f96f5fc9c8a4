"""What a choice of group members decides before anything is placed: who waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.state import Chosen, later_items


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for all lists with the same choice of members."""

    chosen: tuple[tuple[int, ...], ...]
    later: frozenset[int]
    certain: frozenset[int]
    waits: tuple[int, ...]
    """Per block, how many blocks must be settled first."""
    opens: tuple[tuple[int, ...], ...]
    """Per block, the blocks that wait for it."""
    after: tuple[tuple[int, ...], ...]
    """Per task, the tasks that wait for it."""


@lru_cache(maxsize=16)
def frame_of(problem: Problem, chosen: tuple[tuple[int, ...], ...]) -> Frame:
    """Everything that the choice of group members decides; who is left out counts on nobody."""
    later = later_items(problem, chosen)
    chosen = tuple(
        () if group.dependent in later else members
        for group, members in zip(problem.groups, chosen, strict=True)
    )
    certain = certain_outages(problem)
    waits: list[set[int]] = []
    for number, block in enumerate(problem.blocks):
        wanted = {
            problem.items[other].block
            for item in block
            for other in _must_be_settled(problem, item, chosen, certain)
        }
        waits.append(wanted - {number})
    opens: list[list[int]] = [[] for _ in problem.blocks]
    for number, wanted in enumerate(waits):
        for other in sorted(wanted):
            opens[other].append(number)
    after: list[list[int]] = [[] for _ in problem.tasks]
    for number, task in enumerate(problem.tasks):
        for other in task.before:
            after[other].append(number)
    return Frame(
        chosen=chosen,
        later=later,
        certain=certain,
        waits=tuple(len(wanted) for wanted in waits),
        opens=tuple(map(tuple, opens)),
        after=tuple(map(tuple, after)),
    )


def _must_be_settled(
    problem: Problem, item: int, chosen: Chosen, certain: frozenset[int]
) -> list[int]:
    """Items whose outages decide about this one.

    Where an outage is certain and its begin known, members that are not counted on need not be
    awaited: they could only be up later than those that are. Nor where enough members are safe
    and the others all fail at 0, so that takeovers are known.
    """
    record = problem.items[item]
    if record.lost and not record.known:
        return []
    found = [need.provider for need in record.hard]
    for number in record.groups:
        group = problem.groups[number]
        members = [need.provider for need in group.members]
        known = not group.choose or (item in certain and record.tasks)
        found += chosen[number] if known and certain.issuperset(members) else members
    return found
