"""The order of the steps of a simulated run: each task by its planned start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.work import NEVER

if TYPE_CHECKING:
    from bcm_tool.analysis.simulation.plan import Plan

_END = NEVER << 1


class Step(NamedTuple):
    """What is done next.

    "open": who in a block stops, and from when it can be worked on; "task": place a task;
    "close": when the block is up again.
    """

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


def steps_of(plan: Plan, *, keep: bool) -> Program:
    """The steps of a plan.

    With ``keep`` work is never put before work that the plan starts earlier; else everything
    that others might wait for comes first.
    """
    return _Order(plan, keep=keep).program()


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
