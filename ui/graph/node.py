"""One node of the map: a card that says more the nearer one looks."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui.graph.content import SIZES, Card, State
from ui.graph.glyphs import glyph
from ui.graph.look import Look

WIDTH, HEIGHT = SIZES.width, SIZES.height
BOX = QRectF(-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT)
HANDLE = 6.0
"""Radius of the handles from which a dependency is drawn."""
BELOW = QPointF(0, HEIGHT / 2)
ABOVE = QPointF(0, -HEIGHT / 2)
NEAR, MIDDLE, FAR = 0.72, 0.31, 0.14
"""Zoom from which a card shows everything, its name, its key."""
FADED = 0.22
LARGE_KEY, SMALL_KEY = 40, 22
"""Letters of a key that is all a card shows."""


def pixel_font(size: int, *, bold: bool = False) -> QFont:
    """The program's font at a size in pixels of the scene, so that it scales with the map."""
    font = QFont()
    font.setPixelSize(size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


class NodeItem(QGraphicsItem):
    """An element on the map. ``role`` is "", "needs" or "needed": its part in the selection."""

    def __init__(self, card: Card, look: Look) -> None:
        super().__init__()
        self.card = card
        self.look = look
        self.state: State | None = None
        self.faded = False
        self.role = ""
        self.found = False
        self.target = ""
        self.hovered = False
        self.connectable = True
        self.setFlags(
            QGraphicsItem.GraphicsItemFlag.ItemIsSelectable
            | QGraphicsItem.GraphicsItemFlag.ItemIsMovable
        )
        self.setAcceptHoverEvents(True)
        self.setToolTip(plain(card.tip))

    def set_editable(self, editable: bool) -> None:
        """Whether it can be moved, and has handles to draw dependencies from."""
        self.connectable = editable
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, editable)

    def set_card(self, card: Card) -> None:
        """Show other content."""
        if card != self.card:
            self.card = card
            self.setToolTip(plain(card.tip))
            self.update()

    def set_state(self, state: State | None) -> None:
        """Show what a loss means for this element."""
        if state != self.state:
            self.state = state
            self.update()

    def set_part(self, role: str, faded: bool) -> None:
        """Show the part this element has in what is selected."""
        if (role, faded) != (self.role, self.faded):
            self.role, self.faded = role, faded
            self.update()

    # --- Qt ---------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return BOX.adjusted(-4, -HANDLE - 3, 4, HANDLE + 3)

    def hoverEnterEvent(self, event: object) -> None:
        self.hovered = True
        self.update()

    def hoverLeaveEvent(self, event: object) -> None:
        self.hovered = False
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        if self.faded and not self.isSelected() and not self.hovered:
            painter.setOpacity(FADED)
        self._box(painter, zoom)
        if zoom >= NEAR:
            self._everything(painter)
        elif zoom >= MIDDLE:
            self._name_only(painter, zoom)
        elif zoom >= FAR:
            self._key_only(painter)
        if self.hovered and self.connectable and zoom >= MIDDLE:
            self._handles(painter)

    # --- parts ------------------------------------------------------------------------------

    def _box(self, painter: QPainter, zoom: float) -> None:
        look, state = self.look, self.state
        fill, border, width = look.colour("base"), look.colour("strong_line"), 1.0
        if state is not None:
            tone = look.tone(state.tone)
            border, width = tone.edge, 2.0
            if zoom < NEAR:
                fill = tone.fill
        if self.role == "needs":
            border, width = look.needs, 2.0
        elif self.role == "needed":
            border, width = look.needed, 2.0
        if self.isSelected():
            border, width = look.colour("highlight"), 3.0
        if self.target:
            border, width = look.tone(self.target).edge, 4.0
        if zoom < FAR:
            painter.fillRect(
                BOX, border if state or self.isSelected() else look.kind(self.card.kind)
            )
            return
        pen = QPen(border, width if zoom >= MIDDLE else width * 2)
        if state is not None and state.name == "lost":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(BOX, 7, 7)
        if self.found:
            painter.setPen(QPen(look.tone("warning").edge, 3, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(BOX.adjusted(-3, -3, 3, 3), 9, 9)
        strip = QRectF(BOX.left() + 1.5, BOX.top() + 7, 4, HEIGHT - 14)
        painter.fillRect(strip, look.kind(self.card.kind))

    def _everything(self, painter: QPainter) -> None:
        look, card = self.look, self.card
        kind = look.kind(card.kind)
        _sign(painter, card.kind, kind, QPointF(BOX.left() + 11, BOX.top() + 5), 13 / 16)
        small = pixel_font(11)
        head = QRectF(BOX.left() + 28, BOX.top() + 4, WIDTH - 37, 15)
        key_width = min(QFontMetricsF(small).horizontalAdvance(card.key) + 2, head.width())
        painter.setPen(look.colour("muted"))
        _line(painter, small, head.adjusted(0, 0, -key_width - 6, 0), card.kind_name)
        _line(painter, small, head, card.key, Qt.AlignmentFlag.AlignRight, key_width)
        painter.setPen(look.colour("text"))
        foot = self.state is not None or bool(card.demand or card.achievable)
        name = QRectF(BOX.left() + 11, BOX.top() + 19, WIDTH - 20, 18 if foot else 36)
        _wrapped(painter, pixel_font(13, bold=True), name, card.name)
        if self.state is not None:
            self._state(painter, QRectF(BOX.left() + 8, BOX.bottom() - 19, WIDTH - 14, 15))
        elif foot:
            self._times(painter, QRectF(BOX.left() + 11, BOX.bottom() - 19, WIDTH - 20, 15))

    def _times(self, painter: QPainter, where: QRectF) -> None:
        look, card, font = self.look, self.card, pixel_font(11)
        right = QFont(font)
        if card.late:
            right.setWeight(QFont.Weight.DemiBold)
        text = f"{card.achievable} late" if card.late and card.achievable else card.achievable
        taken = QFontMetricsF(right).horizontalAdvance(text) + 6 if text else 0.0
        painter.setPen(look.colour("muted"))
        _line(painter, font, where.adjusted(0, 0, -taken, 0), card.demand)
        if text:
            painter.setPen(look.tone("error").edge if card.late else look.colour("muted"))
            _line(painter, right, where, text, Qt.AlignmentFlag.AlignRight)

    def _state(self, painter: QPainter, where: QRectF) -> None:
        assert self.state is not None
        tone = self.look.tone(self.state.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone.fill)
        painter.drawRoundedRect(where, 3, 3)
        self._state_sign(painter, where.topLeft() + QPointF(4, 2.5), 10 / 16)
        painter.setPen(tone.text)
        _line(painter, pixel_font(11, bold=True), where.adjusted(18, 0, -3, 0), self.state.text)

    def _state_sign(self, painter: QPainter, where: QPointF, scale: float) -> None:
        assert self.state is not None
        tone = self.look.tone(self.state.tone)
        _sign(painter, f"sign:{self.state.name}", tone.text, where, scale, 2.4)

    def _name_only(self, painter: QPainter, zoom: float) -> None:
        look, card = self.look, self.card
        near = zoom >= 0.5
        text = QRectF(BOX.left() + 10, BOX.top() + 1, WIDTH - 14, HEIGHT - 2)
        if near or self.state is not None:
            corner = QPointF(BOX.left() + 11, BOX.top() + HEIGHT / 2 - 10)
            if self.state is not None:
                self._state_sign(painter, corner, 20 / 16)
            else:
                _sign(painter, card.kind, look.kind(card.kind), corner, 20 / 16)
            text.setLeft(text.left() + 27)
        if card.late and self.state is None:
            self._late_corner(painter)
        painter.setPen(self._ink())
        _wrapped(painter, pixel_font(19 if near else 25, bold=True), text, card.name, 0.8)

    def _late_corner(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.tone("error").edge)
        corner = BOX.topRight() + QPointF(-2, 2)
        painter.drawPolygon([corner, corner - QPointF(15, 0), corner + QPointF(0, 15)])

    def _key_only(self, painter: QPainter) -> None:
        where = BOX.adjusted(10, 2, -4, -2)
        if self.state is not None:
            self._state_sign(painter, BOX.topLeft() + QPointF(8, HEIGHT / 2 - 14), 28 / 16)
            where = where.adjusted(29, 0, 0, 0)
        painter.setPen(self._ink())
        font, shown = fitted(self.card.key, where.width())
        painter.setFont(font)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _ink(self) -> QColor:
        if self.state is not None:
            return self.look.tone(self.state.tone).text
        return self.look.colour("text")

    def _handles(self, painter: QPainter) -> None:
        for point, colour in ((BELOW, self.look.needs), (ABOVE, self.look.needed)):
            painter.setPen(QPen(self.look.colour("base"), 1.5))
            painter.setBrush(colour)
            painter.drawEllipse(point, HANDLE, HANDLE)
            painter.setPen(QPen(self.look.colour("base"), 1.6))
            painter.drawLine(point - QPointF(3, 0), point + QPointF(3, 0))
            painter.drawLine(point - QPointF(0, 3), point + QPointF(0, 3))


def plain(text: str) -> str:
    """Text that a tool tip shows as it is: Qt takes what looks like markup for markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>"


def _sign(
    painter: QPainter,
    name: str,
    colour: QColor,
    where: QPointF,
    scale: float,
    width: float = 1.4,
) -> None:
    painter.save()
    painter.translate(where)
    painter.scale(scale, scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(
            colour,
            width,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    painter.drawPath(glyph(name))
    painter.restore()


def _line(
    painter: QPainter,
    font: QFont,
    where: QRectF,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    width: float | None = None,
) -> None:
    painter.setFont(font)
    shown = QFontMetricsF(font).elidedText(
        text, Qt.TextElideMode.ElideRight, width or where.width()
    )
    painter.drawText(where, align | Qt.AlignmentFlag.AlignVCenter, shown)


@lru_cache(maxsize=20_000)
def fitted(key: str, width: float) -> tuple[QFont, str]:
    """A key as large as ``width`` lets it be seen whole: first narrower, then smaller letters.

    Only what would become too small to read is cut.
    """
    for size in range(LARGE_KEY, SMALL_KEY - 1, -2):
        for stretch in (100, 85):
            font = pixel_font(size, bold=True)
            font.setStretch(stretch)
            if QFontMetricsF(font).horizontalAdvance(key) <= width:
                return font, key
    return font, QFontMetricsF(font).elidedText(key, Qt.TextElideMode.ElideRight, width)


def _wrapped(
    painter: QPainter, font: QFont, where: QRectF, text: str, leading: float = 0.86
) -> None:
    """Text over as many lines as fit, centred in height, the last one cut with an ellipsis."""
    metrics = QFontMetricsF(font)
    step = metrics.height() * leading
    lines = _break(font, where.width(), text, max(1, int(where.height() / step)))
    middle = where.center().y() + (metrics.capHeight() - (len(lines) - 1) * step) / 2
    painter.setFont(font)
    for index, line in enumerate(lines):
        painter.drawText(QPointF(where.left(), middle + index * step), line)


def _break(font: QFont, width: float, text: str, most: int) -> list[str]:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append((line.textStart(), line.textLength()))
    layout.endLayout()
    lines = [text[start : start + length].rstrip() for start, length in starts[:most]]
    if len(starts) > most:
        rest = text[starts[most - 1][0] :]
        lines[-1] = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return lines
