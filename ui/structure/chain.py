"""Why a cut set stops the service: the chain of needs, one sentence a line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import set_icon
from ui.theme import SPACE
from ui.widgets.labels import heading, plain_label, selectable


class ChainPanel(QScrollArea):
    """Sentences with the element each is about; ``elementChosen(id)``, ``mapAsked()``."""

    elementChosen = Signal(str)
    mapAsked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Why this set stops the service")
        self.title = heading("", 1.0)
        self.title.setWordWrap(True)
        self.hint = plain_label(muted=True, wrap=True)
        self.map_button = QPushButton("Show on the &map")
        set_icon(self.map_button, "network")
        self.map_button.setAutoDefault(False)
        self.map_button.clicked.connect(self.mapAsked)
        self.sentences: list[str] = []
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE + 4)
        self._column.setSpacing(6)
        self._lines: QWidget | None = None
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.map_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._column.addWidget(self.hint)
        self._column.addStretch(1)
        self.setWidget(body)
        self.show_nothing("")

    def show_nothing(self, hint: str) -> None:
        """No set is chosen."""
        self._put("", hint, [])

    def show_chain(self, title: str, lines: list[tuple[str, str]]) -> None:
        """Sentences, each with the id of the element it is about."""
        self._put(title, "", lines)

    def _put(self, title: str, hint: str, lines: list[tuple[str, str]]) -> None:
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.map_button.setVisible(bool(lines))
        self.sentences = [text for text, _ in lines]
        if self._lines is not None:
            self._column.removeWidget(self._lines)
            self._lines.hide()
            self._lines.deleteLater()
            self._lines = None
        if lines:
            self._lines = self._make(lines)
            self._column.insertWidget(1, self._lines)

    def _make(self, lines: list[tuple[str, str]]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (text, element) in enumerate(lines):
            button = QToolButton()
            button.setText("›")
            button.setToolTip("Select this element")
            button.setAccessibleName(f"Select the element of: {text}")
            button.setFixedSize(20, 20)
            button.clicked.connect(lambda _=False, item=element: self.elementChosen.emit(item))
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(selectable(plain_label(text, wrap=True)), row, 1)
        return holder
