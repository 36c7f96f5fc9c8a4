"""An explanation: steps that add up, with the elements they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget

from bcm_tool.amounts import format_number
from bcm_tool.durations import format_duration
from ui.widgets.labels import heading, plain_label, rule, selectable

if TYPE_CHECKING:
    from bcm_tool.analysis.results import Explanation

Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class ExplanationPanel(QFrame):
    """Shows one explanation; ``elementChosen(id)`` is a click on a step's element."""

    elementChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.shown: Explanation | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 8, 10, 10)
        self._body: QWidget | None = None
        self.hide()

    def show_explanation(self, explanation: Explanation | None, currency: str = "") -> None:
        """Show why a number is what it is; None hides the panel."""
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None
        self.shown = explanation
        self.setVisible(explanation is not None)
        if explanation is not None:
            self._body = self._make(explanation, currency)
            self._layout.addWidget(self._body)

    def _make(self, explanation: Explanation, currency: str) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        title = heading(explanation.title, 1.0)
        title.setWordWrap(True)
        grid.addWidget(title, 0, 0, 1, 2)
        for row, step in enumerate(explanation.steps, 1):
            grid.addWidget(self._step(step.text, step.element), row, 0)
            amount = plain_label(_amount(explanation, step.amount, currency))
            grid.addWidget(amount, row, 1, Right)
        last = len(explanation.steps) + 1
        grid.addWidget(rule(), last, 0, 1, 2)
        grid.addWidget(heading("Together", 1.0), last + 1, 0)
        total = heading(_amount(explanation, explanation.total, currency), 1.0)
        grid.addWidget(selectable(total), last + 1, 1, Right)
        for extra, text in enumerate(explanation.assumptions, last + 2):
            grid.addWidget(plain_label(text, muted=True, wrap=True), extra, 0, 1, 2)
        return body

    def _step(self, text: str, element: str | None) -> QWidget:
        label = plain_label(text, wrap=True)
        if element is None:
            return label
        holder = QWidget()
        row = QGridLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setColumnStretch(0, 1)
        row.addWidget(label, 0, 0)
        button = QToolButton()
        button.setText("›")
        button.setToolTip("Go to this element")
        button.setAccessibleName(f"Go to the element of: {text}")
        button.setFixedSize(20, 20)
        button.clicked.connect(lambda: self.elementChosen.emit(element))
        row.addWidget(button, 0, 1, Qt.AlignmentFlag.AlignTop)
        return holder


def _amount(explanation: Explanation, amount: object, currency: str) -> str:
    if explanation.unit == "minutes":
        return format_duration(int(str(amount)))
    return f"{format_number(amount)} {currency}".strip()  # type: ignore[arg-type]
