"""A line above the views that says what was refused, or that something is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ui import theme
from ui.icons import pixmap, set_icon
from ui.widgets.labels import plain_label, selectable


class MessageBar(QFrame):
    """Stays until it is closed or something else is to be said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._mark = QLabel()
        self.text = selectable(plain_label(wrap=True))
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setAccessibleName("Message")
        self.close_button = QToolButton()
        self.close_button.setToolTip("Close this message")
        self.close_button.setAccessibleName("Close this message")
        set_icon(self.close_button, "x")
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(self, sentence: str, tone: str = "warning") -> None:
        """Show a sentence."""
        name = {"warning": "triangle-alert", "error": "octagon-alert"}.get(tone, "info")
        colours = theme.tone(tone)
        self._mark.setPixmap(pixmap(name, colours.text, 18))
        self.setStyleSheet(
            f"QFrame#message {{ background: {colours.fill.name()}; }}"
            f"QFrame#message QLabel {{ color: {colours.text.name()}; }}"
        )
        self.text.setText(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))
