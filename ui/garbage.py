"""Cyclic garbage of a large document is looked for when nothing else is to be done.

A full collection asks every object there is: a third of a second for a document of 10,000 elements,
during which the window stands still, and Python would begin one in the middle of an edit. What
documents and their results are made of has no cycles and goes when the last reference does. So it
is set aside once it is there, and only what came later is asked, while nobody does anything.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LARGE = 1_000
"""Elements from which a document is large: below, a full collection is not noticed."""
SELDOM = (50_000, 4, 10_000)
"""Objects made between looks at the youngest, looks at those until the older ones, until all."""
IDLE_MS = 3_000


class Sweeper(QObject):
    """Looks after the garbage of one window: :meth:`begin` with each document."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual = gc.get_threshold()
        self._large = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._sweep)

    def begin(self, elements: int) -> None:
        """Another document, of so many elements, is there; the one before has gone."""
        self.end()
        self._large = elements >= LARGE
        if self._large:
            gc.set_threshold(*SELDOM)
            self._idle.start()
        self.set_aside()

    def end(self) -> None:
        """There is no document any more."""
        if not self._large:
            return
        self._large = False
        self._idle.stop()
        gc.unfreeze()
        gc.set_threshold(*self._usual)
        gc.collect()

    def set_aside(self) -> None:
        """Much has just been made that stays: do not ask it again."""
        if self._large:
            gc.freeze()

    def put_off(self) -> None:
        """Something is being done: look later."""
        if self._large:
            self._idle.start()

    def _sweep(self) -> None:
        gc.collect()
        gc.freeze()
