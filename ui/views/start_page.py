"""What is seen before there is a document: ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ui import settings
from ui.icons import set_icon
from ui.views.welcome import NO_RECENT, SUBTITLE, TITLE, WAYS, place, recent_text, way_button
from ui.widgets.labels import heading, plain_label
from ui.widgets.untitled_list import UntitledList


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
        self.none = plain_label(NO_RECENT, muted=True)
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
        place(self, heading(TITLE, 1.5), plain_label(SUBTITLE, muted=True, wrap=True), ways, files)

    def _button(self, name: str, text: str, hint: str, symbol: str) -> QPushButton:
        button = way_button(text, hint)
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
            item = QListWidgetItem(recent_text(path))
            item.setData(Qt.ItemDataRole.UserRole, path)
            if not Path(path).is_file():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        self.untitled.refresh()
        self.recent.setVisible(self.recent.count() > 0)
        self.none.setVisible(self.recent.count() == 0)
        self._files.setStretch(3, 1 if self.recent.count() == 0 else 0)
