"""Asks before the history of a document is erased, and says what goes and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout

from ui.widgets.labels import heading, plain_label

if TYPE_CHECKING:
    from bcm_tool.document import Document
    from ui.main_window import MainWindow

GOES = (
    "What you see now stays. Everything before it goes: undo and redo, the versions with a name "
    "and who changed what, and with them the texts of all deleted records, personal data for "
    "instance. This cannot be undone."
)
STAYS = (
    "Copies, exported files and printed plans are not touched, nor are backups that you made: "
    "what was deleted may still stand there."
)


class EraseHistoryDialog(QDialog):
    """Erases only when the button that says so is pressed; Cancel is the default."""

    def __init__(self, window: MainWindow, document: Document) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Erase history")
        self.setMinimumWidth(480)
        self._window, self._document = window, document
        kept = len(document.backups())
        self.and_backups = QCheckBox(
            f"Also delete the program's own {kept} backups of this document"
            if kept != 1
            else "Also delete the program's own backup of this document"
        )
        self.and_backups.setVisible(kept > 0)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole.DestructiveRole
        self.erase_button = buttons.addButton("Erase history", role)
        self.erase_button.setAutoDefault(False)
        self.erase_button.clicked.connect(self.erase)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.words = plain_label(GOES, wrap=True)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        title = heading(f"Erase the history of “{document.title}”?", 1.1)
        title.setWordWrap(True)
        layout.addWidget(title)
        for widget in (self.words, plain_label(STAYS, muted=True, wrap=True), self.and_backups):
            layout.addWidget(widget)
        layout.addWidget(buttons)
        cancel.setFocus()
        self.resize(480, layout.heightForWidth(480))

    def erase(self) -> None:
        """Erase, and say so; what refuses it is said in the window."""
        window, document = self._window, self._document
        and_backups = self.and_backups.isChecked()
        self.accept()
        if window.session.attempt(lambda: document.clear_history(and_backups=and_backups)):
            window.refresh()
            window.tell("The history was erased; the document is as it was.")
