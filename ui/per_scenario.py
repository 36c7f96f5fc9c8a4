"""Answers about scenarios, computed in the background and kept one per scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from ui.tasks import Task, Tasks, Work

R = TypeVar("R")


class PerScenario(QObject, Generic[R]):
    """``changed(scenario)`` follows every begin, end and result; ``failed`` an error."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._found: dict[str, R] = {}
        self._runs: dict[str, Task] = {}

    def of(self, scenario: str) -> R | None:
        """The last answer about a scenario, maybe of an earlier model; None before it."""
        return self._found.get(scenario)

    def progress(self, scenario: str) -> tuple[int, int] | None:
        """(done, total) of a computation that goes on; None when none does."""
        task = self._runs.get(scenario)
        return None if task is None else (task.work.done, task.work.total)

    def ask(self, scenario: str, label: str, compute: Callable[[Work], R]) -> None:
        """Begin; a computation for the scenario that goes on is given up."""
        self.cancel(scenario)
        task = self._tasks.start(label, compute)
        task.done.connect(lambda found: self._take(scenario, task, found))
        task.failed.connect(self.failed)
        task.ended.connect(lambda: self._ended(scenario, task))
        self._runs[scenario] = task
        self.changed.emit(scenario)

    def cancel(self, scenario: str) -> None:
        """Give up a computation that goes on; what was known before stays."""
        task = self._runs.pop(scenario, None)
        if task is not None:
            task.cancel()
            self.changed.emit(scenario)

    def forget(self) -> None:
        """Another document: nothing of this one is kept."""
        for scenario in list(self._runs):
            self.cancel(scenario)
        self._found.clear()

    def _take(self, scenario: str, task: Task, found: R) -> None:
        if self._runs.get(scenario) is task:
            self._found[scenario] = found

    def _ended(self, scenario: str, task: Task) -> None:
        if self._runs.get(scenario) is task:
            del self._runs[scenario]
            self.changed.emit(scenario)
