"""What holds in every schedule of a problem: outages that begin at minute 0."""

from __future__ import annotations

from collections.abc import Set

from bcm_tool.analysis.recovery.problem import Item, Problem, Redundancy


def certain_outages(problem: Problem, instant: Set[int] = frozenset()) -> frozenset[int]:
    """Items that are stopped at minute 0 whatever is done, and for longer than no time.

    ``instant`` are tasks that may take no time at all.
    """
    found: set[int] = set()
    growing = True
    while growing:
        growing = False
        for number, item in enumerate(problem.items):
            if (
                number not in found
                and _takes_time(problem, item, found, instant)
                and (item.lost or _stopped_at_once(problem, item, found))
            ):
                found.add(number)
                growing = True
    return frozenset(found)


def _stopped_at_once(problem: Problem, item: Item, found: set[int]) -> bool:
    if any(need.provider in found and not need.tolerance for need in item.hard):
        return True
    return any(
        sum(need.provider in found and not need.tolerance for need in problem.groups[group].members)
        > problem.groups[group].spare
        for group in item.groups
    )


def _takes_time(problem: Problem, item: Item, found: set[int], instant: Set[int]) -> bool:
    """Whether a stopped item cannot be back at minute 0."""
    if not item.known or any(
        problem.release or (problem.tasks[task].duration and task not in instant)
        for task in item.tasks
    ):
        return True
    if any(need.provider in found for need in item.hard):
        return True
    return any(_too_few(problem.groups[group], found) for group in item.groups)


def _too_few(group: Redundancy, found: set[int]) -> bool:
    return sum(need.provider in found for need in group.members) > group.spare
