"""What signs and lines mean: a strip under the map and under its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.graph.glyphs import glyph
from ui.graph.look import Look
from ui.graph.node import pixel_font

ROW = 19.0
PAD = 8.0
SIGN = 30.0
SIZE = 12
LINES = (
    ("hard", "needs"),
    ("soft", "degraded without"),
    ("group", "k of n are needed"),
    ("tolerance", "runs on so long without"),
    ("needs", "needed by selection"),
    ("needed", "needs selection"),
)
Kinds = Sequence[tuple[str, str]]


class _Entry(NamedTuple):
    sign: str
    text: str
    is_kind: bool
    x: float
    y: float


class Legend(QWidget):
    """The strip under the map, as high as its width asks for."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.kinds: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")

    def set_kinds(self, kinds: Kinds) -> None:
        """(kind id, name) of what is on the map."""
        self.kinds = tuple(kinds)
        self.setAccessibleDescription(", ".join(name for _, name in kinds))
        self._fit()
        self.update()

    def _fit(self) -> None:
        self.setFixedHeight(round(legend_height(self.kinds, max(self.width(), 200))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.look.colour("base"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), self.look.colour("line"))
        paint_legend(painter, QPointF(0, 0), self.look, self.kinds, self.width())
        painter.end()


def legend_height(kinds: Kinds, width: float) -> float:
    """How high a legend of this width is."""
    return max(entry.y for entry in _flow(kinds, width)) + ROW + PAD


def paint_legend(
    painter: QPainter, corner: QPointF, look: Look, kinds: Kinds, width: float
) -> None:
    """Paint the legend with its top left at ``corner``."""
    for entry in _flow(kinds, width):
        x, y = corner.x() + entry.x, corner.y() + entry.y
        if entry.is_kind:
            _kind_sign(painter, x, y, look, entry.sign)
        else:
            _line_sign(painter, x, y, look, entry.sign)
        painter.setFont(pixel_font(SIZE))
        painter.setPen(look.colour("text"))
        sign = SIGN - 8 if entry.is_kind else SIGN + 3
        where = QRectF(x + sign, y, width, ROW)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, entry.text)


def _flow(kinds: Kinds, width: float) -> list[_Entry]:
    """Entries one after the other, as words in a text."""
    metrics = QFontMetricsF(pixel_font(SIZE))
    entries, x, y = list[_Entry](), PAD, PAD - 2
    for group, is_kind in ((kinds, True), (LINES, False)):
        for sign, text in group:
            room = metrics.horizontalAdvance(text) + SIGN + (12 if is_kind else 24)
            if x > PAD and x + room > width:
                x, y = PAD, y + ROW
            entries.append(_Entry(sign, text, is_kind, x, y))
            x += room
    return entries


def _kind_sign(painter: QPainter, x: float, y: float, look: Look, kind: str) -> None:
    painter.save()
    painter.translate(x + 2, y + 3)
    painter.scale(0.85, 0.85)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.kind(kind), 1.5))
    painter.drawPath(glyph(kind))
    painter.restore()


def _line_sign(painter: QPainter, x: float, y: float, look: Look, name: str) -> None:
    middle = y + ROW / 2
    colour = {"needs": look.needs, "needed": look.needed}.get(name, look.edge)
    pen = QPen(colour, 2.2 if name in ("needs", "needed") else 1.5)
    if name == "tolerance":
        painter.save()
        painter.translate(x + 12, y + 3)
        painter.setPen(QPen(look.colour("text"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.scale(0.8, 0.8)
        painter.drawPath(glyph("sign:tolerating"))
        painter.restore()
        return
    if name == "group":
        painter.setPen(pen)
        for offset in (6.0, 14.0, 22.0):
            painter.drawLine(QPointF(x + offset, y + 3), QPointF(x + offset, y + ROW - 3))
        painter.setPen(QPen(look.colour("text"), 1.8))
        painter.drawLine(QPointF(x + 3, middle), QPointF(x + 25, middle))
        return
    if name == "soft":
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(QPointF(x, middle), QPointF(x + 21, middle))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        [QPointF(x + 27, middle), QPointF(x + 19, middle - 3.5), QPointF(x + 19, middle + 3.5)]
    )
