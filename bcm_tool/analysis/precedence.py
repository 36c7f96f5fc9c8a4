"""What each recovery task waits for: its own entries, and the decision points of its element.

A blocking task is a decision point: every task of its element that it does not itself wait for
waits for it. Decision points of one element that do not wait for each other go in key order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import RecoveryTask


@lru_cache(maxsize=4)
def tasks_in_order(model: Model) -> Mapping[str, RecoveryTask]:
    """The model's tasks with their decision points added to ``after``.

    Tasks of several elements that wait for each other may be led into a circle this way; such
    tasks never start, and are a finding.
    """
    points: dict[str, list[RecoveryTask]] = {}
    for task in sorted(model.tasks.values(), key=lambda task: key_order(task.key)):
        if task.blocking:
            points.setdefault(task.element, []).append(task)
    if not points:
        return model.tasks
    added: dict[str, list[str]] = {}
    for element, blocking in points.items():
        for name, waited in _added(model, element, blocking):
            added.setdefault(name, []).append(waited)
    return {
        name: replace(task, after=tuple(dict.fromkeys((*task.after, *added.get(name, ())))))
        for name, task in model.tasks.items()
    }


def _added(model: Model, element: str, blocking: list[RecoveryTask]) -> Iterable[tuple[str, str]]:
    """(task, decision point it now waits for) within one element."""
    waited = {task.id: everything_before(task, model.tasks) for task in blocking}
    left = list(blocking)
    passed: list[RecoveryTask] = []
    before: set[str] = set()
    while left:
        names = {task.id for task in left}
        free = (task for task in left if not waited[task.id] & (names - {task.id}))
        point = next(free, left[0])  # decision points in a circle of their own never start
        left.remove(point)
        before |= waited[point.id]
        if passed and passed[-1].id not in waited[point.id]:
            yield point.id, passed[-1].id
        passed.append(point)
        before.add(point.id)
        for task in model.tasks_of.get(element, ()):
            if task.id not in before and not task.blocking:
                yield task.id, point.id


def everything_before(task: RecoveryTask, tasks: Mapping[str, RecoveryTask]) -> set[str]:
    """Ids of all tasks that come before one, by way of others too; itself only in a circle."""
    seen: set[str] = set()
    waiting = list(task.after)
    while waiting:
        other = waiting.pop()
        if other not in seen and other in tasks:
            seen.add(other)
            waiting.extend(tasks[other].after)
    return seen
