"""A search field over a list: type a few letters, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ui.widgets.labels import plain_label

MOST = 300


@dataclass(frozen=True)
class Choice:
    """Something to choose: its name, what stands beside it, and what happens."""

    text: str
    beside: str
    run: Callable[[], object]
    icon: QIcon | None = None
    hay: str = ""


class Chooser(QDialog):
    """Lists the choices that hold every word typed, best first."""

    def __init__(
        self, title: str, hint: str, choices: Sequence[Choice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(620, 420)
        self._choices = [
            (choice, f"{choice.text} {choice.beside} {choice.hay}".casefold()) for choice in choices
        ]
        self._shown: list[Choice] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(title)
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self.choose)
        self.field.installEventFilter(self)
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(2)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(f"{title}: found")
        self.list.itemActivated.connect(lambda *_: self.choose())
        self.list.setColumnWidth(0, 410)
        self.note = plain_label(muted=True)
        layout = QVBoxLayout(self)
        for widget in (self.field, self.list, self.note):
            layout.addWidget(widget)
        self._fill("")

    def _fill(self, text: str) -> None:
        words = text.casefold().split()
        found = [choice for choice, hay in self._choices if all(word in hay for word in words)]
        if words:
            found.sort(key=lambda choice: not choice.text.casefold().startswith(words[0]))
        self._shown = found[:MOST]
        self.list.clear()
        for choice in self._shown:
            item = QTreeWidgetItem([choice.text, choice.beside])
            if choice.icon is not None:
                item.setIcon(0, choice.icon)
            self.list.addTopLevelItem(item)
        if self._shown:
            self._go_to(0)
        more = f", the first {MOST} are shown" if len(found) > MOST else ""
        self.note.setText(f"{len(found):,} found{more}" if found else "Nothing found")

    def _row(self) -> int:
        return self.list.currentIndex().row()

    def _go_to(self, row: int) -> None:
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    def choose(self) -> None:
        """Do what the current choice is about."""
        row = self._row()
        if 0 <= row < len(self._shown):
            run = self._shown[row].run
            self.accept()
            run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self._shown:
                self._go_to(min(max(self._row() + step, 0), len(self._shown) - 1))
                return True
        return super().eventFilter(watched, event)
