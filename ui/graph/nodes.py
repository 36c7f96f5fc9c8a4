"""All nodes of the map in one item: ten thousand of them cost no more than those in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from bcm_tool.layout import Point
from ui.graph.content import Card, State
from ui.graph.look import Look, exposed_part
from ui.graph.node import BOX, FAR, ROOM, Node
from ui.graph.node_painting import colour_from_afar, paint_node

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Source = Callable[[str], Card]


class NodeLayer(QGraphicsItem):
    """Nodes by element, and what is marked on them.

    ``source`` makes the card of an element, when a node is painted or asked about; cards are
    kept until :meth:`forget_cards`.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.source: Source | None = None
        self.nodes: dict[str, Node] = {}
        self.states: Mapping[str, State] = {}
        self.roles: Mapping[str, str] = {}
        self.fade = False
        self.found: set[str] = set()
        self.chosen: set[str] = set()
        self.target = ("", "")
        self.hovered = ""
        self.editable = True
        self._shown: set[str] | None = None
        self._cards: dict[str, Card] = {}
        self._middles: NDArray[np.float64] | None = None
        self._order: list[Node] = []
        self._box = QRectF()
        self._made = 0

    # --- content ----------------------------------------------------------------------------

    def put(self, kinds: Mapping[str, str], places: Mapping[str, Point]) -> None:
        """Add nodes, or give nodes another kind and other words."""
        fresh: list[Point] = []
        for element, kind in kinds.items():
            node = self.nodes.get(element)
            if node is None:
                node = self.nodes[element] = Node(self, element, kind, self._made)
                self._made += 1
                node.place = places[element]
                if self._middles is not None:
                    self._order.append(node)
                    fresh.append(node.place)
            node.kind = kind
            self._cards.pop(element, None)
        if fresh and self._middles is not None:
            import numpy as np

            self._middles = np.concatenate((self._middles, np.array(fresh, dtype=np.float64)))
        self._measure()
        self.refresh_all(kinds)

    def drop(self, ids: Iterable[str]) -> None:
        """Take nodes away."""
        gone = set[Node]()
        for element in ids:
            node = self.nodes.pop(element, None)
            if node is not None:
                self._cards.pop(element, None)
                self.chosen.discard(element)
                gone.add(node)
                self.update(node.box())
        if gone and self._middles is not None:
            kept = [node not in gone for node in self._order]
            self._order = list(compress(self._order, kept))
            self._middles = self._middles[kept]
        self._measure()

    def move(self, places: Mapping[str, Point]) -> None:
        """Put nodes elsewhere."""
        moved = [
            item
            for item, place in places.items()
            if item in self.nodes and self.nodes[item].place != place
        ]
        if not moved:
            return
        self.refresh_all(moved)
        for element in moved:
            self.nodes[element].place = places[element]
        self._middles = None
        self._measure()
        self.refresh_all(moved)

    def card(self, element: str) -> Card:
        """What stands on a node."""
        card = self._cards.get(element)
        if card is None:
            assert self.source is not None
            card = self._cards[element] = self.source(element)
        return card

    def forget_cards(self, ids: Iterable[str] | None = None) -> None:
        """Nodes say something else now; None: all of them."""
        if ids is None:
            self._cards.clear()
            self.update()
            return
        known = [element for element in ids if self._cards.pop(element, None) is not None]
        self.refresh_all(known)

    # --- marks ------------------------------------------------------------------------------

    def refresh(self, element: str) -> None:
        """Paint a node again."""
        node = self.nodes.get(element)
        if node is not None:
            self.update(node.box())

    def refresh_all(self, ids: Iterable[str]) -> None:
        """Paint some nodes again; many at once are one area."""
        changed = list(ids)
        if len(changed) > 200:
            self.update()
            return
        for element in changed:
            self.refresh(element)

    def set_shown(self, ids: set[str] | None) -> None:
        """Show these nodes only; None shows all."""
        if ids != self._shown:
            self._shown = ids
            self.update()

    def is_shown(self, element: str) -> bool:
        """Whether a node is not hidden."""
        return self._shown is None or element in self._shown

    def visible(self) -> list[Node]:
        """The nodes that are not hidden."""
        shown = self._shown
        if shown is None:
            return list(self.nodes.values())
        return [node for element, node in self.nodes.items() if element in shown]

    # --- looking up -------------------------------------------------------------------------

    def within(self, rect: QRectF) -> list[Node]:
        """Shown nodes that a rectangle touches, in the order in which they were added."""
        if not self.nodes:
            return []
        middles = self._places()
        left, right = rect.left() - BOX.right(), rect.left() + rect.width() + BOX.right()
        top, bottom = rect.top() - BOX.bottom(), rect.top() + rect.height() + BOX.bottom()
        inside = (middles[:, 0] >= left) & (middles[:, 0] <= right)
        inside &= (middles[:, 1] >= top) & (middles[:, 1] <= bottom)
        found = [self._order[number] for number in inside.nonzero()[0].tolist()]
        shown = self._shown
        return found if shown is None else [node for node in found if node.id in shown]

    def at(self, point: QPointF) -> Node | None:
        """The node at a point, the one painted last first."""
        wide, high = ROOM.right() - BOX.right() - 0.5, ROOM.bottom() - BOX.bottom() - 0.5
        around = QRectF(point, point).adjusted(-wide, -high, wide, high)
        return max(self.within(around), key=lambda node: node.number, default=None)

    def content_box(self) -> QRectF:
        """What the shown nodes cover."""
        if self._shown is None:
            return QRectF(self._box)
        box = QRectF()
        for node in self.visible():
            box = box.united(BOX.translated(*node.place))
        return box

    def _places(self) -> NDArray[np.float64]:
        if self._middles is None:
            import numpy as np

            self._order = list(self.nodes.values())
            self._middles = np.array([node.place for node in self._order], dtype=np.float64)
        return self._middles

    def _measure(self) -> None:
        box = QRectF()
        if self.nodes:
            middles = self._places()
            (left, top), (right, bottom) = (
                middles.min(axis=0).tolist(),
                middles.max(axis=0).tolist(),
            )
            box = QRectF(left, top, right - left, bottom - top)
            box.adjust(BOX.left(), BOX.top(), BOX.right(), BOX.bottom())
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box

    # --- Qt ---------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-10, -20, 10, 20) if self.nodes else QRectF()

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        part = exposed_part(painter, self.boundingRect())
        seen = self.within(part.adjusted(-10, -20, 10, 20))
        if zoom < FAR:
            self._boxes(painter, seen)
            return
        for node in seen:
            paint_node(painter, node, zoom, node.id == self.hovered, self.editable)

    def _boxes(self, painter: QPainter, seen: list[Node]) -> None:
        """Nodes from afar, all boxes of one colour in one call; what stands out comes last."""
        boxes: defaultdict[tuple[int, str], list[QRectF]] = defaultdict(list)
        kinds = {kind: self.look.kind(kind).name() for kind in {node.kind for node in seen}}
        fade, roles, chosen, states = self.fade, self.roles, self.chosen, self.states
        left, top, width, height = BOX.x(), BOX.y(), BOX.width(), BOX.height()
        for node in seen:
            element = node.id
            if element in chosen or element in states or element == self.target[0]:
                rank, name = 2 + (element in chosen), colour_from_afar(node).name()
            else:
                rank, name = 1, kinds[node.kind]
            if fade and element not in roles and element not in chosen:
                rank = 0
            x, y = node.place
            boxes[rank, name].append(QRectF(x + left, y + top, width, height))
        painter.setPen(Qt.PenStyle.NoPen)
        for (rank, name), rects in sorted(boxes.items(), key=lambda item: item[0]):
            painter.setOpacity(self.look.faded if rank == 0 else 1.0)
            painter.setBrush(QColor(name))
            painter.drawRects(rects)
        painter.setOpacity(1.0)
