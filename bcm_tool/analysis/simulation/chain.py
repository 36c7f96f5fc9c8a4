"""How often each task is on the chain that decides when all is done (criticality index).

In every run the chain goes back from the task that ends last over what ended just when the next
one could begin: work it comes after, work on what its element needs, or work of the same team
that freed the units it took. Where several did, the one that stands last in the order of the
steps is followed. Where hours kept a start, they and no work decided it: there the chain begins,
as that of the sequence does (ENGINE 7). The index of a task is the share of runs in which it is
on that chain (Van Slyke, 1963, for networks without teams).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bcm_tool.analysis.simulation.order import providers_of
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.simulation.run import Lived, bits_type
from bcm_tool.analysis.work import NEVER

Bits = NDArray[Any]
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
        most = plan.most_teams
        self.dtype = np.dtype(bits_type(most))
        self._team = np.full((most, count), -1, dtype=np.int64)
        for number, asked in enumerate(self._asked):
            self._team[: len(asked), number] = asked
        self._lags = np.array([task.lag for task in problem.tasks], dtype=np.int64)
        self.lagging = bool(self._lags.any())
        self._rows: dict[int, Bits] = {}

    def row(self, number: int) -> Bits:
        """How a task can hold each other one."""
        found = self._rows.get(number)
        if found is None:
            found = self._made(number)
            if self.count <= _KEPT:
                self._rows[number] = found
        return found

    def gaps(self, number: int) -> NDArray[np.int64]:
        """Least minutes between the end of a task and each other one: its lag where it comes after.

        What only waits for elements to be up keeps no lag.
        """
        found = np.zeros(self.count, dtype=np.int64)
        after = self._after[number]
        found[after] = self._lags[after]
        return found

    def _made(self, number: int) -> Bits:
        row = np.zeros(self.count, dtype=self.dtype)
        raw = np.frombuffer(self._above[self._item[number]], dtype=np.uint8)
        above = np.unpackbits(raw, bitorder="little").view(np.bool_)
        row[above[self._item] & self._first] = 1
        row[self._after[number]] = 1
        for place in range(len(self._team)):
            for team in self._asked[number]:
                row[self._team[place] == team] |= 1 << (place + 1)
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


class ChainRuns(NamedTuple):
    """Per task, in how many runs it is on the chain.

    ``reached`` also counts those in which it ends before hours that kept the chain's first task:
    done sooner it may leave that one the hours before.
    """

    critical: NDArray[np.int64]
    reached: NDArray[np.int64]


def critical_runs(links: Links, lived: Lived, runs: int) -> ChainRuns:
    """Per task, in how many of the runs it is on the chain."""
    found = ChainRuns(*np.zeros((2, links.count), dtype=np.int64))
    if not links.count:
        return found
    shut = np.zeros(runs, dtype=np.bool_)  # whether hours kept something later on the chain
    ends = np.empty((links.count, runs), dtype=np.int64)
    for number, end in enumerate(lived.ends):
        ends[number] = end
    if links.plan.endless:
        ends[ends >= NEVER] = -NEVER  # what is never done ends nothing and holds nothing
    lasting = _by_last(ends)
    current = np.zeros(runs, dtype=np.int64)
    held = np.full(runs, -1, dtype=np.int64)  # where the chain has not begun nothing is held
    bound = np.zeros(runs, dtype=links.dtype)
    gaps = np.zeros(links.count, dtype=np.int64)
    for number in reversed(links.order):
        at = np.flatnonzero(ends[number] == held)
        if links.lagging:
            gaps = links.gaps(number)
            at = np.union1d(at, np.flatnonzero(ends[number] == held - gaps[current]))
        if len(at):
            here = current[at]
            linked = links.row(number)[here] & bound[at]
            end, until = ends[number, at], held[at]
            joins = ((linked & 1) != 0) & (end + gaps[here] == until)
            joins |= (linked > 1) & (end == until)
            joins &= some(lived.part[number], at)
            at = at[joins]
        if number in lasting:
            at = np.concatenate((at, lasting[number]))
        if len(at):
            found.reached[number] = len(at)
            found.critical[number] = len(at) - np.count_nonzero(shut[at])
            shut[at] |= some(lived.shut[number], at)
            current[at] = number
            held[at] = some(lived.held[number], at)
            bound[at] = some(lived.bound[number], at)
    return found


def some(values: NDArray[Any], runs: NDArray[np.int64]) -> NDArray[Any]:
    """The values of some runs; one number stands for all of them."""
    found: NDArray[Any] = values[runs] if values.ndim else values
    return found


def _by_last(ends: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Task -> the runs in which it ends last (ties by key); runs without work are left out."""
    makespan = ends.max(axis=0)
    left = makespan > 0
    found: dict[int, NDArray[np.int64]] = {}
    for number, end in enumerate(ends):
        runs = np.flatnonzero((end == makespan) & left)
        if len(runs):
            found[number] = runs
            left[runs] = False
    return found
