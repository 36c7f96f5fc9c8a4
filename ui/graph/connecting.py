"""Drawing a dependency: from a node's handle, or with C and a pick."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsLineItem

from ui.graph.node import ABOVE, BELOW, Node
from ui.graph.scene import MapScene


class Connecting(QObject):
    """The dependency that is being drawn; ``finished(dependent, provider)`` when it is.

    ``downwards``: the source needs what is picked; otherwise it is needed by it.
    """

    begun = Signal(str)
    finished = Signal(str, str)
    ended = Signal()

    def __init__(self, scene: MapScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._line: QGraphicsLineItem | None = None
        self._target: Node | None = None
        self.source: str | None = None
        self.downwards = True

    @property
    def active(self) -> bool:
        """Whether a dependency is being drawn."""
        return self.source is not None

    @property
    def target(self) -> Node | None:
        """The node that pointer or arrow keys have reached."""
        return self._target

    def begin(self, source: str, downwards: bool = True) -> None:
        """Start at a node."""
        self.cancel()
        self.source, self.downwards = source, downwards
        look = self._scene.look
        pen = QPen(look.needs if downwards else look.needed, 2.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._line = self._scene.addLine(QLineF(), pen)
        self._line.setZValue(10)
        self.move_to(self._start())
        word = "needs" if downwards else "is needed by"
        name = self._scene.nodes[source].card.name
        self.begun.emit(
            f"{name} {word} … click the other element, or arrow keys and Enter; Esc leaves it"
        )

    def move_to(self, point: QPointF) -> None:
        """The pointer is at a point of the scene."""
        if self._line is None:
            return
        self._line.setLine(QLineF(self._start(), point))
        node = self._scene.node_at(point)
        self._aim(node)

    def aim_at(self, element: str) -> None:
        """The keyboard has reached a node."""
        node = self._scene.nodes.get(element)
        if node is not None and self._line is not None:
            self._line.setLine(QLineF(self._start(), node.pos()))
            self._aim(node)

    def pick(self, node: Node | None) -> None:
        """Finish at a node; without one it is left."""
        source, downwards = self.source, self.downwards
        self.cancel()
        if source is None or node is None:
            return
        other = node.id
        self.finished.emit(*((source, other) if downwards else (other, source)))

    def cancel(self) -> None:
        """Leave it."""
        if self.source is None:
            return
        self._aim(None)
        self.source = None
        if self._line is not None:
            self._scene.removeItem(self._line)
            self._line = None
        self.ended.emit()

    def possible(self, other: str) -> bool:
        """Whether a dependency with another element is neither a loop nor there already."""
        if self.source is None or other == self.source:
            return False
        ends = (self.source, other) if self.downwards else (other, self.source)
        lines = self._scene.edges.lines.values()
        return all((line.dependent, line.provider) != ends for line in lines)

    def _start(self) -> QPointF:
        node = self._scene.nodes[self.source or ""]
        return node.pos() + (BELOW if self.downwards else ABOVE)

    def _aim(self, node: Node | None) -> None:
        if node is self._target:
            return
        self._target = node
        if node is None:
            self._scene.aim("", "")
        else:
            self._scene.aim(node.id, "ok" if self.possible(node.id) else "error")
