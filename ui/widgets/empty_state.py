"""What an empty view says: what belongs here, and the first step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.icons import pixmap
from ui.theme import SPACE
from ui.widgets.labels import heading, plain_label

Centre = Qt.AlignmentFlag.AlignCenter
WIDEST = 460


class EmptyState(QWidget):
    """An icon, a headline, a sentence and buttons for actions."""

    def __init__(
        self, icon: str, actions: Sequence[QAction] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon = QLabel()
        self.title = heading("", 1.3)
        self.text = plain_label(muted=True)
        self.text.setWordWrap(True)
        self.text.setMaximumWidth(WIDEST)
        self.text.setMinimumWidth(min(WIDEST, 300))
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        for widget in (self._icon, self.title):
            widget.setAlignment(Centre)
            layout.addWidget(widget, 0, Centre)
        # Between stretches, not aligned: an aligned label gets the height of two lines only.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.text, 100)
        row.addStretch(1)
        self.text.setAlignment(Centre)
        layout.addLayout(row)
        self.buttons: list[QPushButton] = []
        for action in actions:
            button = QPushButton(action.text().replace("&", "").removesuffix("…"))
            button.clicked.connect(action.trigger)
            action.changed.connect(lambda a=action, b=button: b.setEnabled(a.isEnabled()))
            self.buttons.append(button)
            layout.addWidget(button, 0, Centre)
        layout.addStretch(3)
        self.refresh_icons()

    def say(self, title: str, text: str, *, buttons: bool = True) -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)
        for button in self.buttons:
            button.setVisible(buttons)

    def refresh_icons(self) -> None:
        """Draw the icon in the palette's colours again."""
        self._icon.setPixmap(pixmap(self._icon_name, theme.colour("muted"), 44))
