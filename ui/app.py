"""The program's window: ``python -m ui.app [FILE.bcm]``."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import bcm_tool
from ui import theme
from ui.appearance import mode, set_mode

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SWITCH_SECONDS = 0.0005
"""How long a worker thread keeps Python to itself while the window waits; 5 ms are seen as jerks,
for a repaint asks many times."""


def main(arguments: list[str] | None = None) -> int:
    """Show the window, with a document when one is named; returns the exit code."""
    gc.disable()  # what the start makes stays; see ui/garbage.py
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # imports run in a child; a frozen program starts itself
    given = sys.argv[1:] if arguments is None else arguments
    if any(item in ("-h", "--help") for item in given):
        sys.stdout.write("usage: python -m ui.app [FILE.bcm]\n")
        return 0
    if not screen_there():
        sys.stderr.write("There is no screen here; set QT_QPA_PLATFORM=offscreen to go on.\n")
        return 1
    app = make_app()

    from ui.main_window import MainWindow

    files = [item for item in given if not item.startswith("-")]
    window = MainWindow(after_paint=lambda: complete_window(app, window, files))
    window.show()
    return app.exec()


def complete_window(app: QApplication, window: MainWindow, files: list[str]) -> None:
    """What can wait until there is something to see."""
    from ui import features

    features.want_none()

    from ui.crash import CrashReporter, start_log

    start_log()
    crashes = CrashReporter(app)
    crashes.install()
    window.complete()
    if theme.resolve(mode()) is not theme.current():
        set_mode(mode())
    set_icon_of(app)
    window.session.tasks.crashed.connect(crashes.report)
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(lambda _: set_mode(mode()))
    try:
        if files:
            window.take_file(files[0])
    finally:
        if window.session.document is None:
            window.begin()


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
    theme.apply(app, mode(), first=present is None)
    return app


def set_icon_of(app: QApplication) -> None:
    """The icon of the program's windows."""
    from ui.icons import pixmap

    app.setWindowIcon(pixmap("network", theme.colour("accent"), 64))


def screen_there() -> bool:
    """Whether Qt will find a screen; without one it would abort with a misleading message."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
