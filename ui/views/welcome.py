"""The welcome page as it is painted first, and what it shares with the start page.

Nothing here touches Qt's own namespace: to import it takes as long as to paint the page.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import settings
from ui.icons import single
from ui.theme import scaled

TITLE = "Business continuity, every number explained"
SUBTITLE = (
    "What do your services depend on, when must they be back, when can they be, and in which "
    "order should the teams work?"
)
NO_RECENT = "Documents you open will be listed here."
WAYS = (
    ("file.sample", "Open the sample", "A worked organisation to look around in", "flask-conical"),
    ("file.import", "Import a workbook", "Excel, CSV or an ArchiMate model", "file-input"),
    ("file.new", "Start blank", "An empty document with a usual method", "file-plus-2"),
    ("file.open", "Open a document", "A .bcm file; you can also drop it here", "folder-open"),
)


class WelcomePage(QWidget):
    """What the start page shows, without what it does: another one takes its place at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ways = QVBoxLayout()
        ways.setSpacing(8)
        for _, text, hint, symbol in WAYS:
            button = way_button(text, hint)
            button.setIcon(single(symbol, 24))
            ways.addWidget(button)
        ways.addStretch(1)
        files = QVBoxLayout()
        files.addWidget(_heading("Recent documents", 1.15))
        recent = settings.recent_files()
        if recent:
            shown = QListWidget()
            shown.addItems([recent_text(path) for path in recent])
            files.addWidget(shown, 1)
        else:
            files.addWidget(_muted(NO_RECENT))
            files.addStretch(1)
        subtitle = _muted(SUBTITLE)
        subtitle.setWordWrap(True)
        subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        place(self, _heading(TITLE, 1.5), subtitle, ways, files)


def place(
    page: QWidget, title: QLabel, subtitle: QLabel, ways: QVBoxLayout, files: QVBoxLayout
) -> None:
    """Lay out a page: title and subtitle over the ways to begin and the documents."""
    columns = QHBoxLayout()
    columns.setSpacing(40)
    columns.addLayout(ways, 1)
    columns.addLayout(files, 1)
    inner = QWidget()
    inner.setMaximumSize(920, 460)
    inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    content = QVBoxLayout(inner)
    content.addWidget(title)
    content.addWidget(subtitle)
    content.addSpacing(22)
    content.addLayout(columns, 1)
    outer = QHBoxLayout(page)
    outer.setContentsMargins(32, 24, 32, 24)
    outer.addWidget(inner)


def way_button(text: str, hint: str) -> QPushButton:
    """A large button for a way to begin."""
    button = QPushButton(f"{text}\n{hint}")
    button.setMinimumHeight(60)
    button.setIconSize(QSize(24, 24))
    button.setStyleSheet("QPushButton { text-align: left; padding: 8px 16px; }")
    button.setAccessibleName(text)
    button.setAccessibleDescription(hint)
    return button


def recent_text(path: str) -> str:
    """How a recent document is listed: its name, and its folder below."""
    name = Path(path).name if Path(path).is_file() else f"{Path(path).name} (not there)"
    return f"{name}\n{Path(path).parent}"


def _heading(text: str, factor: float) -> QLabel:
    label = QLabel(text)
    label.setFont(scaled(label.font(), factor, bold=True))
    return label


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    return label
