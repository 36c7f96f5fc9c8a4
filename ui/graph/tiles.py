"""Which pieces of edges pass a part of the map, without asking each of them.

Knows nothing of Qt, so that a worker can make the index of a large map.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.ways import Ways

Ints: TypeAlias = NDArray[np.int32]
WIDE, HIGH = 2048.0, 768.0
MOST_TILES = 60_000
"""Tiles are numbered in 16 bits, which sorts them in one pass; a larger map has larger tiles."""
REACH, SAG = 10.0, 48.0
"""Room around a piece for its width and arrow head, and below an edge within one row."""
CHUNK = 1_024
"""Edges that are taken together; it bounds the memory that is taken for a moment."""


class Tiles:
    """Pieces of edges by the tiles that they touch.

    The piece k is the curve from knot k to knot k + 1 with the straight line down that knot
    (see :class:`bcm_tool.layout.ways.Ways`); the last knot of an edge begins no piece.
    """

    def __init__(self, ways: Ways, *, one: bool = False) -> None:
        """``one``: a single tile, for few edges or for such as lead across half the map."""
        self.ways = ways
        self._many = len(ways.x) - len(ways)
        self._arcs = bool(ways.arc.any())
        left, top, right, bottom = ways.bounds()
        self.left, self.right = left - REACH, right + REACH
        self.top, self.bottom = top - REACH, bottom + REACH + SAG
        self._columns = self._rows = 1
        if not one:
            self._size()
            self._fill()

    def _size(self) -> None:
        wide, high = WIDE, HIGH
        while True:
            self._columns = int((self.right - self.left) // wide) + 1
            self._rows = int((self.bottom - self.top) // high) + 1
            if self._columns * self._rows <= MOST_TILES:
                break
            wide, high = 2 * wide, 2 * high
        self._wide, self._high = wide, high

    def _fill(self) -> None:
        """Count the pieces of every tile, then write them there: nothing is held twice."""
        count = np.zeros(self._columns * self._rows, dtype=np.int64)
        for tile, _ in self._touched():
            count += np.bincount(tile, minlength=len(count))
        self._starts = np.concatenate(([0], np.cumsum(count)))
        self._owner = np.empty(int(self._starts[-1]), dtype=np.int32)
        free = self._starts[:-1].copy()
        for tile, pieces in self._touched():
            order = np.argsort(tile, kind="stable")
            tile, pieces = tile[order], pieces[order]
            several = np.bincount(tile, minlength=len(count))
            before = np.cumsum(several) - several
            self._owner[free[tile] + np.arange(len(tile)) - before[tile]] = pieces
            free += several

    def _touched(self) -> Iterator[tuple[NDArray[np.uint16], Ints]]:
        """(tiles, pieces): every tile that a piece touches, some thousand pieces at a time."""
        for pieces in self._all():
            left, top, right, bottom = self._boxes(pieces)
            column, row = self._column(left), self._row(top)
            across = self._column(right) - column + 1
            many = across * (self._row(bottom) - row + 1)
            step = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
            wide = np.repeat(across, many)
            tile = (np.repeat(row, many) + step // wide) * self._columns
            tile += np.repeat(column, many) + step % wide
            yield tile.astype(np.uint16), np.repeat(pieces, many)

    def _all(self) -> Iterator[Ints]:
        """Every piece, some thousand at a time."""
        ways = self.ways
        for start in range(0, len(ways), CHUNK):
            end = min(start + CHUNK, len(ways))
            low, high = int(ways.first[start]), int(ways.first[end])
            begins = np.ones(high - low, dtype=bool)
            begins[ways.first[start + 1 : end + 1] - low - 1] = False
            yield (np.flatnonzero(begins) + low).astype(np.int32)

    @property
    def area(self) -> float:
        """Square pixels that all edges cover."""
        return (self.right - self.left) * (self.bottom - self.top)

    def near(self, x: float, y: float, width: float, height: float) -> Ints:
        """Pieces that may touch a rectangle, in rising order."""
        if not self._many:
            return np.zeros(0, dtype=np.int32)
        if self._columns * self._rows == 1:
            return self._touching(np.concatenate(list(self._all())), x, y, width, height)
        columns = self._column(np.array([x, x + width]))
        rows = self._row(np.array([y, y + height]))
        first, last = int(columns[0]), int(columns[1])
        upper, lower = int(rows[0]), int(rows[1])
        if (last - first + 1) * (lower - upper + 1) * 2 > self._columns * self._rows:
            found = np.concatenate(list(self._all()))
        else:
            starts, across = self._starts, self._columns
            found = np.concatenate(
                [
                    self._owner[starts[row * across + first] : starts[row * across + last + 1]]
                    for row in range(upper, lower + 1)
                ]
            )
        return self._touching(found, x, y, width, height)

    def _touching(self, found: Ints, x: float, y: float, width: float, height: float) -> Ints:
        # The narrow side of the rectangle first: mostly a strip that a pan uncovers.
        for spread in (self._across, self._down) if width <= height else (self._down, self._across):
            low, high = (x, x + width) if spread == self._across else (y, y + height)
            begin, end = spread(found)
            found = found[(begin <= high) & (end >= low)]
        found = np.sort(found)
        once = np.ones(len(found), dtype=bool)
        once[1:] = found[1:] != found[:-1]
        return found[once]

    def _boxes(
        self, pieces: Ints
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        left, right = self._across(pieces)
        top, bottom = self._down(pieces)
        return left, top, right, bottom

    def _across(self, pieces: Ints) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Left and right end of pieces, with room around them."""
        x, u = self.ways.x[pieces], self.ways.x[pieces + 1]
        return np.minimum(x, u) - np.float32(REACH), np.maximum(x, u) + np.float32(REACH)

    def _down(self, pieces: Ints) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Top and bottom end of pieces, with room around them."""
        ways, after = self.ways, pieces + 1
        y, v, w = ways.below[pieces], ways.above[after], ways.below[after]
        bottom = np.maximum(np.maximum(y, v), w) + np.float32(REACH)
        if self._arcs:
            bottom += np.where(ways.arc[ways.owner(pieces)], np.float32(SAG), np.float32(0))
        return np.minimum(np.minimum(y, v), w) - np.float32(REACH), bottom

    def _column(self, x: NDArray[np.floating]) -> NDArray[np.int64]:
        column: NDArray[np.int64] = ((x - self.left) // self._wide).astype(np.int64)
        return np.clip(column, 0, self._columns - 1)

    def _row(self, y: NDArray[np.floating]) -> NDArray[np.int64]:
        row: NDArray[np.int64] = ((y - self.top) // self._high).astype(np.int64)
        return np.clip(row, 0, self._rows - 1)
