"""What is seen before there is a document: ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import settings
from ui.icons import set_icon
from ui.widgets.labels import heading, plain_label
from ui.widgets.untitled_list import UntitledList

WAYS = (
    ("file.sample", "Open the sample", "A worked organisation to look around in", "flask-conical"),
    ("file.import", "Import a workbook", "Excel, CSV or an ArchiMate model", "file-input"),
    ("file.new", "Start blank", "An empty document with a usual method", "file-plus-2"),
    ("file.open", "Open a document", "A .bcm file; you can also drop it here", "folder-open"),
)


class StartPage(QWidget):
    """Buttons for the ways to begin, beside recent and untitled documents."""

    commandChosen = Signal(str)
    fileChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.recent = QListWidget()
        self.recent.setAccessibleName("Recent documents")
        self.recent.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.recent.itemActivated.connect(
            lambda item: self.fileChosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
        )
        self.none = plain_label("Documents you open will be listed here.", muted=True)
        ways = QVBoxLayout()
        ways.setSpacing(8)
        for name, text, hint, symbol in WAYS:
            ways.addWidget(self._button(name, text, hint, symbol))
        ways.addStretch(1)
        self._files = files = QVBoxLayout()
        files.addWidget(heading("Recent documents"))
        files.addWidget(self.none)
        files.addWidget(self.recent, 1)
        files.addStretch(0)
        self.untitled = UntitledList()
        self.untitled.fileChosen.connect(self.fileChosen)
        files.addWidget(self.untitled, 1)
        self._place(ways, files)

    def _place(self, ways: QVBoxLayout, files: QVBoxLayout) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(40)
        columns.addLayout(ways, 1)
        columns.addLayout(files, 1)
        inner = QWidget()
        inner.setMaximumSize(920, 460)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        content = QVBoxLayout(inner)
        content.addWidget(heading("Business continuity, every number explained", 1.5))
        content.addWidget(
            plain_label(
                "What do your services depend on, when must they be back, when can they be, "
                "and in which order should the teams work?",
                muted=True,
                wrap=True,
            )
        )
        content.addSpacing(22)
        content.addLayout(columns, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.addWidget(inner)

    def _button(self, name: str, text: str, hint: str, symbol: str) -> QPushButton:
        button = QPushButton(f"{text}\n{hint}")
        button.setMinimumHeight(60)
        button.setIconSize(QSize(24, 24))
        button.setStyleSheet("QPushButton { text-align: left; padding: 8px 16px; }")
        button.setAccessibleName(text)
        button.setAccessibleDescription(hint)
        set_icon(button, symbol)
        button.clicked.connect(lambda: self.commandChosen.emit(name))
        self.buttons[name] = button
        return button

    def refresh(self, available: set[str]) -> None:
        """List the recent documents and enable the ways that there are."""
        for name, button in self.buttons.items():
            button.setVisible(name in available)
        self.recent.clear()
        for path in settings.recent_files():
            there = Path(path).is_file()
            text = Path(path).name if there else f"{Path(path).name} (not there)"
            item = QListWidgetItem(f"{text}\n{Path(path).parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            if not there:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        self.untitled.refresh()
        self.recent.setVisible(self.recent.count() > 0)
        self.none.setVisible(self.recent.count() == 0)
        self._files.setStretch(3, 1 if self.recent.count() == 0 else 0)
