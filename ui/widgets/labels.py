"""Labels that show text as text: user text is never markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme import scaled

Flag = Qt.TextInteractionFlag


def plain_label(text: str = "", *, muted: bool = False, wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if muted:
        label.setProperty("muted", True)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def heading(text: str, factor: float = 1.15) -> QLabel:
    """A bold label of the type scale."""
    label = plain_label(text)
    label.setFont(scaled(label.font(), factor, bold=True))
    return label


def selectable(label: QLabel) -> QLabel:
    """Let people copy what a label says."""
    label.setTextInteractionFlags(Flag.TextSelectableByMouse | Flag.TextSelectableByKeyboard)
    return label


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line across."""
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFixedHeight(1)
    line.setStyleSheet("background: palette(mid); border: none;")
    return line
