"""A box to choose a record from, for names that are longer than there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ui.tips import plain_tip

EDGES = 40
"""Beside the texts of the list: margins and a scroll bar."""
WIDEST = 640


class Picker(QComboBox):
    """Ends a name that is cut with dots, says it whole in the hint, and lists names whole."""

    def __init__(self, name: str, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumContentsLength(letters)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def shown_text(self) -> str:
        """As much of the chosen name as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        room = field.width() - 4
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            whole = self.currentText()
            self.setToolTip(plain_tip(whole) if self.shown_text() != whole else "")
        return super().event(event)

    def showPopup(self) -> None:
        metrics = self.fontMetrics()
        names = (self.itemText(row) for row in range(self.count()))
        longest = max(map(metrics.horizontalAdvance, names), default=0)
        self.view().setMinimumWidth(min(WIDEST, longest + EDGES))
        super().showPopup()
