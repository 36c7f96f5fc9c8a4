"""The mouse on nodes: picking, dragging, and a rubber band around several."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QGraphicsView, QRubberBand

from bcm_tool.layout import Point
from ui.graph.node import Node
from ui.graph.scene import MapScene

SNAP = 14.0
ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""Keys with which a press adds to what is selected, or takes from it."""


class Grabbing:
    """What the left button does from press to release; one per canvas."""

    def __init__(self, scene: MapScene, view: QGraphicsView) -> None:
        self._scene, self._view = scene, view
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, view.viewport())
        self._from: QPoint | None = None
        self._node = ""
        self._adding = False
        self._dragging = False
        self._before: dict[str, Point] = {}
        self._kept: set[str] = set()

    def press(self, at: QPoint, node: Node | None, adding: bool) -> None:
        """The button goes down on a node or beside all; ``adding`` to what is selected."""
        scene = self._scene
        self._from, self._adding, self._dragging = at, adding, False
        self._node = node.id if node is not None else ""
        if node is None:
            self._kept = set(scene.selected_ids()) if adding else set()
            scene.choose(self._kept)
        elif not node.selected and not adding:
            scene.choose([node.id])
        if node is not None:
            held = {*scene.selected_ids(), node.id}
            self._before = {item: scene.nodes[item].place for item in held}

    def move(self, at: QPoint) -> dict[str, Point]:
        """The pointer moves with the button down; nodes that stand elsewhere now."""
        if self._from is None:
            return {}
        if not self._node:
            self._stretch(at)
            return {}
        if not self._scene.editable or not self._far_enough(at):
            return {}
        if not self._dragging and self._adding:
            self._scene.choose(self._before)
        self._dragging = True
        start, here = self._view.mapToScene(self._from), self._view.mapToScene(at)
        across, down = here.x() - start.x(), here.y() - start.y()
        moved = {item: (x + across, y + down) for item, (x, y) in self._before.items()}
        self._scene.move_nodes(moved)
        return moved

    def release(self) -> dict[str, Point]:
        """The button goes up; where what was dragged stands now."""
        node, dragging, begun = self._node, self._dragging, self._from is not None
        before, self._before = self._before, {}
        self._from, self._node, self._dragging = None, "", False
        self._band.hide()
        if not begun or not node or node not in self._scene.nodes:
            return {}
        if dragging:
            return self._snapped(item for item in before if item in self._scene.nodes)
        chosen = set(self._scene.selected_ids())
        self._scene.choose(chosen ^ {node} if self._adding else {node})
        return {}

    def leave(self) -> None:
        """Forget what was begun."""
        self._from, self._node, self._before = None, "", {}
        self._band.hide()

    def _far_enough(self, at: QPoint) -> bool:
        """A hand that trembles moves nothing."""
        if self._dragging or self._from is None:
            return self._dragging
        return (at - self._from).manhattanLength() >= QApplication.startDragDistance() // 3

    def _stretch(self, at: QPoint) -> None:
        assert self._from is not None
        band = QRect(self._from, at).normalized()
        self._band.setGeometry(band)
        self._band.show()
        area = self._view.mapToScene(band.adjusted(0, 0, 1, 1)).boundingRect()
        inside = {node.id for node in self._scene.layer.within(area)}
        self._scene.choose(self._kept | inside)

    def _snapped(self, items: Iterable[str]) -> dict[str, Point]:
        """Whole pixels; near a row of others exactly on it."""
        moved = {item: self._scene.nodes[item].place for item in items}
        others = self._scene.nodes.values()
        rows = sorted({node.place[1] for node in others if node.id not in moved})
        result = {}
        for element, (x, y) in moved.items():
            row = min(rows, key=lambda other: abs(other - y), default=y)
            result[element] = (float(round(x)), row if abs(row - y) <= SNAP else float(round(y)))
        return result
