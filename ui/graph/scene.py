"""The scene: nodes by element, edges under them, and what is marked on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from bcm_tool.layout import Point, Route
from ui.graph.content import Line, State
from ui.graph.edges import EdgeLayer
from ui.graph.look import Look
from ui.graph.node import Node
from ui.graph.nodes import NodeLayer

if TYPE_CHECKING:
    from ui.graph.route_book import RouteBook

MARGIN = 2_000.0
"""Room around everything, so that any place can be brought to the middle."""


class MapScene(QGraphicsScene):
    """What the map shows. Knows nothing of the document; it is told what to show.

    ``chosenChanged`` follows what a person selects.
    """

    extentChanged = Signal()
    chosenChanged = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.layer = NodeLayer(look)
        self.edges = EdgeLayer(look)
        self.addItem(self.edges)
        self.addItem(self.layer)
        self.setBackgroundBrush(look.colour("window"))

    @property
    def look(self) -> Look:
        """The colours that everything is painted in."""
        return self.layer.look

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by its element."""
        return self.layer.nodes

    @property
    def editable(self) -> bool:
        """Whether nodes can be moved and connected."""
        return self.layer.editable

    def set_editable(self, editable: bool) -> None:
        """Whether nodes can be moved, and have handles to draw dependencies from."""
        self.layer.editable = editable

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.layer.look = self.edges.look = look
        self.setBackgroundBrush(look.colour("window"))
        self.update()

    # --- content ----------------------------------------------------------------------------

    def put_nodes(self, kinds: Mapping[str, str], places: Mapping[str, Point]) -> None:
        """Add nodes (element -> kind), or give them another kind and other words."""
        self.layer.put(kinds, places)

    def drop_nodes(self, ids: Iterable[str]) -> None:
        """Take nodes away."""
        self.layer.drop(ids)

    def move_nodes(self, places: Mapping[str, Point]) -> None:
        """Put nodes elsewhere."""
        self.layer.move(places)

    def take_edges(self, lines: Mapping[str, Line], book: RouteBook) -> None:
        """Show exactly the edges of a book of routes."""
        self.edges.take(lines, book)

    def put_edges(self, lines: Mapping[str, Line], routes: Mapping[str, Route]) -> None:
        """Add or replace edges."""
        self.edges.put(lines, routes)

    def fit_extent(self) -> None:
        """Make the scene as large as what it shows."""
        room = self.content_box().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if room != self.sceneRect():
            self.setSceneRect(room)
            self.extentChanged.emit()

    def content_box(self) -> QRectF:
        """What the shown nodes and edges cover."""
        box = self.layer.content_box()
        return box.adjusted(-10, -20, 10, 20) if self.nodes else box

    # --- marks ------------------------------------------------------------------------------

    def set_states(self, states: Mapping[str, State]) -> None:
        """What a loss means; nodes not named go on as before."""
        layer = self.layer
        before, layer.states = layer.states, dict(states)
        layer.refresh_all(
            element
            for element in before.keys() | states.keys()
            if before.get(element) != states.get(element)
        )

    def set_roles(self, roles: Mapping[str, str], fade: bool) -> None:
        """Element -> "needs", "needed" or "self"; the others are faded when asked."""
        layer = self.layer
        before, faded = layer.roles, layer.fade
        layer.roles, layer.fade = dict(roles), fade
        if fade != faded:
            layer.update()
        elif before != layer.roles:
            layer.refresh_all(
                element
                for element in before.keys() | roles.keys()
                if before.get(element) != roles.get(element)
            )

    def set_found(self, ids: Iterable[str]) -> None:
        """Mark what a search has found."""
        before, self.layer.found = self.layer.found, set(ids)
        self.layer.refresh_all(before ^ self.layer.found)

    def select_nodes(self, ids: Iterable[str]) -> None:
        """Select exactly these nodes; nobody is told, for whoever asks knows."""
        before = self.layer.chosen
        self.layer.chosen = {element for element in ids if element in self.nodes}
        self.layer.refresh_all(before ^ self.layer.chosen)

    def choose(self, ids: Iterable[str]) -> None:
        """A person selects exactly these nodes."""
        before = set(self.layer.chosen)
        self.select_nodes(ids)
        if self.layer.chosen != before:
            self.chosenChanged.emit()

    def selected_ids(self) -> list[str]:
        """Ids of the selected nodes, in no particular order."""
        return [element for element in self.layer.chosen if self.layer.is_shown(element)]

    def show_only(self, ids: set[str] | None) -> None:
        """Hide every node that is not named (None: show all) and the edges at hidden nodes."""
        self.layer.set_shown(ids)
        self.edges.set_hidden(
            edge
            for edge, line in self.edges.lines.items()
            if ids is not None and not (line.dependent in ids and line.provider in ids)
        )

    def aim(self, element: str, tone: str) -> None:
        """Show that a dependency being drawn has reached a node; "" for none."""
        before, self.layer.target = self.layer.target[0], (element, tone)
        self.layer.refresh(before)
        self.layer.refresh(element)

    def hover(self, element: str) -> None:
        """The pointer is over a node; "" for none."""
        before, self.layer.hovered = self.layer.hovered, element
        if before != element:
            self.layer.refresh(before)
            self.layer.refresh(element)

    def node_at(self, point: QPointF) -> Node | None:
        """The node at a point of the scene."""
        return self.layer.at(point)
