"""The menu of recent documents, and of untitled ones that were left behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from bcm_tool.untitled import left_behind
from ui import settings
from ui.commands import documents

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def fill_recent(window: MainWindow) -> None:
    """List the recent documents, those that are gone grey; then the untitled ones."""
    menu = window.recent_menu
    menu.clear()
    files = settings.recent_files()
    for path in files:
        there = Path(path).is_file()
        _add(window, path if there else f"{path}  (not there)", path).setEnabled(there)
    untitled = left_behind()
    if files and untitled:
        menu.addSeparator()
    for found in untitled:
        _add(window, found.title, str(found.path))
    if files or untitled:
        menu.addSeparator()
    clear = menu.addAction("Forget these", settings.clear_recent)
    clear.setEnabled(bool(files))


def _add(window: MainWindow, text: str, path: str) -> QAction:
    action = QAction(text.replace("&", "&&"), window.recent_menu)
    action.triggered.connect(lambda: documents.open_path(window, path))
    window.recent_menu.addAction(action)
    return action
