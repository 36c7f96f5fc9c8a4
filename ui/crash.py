"""What happens to an error that nobody expected: a log entry and one dialog per kind."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout

import bcm_tool
from ui.widgets.labels import heading, plain_label

_log = logging.getLogger("bcm_tool")


def log_file() -> Path:
    """Where the log is."""
    return user_log_path("bcm-tool", appauthor=False) / "bcm-tool.log"


def start_log() -> None:
    """Write the program's log to a file of limited size; without one, go on without."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log_file(), maxBytes=500_000, backupCount=2, delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)


def diagnostics() -> str:
    """Versions and places, for a report of a fault; nothing of the document."""
    return "\n".join(
        (
            f"bcm-tool {bcm_tool.__version__}",
            f"Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()} ({QGuiApplication.platformName()})",
            f"Log: {log_file()}",
        )
    )


class CrashReporter(QObject):
    """Takes unexpected errors of all threads; each kind gets one dialog per run."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self._arrived.connect(self.report, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python what would otherwise end in a console nobody sees."""
        sys.excepthook = self._main_thread
        threading.excepthook = self._other_thread

    def _main_thread(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.report(error.with_traceback(trace))

    def _other_thread(self, details: threading.ExceptHookArgs) -> None:
        if details.exc_value is not None:
            self._arrived.emit(details.exc_value)

    def report(self, error: BaseException) -> None:
        """Log an error and, the first time it happens, show it."""
        # The log holds no text of the document: an exception's message might.
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s\n%s", type(error).__name__, frames)
        last = traceback.extract_tb(error.__traceback__)[-1:]
        place = f"{last[0].filename}:{last[0].lineno}" if last else ""
        kind = f"{type(error).__name__} {place}"
        if kind not in self._seen:
            self._seen.add(kind)
            CrashDialog("".join(traceback.format_exception(error))).open()


class CrashDialog(QDialog):
    """Says that something went wrong, that nothing is lost, and what to send."""

    def __init__(self, details: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Something went wrong")
        self.resize(640, 420)
        layout = QVBoxLayout(self)
        layout.addWidget(heading("Something went wrong in the program"))
        layout.addWidget(
            plain_label(
                "Every command you finished is in the file. You can go on working; if things "
                "look odd, close the document and open it again. The text below helps to find "
                "the fault; read it before you send it, it may name something of yours.",
                wrap=True,
            )
        )
        self.details = QPlainTextEdit(f"{diagnostics()}\n\n{details}")
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Details of the fault")
        layout.addWidget(self.details, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy details", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.details.toPlainText())
        )
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
