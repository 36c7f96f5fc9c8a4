"""Asks how many runs a simulation takes, and with which seed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from ui.widgets.labels import plain_label

FEWEST, MOST = 100, 200_000
LARGEST_SEED = 2**31 - 1


class SetupDialog(QDialog):
    """``done(runs, seed)`` is called when they are accepted."""

    def __init__(
        self, runs: int, seed: int, take: Callable[[int, int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Runs and seed")
        self.setMinimumWidth(340)
        self.runs, self.seed = QSpinBox(), QSpinBox()
        self.runs.setRange(FEWEST, MOST)
        self.runs.setSingleStep(1_000)
        self.runs.setGroupSeparatorShown(True)
        self.runs.setValue(runs)
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.setValue(seed)
        form = QFormLayout()
        form.addRow("&Runs", self.runs)
        form.addRow("&Seed", self.seed)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(
            plain_label(
                "More runs take longer and give smaller standard errors. The same seed gives the "
                "same figures.",
                wrap=True,
            )
        )
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.accepted.connect(lambda: take(self.runs.value(), self.seed.value()))
