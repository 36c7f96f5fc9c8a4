"""How the figures stand: computed from what, running, out of date."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import plain_label


class MoneyStrip(QFrame):
    """One line: state, what it means, progress with Cancel, or Compute again."""

    def __init__(self, run: QAction, cancel: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip()
        self.chip.setAccessibleName("How the figures stand")
        self.text = plain_label(muted=True, wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the computation")
        self.bar.setMaximumWidth(150)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Keep what has been found so far")
        self.cancel.clicked.connect(cancel.trigger)
        self.again = QPushButton("Compute again")
        self.again.clicked.connect(run.trigger)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 4)
        line.setSpacing(8)
        line.addWidget(self.chip)
        line.addWidget(self.text, 1)
        for widget in (self.bar, self.cancel, self.again):
            line.addWidget(widget)

    def show_state(self, head: str, tone: str, text: str, *, running: bool) -> None:
        """Say how things stand."""
        set_chip(self.chip, head, tone)
        self.text.setText(text)
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
        self.again.setVisible(not running)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the run is; a total of 0 is not known."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
