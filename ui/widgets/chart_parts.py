"""What the charts of curves have in common: ground, lines and words of the axes, the curve."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from ui import theme

_FAINT = 38
"""How much of its ink the ground under a curve has, of 255."""


def plot_area(chart: QWidget, left: float, top: float, right: float, bottom: float) -> QRectF:
    """What the margins leave of a chart."""
    wide, high = chart.width() - left - right, chart.height() - top - bottom
    return QRectF(left, top, max(20.0, wide), max(20.0, high))


def begin(chart: QWidget) -> QPainter:
    """A painter for the chart: its ground, a frame while keys go to it, the type of its words."""
    painter = QPainter(chart)
    painter.fillRect(chart.rect(), theme.colour("base"))
    if chart.hasFocus():
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRect(chart.rect().adjusted(1, 1, -1, -1))
    painter.setFont(theme.scaled(chart.font(), 0.9))
    return painter


def say_nothing(painter: QPainter, chart: QWidget, words: str) -> None:
    """Words in place of a curve; ends the painting."""
    painter.setPen(theme.colour("muted"))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(chart.rect().adjusted(16, 0, -16, 0), flags, words)
    painter.end()


def level(painter: QPainter, area: QRectF, y: float, words: str) -> None:
    """A line across at a height, with words on its left."""
    y = round(y) + 0.5
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(theme.colour("muted"))
    painter.drawText(QRectF(0, y - 9, area.left() - 6, 18), right, words)


def tick(
    painter: QPainter, area: QRectF, x: float, words: str, free: float, *, whole: bool = False
) -> float:
    """A mark below the area, or a ``whole`` line through it, with words where there is room.

    Returns from where on there is room for the next.
    """
    x = round(x) + 0.5
    painter.setPen(QPen(theme.colour("line"), 1))
    top = area.top() if whole else area.bottom()
    painter.drawLine(QPointF(x, top), QPointF(x, area.bottom() + 4))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
    left = min(x - wide / 2, painter.window().right() - wide - 2)  # nothing is cut off
    if left <= free:
        return free
    painter.setPen(theme.colour("muted"))
    painter.drawText(QPointF(left, area.bottom() + 17), words)
    return left + wide + 8


def titles(painter: QPainter, area: QRectF, up: str, along: str) -> None:
    """What the two axes are: the one upwards at the top left, the other at the bottom right."""
    painter.setPen(theme.colour("muted"))
    painter.drawText(QPointF(6, 16), up)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(along)
    painter.drawText(QPointF(area.right() - wide, area.bottom() + 32), along)


def curve(painter: QPainter, area: QRectF, path: QPainterPath) -> None:
    """A curve with the ground under it faintly in its colour."""
    ink = theme.tone("note").edge
    under = QPainterPath(path)
    under.lineTo(under.currentPosition().x(), area.bottom())
    under.lineTo(path.elementAt(0).x, area.bottom())
    ground = QColor(ink)
    ground.setAlpha(_FAINT)
    painter.fillPath(under, ground)
    painter.setPen(QPen(ink, 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def place_by_key(event: QKeyEvent, here: int | None, most: int) -> int | None:
    """The point that an arrow key, Home or End goes to from ``here``; None for other keys."""
    at = -1 if here is None else here
    found = {
        Qt.Key.Key_Left: at - 1,
        Qt.Key.Key_Right: at + 1,
        Qt.Key.Key_Home: 0,
        Qt.Key.Key_End: most,
    }.get(Qt.Key(event.key()))
    return None if found is None or most < 0 else min(max(0, found), most)


def pixels_by_key(event: QKeyEvent) -> int:
    """How far an arrow key moves the cursor, less with Shift; 0 for other keys."""
    fine = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 12
    return {Qt.Key.Key_Left: -fine, Qt.Key.Key_Right: fine}.get(Qt.Key(event.key()), 0)
