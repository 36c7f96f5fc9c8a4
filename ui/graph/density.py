"""Where edges run, seen from afar: how many cross each cell of a grid.

On a picture of the whole map thousands of lines lie on every pixel; drawing each of them
takes long and shows a grey block. What can be seen is where many run and where few do.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.ways import Ways

Floats: TypeAlias = NDArray[np.float32]
CROWD = 3_000
"""Edges from which the picture from afar shows their density instead of lines."""
CELLS = 400_000
SMALLEST = 16.0
SAMPLES = 3_000_000
CHUNK = 2_048
FAINT, DENSE = 18, 215
"""Opacity, of 255, of a cell with the least and with the most edges."""


class Density:
    """Edges per cell; the grid begins at (``left``, ``top``), cells are ``cell`` pixels wide."""

    def __init__(self, ways: Ways) -> None:
        self.left, self.top, right, bottom = ways.bounds()
        area = max((right - self.left) * (bottom - self.top), 1.0)
        self.cell = max(SMALLEST, (area / CELLS) ** 0.5)
        # Room around everything, into which the outermost edges are smoothed as well.
        self.left, self.top = self.left - 3 * self.cell, self.top - 3 * self.cell
        self.columns = int((right - self.left) / self.cell) + 4
        self.rows = int((bottom - self.top) / self.cell) + 4
        self.counts = self.count(ways, None)

    def count(self, ways: Ways, edges: NDArray[np.bool_] | None) -> Floats:
        """Edges per cell, of some edges or of all; pixels of edge per cell width, smoothed."""
        total = _length(ways)
        step = max(1.4 * self.cell, total / SAMPLES)
        flat = np.zeros(self.columns * self.rows, dtype=np.float64)
        for start in range(0, len(ways), CHUNK):
            end = min(start + CHUNK, len(ways))
            chosen = None if edges is None else edges[start:end]
            self._add(ways, start, end, chosen, step, flat)
        grid = flat.reshape(self.rows, self.columns).astype(np.float32)
        return _smooth(_smooth(grid))

    def _add(
        self,
        ways: Ways,
        start: int,
        end: int,
        edges: NDArray[np.bool_] | None,
        step: float,
        flat: NDArray[np.float64],
    ) -> None:
        """Points along the edges ``start:end``, each for the length of edge around it."""
        low, high = int(ways.first[start]), int(ways.first[end])
        x, y = ways.x[low:high], ways.above[low:high]
        inner = np.ones(high - low - 1, dtype=bool)
        inner[ways.first[start + 1 : end] - low - 1] = False
        if edges is not None:
            inner &= np.repeat(edges, np.diff(ways.first[start : end + 1]))[:-1]
        one = np.flatnonzero(inner)
        across, down = x[one + 1] - x[one], y[one + 1] - y[one]
        length = np.hypot(across, down)
        many = np.maximum(np.ceil(length / step), 1).astype(np.int32)
        if step > 2 * float(length.mean() if len(length) else 0.0):
            # Pieces are shorter than a step: every so many-th piece stands for those around it.
            every = max(1, int(step / max(float(length.mean()), 1.0)))
            one, across, down = one[::every], across[::every], down[::every]
            length, many = length[::every] * every, many[::every]
        share = np.arange(int(many.sum()), dtype=np.float32)
        share -= np.repeat((np.cumsum(many) - many).astype(np.float32), many)
        share = (share + np.float32(0.5)) / np.repeat(many, many)
        column = np.repeat(x[one] - np.float32(self.left), many) + share * np.repeat(across, many)
        row = np.repeat(y[one] - np.float32(self.top), many) + share * np.repeat(down, many)
        cell = (row / np.float32(self.cell)).astype(np.int32) * self.columns
        cell += (column / np.float32(self.cell)).astype(np.int32)
        weight = np.repeat(length / many, many) / self.cell
        flat += np.bincount(cell, weight, len(flat))

    def pixels(
        self, red: int, green: int, blue: int, counts: Floats | None = None
    ) -> NDArray[np.uint32]:
        """The grid as premultiplied ARGB in one colour; many edges cover more than few."""
        counts = self.counts if counts is None else counts
        some = self.counts.ravel()[::5]
        some = some[some > 0]
        most = max(float(np.log1p(_upper(some))), 0.1) if len(some) else 1.0
        opacity = np.log1p(counts)
        opacity *= np.float32((DENSE - FAINT) / most)
        opacity += np.float32(FAINT)
        np.clip(opacity, 0, DENSE, out=opacity)
        opacity[counts <= 0.02] = 0
        steps = np.arange(256, dtype=np.uint32)
        pixels: NDArray[np.uint32] = steps << np.uint32(24)
        for shift, part in ((16, red), (8, green), (0, blue)):
            pixels |= (steps * np.uint32(part) // np.uint32(255)) << np.uint32(shift)
        return pixels[opacity.astype(np.uint8)]


def _upper(values: Floats) -> float:
    """The value below which 995 of 1,000 lie, as np.quantile has it.

    That one would import numpy's masked arrays, which takes as long as the picture does.
    """
    place = 0.995 * (len(values) - 1)
    low, share = int(place), place % 1
    high = min(low + 1, len(values) - 1)
    ordered = np.partition(values, (low, high))
    gap = ordered[high] - ordered[low]
    found = ordered[low] + gap * share if share < 0.5 else ordered[high] - gap * (1 - share)
    return float(found)


def _length(ways: Ways) -> float:
    """The length of all edges together, from knot to knot."""
    if len(ways.x) < 2:
        return 0.0
    total = 0.0
    for start in range(0, len(ways.x) - 1, 200_000):
        end = min(start + 200_001, len(ways.x))
        total += float(np.hypot(np.diff(ways.x[start:end]), np.diff(ways.above[start:end])).sum())
    return total


def _smooth(grid: Floats) -> Floats:
    """The mean of every cell and its neighbours, the near ones counting most."""
    result = grid.copy()
    result[1:-1] = grid[1:-1] * 0.5 + (grid[:-2] + grid[2:]) * 0.25
    grid = result.copy()
    result[:, 1:-1] = grid[:, 1:-1] * 0.5 + (grid[:, :-2] + grid[:, 2:]) * 0.25
    return result
