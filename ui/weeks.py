"""Scenarios over the hours of a week, computed in the background and kept per scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.tasks import Task, Tasks, Work

if TYPE_CHECKING:
    from bcm_tool.analysis.results import RecoveryResult
    from bcm_tool.analysis.week_result import WeekResult
    from bcm_tool.model.model import Model


class Weeks(QObject):
    """``changed(scenario)`` follows every begin, end and result; ``failed`` an error."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._found: dict[str, WeekResult] = {}
        self._runs: dict[str, Task] = {}

    def of(self, scenario: str) -> WeekResult | None:
        """The last answer about a scenario, maybe of an earlier model; None before it."""
        return self._found.get(scenario)

    def progress(self, scenario: str) -> tuple[int, int] | None:
        """(done, total) hours of a computation that goes on; None when none does."""
        task = self._runs.get(scenario)
        return None if task is None else (task.work.done, task.work.total)

    def start(self, model: Model, scenario: str, recovery: RecoveryResult | None) -> None:
        """Begin; a computation for the scenario that goes on is given up.

        ``recovery`` is the sequence of this very model, whose order is tried first.
        """
        self.cancel(scenario)

        def compute(work: Work) -> Any:
            return compute_week(model, scenario, recovery, work)

        task = self._tasks.start(f"“{model.scenarios[scenario].name}” over the week", compute)
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

    def _take(self, scenario: str, task: Task, found: WeekResult) -> None:
        if self._runs.get(scenario) is task:
            self._found[scenario] = found

    def _ended(self, scenario: str, task: Task) -> None:
        if self._runs.get(scenario) is task:
            del self._runs[scenario]
            self.changed.emit(scenario)


def compute_week(
    model: Model, scenario: str, recovery: RecoveryResult | None, work: Work
) -> WeekResult:
    """The scenario over the week, in a worker thread."""
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.week import analyze_week

    return analyze_week(
        model, scenario, analyze_impact(model), recovery=recovery, progress=work.progress
    )
