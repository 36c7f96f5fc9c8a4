"""What signs and lines mean: a strip under the map and under its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from ui.graph.glyphs import glyph
from ui.graph.lettering import pixel_font
from ui.graph.look import Look

ROW = 19.0
PAD = 8.0
SIGN = 30.0
SIZE = 12
BUTTON = 24
FOLDED = 30.0
WIDEST = 600.0
"""Room for one text."""
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
    """The strip under the map: one row when folded, else as high as its width asks for.

    ``folded(is)`` when a person folds or unfolds it.
    """

    folded = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.kinds: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")
        self._is_folded = False
        self.button = QToolButton(self)
        self.button.setAutoRaise(True)
        self.button.setFixedSize(BUTTON, BUTTON)
        self.button.clicked.connect(lambda: self.folded.emit(not self._is_folded))
        self.set_folded(False)

    @property
    def is_folded(self) -> bool:
        """Whether only one row is shown."""
        return self._is_folded

    def set_folded(self, folded: bool) -> None:
        """Show one row, or everything."""
        self._is_folded = folded
        arrow = Qt.ArrowType.UpArrow if folded else Qt.ArrowType.DownArrow
        self.button.setArrowType(arrow)
        words = "Show the whole legend" if folded else "Fold the legend to one row"
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)
        self._fit()
        self.update()

    def set_kinds(self, kinds: Kinds) -> None:
        """(kind id, name) of what is on the map."""
        if self.kinds == tuple(kinds):
            return
        self.kinds = tuple(kinds)
        self.setAccessibleDescription(", ".join(name for _, name in kinds))
        self._fit()
        self.update()

    def _fit(self) -> None:
        width = max(self.width(), 200) - BUTTON
        high = FOLDED if self._is_folded else legend_height(self.kinds, width)
        self.setFixedHeight(round(high))
        self.button.move(self.width() - BUTTON - 2, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.look.colour("window"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), self.look.colour("line"))
        width = self.width() - BUTTON
        if self._is_folded:
            _paint(painter, QPointF(0, 0), self.look, _first_row(self.kinds, width))
        else:
            paint_legend(painter, QPointF(0, 0), self.look, self.kinds, width)
        painter.end()


def legend_height(kinds: Kinds, width: float) -> float:
    """How high a legend of this width is."""
    flow = _flow(((kinds, True), (LINES, False)), width)
    return max(entry.y for entry in flow) + ROW + PAD


def paint_legend(
    painter: QPainter, corner: QPointF, look: Look, kinds: Kinds, width: float
) -> None:
    """Paint the legend with its top left at ``corner``."""
    _paint(painter, corner, look, _flow(((kinds, True), (LINES, False)), width))


def _paint(painter: QPainter, corner: QPointF, look: Look, entries: Sequence[_Entry]) -> None:
    for entry in entries:
        x, y = corner.x() + entry.x, corner.y() + entry.y
        if entry.is_kind:
            _kind_sign(painter, x, y, look, entry.sign)
        else:
            _line_sign(painter, x, y, look, entry.sign)
        painter.setFont(pixel_font(SIZE))
        painter.setPen(look.colour("text"))
        sign = SIGN - 8 if entry.is_kind else SIGN + 3
        where = QRectF(x + sign, y, WIDEST, ROW)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, entry.text)


def _first_row(kinds: Kinds, width: float) -> list[_Entry]:
    """Lines come first where not everything has room: a kind also stands on its cards."""
    flow = _flow(((LINES, False), (kinds, True)), width)
    return [entry for entry in flow if entry.y == flow[0].y]


def _flow(groups: Sequence[tuple[Kinds, bool]], width: float) -> list[_Entry]:
    """Entries one after the other, as words in a text."""
    metrics = QFontMetricsF(pixel_font(SIZE))
    entries, x, y = list[_Entry](), PAD, PAD - 2
    for group, is_kind in groups:
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
