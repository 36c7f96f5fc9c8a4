"""How the sequence stands: proved or not, what it means, running, stale."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.export.tables.recovery import objective_text, start_text
from bcm_tool.export.tables.words import keys
from ui.recovery.describe import saved_text, standing, summary
from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import heading, plain_label, selectable


class StatusStrip(QFrame):
    """Words first; a bar while the search goes on."""

    def __init__(self, run: QAction, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip()
        self.chip.setAccessibleName("How sure the sequence is")
        self.summary = selectable(heading("", 1.0))
        self.summary.setWordWrap(True)
        self.summary.setMinimumWidth(120)
        self.text = selectable(plain_label(muted=True, wrap=True))
        self.stale = chip()
        self.stale_text = plain_label(wrap=True)
        self.again = QPushButton("Sequence again")
        self.again.clicked.connect(run.trigger)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the search")
        self.bar.setMaximumWidth(160)
        self.bar.setTextVisible(False)
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Keep the best sequence found so far")
        self.stop.clicked.connect(stop.trigger)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.chip)
        top.addWidget(self.summary, 1)
        top.addWidget(self.bar)
        top.addWidget(self.stop)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.stale)
        below.addWidget(self.stale_text, 1)
        below.addWidget(self.again)
        self._below = QWidget()
        self._below.setLayout(below)
        below.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.text)
        layout.addWidget(self._below)

    def show_state(
        self,
        result: RecoveryResult | None,
        *,
        running: bool,
        broken: bool,
        stale: bool,
        progress: tuple[int, int] | None,
    ) -> None:
        """Show how things stand; ``broken``: the search failed after it had found this."""
        if result is None:
            waiting = "Looking for a sequence…" if running else ""
            set_chip(self.chip, "Searching" if running else "", "note")
            self.summary.setText(waiting)
            self.text.setText("")
        else:
            stands = standing(result, running=running, broken=broken)
            set_chip(self.chip, stands.head, stands.tone)
            self.summary.setText(summary(result))
            parts = (
                stands.text,
                objective_text(result),
                saved_text(result),
                start_text(result),
                _left_out(result),
            )
            self.text.setText(" ".join(part for part in parts if part))
        self.text.setVisible(bool(self.text.text()))
        set_chip(self.stale, "Out of date" if stale else "", "warning")
        self.stale_text.setText(
            "The document has changed since; this sequence is of how it was before."
            if stale
            else ""
        )
        self._below.setVisible((stale or broken) and result is not None and not running)
        self.show_progress(progress if running else None)

    def show_progress(self, progress: tuple[int, int] | None) -> None:
        """Show how far the search is; None hides the bar."""
        self.bar.setVisible(progress is not None)
        self.stop.setVisible(progress is not None)
        if progress is not None:
            done, total = progress
            self.bar.setRange(0, total)
            self.bar.setValue(done)


def _left_out(result: RecoveryResult) -> str:
    model = result.model
    parts = []
    if result.later:
        parts.append(f"Later, because nothing needs it now: {keys(model, result.later)}.")
    if result.unrecoverable:
        parts.append(f"Never back as planned: {keys(model, result.unrecoverable)}.")
    return " ".join(parts)
