"""The recovery work of each element: which tasks apply, and how long they take without teams.

ENGINE 3. A lost element needs its tasks "loss" and "both", one that is only down its tasks
"outage" and "both". Without such a task a lost element takes its selected option's recovery
time; without either a product, service, process or activity takes 0 and any other kind is
unknown (never back). A task's minimum lag and the decision points of its element count in the
longest path; hours of teams and contracts do not, for they are known only with a start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bcm_tool.analysis.precedence import tasks_in_order
from bcm_tool.graph import components
from bcm_tool.model.model import Model
from bcm_tool.model.records import RecoveryTask

NEVER = 1 << 60
"""A time that never comes."""


class Effort(NamedTuple):
    """Own recovery of an element in one mode.

    ``tasks`` counts the tasks (0: nothing to do, so nothing waits for detection and decision),
    ``length`` is their longest path in minutes (NEVER when unknown or in a task cycle) and
    ``foreign`` tells that some task waits for a task of another element.
    """

    tasks: int
    length: int
    foreign: bool


NOTHING = Effort(0, 0, False)
"""What no element takes to come back: the effort of a free index."""


@dataclass(frozen=True, eq=False)
class Work:
    """Efforts per element index, when lost and when only down; ``tasks`` for a closer look.

    The tasks' ``after`` includes the decision points that they wait for.
    """

    when_lost: Sequence[Effort]
    when_down: Sequence[Effort]
    ids: tuple[str, ...]
    tasks: Mapping[str, RecoveryTask]
    tasks_of: Mapping[str, tuple[RecoveryTask, ...]]
    cyclic: frozenset[str]
    """Tasks that come after themselves by way of others: they never start."""

    @cached_property
    def foreign(self) -> bool:
        """Whether any task waits for a task of another element."""
        return any(item.foreign for efforts in (self.when_lost, self.when_down) for item in efforts)

    def effort(self, element: int, lost: bool) -> Effort:
        """The effort of an element index, lost or only down."""
        return (self.when_lost if lost else self.when_down)[element]


def applies(task: RecoveryTask, lost: bool) -> bool:
    """Whether a task takes part when its element was lost, or is only down."""
    return task.needed != ("outage" if lost else "loss")


def taking_part_before(
    task: RecoveryTask, tasks: Mapping[str, RecoveryTask], part: Callable[[RecoveryTask], bool]
) -> set[str]:
    """Predecessors that take part; one that does not is bridged to its own predecessors."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(task.after)
    while waiting:
        other = waiting.pop()
        if other in seen or other not in tasks:
            continue
        seen.add(other)
        if part(tasks[other]):
            found.add(other)
        else:
            waiting.extend(tasks[other].after)
    return found


def compile_work(model: Model, ids: tuple[str, ...]) -> Work:
    """Efforts of every element of the model; "" in ``ids`` is a free index."""
    tasks = tasks_in_order(model)
    tasks_of = (
        model.tasks_of
        if tasks is model.tasks
        else {
            element: tuple(tasks[task.id] for task in own)
            for element, own in model.tasks_of.items()
        }
    )

    def effort(element: str, lost: bool) -> Effort:
        if not element:
            return NOTHING
        return element_effort(model, tasks, tasks_of.get(element, ()), element, lost=lost)

    return Work(
        when_lost=tuple(effort(element, True) for element in ids),
        when_down=tuple(effort(element, False) for element in ids),
        ids=ids,
        tasks=tasks,
        tasks_of=tasks_of,
        cyclic=_cyclic(tasks),
    )


def element_effort(
    model: Model,
    tasks: Mapping[str, RecoveryTask],
    tasks_of: tuple[RecoveryTask, ...],
    element: str,
    *,
    lost: bool,
) -> Effort:
    """Effort of an element id; ``tasks`` and its own ``tasks_of`` as in :class:`Work`."""
    own = [task for task in tasks_of if applies(task, lost)]
    if not own:
        return _without_tasks(model, element, lost=lost)
    foreign = any(_waits_for_others(task, tasks) for task in own)
    return Effort(len(own), _longest(own, tasks), foreign)


def _without_tasks(model: Model, element: str, *, lost: bool) -> Effort:
    if not lost:
        return Effort(0, 0, False)
    option = model.selected_option(element)
    if option is not None and option.recovery_time is not None:
        return Effort(1, option.recovery_time, False)
    kind = model.kinds.get(model.elements[element].kind or "")
    return Effort(0, 0 if kind is not None and kind.is_service else NEVER, False)


def _waits_for_others(task: RecoveryTask, tasks: Mapping[str, RecoveryTask]) -> bool:
    everything = taking_part_before(task, tasks, lambda other: other.element != task.element)
    return bool(everything)


def _longest(own: list[RecoveryTask], tasks: Mapping[str, RecoveryTask]) -> int:
    names = {task.id for task in own}
    before = {
        task.id: taking_part_before(task, tasks, lambda other: other.id in names) for task in own
    }
    finish: dict[str, int] = {}
    waiting = list(own)
    while waiting:
        ready = [task for task in waiting if before[task.id] <= finish.keys()]
        if not ready:
            return NEVER
        for task in ready:
            lag = task.lag or 0
            start = max((finish[other] + lag for other in before[task.id]), default=0)
            finish[task.id] = start + task.likely
        waiting = [task for task in waiting if task.id not in finish]
    return max(finish.values())


def _cyclic(tasks: Mapping[str, RecoveryTask]) -> frozenset[str]:
    names = list(tasks)
    place = {name: number for number, name in enumerate(names)}
    after = [[place[other] for other in task.after if other in place] for task in tasks.values()]
    loops = [found for found in components(after) if len(found) > 1]
    return frozenset(names[member] for found in loops for member in found)
