"""How a node is painted: a card that says more the nearer one looks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.graph.content import Card, State
from ui.graph.glyphs import glyph
from ui.graph.lettering import fitted, lettering
from ui.graph.look import Look
from ui.graph.node import ABOVE, BELOW, BOX, FAR, HANDLE, HEIGHT, MIDDLE, NEAR, WIDTH, Node


def paint_node(painter: QPainter, node: Node, zoom: float, hovered: bool, handles: bool) -> None:
    """Paint one node where it stands, at a zoom from which more than a box can be seen."""
    painter.translate(*node.place)
    faded = node.faded and not node.selected and not hovered
    if faded:
        painter.setOpacity(node.look.faded)
    _box(painter, node, zoom, faded)
    if zoom >= NEAR:
        _everything(painter, node)
    elif zoom >= MIDDLE:
        _name_only(painter, node, zoom)
    elif zoom >= FAR:
        _key_only(painter, node)
    if faded:
        painter.setOpacity(1.0)
    if hovered and handles and zoom >= MIDDLE:
        _handles(painter, node.look)
    painter.translate(-node.place[0], -node.place[1])


def colour_from_afar(node: Node) -> QColor:
    """The colour of a node that is only a small box."""
    look, state = node.look, node.state
    if node.target:
        return look.tone(node.target).edge
    if node.selected:
        return look.colour("highlight")
    if state is not None:
        return look.tone(state.tone).edge
    return look.kind(node.kind)


def _box(painter: QPainter, node: Node, zoom: float, faded: bool) -> None:
    look, state = node.look, node.state
    fill, border, width = look.colour("base"), look.colour("strong_line"), 1.0
    if state is not None:
        tone = look.tone(state.tone)
        border, width = tone.edge, 2.0
        if zoom < NEAR:
            fill = tone.fill
    role, target = node.role, node.target
    if role == "needs":
        border, width = look.needs, 2.0
    elif role == "needed":
        border, width = look.needed, 2.0
    if node.selected:
        border, width = look.colour("highlight"), 3.0
    if target:
        border, width = look.tone(target).edge, 4.0
    pen = QPen(border, width if zoom >= MIDDLE else width * 2)
    if state is not None and state.name == "lost":
        pen.setStyle(Qt.PenStyle.DashLine)
    elif faded and look.outlines_faded:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(BOX, 7, 7)
    if node.found:
        painter.setPen(QPen(look.tone("warning").edge, 3, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(BOX.adjusted(-3, -3, 3, 3), 9, 9)
    strip = QRectF(BOX.left() + 1.5, BOX.top() + 7, 4, HEIGHT - 14)
    painter.fillRect(strip, look.kind(node.kind))


def _everything(painter: QPainter, node: Node) -> None:
    look, card, state = node.look, node.card, node.state
    kind = look.kind(card.kind)
    _sign(painter, card.kind, kind, QPointF(BOX.left() + 11, BOX.top() + 5), 13 / 16)
    small = lettering(11)
    head = QRectF(BOX.left() + 28, BOX.top() + 4, WIDTH - 37, 15)
    key_width = min(small.width(card.key) + 2, head.width())
    painter.setPen(look.colour("muted"))
    small.line(painter, head.adjusted(0, 0, -key_width - 6, 0), card.kind_name)
    small.line(painter, head, card.key, right=True, room=key_width)
    painter.setPen(look.colour("text"))
    foot = state is not None or bool(card.demand or card.achievable)
    name = QRectF(BOX.left() + 11, BOX.top() + 19, WIDTH - 20, 18 if foot else 36)
    lettering(13, bold=True).wrapped(painter, name, card.name)
    if state is not None:
        where = QRectF(BOX.left() + 8, BOX.bottom() - 19, WIDTH - 14, 15)
        _state(painter, look, state, where)
    elif foot:
        where = QRectF(BOX.left() + 11, BOX.bottom() - 19, WIDTH - 20, 15)
        _times(painter, look, card, where)


def _times(painter: QPainter, look: Look, card: Card, where: QRectF) -> None:
    right = lettering(11, bold=card.late)
    text = card.lateness or card.achievable
    taken = right.width(text) + 6 if text else 0.0
    painter.setPen(look.colour("muted"))
    lettering(11).line(painter, where.adjusted(0, 0, -taken, 0), card.demand)
    if text:
        painter.setPen(look.tone("error").edge if card.late else look.colour("muted"))
        right.line(painter, where, text, right=True)


def _state(painter: QPainter, look: Look, state: State, where: QRectF) -> None:
    tone = look.tone(state.tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone.fill)
    painter.drawRoundedRect(where, 3, 3)
    _state_sign(painter, look, state, where.topLeft() + QPointF(4, 2.5), 10 / 16)
    painter.setPen(tone.text)
    lettering(11, bold=True).line(painter, where.adjusted(18, 0, -3, 0), state.text)


def _state_sign(painter: QPainter, look: Look, state: State, where: QPointF, scale: float) -> None:
    _sign(painter, f"sign:{state.name}", look.tone(state.tone).text, where, scale, 2.4)


def _name_only(painter: QPainter, node: Node, zoom: float) -> None:
    look, card, state = node.look, node.card, node.state
    near = zoom >= 0.5
    text = QRectF(BOX.left() + 10, BOX.top() + 1, WIDTH - 14, HEIGHT - 2)
    if near or state is not None:
        corner = QPointF(BOX.left() + 11, BOX.top() + HEIGHT / 2 - 10)
        if state is not None:
            _state_sign(painter, look, state, corner, 20 / 16)
        else:
            _sign(painter, card.kind, look.kind(card.kind), corner, 20 / 16)
        text.setLeft(text.left() + 27)
    if card.late and state is None:
        _late_corner(painter, look)
    painter.setPen(_ink(node))
    lettering(19 if near else 25, bold=True).wrapped(painter, text, card.name, 0.8)


def _late_corner(painter: QPainter, look: Look) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.tone("error").edge)
    corner = BOX.topRight() + QPointF(-2, 2)
    painter.drawPolygon([corner, corner - QPointF(15, 0), corner + QPointF(0, 15)])


def _key_only(painter: QPainter, node: Node) -> None:
    where = BOX.adjusted(10, 2, -4, -2)
    if node.state is not None:
        corner = BOX.topLeft() + QPointF(8, HEIGHT / 2 - 14)
        _state_sign(painter, node.look, node.state, corner, 28 / 16)
        where = where.adjusted(29, 0, 0, 0)
    painter.setPen(_ink(node))
    font, shown = fitted(node.card.key, where.width())
    painter.setFont(font)
    painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _ink(node: Node) -> QColor:
    if node.state is not None:
        return node.look.tone(node.state.tone).text
    return node.look.colour("text")


def _handles(painter: QPainter, look: Look) -> None:
    for point, colour in ((BELOW, look.needs), (ABOVE, look.needed)):
        painter.setPen(QPen(look.colour("base"), 1.5))
        painter.setBrush(colour)
        painter.drawEllipse(point, HANDLE, HANDLE)
        painter.setPen(QPen(look.colour("base"), 1.6))
        painter.drawLine(point - QPointF(3, 0), point + QPointF(3, 0))
        painter.drawLine(point - QPointF(0, 3), point + QPointF(0, 3))


def _sign(
    painter: QPainter,
    name: str,
    colour: QColor,
    where: QPointF,
    scale: float,
    width: float = 1.4,
) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.translate(where)
    painter.scale(scale, scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(glyph(name))
    painter.scale(1 / scale, 1 / scale)
    painter.translate(-where)
