"""All edges of the map in one item, painted in few strokes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bcm_tool.durations import format_duration
from bcm_tool.layout import Route
from ui.graph.content import Line
from ui.graph.edge_index import EdgeIndex
from ui.graph.edge_path import arrow, curve, distance, label_point, pieces, straight
from ui.graph.glyphs import glyph
from ui.graph.look import Look
from ui.graph.node import FADED, pixel_font

CROWD = 3_000
"""Edges in sight from which they are drawn straight, without smoothing, when small."""
PARTS = ("faded", "", "needed", "needs", "failing", "chosen")
"""What an edge is to the selection or the loss, in the order of painting."""


@dataclass
class Drawn:
    """One edge; what only some zooms need is made when first painted."""

    line: Line
    route: Route
    box: QRectF
    part: str = ""

    @cached_property
    def path(self) -> QPainterPath:
        """The smooth line."""
        return curve(self.route)

    @cached_property
    def head(self) -> QPolygonF:
        """The head of the arrow."""
        return arrow(self.route)

    @cached_property
    def pieces(self) -> list[tuple[QRectF, QPainterPath]]:
        """The smooth line in pieces, of which only those in sight need to be drawn."""
        return pieces(self.route)

    @cached_property
    def lines(self) -> list[QLineF]:
        """A few straight lines instead of the smooth one."""
        return straight(self.route)


def _box(route: Route) -> QRectF:
    xs = [x for x, _ in route.points]
    ys = [y for _, y in route.points]
    sag = 40 if route.arc else 0
    box = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys) + sag)
    return box.adjusted(-10, -10, 10, 10)


def _alike(one: Line, two: Line) -> bool:
    """Whether two lines differ at most in the tolerance that is written on them."""
    return replace(one, tolerance=two.tolerance) == two


def _label_box(route: Route) -> QRectF:
    """Room for the longest tolerance written on an edge."""
    middle = label_point(route)
    return QRectF(middle.x() - 60, middle.y() - 10, 120, 20)


class EdgeLayer(QGraphicsItem):
    """Every dependency of the map; hit by :meth:`edge_at`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.drawn: dict[str, Drawn] = {}
        self.marks: dict[str, str] = {}
        self.labelled: set[str] = set()
        self._hidden: set[str] = set()
        self._box = QRectF()
        self._index = EdgeIndex()
        self.setZValue(-1)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    # --- content ----------------------------------------------------------------------------

    def put(
        self,
        lines: Mapping[str, Line],
        routes: Mapping[str, Route],
        index: EdgeIndex | None = None,
    ) -> None:
        """Add or replace edges; ``index`` when it is made already and they are all there are."""
        if index is not None:
            self._index = index
        united, dirty = QRectF(self._box), QRectF()
        for edge, line in lines.items():
            route = routes[edge]
            box = _box(route)
            before = self.drawn.get(edge)
            self.drawn[edge] = Drawn(line, route, box, before.part if before else "")
            if index is None:
                self._index.put(edge, route)
            united = united.united(box)
            if before is not None and before.route is route and _alike(before.line, line):
                dirty = dirty.united(_label_box(route))
            else:
                dirty = dirty.united(box).united(before.box if before else box)
        if united != self._box:
            self.prepareGeometryChange()
            self._box = united
        if not dirty.isNull():
            self.update(dirty)

    def drop(self, edges: Iterable[str]) -> None:
        """Take edges away."""
        for edge in edges:
            gone = self.drawn.pop(edge, None)
            self._index.drop(edge)
            self.labelled.discard(edge)
            if gone is not None:
                self.update(gone.box)

    def clear(self) -> None:
        """Take everything away."""
        self.prepareGeometryChange()
        self.drawn.clear()
        self._index = EdgeIndex()
        self.marks.clear()
        self.labelled.clear()
        self._box = QRectF()

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """Group id -> "k of n"."""
        if self.marks != marks:
            self.marks = dict(marks)
            self.update()

    def set_parts(self, parts: Mapping[str, str], rest: str = "") -> None:
        """What each edge is to the selection or a loss; ``rest`` for those not named."""
        dirty = QRectF()
        for edge, drawn in self.drawn.items():
            part = parts.get(edge, rest)
            if part != drawn.part:
                drawn.part = part
                dirty = dirty.united(drawn.box)
        if not dirty.isNull():
            self.update(dirty)

    def set_labelled(self, edges: Iterable[str]) -> None:
        """Edges whose tolerance is shown at any zoom at which it can be read."""
        labelled = set(edges)
        if labelled != self.labelled:
            changed = [item for item in labelled ^ self.labelled if item in self.drawn]
            self.labelled = labelled
            for edge in changed:
                self.update(self.drawn[edge].box)

    def set_hidden(self, edges: Iterable[str]) -> None:
        """Edges that a filter leaves out."""
        hidden = set(edges)
        if hidden != self._hidden:
            self._hidden = hidden
            self.update()

    def edge_at(self, point: QPointF, reach: float) -> str | None:
        """The edge nearest to a point, at most ``reach`` away."""
        around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        near = [
            (distance(drawn.path, point), drawn.line.id)
            for drawn in self._in(around)
            if drawn.box.intersects(around)
        ]
        best = min(near, default=None)
        return best[1] if best and best[0] <= reach else None

    def _in(self, rect: QRectF) -> list[Drawn]:
        """The edges that may touch ``rect`` and are not hidden."""
        near = self._index.near(rect.x(), rect.y(), rect.width(), rect.height())
        if near is None:
            near = self.drawn
        return [self.drawn[edge] for edge in near if edge not in self._hidden]

    # --- Qt ---------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._box

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        exposed = option.exposedRect
        shown: defaultdict[tuple[int, bool], list[Drawn]] = defaultdict(list)
        seen = self._in(exposed)
        for drawn in seen:
            shown[PARTS.index(drawn.part), drawn.line.soft].append(drawn)
        crowded = len(seen) > CROWD and zoom < 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
        for (part, soft), edges in sorted(shown.items(), key=lambda item: item[0]):
            self._strokes(painter, zoom, PARTS[part], soft, edges, exposed, crowded)
        if zoom >= 0.3 and not crowded:
            self._groups(painter, zoom, shown.values())
        if zoom >= 0.45:
            self._tolerances(painter, zoom, shown.values())

    def _strokes(
        self,
        painter: QPainter,
        zoom: float,
        part: str,
        soft: bool,
        edges: list[Drawn],
        exposed: QRectF,
        crowded: bool,
    ) -> None:
        colour = self.colour(part)
        width = max(2.4 if part not in ("", "faded") else 1.3, (0.7 if part == "" else 1.0) / zoom)
        pen = QPen(colour, width)
        pen.setCosmetic(False)
        if soft:
            pen.setDashPattern([5, 4])
        if crowded:
            pen.setWidthF(0)
            painter.setPen(pen)
            lines: list[QLineF] = []
            for drawn in edges:
                lines += drawn.lines
            painter.drawLines(lines)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        for drawn in edges:
            if exposed.contains(drawn.box):
                painter.drawPath(drawn.path)
                continue
            for box, path in drawn.pieces:
                if box.intersects(exposed):
                    painter.drawPath(path)
        if zoom >= 0.3:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for drawn in edges:
                painter.drawPolygon(drawn.head)

    def colour(self, part: str) -> QColor:
        """The colour of an edge by its part."""
        look = self.look
        if part == "faded":
            faded, base = QColor(look.edge), look.colour("window")
            share = FADED + 0.1
            return QColor.fromRgbF(
                faded.redF() * share + base.redF() * (1 - share),
                faded.greenF() * share + base.greenF() * (1 - share),
                faded.blueF() * share + base.blueF() * (1 - share),
            )
        found = {
            "needs": look.needs,
            "needed": look.needed,
            "failing": look.failing,
            "chosen": look.colour("highlight"),
        }
        return found.get(part, look.edge)

    def _groups(self, painter: QPainter, zoom: float, shown: Iterable[list[Drawn]]) -> None:
        """Tie the edges of a group together where they leave, with "k of n" on the tie."""
        members: defaultdict[str, list[Drawn]] = defaultdict(list)
        for drawn in (item for edges in shown for item in edges):
            if drawn.line.group in self.marks:
                members[drawn.line.group].append(drawn)
        for group, edges in members.items():
            starts = [QPointF(*drawn.route.points[0]) for drawn in edges]
            faded = all(drawn.part == "faded" for drawn in edges)
            down = edges[0].route.arc or edges[0].route.points[1][1] > starts[0].y()
            y = starts[0].y() + (12 if down else -12)
            left, right = min(p.x() for p in starts) - 3, max(p.x() for p in starts) + 3
            colour = self.colour("faded") if faded else self.look.colour("text")
            painter.setPen(QPen(colour, max(1.6, 1 / zoom)))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            if zoom >= 0.45:
                middle = QPointF((left + right) / 2, y + (8 if down else -8))
                self._pill(painter, middle, self.marks[group], faded)

    def _tolerances(self, painter: QPainter, zoom: float, shown: Iterable[list[Drawn]]) -> None:
        for drawn in (item for edges in shown for item in edges):
            line = drawn.line
            if not line.tolerance or (zoom < 0.9 and line.id not in self.labelled):
                continue
            if drawn.part != "faded":
                text = format_duration(line.tolerance)
                self._pill(painter, label_point(drawn.route), text, False, "sign:tolerating")

    def _pill(
        self, painter: QPainter, middle: QPointF, text: str, faded: bool, sign: str = ""
    ) -> None:
        font = pixel_font(10, bold=True)
        painter.setFont(font)
        extra = 10.0 if sign else 0.0
        room = painter.fontMetrics().horizontalAdvance(text) + 9 + extra
        box = QRectF(middle.x() - room / 2, middle.y() - 7, room, 14)
        if faded:
            painter.setOpacity(FADED)
        painter.setPen(QPen(self.look.colour("strong_line"), 0.8))
        painter.setBrush(self.look.colour("window"))
        painter.drawRoundedRect(box, 7, 7)
        painter.setPen(QPen(self.look.colour("text"), 1.5))
        painter.drawText(box.adjusted(extra, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
        if sign:
            painter.save()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.translate(box.left() + 5, box.top() + 3)
            painter.scale(0.5, 0.5)
            painter.drawPath(glyph(sign))
            painter.restore()
        painter.setOpacity(1.0)
