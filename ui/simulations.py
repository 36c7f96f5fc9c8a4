"""Simulated runs of the sequences, computed in the background and kept per scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.tasks import Task, Tasks, Work

if TYPE_CHECKING:
    from bcm_tool.analysis.results import RecoveryResult
    from bcm_tool.analysis.simulation.result import SimulationResult


class Simulations(QObject):
    """``changed(scenario)`` follows every begin, end and result; ``failed`` an error."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._found: dict[str, SimulationResult] = {}
        self._runs: dict[str, Task] = {}

    def of(self, scenario: str) -> SimulationResult | None:
        """The last simulation of a scenario, maybe of an earlier sequence; None before it."""
        return self._found.get(scenario)

    def matching(self, recovery: RecoveryResult | None) -> SimulationResult | None:
        """The simulation of this very sequence; None when there is none."""
        found = None if recovery is None else self._found.get(recovery.scenario)
        return found if found is not None and found.recovery is recovery else None

    def progress(self, scenario: str) -> tuple[int, int] | None:
        """(done, total) of a simulation that goes on; None when none does."""
        task = self._runs.get(scenario)
        return None if task is None else (task.work.done, task.work.total)

    def start(self, recovery: RecoveryResult, runs: int, seed: int) -> None:
        """Simulate a sequence; a simulation of the scenario that goes on is given up."""
        scenario = recovery.scenario
        self.cancel(scenario)

        def compute(work: Work) -> Any:
            return compute_simulation(recovery, runs, seed, work)

        name = recovery.model.scenarios[scenario].name
        task = self._tasks.start(f"Simulating “{name}”", compute)
        task.done.connect(lambda found: self._take(scenario, task, found))
        task.failed.connect(self.failed)
        task.ended.connect(lambda: self._ended(scenario, task))
        self._runs[scenario] = task
        self.changed.emit(scenario)

    def cancel(self, scenario: str) -> None:
        """Give up a simulation that goes on; what was known before stays."""
        task = self._runs.pop(scenario, None)
        if task is not None:
            task.cancel()
            self.changed.emit(scenario)

    def forget(self) -> None:
        """Another document: nothing of this one is kept."""
        for scenario in list(self._runs):
            self.cancel(scenario)
        self._found.clear()

    def _take(self, scenario: str, task: Task, found: SimulationResult) -> None:
        if self._runs.get(scenario) is task:
            self._found[scenario] = found

    def _ended(self, scenario: str, task: Task) -> None:
        if self._runs.get(scenario) is task:
            del self._runs[scenario]
            self.changed.emit(scenario)


def compute_simulation(
    recovery: RecoveryResult, runs: int, seed: int, work: Work
) -> SimulationResult:
    """The simulation of a sequence, in a worker thread."""
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.simulation.simulate import simulate_recovery

    model = recovery.model
    return simulate_recovery(
        model, recovery, analyze_impact(model), runs=runs, seed=seed, progress=work.progress
    )
