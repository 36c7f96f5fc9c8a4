"""The routes of a map: all of them as they were made, and the few that an edit has changed since.

Knows nothing of Qt, so that a worker can make the book of a large map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bcm_tool.layout import Route
from bcm_tool.layout.ways import Ways
from ui.graph.density import CROWD, Density
from ui.graph.tiles import Tiles


class RouteBook(Mapping[str, Route]):
    """Edge -> route. ``ways``, their ``tiles`` and ``density`` never change; ``changed`` does.

    ``gone`` are edges whose route in ``ways`` holds no longer: replaced or taken away.
    """

    def __init__(self, ways: Ways, *, draft: bool = False, density: Density | None = None) -> None:
        """``draft``: ways that only show where edges lead, until they are led around nodes;

        their density serves their successors as well.
        """
        self.ways, self.draft = ways, draft
        self.tiles = Tiles(ways, one=draft)
        if density is None and len(ways) > CROWD:
            density = Density(ways)
        self.density = density
        self.changed: dict[str, Route] = {}
        self._boxes: dict[str, tuple[float, float, float, float]] = {}
        self.gone: set[str] = set()

    @property
    def worn(self) -> bool:
        """Whether so many routes have changed that all should be led once more."""
        return len(self.changed) > 500 + len(self.ways) // 20

    def put(self, routes: Mapping[str, Route]) -> None:
        """Add routes or replace them."""
        self.changed.update(routes)
        self._boxes.update((edge, _box(route)) for edge, route in routes.items())
        self.gone.update(edge for edge in routes if edge in self.ways.number)

    def drop(self, edge: str) -> None:
        """Take a route away."""
        self.changed.pop(edge, None)
        self._boxes.pop(edge, None)
        if edge in self.ways.number:
            self.gone.add(edge)

    def near(self, x: float, y: float, width: float, height: float) -> set[str]:
        """Edges that may touch a rectangle."""
        ways = self.ways
        numbers = set(ways.owner(self.tiles.near(x, y, width, height)).tolist())
        found = {ways.edges[number] for number in numbers} - self.gone
        right, bottom = x + width, y + height
        return found | {
            edge
            for edge, (left, top, end, low) in self._boxes.items()
            if left <= right and end >= x and top <= bottom and low >= y
        }

    def __getitem__(self, edge: str) -> Route:
        if edge in self.changed:
            return self.changed[edge]
        if edge in self.gone:
            raise KeyError(edge)
        return self.ways[edge]

    def __contains__(self, edge: object) -> bool:
        return edge in self.changed or (edge in self.ways.number and edge not in self.gone)

    def __iter__(self) -> Iterator[str]:
        yield from (edge for edge in self.ways.edges if edge not in self.gone)
        yield from self.changed

    def __len__(self) -> int:
        return len(self.ways) - len(self.gone) + len(self.changed)


def _box(route: Route) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a route."""
    xs = [x for x, _ in route.points]
    ys = [y for _, y in route.points]
    return min(xs), min(ys), max(xs), max(ys)
