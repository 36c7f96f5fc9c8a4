"""One node of the map: where it stands and what is marked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from ui.graph.content import SIZES, Card, State
from ui.graph.look import Look
from ui.tips import wrapped_tip

if TYPE_CHECKING:
    from ui.graph.nodes import NodeLayer

WIDTH, HEIGHT = SIZES.width, SIZES.height
BOX = QRectF(-WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT)
HANDLE = 6.0
"""Radius of the handles from which a dependency is drawn."""
BELOW = QPointF(0, HEIGHT / 2)
ABOVE = QPointF(0, -HEIGHT / 2)
NEAR, MIDDLE, FAR = 0.72, 0.31, 0.14
"""Zoom from which a card shows everything, its name, its key."""
ROOM = BOX.adjusted(-4, -HANDLE - 3, 4, HANDLE + 3)
"""What a node covers with its handles and frames."""


class Node:
    """A node, as those who ask about one see it; :class:`NodeLayer` holds and paints them all."""

    __slots__ = ("_layer", "id", "kind", "number", "place")

    def __init__(self, layer: NodeLayer, element: str, kind: str, number: int) -> None:
        self._layer = layer
        self.id, self.kind, self.number = element, kind, number
        self.place = (0.0, 0.0)

    @property
    def card(self) -> Card:
        """What stands on it."""
        return self._layer.card(self.id)

    @property
    def look(self) -> Look:
        """The colours it is painted in."""
        return self._layer.look

    @property
    def state(self) -> State | None:
        """What a loss means for the element; None when it goes on as before."""
        return self._layer.states.get(self.id)

    @property
    def role(self) -> str:
        """The part in what is selected: "", "needs" or "needed"."""
        role = self._layer.roles.get(self.id, "")
        return role if role in ("needs", "needed") else ""

    @property
    def faded(self) -> bool:
        """Whether something else is what matters now."""
        return self._layer.fade and self.id not in self._layer.roles

    @property
    def found(self) -> bool:
        """Whether a search has found it."""
        return self.id in self._layer.found

    @property
    def target(self) -> str:
        """The tone in which it shows that a dependency being drawn has reached it, else ""."""
        return self._layer.target[1] if self._layer.target[0] == self.id else ""

    @property
    def visible(self) -> bool:
        """Whether a filter lets it through."""
        return self._layer.is_shown(self.id)

    @property
    def selected(self) -> bool:
        """Whether it is selected (and not hidden)."""
        return self.id in self._layer.chosen and self.visible

    @property
    def tip(self) -> str:
        """The tool tip."""
        return wrapped_tip(self.card.tip)

    def x(self) -> float:
        """The middle, from the left."""
        return self.place[0]

    def y(self) -> float:
        """The middle, from the top."""
        return self.place[1]

    def pos(self) -> QPointF:
        """The middle."""
        return QPointF(*self.place)

    def box(self) -> QRectF:
        """What it covers with its handles and frames."""
        return ROOM.translated(*self.place)


def node_box(middle: QPointF) -> QRectF:
    """The box of a node that stands there."""
    return BOX.translated(middle)
