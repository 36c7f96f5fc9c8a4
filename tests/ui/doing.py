"""What a person does with dialogs, and waiting for results."""

from PySide6.QtWidgets import QApplication, QFileDialog


def close_dialogs():
    for widget in QApplication.topLevelWidgets():
        if widget.inherits("QDialog"):
            widget.close()


def dialog_of(kind):
    """The one dialog of a kind that is open."""
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def choose_file(path):
    """Choose a file in the file dialog that is open."""
    dialog = dialog_of(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


def settle(qtbot, window, seconds=20):
    """Wait until the results are up to date."""
    results = window.session.results if hasattr(window, "session") else window.results
    qtbot.waitUntil(lambda: not results.busy, timeout=seconds * 1000)
    qtbot.wait(10)  # what draws itself a moment after the last result
