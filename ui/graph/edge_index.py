"""Which edges pass a part of the map, without asking each of them.

Knows nothing of Qt, so that a worker can fill the index of a large map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bcm_tool.layout import Route

TILE = 300.0
MOST_TILES = 1000
Tile = tuple[int, int]


class EdgeIndex:
    """Edges by the tiles that they touch; what was put in lately is filled in when asked."""

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

    def near(self, x: float, y: float, width: float, height: float) -> Iterable[str] | None:
        """Edges that may touch a rectangle; None when it is so large that all may."""
        left, right = int(x // TILE), int((x + width) // TILE)
        top, bottom = int(y // TILE), int((y + height) // TILE)
        if (right - left + 1) * (bottom - top + 1) > MOST_TILES:
            return None
        self.fill()
        found: set[str] = set()
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                found |= self._tiles.get((column, row), set())
        return found

    def fill(self) -> None:
        """Fill in what was put in."""
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
