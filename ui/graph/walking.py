"""Where the arrow keys lead on the map."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from bcm_tool.layout import Point
from ui.graph.content import SIZES
from ui.graph.node import Node
from ui.graph.scene import MapScene

ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


def first_node(scene: MapScene) -> str | None:
    """The node at the top left."""
    shown = [(node.y(), node.x(), element) for element, node in _shown(scene)]
    return min(shown)[2] if shown else None


def walk(scene: MapScene, start: str, key: Qt.Key, *, along: bool = True) -> str | None:
    """Down to what it needs, up to what needs it, left and right along its row.

    With ``along`` off, up and down lead to the nearest node there, dependency or not.
    """
    here = _place(scene, start)
    if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not along:
        side = 1 if key == Qt.Key.Key_Down else -1
        rows = [
            element
            for element, node in _shown(scene)
            if side * (node.y() - here[1]) >= SIZES.height / 2
        ]
        return _nearest(scene, here, rows)
    if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        down = key == Qt.Key.Key_Down
        linked = {
            line.provider if down else line.dependent
            for line in scene.edges.lines.values()
            if start == (line.dependent if down else line.provider)
        }
        return _nearest(scene, here, linked)
    right = key == Qt.Key.Key_Right
    row = {
        element
        for element, node in _shown(scene)
        if abs(node.y() - here[1]) < SIZES.height / 2
        and (node.x() > here[0] + 1 if right else node.x() < here[0] - 1)
    }
    return _nearest(scene, here, row)


def _shown(scene: MapScene) -> Iterable[tuple[str, Node]]:
    return ((node.id, node) for node in scene.layer.visible())


def _place(scene: MapScene, element: str) -> Point:
    return scene.nodes[element].place


def _nearest(scene: MapScene, here: Point, elements: Iterable[str]) -> str | None:
    places = [
        (abs(place[0] - here[0]) + abs(place[1] - here[1]), place, element)
        for element in elements
        if element in scene.nodes and scene.nodes[element].visible
        for place in [_place(scene, element)]
    ]
    return min(places)[2] if places else None
