"""Long work: plain Python threads that a timer in the UI thread reads.

A worker touches no Qt object. It reports through :class:`Work`, whose fields are only ever
replaced whole, and is cancelled at its next report of progress. There it also stands aside while
the window has something to do for which a person waits, for only one of them can run Python.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from bcm_tool.errors import BcmError, Cancelled

POLL_MS, PROMPT_MS = 40, 2
SHOW_AFTER = 0.6
HOLD_MS, DRAW_MS = 2_000, 40
"""How long work stands aside at most, and how long for what there is to be drawn."""


class Work:
    """One piece of work, as its thread sees it."""

    def __init__(
        self, label: str, way: threading.Event | None = None, *, prompt: bool = False
    ) -> None:
        self.label = label
        self._way, self._prompt = way, prompt  # the way is set while it is free
        self.done = 0
        self.total = 0
        self.started = time.monotonic()
        self.stopping = threading.Event()
        self.parts: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self.result: Any = None
        self.error: BaseException | None = None

    def progress(self, done: int, total: int) -> None:
        """Report ``done`` of ``total``; raises Cancelled once somebody asked to stop."""
        self.done, self.total = done, total
        self.breathe(done, total)

    def breathe(self, done: int, total: int) -> None:
        """Stand aside, or raise Cancelled, as at a report of progress; nothing is reported."""
        if not self.stopping.is_set():
            self._make_way()
        if self.stopping.is_set():
            raise Cancelled

    def report(self, done: int, total: int) -> None:
        """Report ``done`` of ``total`` where stopping has its own, gentler way."""
        self.done, self.total = done, total
        self._make_way()

    def stand_aside(self) -> None:
        """Wait while the window has something to do for which a person waits.

        Prompt work asks for this itself, once what a person waits for has been published.
        """
        if self._way is not None:
            self._way.wait(HOLD_MS / 1000)

    def _make_way(self) -> None:
        if not self._prompt:
            self.stand_aside()

    def publish(self, name: str, value: Any) -> None:
        """Hand a part of the answer to the window while the work goes on."""
        self.parts.put((name, value))


class Task(QObject):
    """A piece of work, as the window sees it. Signals are emitted in the UI thread."""

    part = Signal(str, object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(
        self,
        label: str,
        function: Callable[[Work], Any],
        parent: QObject,
        *,
        quiet: bool,
        prompt: bool,
        cancel: Callable[[], None] | None,
        way: threading.Event,
    ) -> None:
        super().__init__(parent)
        self.work = Work(label, way, prompt=prompt)
        self.quiet, self.prompt = quiet, prompt
        self._kill = cancel
        self.thread_ = threading.Thread(target=self._run, args=(function,), daemon=True)

    def _run(self, function: Callable[[Work], Any]) -> None:
        if not self.prompt:
            self.work.stand_aside()  # before it imports anything
        try:
            self.work.result = function(self.work)
        except BaseException as error:
            self.work.error = error

    def cancel(self) -> None:
        """Ask the work to stop; ``cancelled`` follows when it has."""
        self.work.stopping.set()
        if self._kill is not None:
            self._kill()

    @property
    def shows(self) -> bool:
        """Whether it has gone on for long enough to show a bar."""
        return not self.quiet and time.monotonic() - self.work.started >= SHOW_AFTER

    def poll(self) -> bool:
        """Deliver what has arrived; True when the work has ended."""
        alive = self.thread_.is_alive()
        while True:
            try:
                self.part.emit(*self.work.parts.get_nowait())
            except Empty:
                break
        if alive:
            return False
        self._finish()
        return True

    def _finish(self) -> None:
        error = self.work.error
        # Cancelled by hand is cancelled, however the killed work put it.
        if isinstance(error, Cancelled) or (error is not None and self.work.stopping.is_set()):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.done.emit(self.work.result)
        self.ended.emit()


class Tasks(QObject):
    """All long work of one window; ``crashed(error)`` is for errors that are bugs."""

    changed = Signal()
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[Task] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._next = 0.0  # when work for which nobody waits is looked at again
        self._way = threading.Event()
        self._way.set()
        self._awaited: set[str] = set()
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.timeout.connect(self._let_go)

    def hold(self, what: str = "edit") -> None:
        """A person waits for ``what``: all but prompt work stands aside until :meth:`release`."""
        self._awaited.add(what)
        self._way.clear()
        self._held.start(HOLD_MS)

    def release(self, what: str = "edit") -> None:
        """``what`` is there: once nothing else is awaited, and this is drawn, work goes on."""
        self._awaited.discard(what)
        if not self._awaited:
            self._held.start(DRAW_MS)

    def _let_go(self) -> None:
        self._awaited.clear()
        self._way.set()

    def start(
        self,
        label: str,
        function: Callable[[Work], Any],
        *,
        quiet: bool = False,
        prompt: bool = False,
        cancel: Callable[[], None] | None = None,
    ) -> Task:
        """Run ``function(work)`` in a thread.

        ``quiet`` work never shows a bar; ``prompt`` work is looked at far more often and never
        stands aside, for a person waits for it at every key; ``cancel`` is called besides the
        cancel point, for work that must be killed (a child process).
        """
        task = Task(label, function, self, quiet=quiet, prompt=prompt, cancel=cancel, way=self._way)
        task.failed.connect(self._note_failure)
        self.running.append(task)
        task.thread_.start()
        self._pace()
        return task

    def _pace(self) -> None:
        """Look often while somebody waits, seldom otherwise, and not at all without work."""
        if not self.running:
            self._timer.stop()
            return
        wanted = PROMPT_MS if any(task.prompt for task in self.running) else POLL_MS
        if not self._timer.isActive() or self._timer.interval() != wanted:
            self._timer.start(wanted)

    def shown(self) -> list[Task]:
        """The work that has gone on for long enough to show a bar, oldest first."""
        return [task for task in self.running if task.shows]

    def stop_all(self, seconds: float = 5.0) -> None:
        """Cancel everything and wait for it, at the end of the program."""
        for task in self.running:
            task.cancel()
        self._held.stop()
        self._way.set()
        end = time.monotonic() + seconds
        for task in self.running:
            task.thread_.join(max(0.0, end - time.monotonic()))
        self.running.clear()
        self._timer.stop()

    def _note_failure(self, error: BaseException) -> None:
        if not isinstance(error, BcmError):
            self.crashed.emit(error)

    def _poll(self) -> None:
        now = time.monotonic()
        all_of_them = now >= self._next
        for task in [task for task in self.running if all_of_them or task.prompt]:
            if task.poll():
                self.running.remove(task)
                task.deleteLater()
                all_of_them = True
        self._pace()
        if all_of_them:
            self._next = now + POLL_MS / 1000 - PROMPT_MS / 2000
            self.changed.emit()
