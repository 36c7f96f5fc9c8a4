"""Edges that are led around the nodes after an edit of a large map, when the person pauses.

What an edit touches is seen at once; edges beside it that may now run a little otherwise stay as
they are until then. Leading them all would take longer than everything else that an edit does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bcm_tool.layout import Obstacles, Point, Route
from bcm_tool.model.model import Model
from ui.graph import placing
from ui.tasks import Task, Tasks, Work

AT_ONCE = 60
"""Edges up to which all that an edit may have changed are led at once."""
PAUSE_MS = 150
PORTION = 40


class Standing(NamedTuple):
    """What routes depend on."""

    model: Model
    places: dict[str, Point]
    obstacles: Obstacles

    def alike(self, other: Standing) -> bool:
        """Whether routes for the one hold for the other."""
        return self.model.dependencies is other.model.dependencies and self.places is other.places


class Later(QObject):
    """Collects edges and leads them in the background; ``led(routes)`` follows."""

    led = Signal(object)

    def __init__(self, tasks: Tasks, standing: Callable[[], Standing], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._standing = tasks, standing
        self._edges: set[str] = set()
        self._task: Task | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PAUSE_MS)
        self._wait.timeout.connect(self._start)

    @property
    def edges(self) -> frozenset[str]:
        """What is still to be led."""
        return frozenset(self._edges)

    def add(self, edges: Iterable[str], led: Iterable[str]) -> None:
        """Lead ``edges`` too; those just ``led`` need it no more."""
        self._edges |= set(edges)
        self._edges -= set(led)
        if self._edges:
            self._wait.start()

    def forget(self) -> None:
        """All edges are led anew anyway."""
        self._edges = set()
        self._wait.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self) -> None:
        if self._task is not None or not self._edges:
            return  # the end of the one that runs starts the next
        standing = self._standing()
        needs = standing.model.dependencies
        known = [needs[edge] for edge in self._edges if edge in needs]
        wanted = [item.id for item in sorted(known, key=lambda item: (item.dependent, item.id))]

        def lead(work: Work) -> tuple[Standing, dict[str, Route]]:
            found: dict[str, Route] = {}
            for start in range(0, len(wanted), PORTION):
                work.progress(start, len(wanted))
                found |= placing.lead(
                    standing.model,
                    wanted[start : start + PORTION],
                    standing.places,
                    standing.obstacles,
                )
            return standing, found

        task = self._task = self._tasks.start("Leading edges", lead, quiet=True)
        task.done.connect(self._done)
        task.failed.connect(self._failed)
        task.ended.connect(self._ended)

    @Slot(object)
    def _done(self, found: tuple[Standing, dict[str, Route]]) -> None:
        standing, routes = found
        if self.sender() is self._task and standing.alike(self._standing()):
            self._edges = set()
            self.led.emit(routes)

    @Slot(object)
    def _failed(self, _error: BaseException) -> None:
        if self.sender() is self._task:
            self._edges = set()  # they stay as they are; what is a bug is reported by Tasks

    @Slot()
    def _ended(self) -> None:
        if self.sender() is self._task:
            self._task = None
            if self._edges:
                self._wait.start()
