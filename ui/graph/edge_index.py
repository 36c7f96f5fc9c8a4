"""Which edges pass a part of the map, without asking each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import QRectF

from bcm_tool.layout import Route

TILE = 400.0
MOST_TILES = 400
Tile = tuple[int, int]


class EdgeIndex:
    """Edges by the tiles that they touch; filled when first asked for a small part."""

    def __init__(self) -> None:
        self._tiles: defaultdict[Tile, set[str]] = defaultdict(set)
        self._of: dict[str, set[Tile]] = {}
        self._waiting: dict[str, Route] = {}

    def put(self, edge: str, route: Route) -> None:
        """Add an edge, or note that it runs otherwise."""
        self._waiting[edge] = route

    def drop(self, edge: str) -> None:
        """Forget an edge."""
        self._waiting.pop(edge, None)
        for tile in self._of.pop(edge, ()):
            self._tiles[tile].discard(edge)

    def clear(self) -> None:
        """Forget everything."""
        self._tiles.clear()
        self._of.clear()
        self._waiting.clear()

    def near(self, rect: QRectF) -> Iterable[str] | None:
        """Edges that may touch ``rect``; None when it is so large that all may."""
        left, right = int(rect.left() // TILE), int(rect.right() // TILE)
        top, bottom = int(rect.top() // TILE), int(rect.bottom() // TILE)
        if (right - left + 1) * (bottom - top + 1) > MOST_TILES:
            return None
        self._fill()
        found: set[str] = set()
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                found |= self._tiles.get((x, y), set())
        return found

    def _fill(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for edge, route in waiting.items():
            self.drop(edge)
            tiles = set(_tiles(route))
            self._of[edge] = tiles
            for tile in tiles:
                self._tiles[tile].add(edge)


def _tiles(route: Route) -> Iterator[Tile]:
    """The tiles that each piece of an edge may touch, arrow head and line width included."""
    points = route.points
    sag = 48.0 if route.arc else 0.0
    for (x, y), (u, v) in pairwise(points):
        left, right = int((min(x, u) - 10) // TILE), int((max(x, u) + 10) // TILE)
        top, bottom = int((min(y, v) - 10) // TILE), int((max(y, v) + sag + 10) // TILE)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield (column, row)
