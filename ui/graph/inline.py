"""Typing on the map: the name (and kind) of an element, right where it stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

from bcm_tool.model.model import Model


class InlineEditor(QFrame):
    """A line, and for a new element a kind. Enter accepts, Esc leaves.

    ``accepted(name, kind id)`` with an empty kind when none was asked for.
    """

    accepted = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("card")
        self.setAutoFillBackground(True)
        self.name = QLineEdit(self)
        self.name.setMinimumWidth(190)
        self.name.setMaxLength(500)
        self.name.setAccessibleName("Name")
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("Kind")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 6, 6, 6)
        row.addWidget(self.name, 1)
        row.addWidget(self.kind)
        self.setFocusProxy(self.name)
        self.name.returnPressed.connect(self._accept)
        self.hide()

    def ask_new(self, model: Model, kind: str, at: QPoint) -> None:
        """Ask for name and kind of a new element at a point of the parent."""
        self.kind.clear()
        for item in model.sorted_kinds:
            self.kind.addItem(item.name, item.id)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.kind.show()
        self.name.clear()
        self.name.setPlaceholderText("Name of the new element")
        self._open(at)

    def ask_name(self, name: str, at: QPoint) -> None:
        """Ask for another name of an element whose node is at a point of the parent."""
        self.kind.clear()
        self.kind.hide()
        self.name.setText(name)
        self.name.selectAll()
        self._open(at)

    def close_quietly(self) -> None:
        """Leave without a change."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    def _open(self, at: QPoint) -> None:
        self.adjustSize()
        room = self._room.size()
        self.move(
            max(4, min(at.x() - 40, room.width() - self.width() - 4)),
            max(4, min(at.y() - self.height() // 2, room.height() - self.height() - 4)),
        )
        self.show()
        self.raise_()
        self.name.setFocus()

    def _accept(self) -> None:
        text = self.name.text().strip()
        if not text:
            self.close_quietly()
            return
        kind = str(self.kind.currentData() or "")
        self.hide()
        self.accepted.emit(text, kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        else:
            super().keyPressEvent(event)
