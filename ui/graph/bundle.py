"""Edges whose geometry lies in arrays, with what each of them is to the selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import repeat
from operator import attrgetter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout import Point
from bcm_tool.layout.ways import Ways
from ui.graph.content import Line
from ui.graph.tiles import Tiles

Ints: TypeAlias = NDArray[np.int32]
PARTS = ("faded", "", "needed", "needs", "failing", "chosen")
"""What an edge is to the selection or the loss, in the order of painting."""
CODES = {part: code for code, part in enumerate(PARTS)}

_SOFT, _NO_LINE = attrgetter("soft"), Line("", "", "", False, 0, "")


class Bundle:
    """Geometry, and per edge: its part, whether it is soft, whether it is shown."""

    def __init__(self, ways: Ways, tiles: Tiles, lines: Mapping[str, Line]) -> None:
        self.ways, self.tiles = ways, tiles
        soft = map(_SOFT, map(lines.get, ways.edges, repeat(_NO_LINE)))
        self.soft = np.fromiter(soft, dtype=bool, count=len(ways))
        self.part = np.full(len(ways), CODES[""], dtype=np.uint8)
        self.shown = np.ones(len(ways), dtype=bool)
        self.gone = np.zeros(len(ways), dtype=bool)
        self.many = len(ways.x) - len(ways)
        self.area = max(tiles.area, 1.0)
        self._start = ways.first[:-1]
        self._end = ways.first[1:] - 1
        self._point = ways.x[self._end], ways.above[self._end]
        """Where edges arrive."""

    def set_parts(self, parts: Mapping[str, str], rest: str) -> NDArray[np.intp]:
        """Give every edge its part; the numbers of those that had another one."""
        wanted = np.full(len(self.ways), CODES[rest], dtype=np.uint8)
        for edge, part in parts.items():
            if edge in self.ways.number:
                wanted[self.ways.number[edge]] = CODES[part]
        changed = np.flatnonzero(wanted != self.part)
        self.part = wanted
        return changed

    def part_of(self, edge: str) -> str:
        """The part of one edge."""
        return PARTS[self.part[self.ways.number[edge]]]

    def hide(self, edges: Iterable[str]) -> None:
        """Leave out exactly these edges."""
        self.shown[:] = True
        for edge in edges:
            if edge in self.ways.number:
                self.shown[self.ways.number[edge]] = False
        self.many = int((np.diff(self.ways.first) - 1)[self.shown].sum())

    def remove(self, edge: str) -> None:
        """Take an edge out for good."""
        if edge in self.ways.number:
            self.gone[self.ways.number[edge]] = True

    def pieces(self, x: float, y: float, width: float, height: float) -> tuple[Ints, Ints]:
        """Pieces in sight, and for each its way of painting: twice its part, one more if soft."""
        found = self.tiles.near(x, y, width, height)
        owner = self.ways.owner(found)
        seen = self.shown[owner] & ~self.gone[owner]
        found, owner = found[seen], owner[seen]
        return found, self.part[owner].astype(np.int32) * 2 + self.soft[owner]

    def marked(self) -> NDArray[np.bool_]:
        """Edges that stand out: neither faded nor without a part."""
        return (self.part > CODES[""]) & self.shown & ~self.gone

    def of(self, edges: NDArray[np.bool_]) -> Ints:
        """All pieces of some edges."""
        counts = np.diff(self.ways.first)
        chosen = np.repeat(edges, counts)
        chosen[self._end] = False
        return np.flatnonzero(chosen).astype(np.int32)

    def leaving(self, x: float, y: float, width: float, height: float) -> list[str]:
        """Edges in sight that leave their dependent within a rectangle."""
        ways = self.ways
        u, v = ways.x[self._start], ways.below[self._start]
        inside = (u >= x) & (u <= x + width) & (v >= y) & (v <= y + height)
        inside &= self.shown & ~self.gone
        return [ways.edges[number] for number in np.flatnonzero(inside).tolist()]

    def arriving(
        self, x: float, y: float, width: float, height: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], Ints]:
        """Heads of arrows in a rectangle: x, y, 1 where they point up (else -1), the part."""
        ways = self.ways
        u, v = self._point
        inside = (u >= x) & (u <= x + width) & (v >= y) & (v <= y + height)
        chosen = np.flatnonzero(inside & self.shown & ~self.gone)
        up = ways.arc[chosen] | (ways.below[self._end[chosen] - 1] > v[chosen])
        back = np.where(up, np.float32(1), np.float32(-1))
        return u[chosen], v[chosen], back, self.part[chosen].astype(np.int32)

    def box(self, numbers: NDArray[np.intp]) -> tuple[Point, Point] | None:
        """The corners of what some edges cover; None when there are too many to look at each."""
        if not 0 < len(numbers) <= 400:
            return None
        starts, ends = self.ways.first[numbers], self.ways.first[numbers + 1]
        knots = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
        x, y = self.ways.x[knots], self.ways.above[knots]
        return (float(x.min()), float(y.min())), (float(x.max()), float(y.max()) + 48.0)
