"""Computes yearly losses and efficient options in the background, for the money view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from bcm_tool.model.model import Model
from ui.session import Session
from ui.tasks import Task, Work

if TYPE_CHECKING:
    from bcm_tool.analysis.money.result import MoneyResult
    from bcm_tool.analysis.options.result import OptionsResult


class MoneyWork(QObject):
    """The last results, maybe stale, and the run that makes the next ones.

    ``changed(name)``: "money" or "options" for a new result, "state" when a run begins or ends
    or the document has changed.
    """

    changed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.money: MoneyResult | None = None
        self.options: OptionsResult | None = None
        self.ended_early = False
        self._task: Task | None = None
        self._model: Model | None = None  # what the run is about
        self._again = self._ending = False
        session.documentReplaced.connect(self._forget)
        session.modelChanged.connect(lambda _: self.changed.emit("state"))

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self._task is not None

    @property
    def on_its_way(self) -> bool:
        """Whether a run goes on, or is about to, for the document as it is."""
        same = self._model is self.session.model and not self._ending
        return self.running and (self._again or same)

    @property
    def progress(self) -> tuple[int, int]:
        """(done, total) of the run; (0, 0) while that is not known."""
        work = self._task.work if self._task else None
        return (work.done, work.total) if work else (0, 0)

    def is_stale(self, result: MoneyResult | OptionsResult | None) -> bool:
        """Whether a result is about an earlier model, or there is none."""
        return result is None or result.model is not self.session.model

    @property
    def complete(self) -> bool:
        """Whether both results are about the document as it is."""
        return not self.is_stale(self.money) and not self.is_stale(self.options)

    def start(self) -> None:
        """Compute both; a run that goes on is ended first."""
        if self._task is not None:
            self._again = True
            self._task.cancel()
            return
        if self.session.document is None:
            return
        model = self._model = self.session.model
        self._ending = False
        self.ended_early = False
        task = self.session.tasks.start(
            "Computing risk in money", lambda work: compute(model, work)
        )
        task.part.connect(lambda name, value: self._take(task, name, value))
        task.failed.connect(self.session.results.failed)
        task.failed.connect(self._ended_early)
        task.cancelled.connect(self._ended_early)
        task.ended.connect(self._ended)
        self._task = task
        self.changed.emit("state")

    def cancel(self) -> None:
        """End the run; what it has found already stays."""
        if self._task is not None:
            self._ending = True
            self._task.cancel()

    def _take(self, task: Task, name: str, value: Any) -> None:
        if task is self._task and not self._again:
            setattr(self, name, value)
            self.changed.emit(name)

    def _ended_early(self, _error: object = None) -> None:
        self.ended_early = True

    def _ended(self) -> None:
        self._task = None
        again, self._again = self._again, False
        if again:
            self.start()
        self.changed.emit("state")

    def _forget(self) -> None:
        self.cancel()
        self.money = self.options = None
        self.ended_early = False
        if self._task is not None:
            self._again = True
        self.changed.emit("money")
        self.changed.emit("options")


def compute(model: Model, work: Work) -> None:
    """Both analyses, in a worker thread; each is published when it is ready."""
    from bcm_tool.analysis.impact import analyze_impact
    from bcm_tool.analysis.money.analyze import analyze_money
    from bcm_tool.analysis.options.analyze import analyze_options

    impact = analyze_impact(model)
    work.progress(0, 0)
    work.publish("money", analyze_money(model, impact, progress=work.progress))
    work.progress(0, 0)
    # Ended by hand, the search keeps the best it has found, and says so.
    found = analyze_options(model, impact, progress=work.report, stop=work.stopping.is_set)
    work.publish("options", found)
