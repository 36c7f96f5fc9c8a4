"""The command palette: every command by its name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.dialogs.chooser import Choice, Chooser

NATIVE = QKeySequence.SequenceFormat.NativeText


class PaletteDialog(Chooser):
    """Lists actions with their keys; Enter triggers one."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        choices = [
            Choice(
                action.text().replace("&", "").removesuffix("…"),
                action.shortcut().toString(NATIVE),
                action.trigger,
                action.icon(),
                action.statusTip(),
            )
            for action in actions
        ]
        super().__init__("Commands", "What do you want to do?", choices, parent)
