"""The program's window: ``python -m ui.app [FILE.bcm]``."""

from __future__ import annotations

import multiprocessing
import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import bcm_tool
from ui import theme
from ui.appearance import mode, set_mode
from ui.crash import CrashReporter, start_log
from ui.icons import pixmap

SWITCH_SECONDS = 0.0005
"""How long a worker thread keeps Python to itself while the window waits; 5 ms are seen as jerks,
for a repaint asks many times."""


def main(arguments: list[str] | None = None) -> int:
    """Show the window, with a document when one is named; returns the exit code."""
    multiprocessing.freeze_support()  # imports run in a child; a frozen program starts itself
    given = sys.argv[1:] if arguments is None else arguments
    if any(item in ("-h", "--help") for item in given):
        sys.stdout.write("usage: python -m ui.app [FILE.bcm]\n")
        return 0
    if not screen_there():
        sys.stderr.write("There is no screen here; set QT_QPA_PLATFORM=offscreen to go on.\n")
        return 1
    app = make_app()
    start_log()
    crashes = CrashReporter(app)
    crashes.install()

    from ui.main_window import MainWindow

    window = MainWindow()
    window.session.tasks.crashed.connect(crashes.report)
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(lambda _: set_mode(mode()))
    window.show()
    files = [item for item in given if not item.startswith("-")]
    if files:
        # After the first paint, so that there is something to see at once.
        QTimer.singleShot(0, lambda: window.take_file(files[0]))
    return app.exec()


def make_app() -> QApplication:
    """The application with its name, fonts and look."""
    sys.setswitchinterval(SWITCH_SECONDS)
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("bcm-tool")
    app.setApplicationDisplayName("")
    app.setApplicationVersion(bcm_tool.__version__)
    app.setDesktopFileName("bcm-tool")
    theme.load_fonts(app)
    theme.apply(app, mode())
    app.setWindowIcon(pixmap("network", theme.colour("accent"), 64))
    return app


def screen_there() -> bool:
    """Whether Qt will find a screen; without one it would abort with a misleading message."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
