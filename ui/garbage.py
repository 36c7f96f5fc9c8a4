"""Cyclic garbage is looked for in the window's thread, and of a large document only seldom.

Python begins a collection in whatever thread makes the next object. In a thread that computes it
may come upon widgets that nobody holds any more, and Qt does not survive their end there. So its
own collections are off, and a timer of the window has them instead.

A full collection asks every object there is: a third of a second for a document of 10,000 elements,
during which the window stands still. What documents and their results are made of has no cycles
and goes when the last reference does. So it is set aside once it is there, and only what came
later is asked, while nobody does anything.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LARGE = 1_000
"""Elements from which a document is large: below, a full collection is not noticed."""
SELDOM = 50_000
"""Objects made between two looks at the younger ones of a large document."""
BEAT_MS, IDLE_MS = 1_000, 3_000
_FULL = 10
"""Looks at the younger ones until all are asked, as Python has it."""


class Sweeper(QObject):
    """Looks after the garbage of one window: :meth:`begin` with each document."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self.destroyed.connect(_leave_to_python)
        self._large = False
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._look)
        self._beat.start()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._sweep)

    def begin(self, elements: int) -> None:
        """Another document, of so many elements, is there; the one before has gone."""
        self.end()
        self._large = elements >= LARGE
        if self._large:
            self._idle.start()
        self.set_aside()

    def end(self) -> None:
        """There is no document any more."""
        if not self._large:
            return
        self._large = False
        self._idle.stop()
        gc.unfreeze()
        gc.collect()

    def set_aside(self) -> None:
        """Much has just been made that stays: do not ask it again."""
        if self._large:
            gc.freeze()

    def put_off(self) -> None:
        """Something is being done: look later."""
        if self._large:
            self._idle.start()

    def _look(self) -> None:
        made, _, looks = gc.get_count()
        if made >= (SELDOM if self._large else gc.get_threshold()[0]):
            gc.collect(1 if self._large or looks < _FULL else 2)

    def _sweep(self) -> None:
        gc.collect()
        gc.freeze()


def _leave_to_python() -> None:
    gc.enable()
