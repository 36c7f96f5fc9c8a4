"""A planned sequence, made ready to be lived through many times.

The policy of a simulated run: the teams keep the planned order. A team's units are given to
tasks in the order of their planned starts (ties by key); what the plan did not foresee, because
it fails only when things go badly, comes before the first work that waits for it, else last.
Nobody overtakes: a delay is passed on, and the teams are never slower because some work went
faster or there is one more member (starts are sums and maxima of earlier ends).

Whether this order can be kept depends on the run: where something fails that the plan saved,
work may have to wait for work that its own team does later. Such runs follow the second order,
in which everything that others might wait for comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.analysis.recovery.certain import certain_outages
from bcm_tool.analysis.recovery.hours import Window
from bcm_tool.analysis.recovery.problem import Mode, Problem
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.analysis.simulation.pert import Estimate, estimate_of
from bcm_tool.analysis.work import NEVER
from bcm_tool.model.model import Model

_END = NEVER << 1


class Step(NamedTuple):
    """ "open": who in a block stops, and from when it can be worked on; "task": place a task;
    "close": when the block is up again."""

    what: Literal["open", "task", "close"]
    number: int


@dataclass(frozen=True, slots=True)
class Program:
    """Steps of a run.

    Some need what a later one finds out: ``early_blocks`` are opened before all is known that
    decides about them, and ``early_tasks`` placed before their block is opened or before tasks
    that they wait for (which are given).
    """

    steps: tuple[Step, ...]
    early_blocks: frozenset[int]
    early_tasks: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def circular(self) -> bool:
        """Whether one round through the steps may not be enough."""
        return bool(self.early_blocks or self.early_tasks)


@dataclass(frozen=True, eq=False)
class Plan:
    """The problem of a scenario with the decisions of its sequence.

    ``starts`` are the planned ones, by task of the problem; None: not in the sequence.
    ``demand`` is what the sequence gave each task, and ``windows`` when it may start then.
    ``later`` are items left for later. ``given_up`` are tasks that can never be done, or that
    wait for themselves by way of what fails.
    """

    problem: Problem
    recovery: RecoveryResult
    starts: tuple[int | None, ...]
    demand: tuple[tuple[tuple[int, int], ...], ...]
    windows: tuple[Window | None, ...]
    given_up: frozenset[int]
    later: frozenset[int]
    estimates: tuple[Estimate, ...]

    @cached_property
    def certain(self) -> frozenset[int]:
        """Items that are stopped in every run and worked on."""
        return certain_outages(self.problem) - self.later

    @cached_property
    def planned(self) -> Program:
        """The steps in the planned order."""
        return _Order(self, keep=True).program()

    @cached_property
    def providers_first(self) -> Program:
        """The steps in an order in which nothing waits for what comes later."""
        return _Order(self, keep=False).program()

    @cached_property
    def before(self) -> tuple[tuple[int, ...], ...]:
        """Per task the tasks that must be done, without those that others stand for."""
        tasks = self.problem.tasks
        return tuple(
            tuple(
                other
                for other in task.before
                if not any(
                    other in tasks[middle].before and tasks[middle].item in self.certain
                    for middle in task.before
                    if middle != other
                )
            )
            for task in tasks
        )

    @cached_property
    def endless(self) -> bool:
        """Whether something may never come back, so that times can be NEVER."""
        unknown = any(not item.known for item in self.problem.items)
        return bool(self.later or self.given_up or self.recovery.unrecoverable or unknown)

    @cached_property
    def most_teams(self) -> int:
        """The most teams with a limit that one task asks for."""
        asked = (sum(self.limits[team] is not None for team, _ in row) for row in self.demand)
        return max(asked, default=0)

    @cached_property
    def limits(self) -> tuple[int | None, ...]:
        """Capacity per team; None where all its work together never needs so many."""
        asked = [0] * len(self.problem.teams)
        for demand in self.demand:
            for team, units in demand:
                asked[team] += units
        return tuple(
            capacity if asked[team] > capacity else None
            for team, (_, capacity) in enumerate(self.problem.teams)
        )


def read_plan(model: Model, recovery: RecoveryResult, impact: ImpactResult) -> Plan:
    """The sequence as a plan.

    Raises
    ------
    BcmError
        When the scenario does not exist any more.
    """
    problem = build_problem(model, recovery.scenario, impact)
    team = {name: number for number, (name, _) in enumerate(problem.teams)}
    planned = {_name(task.task, task.element): task for task in recovery.tasks}
    starts: list[int | None] = []
    modes: list[Mode] = []
    for task in problem.tasks:
        found = planned.get(_name(task.id, problem.items[task.item].id))
        starts.append(None if found is None else found.start)
        taken = () if found is None else tuple(sorted((team[n], units) for n, units in found.teams))
        modes.append(next((way for way in task.ways if way.demand == taken), task.ways[0]))
    left = set(recovery.later)
    return Plan(
        problem=problem,
        recovery=recovery,
        starts=tuple(starts),
        demand=tuple(mode.demand for mode in modes),
        windows=tuple(mode.window for mode in modes),
        given_up=frozenset(place for place, task in enumerate(problem.tasks) if not task.possible),
        later=frozenset(place for place, item in enumerate(problem.items) if item.id in left),
        estimates=tuple(
            estimate_of(model.tasks.get(task.id or ""), task.duration) for task in problem.tasks
        ),
    )


def _name(task: str | None, element: str) -> tuple[str, str]:
    return (task, "") if task is not None else ("", element)


class _Order:
    """Puts steps in order: each task by its planned start, after what it waits for."""

    def __init__(self, plan: Plan, *, keep: bool) -> None:
        self.plan, self.keep = plan, keep
        self.problem = plan.problem
        self.steps: list[Step] = []
        self.early_blocks: set[int] = set()
        self.early_tasks: list[tuple[int, tuple[int, ...]]] = []
        self.done = [False] * len(self.problem.tasks)
        self.pending = [
            sum(len(self.problem.items[item].tasks) for item in block)
            for block in self.problem.blocks
        ]
        self.opened = [False] * len(self.problem.blocks)
        self.closed = [False] * len(self.problem.blocks)
        self.active: set[tuple[str, int]] = set()
        self.wanted = [self._wanted(block) for block in range(len(self.problem.blocks))]
        self.waits = [len(found) for found in self.wanted]
        self.above: list[list[int]] = [[] for _ in self.problem.blocks]
        for block, found in enumerate(self.wanted):
            for other in sorted(found):
                self.above[other].append(block)
        self.ready = [block for block, waits in enumerate(self.waits) if not waits]

    def program(self) -> Program:
        ordered = sorted(
            range(len(self.problem.tasks)), key=lambda task: (self._start(task, _END), task)
        )
        self._open_what_can_be()
        for task in ordered:
            self._place(task, self._start(task, _END))
            self._open_what_can_be()
        for block in range(len(self.problem.blocks)):
            self._close(block, _END)
            self._open(block, _END)  # whatever is left waits for itself
            self._shut(block)
        return Program(tuple(self.steps), frozenset(self.early_blocks), tuple(self.early_tasks))

    def _open_what_can_be(self) -> None:
        """Blocks whose providers are all settled; without recursion, however deep they lie."""
        while self.ready:
            block = self.ready.pop()
            self._open(block, -1)
            if not self.pending[block] and self.opened[block]:
                self._shut(block)

    def _start(self, task: int, otherwise: int) -> int:
        start = self.plan.starts[task]
        return otherwise if start is None else start

    def _finish(self, task: int) -> int:
        start = self.plan.starts[task]
        return -1 if start is None else start + self.problem.tasks[task].duration

    def _early(self, task: int, limit: int) -> bool:
        """Whether the plan has it done by then, or not at all, so that it may come first."""
        return not self.keep or self._finish(task) <= limit

    def _place(self, task: int, limit: int) -> None:
        if self.done[task] or ("task", task) in self.active:
            return
        self.active.add(("task", task))
        record = self.problem.tasks[task]
        block = self.problem.items[record.item].block
        self._open(block, limit)
        for other in record.before:
            if self._early(other, limit):
                self._place(other, limit)
        missing = tuple(other for other in record.before if not self.done[other])
        if missing or not self.opened[block]:
            self.early_tasks.append((task, missing))
        self.active.discard(("task", task))
        self.done[task] = True
        self.steps.append(Step("task", task))
        self.pending[block] -= 1
        if not self.pending[block] and self.opened[block]:
            self._shut(block)

    def _open(self, block: int, limit: int) -> None:
        if self.opened[block] or ("open", block) in self.active:
            return
        self.active.add(("open", block))
        for other in sorted(self.wanted[block]):
            self._close(other, limit)
            if not self.closed[other]:
                self.early_blocks.add(block)
        self.active.discard(("open", block))
        self.opened[block] = True
        self.steps.append(Step("open", block))
        if len(self.problem.blocks[block]) > 1 and self.pending[block]:
            self.early_blocks.add(block)  # a cycle: who stops depends on its own work

    def _close(self, block: int, limit: int) -> None:
        """Close a block, if that can be done with what the plan has done by ``limit``.

        One that has to wait stays untouched: it is opened when its own time comes.
        """
        if self.closed[block] or ("close", block) in self.active:
            return
        self.active.add(("close", block))
        for other in sorted(self.wanted[block]):
            self._close(other, limit)
        if self.opened[block] or all(self.closed[other] for other in self.wanted[block]):
            self._open(block, limit)
            for item in self.problem.blocks[block]:
                for task in self.problem.items[item].tasks:
                    if self._early(task, limit):
                        self._place(task, limit)
            if not self.pending[block] and self.opened[block]:
                self._shut(block)
        self.active.discard(("close", block))

    def _shut(self, block: int) -> None:
        if not self.closed[block]:
            self.closed[block] = True
            self.steps.append(Step("close", block))
            for other in self.above[block]:
                self.waits[other] -= 1
                if not self.waits[other]:
                    self.ready.append(other)

    def _wanted(self, block: int) -> set[int]:
        return {
            self.problem.items[other].block
            for item in self.problem.blocks[block]
            for other in providers_of(self.problem, item)
        } - {block}


def providers_of(problem: Problem, item: int) -> Iterable[int]:
    """Items that decide about an item: hard providers and all members of its groups."""
    record = problem.items[item]
    yield from (need.provider for need in record.hard)
    for group in record.groups:
        yield from (need.provider for need in problem.groups[group].members)
