"""How edges are painted: curves near by, lines farther off, their density from afar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen

from bcm_tool.durations import format_duration
from ui.graph import strokes
from ui.graph.bundle import PARTS, Bundle, Ints
from ui.graph.content import SIZES, Line
from ui.graph.density import CROWD, Floats
from ui.graph.edge_path import label_point
from ui.graph.glyphs import glyph
from ui.graph.lettering import pixel_font
from ui.graph.node import FAR

if TYPE_CHECKING:
    from ui.graph.edges import EdgeLayer

CURVES_FROM = 0.3
"""Zoom from which edges curve and have heads."""
FINE, CROWDED = 60, 20_000
"""Pieces in sight up to which pens have their true width (a wide stroke takes seventy times as
long as a hairline), and from which edges are only sketched."""
THRONG = 1_500
"""Pieces in sight from which edges that nothing is said about are drawn lighter."""
WIDEST = 3.2
"""Pixels of the screen up to which a wide line can be laid out of hairlines."""
VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)
WINDOW = 1_000_000.0
"""Square pixels of screen for which pieces in sight are estimated: whatever part of the map is
painted, and however much of it, the same zoom gives the same strokes."""
PORTION, EVERY = 12, 3
MOST_MARKED = 60_000
"""Pieces of marked edges up to which they are drawn on top of the density."""


def paint_edges(layer: EdgeLayer, painter: QPainter, zoom: float, exposed: QRectF) -> None:
    """Paint what of the edges lies in ``exposed``."""
    rect = _corners(exposed)
    picture = layer.from_afar() if zoom < FAR else None
    if picture is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(*picture)
        found = [(bundle, bundle.of(bundle.marked())) for bundle in layer.bundles]
        if sum(len(pieces) for _, pieces in found) <= MOST_MARKED:
            for bundle, pieces in found:
                owner = bundle.ways.owner(pieces)
                codes = bundle.part[owner].astype(np.int32) * 2
                _strokes(layer, painter, zoom, [(bundle, pieces, codes)])
        return
    seen = [(bundle, *bundle.pieces(*rect)) for bundle in layer.bundles]
    _strokes(layer, painter, zoom, seen)
    if zoom >= CURVES_FROM:
        _heads(layer, painter, exposed)
        _groups(layer, painter, zoom, exposed)
    if zoom >= 0.45:
        _tolerances(layer, painter, zoom, exposed)


def _corners(rect: QRectF) -> tuple[float, float, float, float]:
    return rect.x(), rect.y(), rect.width(), rect.height()


def colour_of(layer: EdgeLayer, part: str, *, crowd: bool = False) -> QColor:
    """The colour of an edge by its part; in a crowd those that nothing is said about are light."""
    look = layer.look
    if part == "faded" or (part == "" and crowd):
        edge, base = QColor(look.edge), look.colour("window")
        share = look.faded_edge if part == "faded" else (1 + look.faded_edge) / 2
        return QColor.fromRgbF(
            edge.redF() * share + base.redF() * (1 - share),
            edge.greenF() * share + base.greenF() * (1 - share),
            edge.blueF() * share + base.blueF() * (1 - share),
        )
    found = {
        "needs": look.needs,
        "needed": look.needed,
        "failing": look.failing,
        "chosen": look.colour("highlight"),
    }
    return found.get(part, look.edge)


class Afar:
    """The picture of many edges from afar; made anew for other edges or another colour only."""

    def __init__(self) -> None:
        self._shown: tuple[object, Floats | None] = (None, None)
        self._image: tuple[object, QImage] = (None, QImage())

    def picture(self, layer: EdgeLayer) -> tuple[QRectF, QImage] | None:
        """Where it lies, and the picture; None where lines are few enough to be drawn."""
        density = layer.book.density if layer.book is not None else None
        if density is None:
            return None
        bundle = layer.bundles[0]
        if int((bundle.shown & ~bundle.gone).sum()) <= CROWD:
            return None
        if self._shown[0] != (density, frozenset(layer.hidden)):
            seen = density.count(bundle.ways, bundle.shown) if layer.hidden else density.counts
            self._shown = ((density, frozenset(layer.hidden)), seen)
        counts = self._shown[1]
        colour = colour_of(layer, PARTS[int(bundle.part.min(initial=1))])
        if self._image[0] != (id(counts), colour.rgb()) and counts is not None:
            red, green, blue = colour.red(), colour.green(), colour.blue()
            pixels = density.pixels(red, green, blue, counts)
            rows, columns = pixels.shape
            kind = QImage.Format.Format_ARGB32_Premultiplied
            image = QImage(pixels.data, columns, rows, 4 * columns, kind).copy()
            self._image = ((id(counts), colour.rgb()), image)
        wide, high = density.columns * density.cell, density.rows * density.cell
        return QRectF(density.left, density.top, wide, high), self._image[1]


def in_sight(layer: EdgeLayer, zoom: float) -> float:
    """How many pieces a window shows at a zoom, were they spread evenly."""
    return sum(bundle.many * min(1.0, WINDOW / zoom**2 / bundle.area) for bundle in layer.bundles)


def _strokes(
    layer: EdgeLayer, painter: QPainter, zoom: float, seen: list[tuple[Bundle, Ints, Ints]]
) -> None:
    many = in_sight(layer, zoom)
    dots = painter.device().devicePixelRatioF()
    fine = many <= FINE or painter.paintEngine().type() in VECTORS
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine or many < CROWDED)
    for code in sorted({code for _, _, codes in seen for code in _present(codes)}):
        part, soft = PARTS[code // 2], bool(code % 2)
        strong = part not in ("", "faded")
        width = max(2.4 if strong else 1.3, (1.0 if strong or part else 0.7) / zoom)
        colour = colour_of(layer, part, crowd=many > THRONG)
        for bundle, pieces, codes in seen:
            chosen = pieces[codes == code]
            if not len(chosen):
                continue
            if fine:
                painter.setPen(_pen(colour, width, soft))
                made = strokes.curves if zoom >= CURVES_FROM else strokes.lines
                for portion in strokes.in_portions(chosen, PORTION):
                    painter.drawPath(made(bundle.ways, portion))
                continue
            painter.setPen(_pen(colour, 0, soft))
            path = _hairlines(bundle, chosen, zoom, many)
            wide = min(width * zoom * dots, WIDEST) if many < CROWDED else 1.0
            for across, down in _passes(wide):
                step = 1 / (zoom * dots)
                painter.translate(across * step, down * step)
                painter.drawPath(path)
                painter.translate(-across * step, -down * step)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _present(codes: Ints) -> list[int]:
    return np.flatnonzero(np.bincount(codes)).tolist()


def _passes(wide: float) -> tuple[tuple[float, float], ...]:
    """Where hairlines are laid, in pixels, to make a line that is so many pixels wide."""
    if wide < 1.6:
        return ((0.0, 0.0),)
    off = (wide - 1) / 2 * 0.8
    return ((-off, -off), (off, off), (off, -off), (-off, off))


def _hairlines(bundle: Bundle, pieces: Ints, zoom: float, many: float) -> QPainterPath:
    if zoom >= CURVES_FROM:
        return strokes.curves(bundle.ways, pieces)
    if many < CROWDED:
        return strokes.lines(bundle.ways, pieces)
    return strokes.sketch(bundle.ways, pieces, EVERY)


def _pen(colour: QColor, width: float, soft: bool) -> QPen:
    pen = QPen(colour, width)
    if soft:
        pen.setDashPattern([5, 4])
    return pen


def _heads(layer: EdgeLayer, painter: QPainter, exposed: QRectF) -> None:
    room = _corners(exposed.adjusted(-10, -10, 10, 10))
    painter.setPen(Qt.PenStyle.NoPen)
    found = [bundle.arriving(*room) for bundle in layer.bundles]
    for code, part in enumerate(PARTS):
        for x, y, back, parts in found:
            chosen = np.flatnonzero(parts == code)
            if not len(chosen):
                continue
            painter.setBrush(colour_of(layer, part))
            for start in range(0, len(chosen), 64):
                portion = chosen[start : start + 64]
                painter.drawPath(strokes.heads(x[portion], y[portion], back[portion]))


def _leaving(layer: EdgeLayer, exposed: QRectF) -> Iterator[Line]:
    """Edges whose dependent stands in sight or right beside it."""
    wide = SIZES.width
    room = _corners(exposed.adjusted(-wide, -60, wide, 60))
    for bundle in layer.bundles:
        for edge in bundle.leaving(*room):
            yield layer.lines[edge]


def _groups(layer: EdgeLayer, painter: QPainter, zoom: float, exposed: QRectF) -> None:
    """Tie the edges of a group together where they leave, with "k of n" on the tie."""
    if not layer.marks:
        return
    members: defaultdict[str, list[str]] = defaultdict(list)
    for line in _leaving(layer, exposed):
        if line.group in layer.marks:
            members[line.group].append(line.id)
    for group, edges in members.items():
        routes = [layer.route(edge) for edge in edges]
        starts = [QPointF(*route.points[0]) for route in routes]
        faded = all(layer.part(edge) == "faded" for edge in edges)
        down = routes[0].arc or routes[0].points[1][1] > starts[0].y()
        y = starts[0].y() + (12 if down else -12)
        left, right = min(p.x() for p in starts) - 3, max(p.x() for p in starts) + 3
        colour = colour_of(layer, "faded") if faded else layer.look.colour("text")
        painter.setPen(QPen(colour, max(1.6, 1 / zoom)))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        if zoom >= 0.45:
            middle = QPointF((left + right) / 2, y + (8 if down else -8))
            _pill(layer, painter, middle, layer.marks[group], faded)


def _tolerances(layer: EdgeLayer, painter: QPainter, zoom: float, exposed: QRectF) -> None:
    lines: Iterable[Line] = (
        _leaving(layer, exposed)
        if zoom >= 0.9
        else (layer.lines[edge] for edge in layer.labelled if edge in layer.lines)
    )
    for line in lines:
        if not line.tolerance or line.id in layer.hidden or layer.part(line.id) == "faded":
            continue
        at = label_point(layer.route(line.id))
        if exposed.adjusted(-60, -10, 60, 10).contains(at):
            text = format_duration(line.tolerance)
            _pill(layer, painter, at, text, False, "sign:tolerating")


def _pill(
    layer: EdgeLayer, painter: QPainter, middle: QPointF, text: str, faded: bool, sign: str = ""
) -> None:
    look = layer.look
    painter.setFont(pixel_font(10, bold=True))
    extra = 10.0 if sign else 0.0
    room = painter.fontMetrics().horizontalAdvance(text) + 9 + extra
    box = QRectF(middle.x() - room / 2, middle.y() - 7, room, 14)
    if faded:
        painter.setOpacity(look.faded)
    painter.setPen(QPen(look.colour("strong_line"), 0.8))
    painter.setBrush(look.colour("window"))
    painter.drawRoundedRect(box, 7, 7)
    painter.setPen(QPen(look.colour("text"), 1.5))
    painter.drawText(box.adjusted(extra, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
    if sign:
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(box.left() + 5, box.top() + 3)
        painter.scale(0.5, 0.5)
        painter.drawPath(glyph(sign))
        painter.restore()
    painter.setOpacity(1.0)
