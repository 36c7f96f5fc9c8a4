"""One lot of runs on its way through the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bcm_tool.analysis.simulation.hours import next_inside
from bcm_tool.analysis.simulation.order import Program
from bcm_tool.analysis.simulation.outages import (
    FAR,
    NO,
    YES,
    ZERO,
    Flags,
    Situation,
    close_block,
    open_block,
)
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.simulation.teams import Units
from bcm_tool.analysis.work import NEVER


@dataclass(frozen=True, slots=True)
class Variant:
    """What is otherwise than planned: more units of a team, elements with a stand-in."""

    more: tuple[tuple[int, int], ...] = ()
    """(team, units)."""
    safe: frozenset[int] = frozenset()
    """Items whose loss is taken over at once."""


AS_PLANNED = Variant()


@dataclass(slots=True)
class Lived:
    """Arrays over runs (or single numbers where all agree): ends of tasks, outages of items.

    ``ends`` is 0 where a task takes no part and NEVER where it cannot be done. ``held`` is the
    minute at which the last thing was there that a task waited for, and ``bound`` what that
    was: bit 0 for earlier work, bit n for the n-th team of its demand. ``shut`` is where the
    task began later than that, because hours kept it.
    """

    starts: list[Minutes]
    ends: list[Minutes]
    part: list[Flags]
    situation: Situation
    held: list[Minutes] = field(default_factory=list)
    bound: list[NDArray[Any]] = field(default_factory=list)
    shut: list[Flags] = field(default_factory=list)
    agreed: Flags = field(default_factory=lambda: YES)
    """Whether a run agrees with itself."""
    reordered: int = 0
    """Runs in which the planned order could not be kept."""


class Run:
    """One set of runs: what the last round through the steps found stays until it is replaced."""

    def __init__(
        self, plan: Plan, durations: Sequence[Minutes], variant: Variant, notes: bool
    ) -> None:
        problem = plan.problem
        self.plan, self.durations, self.variant, self.notes = plan, durations, variant, notes
        self.lost = [
            item.lost and place not in variant.safe for place, item in enumerate(problem.items)
        ]
        self.limits = list(plan.limits)
        for team, units in variant.more:
            limit = self.limits[team]
            self.limits[team] = None if limit is None else limit + units
        self.lasting = [bool((minutes > 0).all()) for minutes in durations]
        # With a stand-in, and where work may take no time, less is certain, so that not every
        # predecessor can stand for another.
        self.certain = frozenset() if variant.safe else plan.certain_where(self.lasting)
        self.before = (
            plan.before
            if self.certain == plan.certain and not variant.safe
            else tuple(task.before for task in problem.tasks)
        )
        self.release: Minutes = np.asarray(problem.release, dtype=np.int64)
        self.bits = bits_type(plan.most_teams)
        known = [0 if start is None else start for start in plan.starts]
        self.starts: list[Minutes] = [np.asarray(start, dtype=np.int64) for start in known]
        self.ends: list[Minutes] = [
            ZERO if start is None else np.asarray(start + task.duration, dtype=np.int64)
            for start, task in zip(plan.starts, problem.tasks, strict=True)
        ]
        self.part: list[Flags] = [NO if start is None else YES for start in plan.starts]
        self.taken: dict[int, list[NDArray[Any]]] = {}
        self.opened: dict[int, list[NDArray[Any]]] = {}
        self.now = _as_planned(plan)

    def through(self, program: Program) -> Lived:
        count = len(self.plan.problem.tasks)
        self.teams = [None if limit is None else Units(limit) for limit in self.limits]
        self.held = [ZERO] * count
        self.bound: list[NDArray[Any]] = [np.zeros((), dtype=self.bits)] * count
        self.shut: list[Flags] = [NO] * count
        self.taken = {}
        early = {task for task, _ in program.early_tasks}
        for what, number in program.steps:
            if what == "task":
                if number in early:
                    self.taken[number] = self._took(number)
                self._place(number)
                continue
            self._settle(number, open_block if what == "open" else close_block)
            if what == "open" and number in program.early_blocks:
                self.opened[number] = self._found(number)
        return Lived(
            list(self.starts),
            list(self.ends),
            list(self.part),
            self.now,
            self.held,
            self.bound,
            self.shut,
        )

    def agrees(self, program: Program) -> Flags:
        """Whether what early steps took is what the later ones found out, run by run.

        If so, another round would find the very same.
        """
        agreed = YES
        for block in program.early_blocks:
            before = self.opened[block]
            members = self.plan.problem.blocks[block]
            if len(members) == 1:
                stops, ready = self.now.stops[members[0]], self.now.ready[members[0]]
                self._settle(block, open_block)
            for old, new in zip(before, self._found(block), strict=True):
                agreed = agreed & (old == new)
            if len(members) == 1:  # a look only: the next round takes what this one found
                self.now.stops[members[0]], self.now.ready[members[0]] = stops, ready
        for task, _ in program.early_tasks:
            for old, new in zip(self.taken[task], self._took(task), strict=True):
                agreed = agreed & (old == new)
        return agreed

    def _found(self, block: int) -> list[NDArray[Any]]:
        """Who stops in a block, and from when on its work can be done."""
        found: list[NDArray[Any]] = []
        for item in self.plan.problem.blocks[block]:
            down, switched, stopped = self.now.stops[item]
            # Until when takeovers last, and from when on work can be done, matters to nobody
            # who does not go down.
            gone = down < NEVER
            found += [down, stopped, np.where(gone, switched, 0)]
            found.append(np.where(stopped, self.now.ready[item], 0))
        return found

    def _took(self, number: int) -> list[NDArray[Any]]:
        """What a task knows of the tasks and the block that it waits for."""
        task = self.plan.problem.tasks[number]
        stops, ready = self.now.stops[task.item], self.now.ready[task.item]
        ends = [np.where(self.part[other], self.ends[other], 0) for other in self.before[number]]
        return [stops.stopped, np.where(stops.stopped, ready, 0), *ends]

    def _settle(self, block: int, how: Callable[..., None]) -> None:
        members = self.plan.problem.blocks[block]
        finish = [self._finish(item) for item in members]
        how(self.plan, self.now, members, finish, [self.lost[item] for item in members])

    def _finish(self, item: int) -> Minutes:
        record = self.plan.problem.items[item]
        if item in self.plan.later or not record.known:
            return FAR
        done = ZERO
        for task in record.tasks:
            done = np.maximum(done, self.ends[task])
        return done

    def _place(self, number: int) -> None:
        problem, plan = self.plan.problem, self.plan
        task, duration = problem.tasks[number], self.durations[number]
        surely = task.item in self.certain
        part = self.part[number] = YES if surely else self._takes_part(task.item)
        start: Minutes = self.release
        if task.first:
            start = np.maximum(start, self.now.ready[task.item])
        for other in self.before[number]:
            end = self.ends[other]
            if task.lag:
                end = np.where(self.part[other], end + task.lag, 0)
            start = np.maximum(start, end)
        if number in plan.given_up:
            start = FAR
        ready = start
        works: Flags | None = None  # None: in every run
        if plan.endless or not self.lasting[number]:
            works = (duration > 0) & (start < NEVER)
            if bool(works.all()):
                works = None
        asked = self._asked(number)
        frees = [crew.available(units) for units, crew in asked]
        if works is not None:
            frees = [np.where(works, free, 0) for free in frees]
        for free in frees:
            start = np.maximum(start, free)
        if self.notes:
            self.held[number], self.bound[number] = start, self._bits(start, ready, frees)
        window = plan.windows[number]
        if window is not None:
            start = next_inside(window, start)
            if self.notes:
                self.shut[number] = start > self.held[number]
        end = start + duration
        if plan.endless:
            end = np.minimum(end, NEVER)
        where = works if surely else part if works is None else part & works
        if where is not None and bool(where.all()):
            where = None
        for units, crew in asked:
            crew.take(units, end, where)
        self.starts[number] = start
        self.ends[number] = end if surely else np.where(part, end, 0)

    def _takes_part(self, item: int) -> Flags:
        return NO if item in self.plan.later else self.now.stops[item].stopped

    def _asked(self, number: int) -> list[tuple[int, Units]]:
        """Units and teams that a task waits for; teams that always have enough are left out."""
        if number in self.plan.given_up:
            return []
        return [
            (units, crew)
            for team, units in self.plan.demand[number]
            if (crew := self.teams[team]) is not None
        ]

    def _bits(self, start: Minutes, ready: Minutes, frees: list[Minutes]) -> NDArray[Any]:
        """Bit 0: earlier work lasts until ``start``; bit n: the n-th team is free just then."""
        bits = np.asarray(ready == start).astype(self.bits)
        for place, free in enumerate(frees, 1):
            bits |= np.asarray(free == start).astype(self.bits) << place
        return bits


def bits_type(teams: int) -> type[np.integer[Any]]:
    """What holds a bit for earlier work and one for each of so many teams."""
    return np.uint8 if teams < 8 else np.uint64


def _as_planned(plan: Plan) -> Situation:
    now = Situation(len(plan.problem.items))
    for place, item in enumerate(plan.problem.items):
        outage = plan.recovery.outages.get(item.id)
        if outage is not None:
            up = NEVER if outage.up is None else outage.up
            now.down[place] = np.asarray(outage.down, dtype=np.int64)
            now.up[place] = np.asarray(up, dtype=np.int64)
            now.stopped[place] = np.asarray(not outage.takeover)
    return now
