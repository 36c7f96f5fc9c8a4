"""Says what is wrong with hours, frequencies and the like while they are typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

PAUSE = 500
"""Milliseconds without a key after which what stands there is taken as meant."""


class LiveCheck(QObject):
    """Marks ``editor`` while its text is not understood; nothing is refused before it is left.

    ``problem`` gives the sentence for a text (empty when it is fine), ``mark`` shows it.
    """

    def __init__(
        self,
        editor: QLineEdit,
        problem: Callable[[str], str],
        mark: Callable[[QWidget, str], None],
    ) -> None:
        super().__init__(editor)
        self._editor, self._problem, self._mark = editor, problem, mark
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._check)
        editor.textEdited.connect(lambda _: self._timer.start())
        editor.editingFinished.connect(self._timer.stop)

    def _check(self) -> None:
        if self._editor.hasFocus():
            self._mark(self._editor, self._problem(self._editor.text()))
