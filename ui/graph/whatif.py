"""What-if: which elements are marked as lost, and what that does, computed in the background."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.session import Session
from ui.tasks import Task

if TYPE_CHECKING:
    from bcm_tool.analysis.results import FailureResult

WAIT_MS = 15


class WhatIf(QObject):
    """The lost elements of the map and the result for them; part of the view, not of the file."""

    lostChanged = Signal()
    resultChanged = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._start)
        self.lost: tuple[str, ...] = ()
        self.recovering = True
        self.result: FailureResult | None = None

    def toggle(self, ids: Iterable[str]) -> None:
        """Mark elements as lost; when all of them are lost already, take that back."""
        wanted = tuple(ids)
        if wanted and all(item in self.lost for item in wanted):
            self.set_lost(item for item in self.lost if item not in wanted)
        else:
            self.set_lost((*self.lost, *wanted))

    def set_lost(self, ids: Iterable[str]) -> None:
        """Mark exactly these elements as lost."""
        elements = self._session.model.elements
        lost = tuple(dict.fromkeys(item for item in ids if item in elements))
        if lost != self.lost:
            self.lost = lost
            self.lostChanged.emit()
            self.refresh()

    def set_recovering(self, recovering: bool) -> None:
        """Recovery as planned, or nothing is repaired."""
        if recovering != self.recovering:
            self.recovering = recovering
            self.refresh()

    def refresh(self) -> None:
        """Compute again for the present model."""
        elements = self._session.model.elements
        kept = tuple(item for item in self.lost if item in elements)
        if kept != self.lost:
            self.lost = kept
            self.lostChanged.emit()
        if self.lost:
            self._wait.start()
        else:
            self._wait.stop()
            self._forget()

    @property
    def busy(self) -> bool:
        """Whether a result is on its way."""
        return self._wait.isActive() or self._task is not None

    def _forget(self) -> None:
        self._task = None
        if self.result is not None:
            self.result = None
            self.resultChanged.emit()

    def _start(self) -> None:
        model, lost, recovering = self._session.model, self.lost, self.recovering

        def compute(work: object) -> FailureResult:
            from bcm_tool.analysis.failure import analyze_failure

            return analyze_failure(model, lost, recovering=recovering)

        task = self._task = self._session.tasks.start("What stops", compute)
        # Bound slots: Qt disconnects them when this object goes, so nothing arrives after it.
        task.done.connect(self._take)
        task.ended.connect(self._ended)

    @Slot(object)
    def _take(self, result: FailureResult) -> None:
        if self.sender() is self._task:
            self.result = result
            self.resultChanged.emit()

    @Slot()
    def _ended(self) -> None:
        """A failure is reported by the tasks themselves; it leaves the last result."""
        if self.sender() is self._task:
            self._task = None
