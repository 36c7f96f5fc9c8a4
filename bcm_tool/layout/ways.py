"""The ways of many edges in a few arrays: a tenth of what objects for each point would take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.geometry import Point
from bcm_tool.layout.routes import Route

Singles: TypeAlias = NDArray[np.float32]
Counts: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
Integers: TypeAlias = NDArray[np.integer]


class Ways(Mapping[str, Route]):
    """Edge -> :class:`Route`, held as knots.

    A knot is where an edge stands still on one x: it comes to height ``above`` and leaves
    from height ``below``; at both ends of an edge the two are equal. Between the knot k and
    the knot k + 1 the edge curves. Knots of the edge number n are ``first[n]:first[n + 1]``,
    from the dependent to the provider.
    """

    def __init__(
        self,
        edges: Sequence[str],
        first: Counts,
        x: Singles,
        above: Singles,
        below: Singles,
        arc: Flags,
    ) -> None:
        self.edges = edges
        self.first, self.x, self.above, self.below, self.arc = first, x, above, below, arc

    @cached_property
    def number(self) -> dict[str, int]:
        """Edge -> its number."""
        return dict(zip(self.edges, range(len(self.edges)), strict=True))

    @classmethod
    def of(cls, routes: Mapping[str, Route]) -> Ways:
        """The same routes, as arrays."""
        x: list[float] = []
        above: list[float] = []
        below: list[float] = []
        first = [0]
        for route in routes.values():
            points = route.points
            x += [points[0][0], *(point[0] for point in points[1:-1:2]), points[-1][0]]
            above += [points[0][1], *(point[1] for point in points[1:-1:2]), points[-1][1]]
            below += [points[0][1], *(point[1] for point in points[2:-1:2]), points[-1][1]]
            first.append(len(x))
        return cls(
            list(routes),
            np.array(first, dtype=np.int32),
            np.array(x, dtype=np.float32),
            np.array(above, dtype=np.float32),
            np.array(below, dtype=np.float32),
            np.array([route.arc for route in routes.values()], dtype=bool),
        )

    @classmethod
    def straight(
        cls, places: Mapping[str, Point], edges: Mapping[str, tuple[str, str, str]]
    ) -> Ways:
        """From centre to centre: the quickest picture of how very many edges run."""
        number = dict(zip(places, range(len(places)), strict=True))
        ends = [number[node] for edge in edges.values() for node in edge[:2]]
        centres = np.array(list(places.values()), dtype=np.float32).reshape(-1, 2)
        x, y = centres[:, 0][ends], centres[:, 1][ends]
        first = np.arange(0, 2 * len(edges) + 1, 2, dtype=np.int32)
        return cls(list(edges), first, x, y, y, np.zeros(len(edges), dtype=bool))

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all knots; zeros without any."""
        if not len(self.x):
            return 0.0, 0.0, 0.0, 0.0
        x, y = self.x, self.above
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def __getitem__(self, edge: str) -> Route:
        return self.route(self.number[edge])

    def __iter__(self) -> Iterator[str]:
        return iter(self.edges)

    def __len__(self) -> int:
        return len(self.edges)

    def __contains__(self, edge: object) -> bool:
        return edge in self.number

    def route(self, number: int) -> Route:
        """The route of the edge with a number."""
        start, end = int(self.first[number]), int(self.first[number + 1])
        x, above = self.x[start:end].tolist(), self.above[start:end].tolist()
        below = self.below[start:end].tolist()
        points = [(x[0], below[0])]
        for index in range(1, len(x) - 1):
            points += [(x[index], above[index]), (x[index], below[index])]
        return Route((*points, (x[-1], above[-1])), arc=bool(self.arc[number]))

    def owner(self, knots: Integers) -> NDArray[np.int64]:
        """The numbers of the edges that knots belong to."""
        return np.searchsorted(self.first, knots, side="right") - 1
