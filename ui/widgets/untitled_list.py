"""Untitled documents that were left behind: open one, or discard it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.errors import BcmError
from bcm_tool.untitled import discard, left_behind
from ui.widgets.labels import heading, plain_label

PATH = Qt.ItemDataRole.UserRole


class UntitledList(QWidget):
    """In sight only while there is one."""

    fileChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName("Untitled documents")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _: self.open_current())
        self.open_button = QPushButton("Open")
        self.open_button.clicked.connect(self.open_current)
        self.discard_button = QPushButton("Discard…")
        self.discard_button.setToolTip("Delete this untitled document for good")
        self.discard_button.clicked.connect(self.ask)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.ask)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.problem = plain_label(wrap=True)
        self.problem.setProperty("problem", True)
        self.problem.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.discard_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Untitled, kept safely"))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.hide()

    def refresh(self) -> None:
        """List what there is now."""
        self.list.clear()
        for found in left_behind():
            item = QListWidgetItem(found.title)
            item.setData(PATH, str(found.path))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.setVisible(self.list.count() > 0)

    def open_current(self) -> None:
        """Open the document in the current row."""
        item = self.list.currentItem()
        if item is not None:
            self.fileChosen.emit(str(item.data(PATH)))

    def ask(self) -> None:
        """Ask before the document in the current row is deleted."""
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        path = Path(str(item.data(PATH)))
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Discard")
        box.setText(f"Discard “{item.text()}”?")
        box.setInformativeText("It is deleted for good, with its history. This cannot be undone.")
        button = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        button.clicked.connect(lambda: self.discard(path))
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.open()

    def discard(self, path: Path) -> None:
        """Delete an untitled document; a refusal is said below the list."""
        try:
            discard(path)
        except BcmError as error:
            self.problem.setText(str(error))
        else:
            self.problem.setText("")
        self.problem.setVisible(bool(self.problem.text()))
        self.refresh()
