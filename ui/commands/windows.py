"""Commands on the window itself, and the dialogs they open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ui import settings
from ui.crash import diagnostics

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def go_to(name: str) -> Callable[[MainWindow], None]:
    """The command that brings a view into sight."""
    return lambda window: window.show_view(name)


def undo(window: MainWindow) -> None:
    """Take the last command back."""
    window.session.undo()


def redo(window: MainWindow) -> None:
    """Do the last undone command again."""
    window.session.redo()


def can_undo(window: MainWindow) -> bool:
    """Whether there is something to take back."""
    document = window.session.document
    return document is not None and document.can_undo


def can_redo(window: MainWindow) -> bool:
    """Whether there is something to do again."""
    document = window.session.document
    return document is not None and document.can_redo


def quit_program(window: MainWindow) -> None:
    """Close the window and with it the program."""
    window.close()


def toggle_inspector(window: MainWindow) -> None:
    """Show or hide the inspector."""
    window.inspector_dock.turn()


def inspector_shown(window: MainWindow) -> bool:
    """Whether the inspector is in sight."""
    return window.inspector_dock.isVisible()


def recompute(window: MainWindow) -> None:
    """Compute all results again."""
    window.session.results.follow(window.session.model)


def reset_layout(window: MainWindow) -> None:
    """Forget remembered sizes, columns and places."""
    settings.forget("window")
    settings.forget("tables")
    window.reset_layout()


def copy_diagnostics(window: MainWindow) -> None:
    """Put versions and places on the clipboard."""
    QGuiApplication.clipboard().setText(diagnostics())
    window.tell("Diagnostics are on the clipboard.")


def show_find(window: MainWindow) -> None:
    """Find any record."""
    from ui.dialogs.find import FindDialog

    FindDialog(window.session, window).open()


def show_palette(window: MainWindow) -> None:
    """Find any command."""
    from ui.dialogs.palette import PaletteDialog

    PaletteDialog(window.palette_actions(), window).open()


def show_help(window: MainWindow) -> None:
    """Open help at the topic of the view in sight."""
    from ui.dialogs.help import HelpDialog

    HelpDialog.show_topic(window.current_view, window)


def show_about(window: MainWindow) -> None:
    """Version and licences."""
    from ui.dialogs.about import AboutDialog

    AboutDialog(window).open()


def show_preferences(window: MainWindow) -> None:
    """How the program looks."""
    from ui.dialogs.preferences import PreferencesDialog

    PreferencesDialog(window).open()


def show_method(window: MainWindow) -> None:
    """The organisation's method."""
    from ui.dialogs.method import MethodDialog

    MethodDialog(window.session, window).open()


def show_versions(window: MainWindow) -> None:
    """Named versions of the document."""
    from ui.dialogs.versions import VersionsDialog

    VersionsDialog(window).open()


def show_erase_history(window: MainWindow) -> None:
    """Ask whether all that was before is to be forgotten."""
    from ui.dialogs.erase_history import EraseHistoryDialog

    document = window.session.document
    if document is not None:
        EraseHistoryDialog(window, document).open()
