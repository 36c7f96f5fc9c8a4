"""A list of what is wrong with something that was refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from bcm_tool.errors import Problem
from ui.widgets.labels import heading, plain_label


class ProblemsDialog(QDialog):
    """A sentence per problem; nothing has changed."""

    def __init__(
        self, title: str, problems: Sequence[Problem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(620, 340)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(title))
        count = len(problems)
        layout.addWidget(
            plain_label(
                f"{count} problem{'s' if count != 1 else ''}; nothing has changed.", muted=True
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName("Problems")
        self.list.setWordWrap(True)
        self.list.addItems([str(problem) for problem in problems])
        layout.addWidget(self.list)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def show_problems(title: str, problems: Sequence[Problem], parent: QWidget) -> None:
    """Show the problems without stopping the program."""
    ProblemsDialog(title, problems, parent).open()
