"""A layout that is there at once: layers in rows, neighbours roughly under one another.

What a person sees of a large map until its real layout is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.geometry import Point, Sizes

SWEEPS = 6


def rough_layout(
    nodes: Iterable[tuple[str, int, str]],
    edges: Iterable[tuple[str, str]],
    sizes: Sizes | None = None,
) -> dict[str, Point]:
    """Centres of nodes, by layers from top to bottom; see :func:`layered_layout`.

    Each layer is ordered by the barycentres of all neighbours and filled column by column into
    as many rows as keep the picture near its aspect. Same input, same result, whatever the
    order of the input; nodes do not overlap. Time grows as nodes and edges do.
    """
    sizes = sizes or Sizes()
    ordered = sorted(set(nodes), key=lambda node: (node[1], node[2].casefold(), node[2], node[0]))
    if not ordered:
        return {}
    number = {node: index for index, (node, _, _) in enumerate(ordered)}
    known = sorted(
        (number[one], number[two])
        for one, two in edges
        if one in number and two in number and one != two
    )
    _, layer, counts = np.unique(
        np.array([node[1] for node in ordered]), return_inverse=True, return_counts=True
    )
    layer, first = layer.reshape(-1), np.cumsum(counts) - counts
    ranks = _ranks(layer, counts, first, np.array(known, dtype=np.int64).reshape(-1, 2))
    height = sizes.height + 1.5 * sizes.row_gap
    columns = _columns(counts.tolist(), sizes, height)
    rows = -(-counts // columns)
    above = np.cumsum(rows) - rows
    width = -(-counts // rows)
    x = (ranks // rows[layer] - (width[layer] - 1) / 2) * (sizes.width + sizes.gap)
    y = (above[layer] + ranks % rows[layer]) * height
    centres = zip(np.round(x).tolist(), np.round(y).tolist(), strict=True)
    return {node: centre for (node, _, _), centre in zip(ordered, centres, strict=True)}


def _ranks(
    layer: NDArray[np.int64],
    counts: NDArray[np.int64],
    first: NDArray[np.int64],
    edges: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The rank of each node within its layer."""
    total = len(layer)
    ranks = np.arange(total) - first[layer]
    ends, others = edges.ravel(), edges[:, ::-1].ravel()
    degree = np.bincount(ends, minlength=total)
    for _ in range(SWEEPS if len(edges) else 0):
        place = (ranks + 0.5) / counts[layer]
        sums = np.bincount(ends, place[others], total)
        # Itself counts as one neighbour: without it two layers may swap for ever.
        order = np.lexsort((np.arange(total), (sums + place) / (degree + 1), layer))
        ranks = np.empty(total, dtype=np.int64)
        ranks[order] = np.arange(total) - first[layer[order]]
    return ranks


def _columns(counts: list[int], sizes: Sizes, height: float) -> int:
    """The narrowest row width, in nodes, with which the picture is wide enough."""
    for columns in range(4, max(counts)):
        rows = sum(ceil(count / columns) for count in counts)
        if columns * (sizes.width + sizes.gap) >= sizes.aspect * rows * height:
            return columns
    return max(counts)
