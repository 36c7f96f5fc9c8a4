"""What the shapes of the Gantt chart mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.recovery.gantt_paint import CRITICAL

ITEMS = (f"{CRITICAL} critical", "float", "RTO", "MTPD", "outage", "away", "task")


class GanttLegend(QWidget):
    """One line of samples; those without room are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            "Legend: bar, task; dark bar with a diamond, critical task; thin line, float; hatched "
            "bar, outage of a service; triangle, RTO; square, MTPD; hatched backwards, team away"
        )

    def sizeHint(self) -> QSize:
        return QSize(430, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.scaled(self.font(), 0.9))
        metrics = QFontMetricsF(painter.font())
        widths = [22 + 5 + metrics.horizontalAdvance(item) + 12 for item in ITEMS]
        shown = len(ITEMS)
        while shown and sum(widths[:shown]) > self.width():
            shown -= 1
        x = self.width() - sum(widths[:shown])
        for item, width in zip(ITEMS[:shown], widths[:shown], strict=True):
            self._sample(painter, item, QRectF(x, 4, 22, self.height() - 8))
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(x + 27, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, item
            )
            x += width
        painter.end()

    def _sample(self, painter: QPainter, item: str, area: QRectF) -> None:
        note, ink = theme.tone("note"), theme.colour("text")
        middle = area.center()
        bar = area.adjusted(1, 2, -1, -2)
        if item == "task":
            painter.setPen(QPen(note.edge, 1))
            painter.setBrush(note.fill)
            painter.drawRect(bar)
        elif item == f"{CRITICAL} critical":
            painter.setPen(QPen(ink, 2))
            painter.setBrush(theme.colour("highlight"))
            painter.drawRect(bar)
        elif item == "float":
            painter.setPen(QPen(theme.colour("muted"), 1.4))
            painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
            painter.drawLine(
                QPointF(area.right(), middle.y() - 3), QPointF(area.right(), middle.y() + 3)
            )
        elif item == "away":
            brush = QBrush(theme.colour("strong_line"), Qt.BrushStyle.FDiagPattern)
            painter.fillRect(bar, brush)
        elif item == "outage":
            tone = theme.tone("neutral")
            painter.setPen(QPen(tone.edge, 1.2))
            painter.setBrush(QBrush(tone.edge, Qt.BrushStyle.BDiagPattern))
            painter.drawRect(bar)
        else:
            painter.setPen(QPen(ink, 2.4 if item == "MTPD" else 1.4))
            painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            top = area.top()
            if item == "RTO":
                corners = [
                    QPointF(middle.x() + dx, top + dy) for dx, dy in ((-5, 0), (5, 0), (0, 8))
                ]
                painter.drawPolygon(QPolygonF(corners))
            else:
                painter.drawRect(QRectF(middle.x() - 4, top, 8, 7))
