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
Asked = tuple[object, ...]

BEFORE_EDIT = "About the document before the last change"
BEFORE_QUESTION = "The answer to what was asked before"


class Computation(QObject, Generic[R]):
    """``result`` is the last answer, maybe to another question; ``changed`` when it differs.

    ``question()`` tells what is asked at present, the model included. ``stopped`` says that
    the last question put was cancelled or failed.
    """

    changed = Signal()

    def __init__(
        self, session: Session, question: Callable[[], Asked], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.question = session, question
        self.result: R | None = None
        self.stopped = False
        self._task: Task | None = None
        self._asked: Asked = ()
        self._answered: Asked = ()  # what the result is the answer to

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._task is not None

    @property
    def stale(self) -> bool:
        """Whether the answer is to another question or model than at present, or is none."""
        return self.result is None or self._answered != self.question()

    def settle(self) -> bool:
        """Whether nothing is to begin: answered, on its way, or stopped by somebody.

        Where the answer is there, what another question set going is given up.
        """
        if not self.stale:
            self.give_up()
            self.stopped = False
            return True
        return (self.busy or self.stopped) and self._asked == self.question()

    def said(self) -> str:
        """Why what stands there is not the answer to what is asked; empty where it is."""
        if self.result is None or not self.stale:
            return ""
        edited = self.result.model is not self.session.model
        what = BEFORE_EDIT if edited else BEFORE_QUESTION
        if self.stopped:
            return f"{what}: computing it again was stopped."
        return f"{what}; being computed again."

    def ask(self, label: str, answer: Callable[[Progress], R]) -> None:
        """Begin with the present question; what was being computed is given up."""
        self.give_up()
        self._asked, self.stopped = self.question(), False
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

    def begin_anew(self) -> None:
        """Nothing counts as stopped any more."""
        self.stopped = False

    def forget(self) -> None:
        """Another document: no answer any more."""
        self.give_up()
        self._asked, self._answered, self.result, self.stopped = (), (), None, False
        self.changed.emit()

    def _take(self, task: Task, value: R) -> None:
        if task is self._task:
            self._task, self.result, self._answered = None, value, self._asked
            self.changed.emit()

    def _stop(self, task: Task) -> None:
        if task is self._task:
            self._task, self.stopped = None, True
            self.changed.emit()
