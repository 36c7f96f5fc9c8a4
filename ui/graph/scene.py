"""The scene: nodes by element, one layer of edges, and what is marked on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from bcm_tool.layout import Point, Route
from ui.graph.content import SIZES, Card, Line, State
from ui.graph.edge_index import EdgeIndex
from ui.graph.edges import EdgeLayer
from ui.graph.look import Look
from ui.graph.node import NodeItem

MARGIN = 2_000.0
"""Room around everything, so that any place can be brought to the middle."""


class MapScene(QGraphicsScene):
    """What the map shows. Knows nothing of the document; it is told what to show."""

    extentChanged = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.nodes: dict[str, NodeItem] = {}
        self.edges = EdgeLayer(look)
        self.editable = True
        self.addItem(self.edges)
        self.setBackgroundBrush(look.colour("window"))

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.look = self.edges.look = look
        for node in self.nodes.values():
            node.look = look
        self.setBackgroundBrush(look.colour("window"))
        self.update()

    # --- content ----------------------------------------------------------------------------

    def put_nodes(self, cards: Iterable[Card], places: Mapping[str, Point]) -> None:
        """Add nodes or show other content on them."""
        for card in cards:
            node = self.nodes.get(card.id)
            if node is None:
                node = self.nodes[card.id] = NodeItem(card, self.look)
                node.setPos(*places[card.id])
                node.set_editable(self.editable)
                self.addItem(node)
            else:
                node.set_card(card)

    def drop_nodes(self, ids: Iterable[str]) -> None:
        """Take nodes away."""
        for element in ids:
            node = self.nodes.pop(element, None)
            if node is not None:
                self.removeItem(node)

    def move_nodes(self, places: Mapping[str, Point]) -> None:
        """Put nodes elsewhere."""
        for element, place in places.items():
            if element in self.nodes:
                self.nodes[element].setPos(*place)

    def put_edges(
        self,
        lines: Mapping[str, Line],
        routes: Mapping[str, Route],
        index: EdgeIndex | None = None,
    ) -> None:
        """Add or replace edges."""
        self.edges.put(lines, routes, index)

    def fit_extent(self) -> None:
        """Make the scene as large as what it shows."""
        box = self.content_box()
        room = box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if room != self.sceneRect():
            self.setSceneRect(room)
            self.extentChanged.emit()

    def content_box(self) -> QRectF:
        """What the shown nodes and edges cover."""
        box = QRectF()
        for node in self.nodes.values():
            if node.isVisible():
                box = box.united(node_box(node.pos()))
        return box.adjusted(-10, -20, 10, 20) if self.nodes else box

    # --- marks ------------------------------------------------------------------------------

    def set_states(self, states: Mapping[str, State]) -> None:
        """What a loss means; nodes not named go on as before."""
        for element, node in self.nodes.items():
            node.set_state(states.get(element))

    def set_roles(self, roles: Mapping[str, str], fade: bool) -> None:
        """Element -> "needs", "needed" or "self"; the others are faded when asked."""
        for element, node in self.nodes.items():
            role = roles.get(element)
            node.set_part(role if role in ("needs", "needed") else "", fade and role is None)

    def set_found(self, ids: Iterable[str]) -> None:
        """Mark what a search has found."""
        found = set(ids)
        for element, node in self.nodes.items():
            if node.found != (element in found):
                node.found = element in found
                node.update()

    def select_nodes(self, ids: Iterable[str]) -> None:
        """Select exactly these nodes, with one signal at most from the caller's side."""
        wanted = set(ids)
        for element, node in self.nodes.items():
            if node.isSelected() != (element in wanted):
                node.setSelected(element in wanted)

    def selected_ids(self) -> list[str]:
        """Ids of the selected nodes, in no particular order."""
        return [item.card.id for item in self.selectedItems() if isinstance(item, NodeItem)]

    def show_only(self, ids: set[str] | None) -> None:
        """Hide every node that is not named (None: show all) and the edges at hidden nodes."""
        for element, node in self.nodes.items():
            node.setVisible(ids is None or element in ids)
        self.edges.set_hidden(
            edge
            for edge, drawn in self.edges.drawn.items()
            if ids is not None and not (drawn.line.dependent in ids and drawn.line.provider in ids)
        )

    def node_at(self, point: QPointF) -> NodeItem | None:
        """The node at a point of the scene."""
        for item in self.items(point):
            if isinstance(item, NodeItem):
                return item
        return None


def node_box(middle: QPointF) -> QRectF:
    """The box of a node that stands there."""
    return QRectF(
        middle.x() - SIZES.width / 2, middle.y() - SIZES.height / 2, SIZES.width, SIZES.height
    )
