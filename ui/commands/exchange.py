"""Commands that take data in and give it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def import_dialog(window: MainWindow) -> None:
    """Ask for a source and import it."""
    from ui.dialogs.import_data import ImportDialog

    ImportDialog(window).open()


def import_path(window: MainWindow, path: str) -> None:
    """Import a given file or folder."""
    from ui.dialogs.import_data import ImportDialog

    dialog = ImportDialog(window)
    dialog.open()
    dialog.set_source(path)


def export_dialog(window: MainWindow) -> None:
    """Ask what to write and where."""
    from ui.dialogs.export_data import ExportDialog

    ExportDialog(window).open()
