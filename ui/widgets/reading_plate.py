"""What a chart says at its cursor: a line down, a dot on the curve, a plate with the words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme


def paint_reading(painter: QPainter, at: QPointF, area: QRectF, width: float, text: str) -> None:
    """Read a curve at ``at``; the plate stays within ``area`` and a widget of ``width``."""
    painter.setPen(QPen(theme.colour("text"), 1))
    painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
    painter.setBrush(theme.colour("text"))
    painter.drawEllipse(at, 4, 4)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 14
    left = at.x() + 8 if at.x() + 8 + wide < width else at.x() - 8 - wide
    top = max(area.top() + 2, min(at.y() - 28, area.bottom() - 24))
    plate = QRectF(max(2.0, left), top, wide, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("tip"))
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(theme.colour("tip_text"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
