"""Outages that follow from a schedule: the rules of ENGINE 2 and 3, item by item.

The same reading as :mod:`bcm_tool.analysis.timeline`, with the finish of each item's work given
instead of computed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bcm_tool.analysis.recovery.problem import Problem, Redundancy
from bcm_tool.analysis.work import NEVER

Chosen = Sequence[Collection[int]]
"""Per group the members it counts on."""


class Stops(NamedTuple):
    """When and why an item goes down.

    ``switched`` is the minute until which takeovers keep it down; ``stopped`` is False for an
    outage that is nothing but a takeover.
    """

    down: int
    because: int
    switched: int
    stopped: bool


@dataclass(slots=True)
class State:
    """Per item: ``down`` (NEVER: stays up), ``up`` (NEVER: does not come back), and why."""

    down: list[int]
    up: list[int]
    because: list[int]
    stopped: list[bool]

    @classmethod
    def healthy(cls, count: int) -> State:
        """Nothing is down."""
        return cls([NEVER] * count, [0] * count, [-1] * count, [False] * count)

    def is_down(self, item: int) -> bool:
        """Whether the item goes down at some time in this run."""
        return self.down[item] < NEVER


def later_items(problem: Problem, chosen: Chosen) -> frozenset[int]:
    """Spareable items that nothing counts on when groups count on ``chosen``."""
    needed = {number for number, item in enumerate(problem.items) if not item.spareable}
    waiting = sorted(needed)
    while waiting:
        item = problem.items[waiting.pop()]
        wanted = [need.provider for need in item.hard]
        wanted += [member for group in item.groups for member in chosen[group]]
        fresh = [other for other in wanted if other not in needed]
        needed.update(fresh)
        waiting += fresh
    return frozenset(range(len(problem.items))) - needed


def settle_block(
    problem: Problem,
    state: State,
    block: Sequence[int],
    finish: Callable[[int], int],
) -> None:
    """Work out the outages of a block whose providers outside are settled.

    ``finish`` gives the minute at which the work of a stopped item is done (0: no work).
    """
    if len(block) == 1:
        item = block[0]
        stops = find_stops(problem, state, item)
        if stops is not None:
            up = part_up(problem, state, item, stops, finish)
            _set(state, item, stops, max(up, stops.down))
        return
    for item in block:
        if problem.items[item].lost:
            state.down[item], state.stopped[item] = 0, True
    for _ in range(2 * len(block) + 2):
        before = [(state.down[item], state.up[item]) for item in block]
        settle_once(problem, state, block, finish)
        if before == [(state.down[item], state.up[item]) for item in block]:
            return


def settle_once(
    problem: Problem,
    state: State,
    block: Sequence[int],
    finish: Callable[[int], int],
) -> None:
    """One round towards the least fixed point inside a cycle: failures are only added."""
    found: dict[int, Stops] = {}
    for item in block:
        stops = find_stops(problem, state, item)
        if stops is None and state.is_down(item):
            stops = Stops(state.down[item], state.because[item], 0, state.stopped[item])
        if stops is not None:
            found[item] = stops
    joint = 0
    for item, stops in found.items():
        joint = max(joint, part_up(problem, state, item, stops, finish), stops.down)
    for item, stops in found.items():
        _set(state, item, stops, joint if stops.stopped else max(stops.switched, stops.down))


def _set(state: State, item: int, stops: Stops, up: int) -> None:
    state.down[item] = stops.down
    state.up[item] = min(up, NEVER)
    state.because[item] = stops.because
    state.stopped[item] = stops.stopped


def find_stops(problem: Problem, state: State, item: int) -> Stops | None:
    """When the item goes down, given what is known of its providers; None: it stays up."""
    record = problem.items[item]
    found: list[tuple[int, int]] = [(0, -1)] if record.lost else []
    for provider, tolerance in record.hard:
        limit = state.down[provider] + tolerance
        if state.up[provider] > limit:
            found.append((limit, provider))
    takeovers: list[tuple[int, int]] = []
    switched = 0
    for number in record.groups:
        group = problem.groups[number]
        stop = _group_stop(state, group)
        if stop is not None:
            found.append(stop)
        for start, end, member in _takeovers(state, group):
            takeovers.append((start, member))
            switched = max(switched, end)
    if not found and not takeovers:
        return None
    down, because = min(found + takeovers)
    return Stops(down, because, switched, bool(found))


def _group_stop(state: State, group: Redundancy) -> tuple[int, int] | None:
    gone = [
        (state.down[member] + tolerance, state.up[member], member)
        for member, tolerance in group.members
        if state.up[member] > state.down[member] + tolerance
    ]
    if len(gone) <= group.spare:
        return None
    for start, _, member in sorted(gone, key=lambda item: (item[0], item[2])):
        if sum(begin <= start < end for begin, end, _ in gone) > group.spare:
            return start, member
    return None


def _takeovers(state: State, group: Redundancy) -> list[tuple[int, int, int]]:
    downs = [need for need in group.members if state.down[need.provider] < NEVER]
    found: list[tuple[int, int, int]] = []
    for member, tolerance in downs:
        if group.takeover_time <= tolerance:
            continue
        moment = state.down[member]
        gone = sum(
            state.down[other] <= moment < max(state.up[other], state.down[other] + 1)
            for other, _ in downs
        )
        if gone <= group.spare:
            found.append((moment + tolerance, moment + group.takeover_time, member))
    return found


def part_up(
    problem: Problem,
    state: State,
    item: int,
    stops: Stops,
    finish: Callable[[int], int],
) -> int:
    """When the item's own part is done: its work, what it waits for, and its takeovers."""
    if not stops.stopped:
        return stops.switched
    ready = providers_up(problem, state, item)
    return max(finish(item), ready, stops.switched, stops.down)


def providers_up(problem: Problem, state: State, item: int) -> int:
    """When all hard providers, and enough members of each group, are up; its cycle apart."""
    return max((state.up[other] for other in awaited(problem, state, item)), default=0)


def awaited(problem: Problem, state: State, item: int) -> list[int]:
    """Items outside its cycle that a stopped item waits for: of groups the first that are up."""
    record = problem.items[item]
    wanted = [need.provider for need in record.hard]
    for group in record.groups:
        wanted += first_up(problem, state, group)
    return [
        other
        for other in wanted
        if state.is_down(other) and problem.items[other].block != record.block
    ]


def first_up(problem: Problem, state: State, number: int) -> list[int]:
    """As many members as the group needs, the first that are up; ties by key.

    Members of the dependent's own cycle come first: they are not waited for.
    """
    group = problem.groups[number]
    block = problem.items[group.dependent].block
    ranked = sorted(
        (state.up[member] if problem.items[member].block != block else 0, member)
        for member, _ in group.members
    )
    return [member for _, member in ranked[: group.choose]]
