"""One answer at a time, computed in the background; a newer question takes the place of the old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from bcm_tool.model.model import Model
from bcm_tool.progress import Progress
from ui.session import Session
from ui.tasks import Task


class Answer(Protocol):
    """A result that belongs to a model."""

    @property
    def model(self) -> Model:
        """The model that it was computed from."""


R = TypeVar("R", bound=Answer)


class Computation(QObject, Generic[R]):
    """``result`` is the last answer, maybe about an earlier model; ``changed`` when it differs.

    ``stopped`` says that the last question was cancelled or failed.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.result: R | None = None
        self.stopped = False
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._task is not None

    @property
    def stale(self) -> bool:
        """Whether the answer is about an earlier model, or there is none."""
        return self.result is None or self.result.model is not self.session.model

    def ask(self, label: str, answer: Callable[[Progress], R]) -> None:
        """Begin; what was being computed is given up."""
        self.give_up()
        self.stopped = False
        task = self.session.tasks.start(label, lambda work: answer(work.progress))
        self._task = task
        task.done.connect(lambda value: self._take(task, value))
        task.cancelled.connect(lambda: self._stop(task))
        task.failed.connect(lambda _: self._stop(task))
        self.changed.emit()

    def give_up(self) -> None:
        """Cancel what is being computed and do not wait for it."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def forget(self) -> None:
        """Another document: no answer any more."""
        self.give_up()
        self.result, self.stopped = None, False
        self.changed.emit()

    def _take(self, task: Task, value: R) -> None:
        if task is self._task:
            self._task, self.result = None, value
            self.changed.emit()

    def _stop(self, task: Task) -> None:
        if task is self._task:
            self._task, self.stopped = None, True
            self.changed.emit()
