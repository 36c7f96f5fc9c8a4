"""The order of nodes within rows: few crossings, the same for the same input.

Sugiyama's scheme: an edge that passes rows gets a point in each of them; rows are sorted by
the mean place of their neighbours, downwards and upwards, and the best order seen is kept;
in small pictures neighbours then change places as long as that saves crossings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.rows import Edges
from bcm_tool.progress import Progress

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
SWEEPS = 24
LARGE = 20_000
"""Vertices from which the crossings are counted after every third sweep only."""
SWAP_LIMIT = 8_000
"""Segments up to which neighbours change places one by one (it costs about their square)."""


@dataclass(frozen=True, slots=True)
class Layered:
    """Rows of vertices: nodes 0..count-1, then the points of edges that pass rows.

    ``upper[g]``, ``lower[g]`` are the ends of the segments between row g and row g + 1;
    ``chains`` holds the passing points of each edge, from the upper row to the lower.
    """

    count: int
    rows: list[Ints]
    upper: list[Ints]
    lower: list[Ints]
    chains: dict[tuple[int, int], list[int]]
    scratch: Ints
    """Room for one number per vertex, so that it is not asked for again for every row."""

    @property
    def total(self) -> int:
        """How many vertices there are, passing points included."""
        return sum(len(row) for row in self.rows)


def build_layered(row_of: Sequence[int], edges: Edges) -> Layered:
    """Rows with passing points; edges inside one row (cycles) take no part."""
    height = max(row_of, default=-1) + 1
    rows: list[list[int]] = [[] for _ in range(height)]
    for node, row in enumerate(row_of):
        rows[row].append(node)
    upper: list[list[int]] = [[] for _ in range(max(height - 1, 0))]
    lower: list[list[int]] = [[] for _ in range(max(height - 1, 0))]
    chains: dict[tuple[int, int], list[int]] = {}
    fresh = len(row_of)
    for dependent, provider in edges:
        if row_of[dependent] == row_of[provider]:
            continue
        high, low = sorted((dependent, provider), key=lambda node: row_of[node])
        last, chain = high, []
        for row in range(row_of[high] + 1, row_of[low]):
            rows[row].append(fresh)
            upper[row - 1].append(last)
            lower[row - 1].append(fresh)
            chain.append(fresh)
            last, fresh = fresh, fresh + 1
        upper[row_of[low] - 1].append(last)
        lower[row_of[low] - 1].append(low)
        chains[dependent, provider] = chain
    return Layered(
        len(row_of),
        [np.array(row, dtype=np.int64) for row in rows],
        [np.array(ends, dtype=np.int64) for ends in upper],
        [np.array(ends, dtype=np.int64) for ends in lower],
        chains,
        np.zeros(fresh, dtype=np.int64),
    )


def order_rows(graph: Layered, progress: Progress) -> list[Ints]:
    """The vertices of each row from left to right; what has no edge stands on the right."""
    bare = np.ones(graph.total, dtype=bool)
    for ends in (*graph.upper, *graph.lower):
        bare[ends] = False
    place = np.zeros(graph.total)
    rows = [row[np.argsort(bare[row], kind="stable")] for row in graph.rows]
    for row in rows:
        _number(row, place)
    best, fewest = rows, count_crossings(graph, place)
    rows, stale = list(rows), 0
    for sweep in range(SWEEPS):
        progress(sweep, SWEEPS + 8)
        _sweep(graph, rows, place, bare, sweep)
        if graph.total > LARGE and sweep % 3:
            continue
        crossings = count_crossings(graph, place)
        if crossings < fewest:
            best, fewest, stale = list(rows), crossings, 0
        else:
            stale += 1
        if not fewest or stale == (3 if graph.total > LARGE else 8):
            break
    if fewest and sum(map(len, graph.upper)) <= SWAP_LIMIT:
        best = _swap_neighbours(graph, best, bare, progress)
    return best


def count_crossings(graph: Layered, place: Floats) -> int:
    """Crossings between neighbouring rows, of vertices that stand at ``place``."""
    total = 0
    for above, below in zip(graph.upper, graph.lower, strict=True):
        lower = np.unique(place[below], return_inverse=True)[1]
        total += _inversions(lower[np.lexsort((lower, place[above]))])
    return total


def _inversions(values: Ints) -> int:
    """Pairs that stand in the wrong order, bit by bit from the highest."""
    if len(values) < 2:
        return 0
    total = 0
    for bit in range(int(values.max()).bit_length() - 1, -1, -1):
        group = values >> (bit + 1)
        ones = (values >> bit) & 1
        before = np.cumsum(ones) - ones
        starts = np.concatenate(([True], group[1:] != group[:-1]))
        base = before[starts][np.cumsum(starts) - 1]
        total += int(((before - base) * (1 - ones)).sum())
        values = values[np.argsort(values >> bit, kind="stable")]
    return total


def _number(row: Ints, place: Floats) -> None:
    """Places in a row run from 0 to 1, so that rows of any length compare."""
    place[row] = (np.arange(len(row)) + 0.5) / max(len(row), 1)


def _sweep(
    graph: Layered, rows: list[Ints], place: Floats, bare: NDArray[np.bool_], sweep: int
) -> None:
    """Sort every row once: downwards when ``sweep`` is even, upwards when odd."""
    height, both = len(rows), sweep % 8 >= 6
    down = sweep % 2 == 0
    for row in range(1, height) if down else range(height - 2, -1, -1):
        here = rows[row]
        sums, counts = np.zeros(len(here)), np.zeros(len(here))
        inner = _inner(graph, here)
        if row and (down or both):
            ends = inner[graph.lower[row - 1]]
            sums += np.bincount(ends, place[graph.upper[row - 1]], len(here))
            counts += np.bincount(ends, minlength=len(here))
        if row < height - 1 and (both or not down):
            ends = inner[graph.upper[row]]
            sums += np.bincount(ends, place[graph.lower[row]], len(here))
            counts += np.bincount(ends, minlength=len(here))
        wanted = np.where(counts > 0, sums / np.maximum(counts, 1), place[here])
        wanted = np.where(bare[here], 2.0, wanted)
        rows[row] = here[np.argsort(wanted, kind="stable")]
        _number(rows[row], place)


def _inner(graph: Layered, row: Ints) -> Ints:
    """Vertex -> its place in a row, for the vertices of that row."""
    graph.scratch[row] = np.arange(len(row))
    return graph.scratch


def _swap_neighbours(
    graph: Layered, rows: list[Ints], bare: NDArray[np.bool_], progress: Progress
) -> list[Ints]:
    """Exchange neighbours in a row while that saves crossings."""
    ordered = [row.tolist() for row in rows]
    place = [0] * graph.total
    for row in ordered:
        for index, vertex in enumerate(row):
            place[vertex] = index
    links: tuple[list[list[int]], list[list[int]]] = (
        [[] for _ in place],
        [[] for _ in place],
    )
    for above, below in zip(graph.upper, graph.lower, strict=True):
        for high, low in zip(above.tolist(), below.tolist(), strict=True):
            links[1][high].append(low)
            links[0][low].append(high)
    for round_ in range(8):
        progress(SWEEPS + round_, SWEEPS + 8)
        if not sum(_swap_row(row, place, links, bare) for row in ordered):
            break
    return [np.array(row, dtype=np.int64) for row in ordered]


def _swap_row(
    row: list[int],
    place: list[int],
    links: tuple[list[list[int]], list[list[int]]],
    bare: NDArray[np.bool_],
) -> int:
    saved = 0
    for index in range(len(row) - 1):
        left, right = row[index], row[index + 1]
        if bare[left] or bare[right]:
            continue
        gain = 0
        for side in links:
            gain += _crossed(side[left], side[right], place)
            gain -= _crossed(side[right], side[left], place)
        if gain > 0:
            row[index], row[index + 1] = right, left
            place[left], place[right] = index + 1, index
            saved += gain
    return saved


def _crossed(left: list[int], right: list[int], place: list[int]) -> int:
    """Crossings of the edges of two neighbours when they stand left and right."""
    rights = [place[item] for item in right]
    return sum(place[item] > other for item in left for other in rights)
