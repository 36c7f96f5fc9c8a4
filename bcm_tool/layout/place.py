"""Coordinates for ordered rows: near the neighbours, nothing overlapping, order kept."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.order import LARGE, Floats, Ints, Layered

ROUNDS = 10


def place_rows(graph: Layered, rows: list[Ints], sizes: Sizes) -> dict[int, Point]:
    """Node -> centre; where edges pass is for the routes to find."""
    offsets = [_offsets(graph, row, sizes) for row in rows]
    x = np.zeros(graph.total)
    for row, offset in zip(rows, offsets, strict=True):
        if len(row):
            x[row] = offset - offset[-1] / 2
    for turn in range(ROUNDS if graph.total <= LARGE else ROUNDS // 2):
        height = len(rows)
        for index in range(height) if turn % 2 == 0 else range(height - 1, -1, -1):
            _settle(graph, rows, offsets, index, x)
    y = _heights(graph, sizes)
    nodes = [row[row < graph.count] for row in rows]
    return {
        vertex: (place, y[index])
        for index, row in enumerate(nodes)
        for vertex, place in zip(row.tolist(), np.round(x[row]).tolist(), strict=True)
    }


def _offsets(graph: Layered, row: Ints, sizes: Sizes) -> Floats:
    """How far right of the first each vertex of a row must stand at least."""
    passing = row >= graph.count
    nodes = int((~passing).sum())
    # Many edges share the gaps of a crowded row, rather than make it twice as wide.
    lane = min(sizes.lane, 0.6 * nodes * sizes.width / max(int(passing.sum()), 1))
    widths = np.where(passing, lane, sizes.width)
    offsets = np.zeros(len(row))
    for index, (before, after) in enumerate(pairwise(passing.tolist()), 1):
        gap = 0.0 if before and after else min(12.0, lane) if before or after else sizes.gap
        offsets[index] = (widths[index - 1] + widths[index]) / 2 + gap
    return np.cumsum(offsets)


def _settle(graph: Layered, rows: list[Ints], offsets: list[Floats], index: int, x: Floats) -> None:
    """Move one row as near to its neighbours' middle as its order and widths allow."""
    row = rows[index]
    graph.scratch[row] = np.arange(len(row))
    sums, weight = np.zeros(len(row)), np.zeros(len(row))
    if index:
        _pull(graph, graph.lower[index - 1], graph.upper[index - 1], x, sums, weight)
    if index < len(rows) - 1:
        _pull(graph, graph.upper[index], graph.lower[index], x, sums, weight)
    wanted = np.where(weight > 0, sums / np.maximum(weight, 1e-9), x[row])
    # What has no edges goes where the others leave room.
    weight = np.where(weight > 0, weight, 0.01)
    x[row] = offsets[index] + _rising((wanted - offsets[index]).tolist(), weight.tolist())


def _pull(
    graph: Layered, to: Ints, neighbours: Ints, x: Floats, sums: Floats, weights: Floats
) -> None:
    """Long edges pull harder, so that they become straight."""
    passing = to >= graph.count
    pull = 1.0 + 2.0 * passing + 2.0 * (passing & (neighbours >= graph.count))
    inner = graph.scratch[to]
    sums += np.bincount(inner, pull * x[neighbours], len(sums))
    weights += np.bincount(inner, pull, len(weights))


def _rising(wanted: list[float], weights: list[float]) -> Floats:
    """The non-falling sequence nearest to ``wanted`` (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        mean, total, size = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            last, other, length = blocks.pop()
            mean = (mean * total + last * other) / (total + other)
            total, size = total + other, size + length
        blocks.append((mean, total, size))
    return np.repeat([mean for mean, _, _ in blocks], [size for _, _, size in blocks])


def _heights(graph: Layered, sizes: Sizes) -> list[float]:
    """The centre line of each row; more edges between two rows get more room."""
    y = [0.0]
    for segments in graph.upper:
        gap = sizes.row_gap + min(1.5 * sizes.row_gap, 0.4 * len(segments))
        y.append(float(round(y[-1] + sizes.height + gap)))
    return y
