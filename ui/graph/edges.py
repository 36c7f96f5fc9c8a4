"""All edges of the map in one item, painted in few strokes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bcm_tool.layout import Route
from ui.graph.content import Line
from ui.graph.edge_path import curve, distance, label_point
from ui.graph.look import Look, exposed_part

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from ui.graph.bundle import Bundle
    from ui.graph.edge_painting import Afar
    from ui.graph.route_book import RouteBook


@dataclass
class Drawn:
    """One edge as it is painted."""

    line: Line
    route: Route
    part: str

    @cached_property
    def path(self) -> QPainterPath:
        """The smooth line."""
        return curve(self.route)


FEW = 2_000
"""Edges up to which no index is made of where they pass."""
MOST = 8
"""Bundles of changed edges from which they are put into one."""


class DrawnEdges(Mapping[str, Drawn]):
    """Edge -> how it is painted, looked up when asked."""

    def __init__(self, layer: EdgeLayer) -> None:
        self._layer = layer

    def __getitem__(self, edge: str) -> Drawn:
        layer = self._layer
        return Drawn(layer.lines[edge], layer.route(edge), layer.part(edge))

    def __contains__(self, edge: object) -> bool:
        return edge in self._layer.lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._layer.lines)

    def __len__(self) -> int:
        return len(self._layer.lines)


class EdgeLayer(QGraphicsItem):
    """Every dependency of the map; hit by :meth:`edge_at`.

    The edges lie in bundles: all as the layout has led them, and the few that have changed
    since, as they have changed. numpy is imported with the first edges, not with the window.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.lines: dict[str, Line] = {}
        self.marks: dict[str, str] = {}
        self.labelled: set[str] = set()
        self.hidden: set[str] = set()
        self.bundles: list[Bundle] = []
        self.book: RouteBook | None = None
        self._fresh: dict[str, Route] = {}
        self._home: dict[str, Bundle] = {}  # where those are
        self._parts: tuple[Mapping[str, str], str] = ({}, "")
        self._afar: Afar | None = None
        self._box = QRectF()
        self.setZValue(-1)

    # --- content ----------------------------------------------------------------------------

    def take(self, lines: Mapping[str, Line], book: RouteBook) -> None:
        """Show exactly the edges of a book."""
        from ui.graph.bundle import Bundle

        self.lines, self.book = dict(lines), book
        self.bundles = [Bundle(book.ways, book.tiles, lines)]
        self._fresh = dict(book.changed)
        for edge in book.gone:
            self.bundles[0].remove(edge)
        tiles = book.tiles
        self._grow(
            QRectF(tiles.left, tiles.top, tiles.right - tiles.left, tiles.bottom - tiles.top),
            anew=True,
        )
        self._renew()
        self.bundles[0].set_parts(*self._parts)
        self.update()

    def put(
        self, lines: Mapping[str, Line], routes: Mapping[str, Route], gone: Iterable[str] = ()
    ) -> None:
        """Add or replace edges, and take away those that are ``gone``."""
        dirty, united, led = QRectF(), QRectF(self._box), dict[str, Route]()
        self.drop(gone)
        for edge, line in lines.items():
            before, route = self.lines.get(edge), routes[edge]
            self.lines[edge] = line
            if before is not None and _alike(before, line) and self.route(edge) == route:
                dirty = dirty.united(_label_box(route))
                continue
            if before is not None:
                dirty = dirty.united(_box(self.route(edge)))
            box = _box(route)
            dirty, united = dirty.united(box), united.united(box)
            self._remove(edge)
            led[edge] = route
        self._grow(united)
        self._fresh |= led
        if len(self.bundles) > MOST:
            self._renew()
        elif led:
            self._add(led)
        if not dirty.isNull():
            self.update(dirty)

    def drop(self, edges: Iterable[str]) -> None:
        """Take edges away."""
        for edge in [edge for edge in edges if edge in self.lines]:
            self.update(_box(self.route(edge)))
            self._remove(edge)
            self.lines.pop(edge)
            self._fresh.pop(edge, None)
            self.labelled.discard(edge)

    def _remove(self, edge: str) -> None:
        """Take an edge out of the bundle that it lies in."""
        bundle = self._home.pop(edge, None)
        if bundle is not None:
            bundle.remove(edge)
        elif self.bundles:
            self.bundles[0].remove(edge)

    def clear(self) -> None:
        """Take everything away."""
        self.lines.clear()
        self._fresh.clear()
        self._home.clear()
        self.bundles, self.book = [], None
        self.marks.clear()
        self.labelled.clear()
        self._grow(QRectF(), anew=True)

    def _grow(self, box: QRectF, *, anew: bool = False) -> None:
        if box != self._box or anew:
            self.prepareGeometryChange()
            self._box = box

    def _renew(self) -> None:
        """Put all edges that differ from what the layout has led into one bundle."""
        del self.bundles[1:]
        self._home.clear()
        if self._fresh:
            self._add(self._fresh)
        if self.hidden:
            for bundle in self.bundles:
                bundle.hide(self.hidden)

    def _add(self, routes: Mapping[str, Route]) -> None:
        """Make a bundle of edges."""
        from bcm_tool.layout.ways import Ways
        from ui.graph.bundle import Bundle
        from ui.graph.tiles import Tiles

        if not self.bundles:
            empty = Ways.of({})
            self.bundles = [Bundle(empty, Tiles(empty), self.lines)]
        ways = Ways.of(routes)
        bundle = Bundle(ways, Tiles(ways, one=len(ways) < FEW), self.lines)
        bundle.set_parts(*self._parts)
        if self.hidden:
            bundle.hide(self.hidden)
        self.bundles.append(bundle)
        self._home.update(dict.fromkeys(routes, bundle))

    # --- marks ------------------------------------------------------------------------------

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """Group id -> "k of n"."""
        if self.marks != marks:
            self.marks = dict(marks)
            self.update()

    def set_parts(self, parts: Mapping[str, str], rest: str = "") -> None:
        """What each edge is to the selection or a loss; ``rest`` for those not named."""
        self._parts = (parts, rest)
        for bundle in self.bundles:
            changed = bundle.set_parts(parts, rest)
            box = bundle.box(changed)
            if box is not None:
                area = QRectF(QPointF(*box[0]), QPointF(*box[1]))
                self.update(area.adjusted(-10, -10, 10, 10))
            elif len(changed):
                self.update()

    def set_labelled(self, edges: Iterable[str]) -> None:
        """Edges whose tolerance is shown at any zoom at which it can be read."""
        labelled = set(edges)
        if labelled != self.labelled:
            changed = [item for item in labelled ^ self.labelled if item in self.lines]
            self.labelled = labelled
            if len(changed) > 400:
                self.update()
                return
            for edge in changed:
                self.update(_label_box(self.route(edge)))

    def set_hidden(self, edges: Iterable[str]) -> None:
        """Edges that a filter leaves out."""
        hidden = set(edges)
        if hidden != self.hidden:
            self.hidden = hidden
            for bundle in self.bundles:
                bundle.hide(hidden)
            self.update()

    # --- looking up -------------------------------------------------------------------------

    @property
    def drawn(self) -> DrawnEdges:
        """Every edge by its id."""
        return DrawnEdges(self)

    def route(self, edge: str) -> Route:
        """The way of an edge."""
        found = self._fresh.get(edge)
        return found if found is not None else self.bundles[0].ways[edge]

    def part(self, edge: str) -> str:
        """What an edge is to the selection or a loss."""
        return self._home.get(edge, self.bundles[0]).part_of(edge)

    def edge_at(self, point: QPointF, reach: float) -> str | None:
        """The edge nearest to a point, at most ``reach`` away."""
        left, top = point.x() - reach, point.y() - reach
        near: set[str] = set()
        for bundle in self.bundles:
            pieces, _ = bundle.pieces(left, top, 2 * reach, 2 * reach)
            numbers = set(bundle.ways.owner(pieces).tolist())
            near |= {bundle.ways.edges[number] for number in numbers}
        best = min(
            ((distance(curve(self.route(edge)), point), edge) for edge in near), default=None
        )
        return best[1] if best and best[0] <= reach else None

    def from_afar(self) -> tuple[QRectF, QImage] | None:
        """The picture of very many edges, and where it lies; None when lines do."""
        from ui.graph.edge_painting import Afar

        if self._afar is None:
            self._afar = Afar()
        return self._afar.picture(self)

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
        if not self.lines:
            return
        from ui.graph.edge_painting import paint_edges

        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        paint_edges(self, painter, zoom, exposed_part(painter, self._box))


def _box(route: Route) -> QRectF:
    xs = [x for x, _ in route.points]
    ys = [y for _, y in route.points]
    sag = 40 if route.arc else 0
    box = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys) + sag)
    return box.adjusted(-10, -10, 10, 10)


def _alike(one: Line, two: Line) -> bool:
    """Whether two lines differ at most in the tolerance that is written on them."""
    return one._replace(tolerance=two.tolerance) == two


def _label_box(route: Route) -> QRectF:
    """Room for the longest tolerance written on an edge."""
    middle = label_point(route)
    return QRectF(middle.x() - 60, middle.y() - 10, 120, 20)
