"""Named versions of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from bcm_tool.document import Version
from ui.commands import documents
from ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class VersionsDialog(QDialog):
    """Lists the versions, newest first; one can be opened beside, as an untitled document."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Versions")
        self.resize(560, 360)
        self._window = window
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["Name", "When", "Who"])
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName("Named versions")
        self.list.setColumnWidth(0, 260)
        self.list.setColumnWidth(1, 140)
        self.note = plain_label(muted=True, wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.open_button = buttons.addButton(
            "Open as a new document", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.open_button.clicked.connect(self.open_version)
        self.list.itemActivated.connect(lambda *_: self.open_version())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.note, self.list, buttons):
            layout.addWidget(widget)
        self._versions: list[Version] = []
        self._fill()

    def _fill(self) -> None:
        document = self._window.session.document
        self._versions = document.versions() if document else []
        for version in self._versions:
            when = version.at.astimezone().strftime("%Y-%m-%d %H:%M")
            self.list.addTopLevelItem(QTreeWidgetItem([version.name, when, version.who]))
        self.open_button.setEnabled(bool(self._versions))
        self.note.setText(
            "The document itself stays as it is; a version opens as an untitled document."
            if self._versions
            else "No version has a name yet: Ctrl+S gives one to the present state."
        )
        if self._versions:
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def open_version(self) -> None:
        """Open the version in the current row."""
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._versions):
            number = self._versions[row].number
            self.accept()
            documents.open_version(self._window, number)
