"""Who stops, and when it is up again, in many runs at once (ENGINE 2 and 3).

The same reading as :mod:`bcm_tool.analysis.recovery.state`; every value is an array over runs,
or one number where all runs agree. NEVER stands for what does not happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bcm_tool.analysis.recovery.problem import Problem, Redundancy
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.work import NEVER

Flags = NDArray[np.bool_]
Block = Sequence[int]

ZERO: Minutes = np.asarray(0, dtype=np.int64)
FAR: Minutes = np.asarray(NEVER, dtype=np.int64)
YES: Flags = np.asarray(True)
NO: Flags = np.asarray(False)


class Stops(NamedTuple):
    """When an item goes down (NEVER: stays up), until when takeovers keep it down, and whether
    it is stopped by more than a takeover."""

    down: Minutes
    switched: Minutes
    stopped: Flags


class Situation:
    """Per item: ``down`` (NEVER: stays up), ``up`` (0: was never down), ``stopped`` and the
    minute ``ready`` from which its first tasks can be done."""

    __slots__ = ("down", "ready", "stopped", "stops", "up")

    def __init__(self, count: int) -> None:
        self.down: list[Minutes] = [FAR] * count
        self.up: list[Minutes] = [ZERO] * count
        self.stopped: list[Flags] = [NO] * count
        self.ready: list[Minutes] = [ZERO] * count
        self.stops: list[Stops] = [Stops(FAR, ZERO, NO)] * count

    def set(self, item: int, stops: Stops, up: Minutes) -> None:
        """Note the outage of an item."""
        gone = stops.down < NEVER
        self.down[item] = stops.down
        self.stopped[item] = stops.stopped
        self.up[item] = np.where(gone, np.minimum(np.maximum(up, stops.down), NEVER), 0)


def find_stops(plan: Plan, now: Situation, item: int, lost: bool) -> Stops:
    """When the item goes down, given what is known of its providers."""
    problem = plan.problem
    record = problem.items[item]
    down, stopped, switched = (ZERO, YES, ZERO) if lost else (FAR, NO, ZERO)
    if lost and not record.groups:
        return Stops(down, switched, stopped)
    for provider, tolerance in () if lost else record.hard:
        limit = now.down[provider] + tolerance
        fails = now.up[provider] > limit
        stopped = stopped | fails
        down = np.minimum(down, np.where(fails, limit, NEVER))
    for number in record.groups:
        group = problem.groups[number]
        if not lost:
            stop = _group_stop(now, group)
            stopped = stopped | (stop < NEVER)
            down = np.minimum(down, stop)
        begin, end = _takeovers(now, group)
        down = np.minimum(down, begin)
        switched = np.maximum(switched, end)
    return Stops(down, switched, stopped)


def _group_stop(now: Situation, group: Redundancy) -> Minutes:
    """First minute at which more than ``spare`` members are gone beyond their tolerance."""
    found = FAR
    spans = [(now.down[member] + tolerance, now.up[member]) for member, tolerance in group.members]
    if len(spans) <= group.spare:
        return found
    for start, up in spans:
        gone = sum(
            ((begin <= start) & (start < end) for begin, end in spans),
            start=np.asarray(0),
        )
        stops = (up > start) & (gone > group.spare)
        found = np.minimum(found, np.where(stops, start, NEVER))
    return found


def _takeovers(now: Situation, group: Redundancy) -> tuple[Minutes, Minutes]:
    """(first begin, last end) of what the others take over; NEVER and 0 without any."""
    first, last = FAR, ZERO
    for member, tolerance in group.members:
        if group.takeover_time <= tolerance:
            continue
        moment = now.down[member]
        gone = np.asarray(0)
        for other, _ in group.members:
            down = now.down[other]
            if not down.ndim and not moment.ndim and down >= moment:
                gone = gone + (down == moment)  # in all runs alike, however long it takes
            else:
                gone = gone + ((down <= moment) & (moment < np.maximum(now.up[other], down + 1)))
        switches = (moment < NEVER) & (gone <= group.spare)
        first = np.minimum(first, np.where(switches, moment + tolerance, NEVER))
        last = np.maximum(last, np.where(switches, moment + group.takeover_time, 0))
    return first, last


def providers_up(problem: Problem, now: Situation, item: int) -> Minutes:
    """When all hard providers, and enough members of each group, are up; its cycle apart."""
    record = problem.items[item]
    ready = ZERO
    for need in record.hard:
        if problem.items[need.provider].block != record.block:
            ready = np.maximum(ready, now.up[need.provider])
    for number in record.groups:
        group = problem.groups[number]
        if group.choose:
            ups = [
                now.up[member] if problem.items[member].block != record.block else ZERO
                for member, _ in group.members
            ]
            ready = np.maximum(ready, smallest(ups, group.choose))
    return ready


def smallest(values: Sequence[Minutes], which: int) -> Minutes:
    """The ``which``-th smallest (1 is the smallest), run by run."""
    if which in (1, len(values)):
        merge = np.minimum if which == 1 else np.maximum
        found = values[0]
        for value in values[1:]:
            found = merge(found, value)
        return found
    stacked = np.stack(np.broadcast_arrays(*values))
    result: Minutes = np.partition(stacked, which - 1, axis=0)[which - 1]
    return result


def open_block(
    plan: Plan, now: Situation, block: Block, finish: Sequence[Minutes], lost: Sequence[bool]
) -> None:
    """Who stops in a block whose providers outside are settled, and when work can begin.

    In a cycle this depends on when its own work is done (``finish``, as known so far).
    """
    if len(block) > 1:
        _settle_cycle(plan, now, block, finish, lost)
        return
    item = block[0]
    stops = now.stops[item] = find_stops(plan, now, item, lost[0])
    now.ready[item] = np.maximum(providers_up(plan.problem, now, item), stops.down)


def close_block(
    plan: Plan, now: Situation, block: Block, finish: Sequence[Minutes], lost: Sequence[bool]
) -> None:
    """When the members of a block are up again; ``finish`` is the end of each one's work."""
    if len(block) > 1:
        _settle_cycle(plan, now, block, finish, lost)
        return
    item = block[0]
    now.set(item, now.stops[item], _part_up(now, item, finish[0]))


def _settle_cycle(
    plan: Plan, now: Situation, block: Block, finish: Sequence[Minutes], lost: Sequence[bool]
) -> None:
    """The least fixed point: from nothing failed, failures are only added."""
    for item, gone in zip(block, lost, strict=True):
        now.down[item], now.up[item], now.stopped[item] = FAR, ZERO, NO
        if gone:
            now.down[item], now.stopped[item] = ZERO, YES
    for _ in range(2 * len(block) + 2):
        before = [(now.down[item], now.up[item]) for item in block]
        _settle_once(plan, now, block, finish, lost)
        if all(
            bool(np.all(old == new))
            for item, pair in zip(block, before, strict=True)
            for old, new in zip(pair, (now.down[item], now.up[item]), strict=True)
        ):
            return


def _settle_once(
    plan: Plan, now: Situation, block: Block, finish: Sequence[Minutes], lost: Sequence[bool]
) -> None:
    joint = ZERO
    for item, gone in zip(block, lost, strict=True):
        found = find_stops(plan, now, item, gone)
        kept = (found.down >= NEVER) & (now.down[item] < NEVER)
        now.stops[item] = Stops(
            np.where(kept, now.down[item], found.down),
            found.switched,
            np.where(kept, now.stopped[item], found.stopped),
        )
        ready = providers_up(plan.problem, now, item)
        now.ready[item] = np.maximum(ready, now.stops[item].down)
    for item, done in zip(block, finish, strict=True):
        stops = now.stops[item]
        own = np.maximum(_part_up(now, item, done), stops.down)
        joint = np.maximum(joint, np.where(stops.down < NEVER, own, 0))
    for item in block:
        stops = now.stops[item]
        now.set(item, stops, np.where(stops.stopped, joint, stops.switched))


def _part_up(now: Situation, item: int, finish: Minutes) -> Minutes:
    """When the item's own part is done: its work, what it waits for, and its takeovers."""
    stops = now.stops[item]
    whole = np.maximum(np.maximum(finish, now.ready[item]), stops.switched)
    return np.where(stops.stopped, whole, stops.switched)
