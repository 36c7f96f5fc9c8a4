"""How often each task is on the chain that decides when all is done (criticality index).

In every run the chain goes back from the task that ends last over what ended just when the next
one could begin: work it comes after, work on what its element needs, or work of the same team
that freed the units it took. Where several did, the one that stands last in the order of the
steps is followed. The index of a task is the share of runs in which it is on that chain (Van
Slyke, 1963, for networks without teams).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bcm_tool.analysis.simulation.live import Lived
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.simulation.plan import Plan, providers_of
from bcm_tool.analysis.work import NEVER

Bits = NDArray[np.int64]
_KEPT = 3_000
"""So many rows of links are kept; with more tasks they are made again when needed."""


class Links:
    """Which task can hold which other: bit 0 by work that comes first, bit n by the n-th team
    asked (of those with a limit)."""

    def __init__(self, plan: Plan) -> None:
        problem = plan.problem
        count = len(problem.tasks)
        self.plan, self.count = plan, count
        self.order = [step.number for step in plan.planned.steps if step.what == "task"]
        self._item = np.array([task.item for task in problem.tasks], dtype=np.int64)
        self._first = np.array([task.first for task in problem.tasks], dtype=np.bool_)
        self._after: list[list[int]] = [[] for _ in range(count)]
        for number, task in enumerate(problem.tasks):
            for other in task.before:
                self._after[other].append(number)
        self._above = _above(plan)
        self._asked = [
            [team for team, _ in demand if plan.limits[team] is not None] for demand in plan.demand
        ]
        most = max((len(asked) for asked in self._asked), default=0)
        self._team = np.full((most, count), -1, dtype=np.int64)
        for number, asked in enumerate(self._asked):
            self._team[: len(asked), number] = asked
        self.lags = np.array([task.lag for task in problem.tasks], dtype=np.int64)
        self._rows: dict[int, Bits] = {}

    def row(self, number: int) -> Bits:
        """How a task can hold each other one."""
        found = self._rows.get(number)
        if found is None:
            found = self._made(number)
            if self.count <= _KEPT:
                self._rows[number] = found
        return found

    def _made(self, number: int) -> Bits:
        row = np.zeros(self.count, dtype=np.int64)
        raw = np.frombuffer(self._above[self._item[number]], dtype=np.uint8)
        above = np.unpackbits(raw, bitorder="little").view(np.bool_)
        row[above[self._item] & self._first] = 1
        row[self._after[number]] = 1
        for place in range(len(self._team)):
            for team in self._asked[number]:
                row |= (self._team[place] == team).astype(np.int64) << (place + 1)
        row[number] = 0
        return row


def _above(plan: Plan) -> list[bytes]:
    """Per item, as bits, the items that cannot begin before it is up."""
    problem = plan.problem
    count = len(problem.items)
    found = [0] * count
    for block in reversed(problem.blocks):
        joint = 0
        for item in block:
            joint |= found[item] | (1 << item if len(block) > 1 else 0)
        for item in block:
            found[item] = joint
            for provider in providers_of(problem, item):
                if problem.items[provider].block != problem.items[item].block:
                    found[provider] |= joint | 1 << item
    return [bits.to_bytes(count // 8 + 1, "little") for bits in found]


def critical_runs(links: Links, lived: Lived, runs: int) -> NDArray[np.int64]:
    """Per task, in how many of the runs it is on the chain."""
    count = links.count
    found = np.zeros(count, dtype=np.int64)
    if not count:
        return found
    ends = [np.broadcast_to(end, (runs,)) for end in lived.ends]
    last, makespan = _last(ends, runs)
    current = np.full(runs, -1, dtype=np.int64)
    held = np.zeros(runs, dtype=np.int64)
    lag = np.zeros(runs, dtype=np.int64)
    bound = np.zeros(runs, dtype=np.int64)
    for number in reversed(links.order):
        on = last == number
        on &= makespan > 0
        linked = links.row(number)[current] & bound
        joins = (current >= 0) & (linked != 0)
        joins &= lived.part[number]
        by_work = (ends[number] + lag == held) & (linked & 1 != 0)
        by_team = (ends[number] == held) & (linked > 1)
        on |= joins & (by_work | by_team)
        if not on.any():
            continue
        found[number] = int(on.sum())
        current[on] = number
        held = np.where(on, lived.held[number], held)
        bound = np.where(on, lived.bound[number], bound)
        lag[on] = links.lags[number]
    return found


def _last(ends: Sequence[Minutes], runs: int) -> tuple[Minutes, Minutes]:
    """The task that ends last in each run (ties by key), and when."""
    makespan = np.zeros(runs, dtype=np.int64)
    last = np.zeros(runs, dtype=np.int64)
    for number, end in enumerate(ends):
        later = (end > makespan) & (end < NEVER)
        makespan = np.where(later, end, makespan)
        last[later] = number
    return last, makespan
