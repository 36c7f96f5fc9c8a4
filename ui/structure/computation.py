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
        self._question: tuple[object, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._task is not None

    @property
    def stale(self) -> bool:
        """Whether the answer is about an earlier model, or there is none."""
        return self.result is None or self.result.model is not self.session.model

    def was_asked(self, question: tuple[object, ...]) -> bool:
        """Whether this very question was asked last."""
        return question == self._question

    def answers(self, question: tuple[object, ...]) -> bool:
        """The same, and nobody stopped it."""
        return self.was_asked(question) and not self.stopped

    def ask(
        self, question: tuple[object, ...], label: str, answer: Callable[[Progress], R]
    ) -> None:
        """Begin; what was being computed is given up. ``question`` tells it from others."""
        self.give_up()
        self._question, self.stopped = question, False
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
            self._question = ()
            task.cancel()

    def begin_anew(self) -> None:
        """Ask even what was asked last."""
        self._question = ()

    def forget(self) -> None:
        """Another document: no answer any more."""
        self.give_up()
        self._question, self.result, self.stopped = (), None, False
        self.changed.emit()

    def _take(self, task: Task, value: R) -> None:
        if task is self._task:
            self._task, self.result = None, value
            self.changed.emit()

    def _stop(self, task: Task) -> None:
        if task is self._task:
            self._task, self.stopped = None, True
            self.changed.emit()
