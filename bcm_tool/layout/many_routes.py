"""Routes of all edges of a large map at once: what :mod:`routes` does for one, in step.

All edges go down through the stripes of the picture together, one stripe further in each
step, so that every decision is made for thousands of edges by one call of numpy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.routes import INSET, STRAY, Obstacles
from bcm_tool.layout.ways import Counts, Flags, Ways
from bcm_tool.progress import Progress, no_progress

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Ends: TypeAlias = tuple[str, str, str]
CHUNK = 1024
"""Edges that are led together; it bounds the memory that is taken for a moment."""


def route_all(
    places: Mapping[str, Point],
    edges: Mapping[str, Ends],
    sizes: Sizes | None = None,
    obstacles: Obstacles | None = None,
    progress: Progress = no_progress,
) -> Ways:
    """As :func:`bcm_tool.layout.routes.route_edges` for every edge, to within a pixel's hundredth.

    Parameters
    ----------
    places
        Node -> centre.
    edges
        Edge -> (dependent, provider, group).
    """
    sizes = sizes or Sizes()
    obstacles = obstacles or Obstacles(places.values(), sizes)
    names = list(edges)
    ends = _Ends.of(places, list(edges.values()))
    leaves, arrives = _ports(ends, sizes)
    stripes = _Stripes.of(obstacles, places)
    first: Counts = np.zeros(len(names) + 1, dtype=np.int32)
    arc = np.zeros(len(names), dtype=bool)
    # An edge has two ends, and a knot in every stripe at most; what is not used is not touched.
    most = 2 * len(names) + stripes.passed(ends)
    x, above, below = (np.empty(most, dtype=np.float32) for _ in range(3))
    for start in range(0, len(names), CHUNK):
        progress(start, len(names))
        chosen = slice(start, start + CHUNK)
        part = _lead(ends.cut(chosen), leaves[chosen], arrives[chosen], stripes, sizes)
        at, size = int(first[start]), len(part.counts)
        first[start + 1 : start + size + 1] = at + np.cumsum(part.counts)
        end = int(first[start + size])
        x[at:end], above[at:end], below[at:end] = part.knots.T
        arc[chosen] = part.arc
    end = int(first[-1])
    return Ways(names, first, x[:end], above[:end], below[:end], arc)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Centres of the dependents and the providers, and which nodes and groups they are."""

    x: Floats
    y: Floats
    to_x: Floats
    to_y: Floats
    dependent: Ints
    provider: Ints
    group: Ints

    @classmethod
    def of(cls, places: Mapping[str, Point], edges: Sequence[Ends]) -> _Ends:
        number = {node: index for index, node in enumerate(places)}
        centre = np.array(list(places.values()), dtype=np.float64).reshape(-1, 2)
        dependent = np.array([number[edge[0]] for edge in edges], dtype=np.int64)
        provider = np.array([number[edge[1]] for edge in edges], dtype=np.int64)
        ranks = {name: index for index, name in enumerate(sorted({edge[2] for edge in edges}), 1)}
        ranks[""] = 0
        group = np.array([ranks[edge[2]] for edge in edges], dtype=np.int64)
        one, two = centre[dependent], centre[provider]
        return cls(one[:, 0], one[:, 1], two[:, 0], two[:, 1], dependent, provider, group)

    def cut(self, chosen: slice) -> _Ends:
        """Some of them."""
        return _Ends(
            self.x[chosen],
            self.y[chosen],
            self.to_x[chosen],
            self.to_y[chosen],
            self.dependent[chosen],
            self.provider[chosen],
            self.group[chosen],
        )


def _ports(ends: _Ends, sizes: Sizes) -> tuple[Floats, Floats]:
    """How far from the middle of its node an edge leaves, and arrives."""
    count = len(ends.x)
    half = sizes.height / 2
    # Every edge twice: at its dependent, where its group counts, and at its provider.
    node = np.concatenate((ends.dependent, ends.provider))
    below = np.concatenate((ends.to_y > ends.y - half, ends.y > ends.to_y - half))
    side = 2 * node + below
    group = np.concatenate((ends.group, np.zeros(count, dtype=np.int64)))
    other = np.concatenate((ends.to_x, ends.x))
    bundle = np.unique(side * (group.max(initial=0) + 1) + group, return_inverse=True)[1]
    centre = np.bincount(bundle, other) / np.maximum(np.bincount(bundle), 1)
    towards = np.where(group > 0, centre[bundle], other)
    turn = np.tile(np.arange(count), 2)
    order = np.lexsort((turn, other, group, towards, side))
    sorted_side = side[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_side[1:] != sorted_side[:-1])))
    sizes_of = np.diff(np.concatenate((starts, [len(order)])))
    many = np.repeat(sizes_of, sizes_of)
    index = np.arange(len(order)) - np.repeat(starts, sizes_of)
    step = np.minimum(16.0, (sizes.width - 2 * INSET) / np.maximum(many - 1, 1))
    ports = np.empty(2 * count)
    ports[order] = (index - (many - 1) / 2) * step
    return ports[:count], ports[count:]


@dataclass(frozen=True, slots=True)
class _Stripes:
    """Stripes from the top; the free gaps of all of them, one stripe after the other.

    ``key`` is the stripe's number times ``span`` plus where the gap starts, so that one
    binary search finds gaps of many stripes.
    """

    top: Floats
    bottom: Floats
    start: Floats
    end: Floats
    key: Floats
    last: Ints
    span: float

    @classmethod
    def of(cls, obstacles: Obstacles, places: Mapping[str, Point]) -> _Stripes:
        bands = obstacles.bands
        wide = max((abs(x) for x, _ in places.values()), default=0.0) + 1e5
        start = np.clip(np.array([x for band in bands for x in band.starts]), -wide, wide)
        end = np.clip(np.array([x for band in bands for x in band.ends]), -wide, wide)
        lengths = np.array([len(band.starts) for band in bands], dtype=np.int64)
        number = np.repeat(np.arange(len(bands)), lengths)
        return cls(
            np.array([band.top for band in bands]),
            np.array([band.bottom for band in bands]),
            start,
            end,
            number * (4 * wide) + start,
            np.cumsum(lengths) - 1,
            4 * wide,
        )

    def passed(self, ends: _Ends) -> int:
        """How many stripes all edges pass at most."""
        upper, lower = np.minimum(ends.y, ends.to_y), np.maximum(ends.y, ends.to_y)
        begin, end = np.searchsorted(self.top, upper), np.searchsorted(self.top, lower, "right")
        return int((end - begin).sum())

    def gap(self, stripe: Ints, x: Floats) -> Ints:
        """The gap that starts at ``x`` or before it."""
        return np.searchsorted(self.key, stripe * self.span + x, side="right") - 1

    def nearest(self, stripe: Ints, wanted: Floats, heading: Floats) -> tuple[Floats, Floats]:
        """The gap at ``wanted``, else the nearest; of two the one on the way to ``heading``."""
        gap = self.gap(stripe, wanted)
        after = np.minimum(gap + 1, self.last[stripe])
        left, right = self.end[gap], self.start[after]
        detour_left = (wanted - left) + np.abs(heading - left) / 2
        detour_right = (right - wanted) + np.abs(heading - right) / 2
        gap = np.where((wanted > left) & (detour_right < detour_left), after, gap)
        return self.start[gap], self.end[gap]

    def shared(
        self, stripe: Ints, low: Floats, high: Floats, wanted: Floats
    ) -> tuple[Floats, Floats, Flags]:
        """What a gap has in common with a corridor, nearest to ``wanted``; whether any has."""
        inside = np.clip(wanted, low, high)
        gap = self.gap(stripe, inside)
        after = np.minimum(gap + 1, self.last[stripe])
        here = self.end[gap] >= low
        there = (after > gap) & (self.start[after] <= high) & (inside > self.end[gap])
        off_here = _off(np.maximum(low, self.start[gap]), np.minimum(high, self.end[gap]), wanted)
        off_there = _off(
            np.maximum(low, self.start[after]), np.minimum(high, self.end[after]), wanted
        )
        gap = np.where(there & (~here | (off_there < off_here)), after, gap)
        return np.maximum(low, self.start[gap]), np.minimum(high, self.end[gap]), here | there


class _Part(NamedTuple):
    """The knots of some edges, in the order of the edges."""

    counts: Ints
    knots: NDArray[np.float32]
    arc: Flags


def _lead(ends: _Ends, leaves: Floats, arrives: Floats, stripes: _Stripes, sizes: Sizes) -> _Part:
    half = sizes.height / 2
    arc = np.abs(ends.y - ends.to_y) < sizes.height
    up = ~arc & (ends.y > ends.to_y)
    first, last = ends.x + leaves, ends.to_x + arrives
    sag = np.maximum(ends.y, ends.to_y) + half
    start_y = np.where(arc, sag, np.where(up, ends.y - half, ends.y + half))
    end_y = np.where(arc, sag, np.where(up, ends.to_y + half, ends.to_y - half))
    # All are led downwards; what runs up is turned round afterwards.
    x, to_x = np.where(up, last, first), np.where(up, first, last)
    y, to_y = np.where(up, end_y, start_y), np.where(up, start_y, end_y)
    found = list(_descend(x, y, to_x, np.where(arc, y - 1, to_y), stripes))
    edge = np.concatenate([item[0] for item in found]) if found else np.zeros(0, dtype=np.int64)
    knots = np.concatenate([item[1] for item in found]) if found else np.zeros((0, 3))
    order = np.argsort(edge, kind="stable")
    edge, knots = edge[order], knots[order]
    inner = np.bincount(edge, minlength=len(x))
    counts = inner + 2
    at = np.concatenate(([0], np.cumsum(counts)[:-1]))
    step = np.arange(len(edge)) - np.repeat(np.cumsum(inner) - inner, inner)
    turned = up[edge]
    place = at[edge] + 1 + np.where(turned, inner[edge] - 1 - step, step)
    made = np.empty((int(counts.sum()), 3), dtype=np.float32)
    made[at] = np.column_stack((first, start_y, start_y))
    made[at + counts - 1] = np.column_stack((last, end_y, end_y))
    made[place, 0] = knots[:, 0]
    made[place, 1] = np.where(turned, knots[:, 2], knots[:, 1])
    made[place, 2] = np.where(turned, knots[:, 1], knots[:, 2])
    return _Part(counts, made, arc)


def _descend(
    x: Floats, y: Floats, to_x: Floats, to_y: Floats, stripes: _Stripes
) -> Iterator[tuple[Ints, Floats]]:
    """(edges, [x, top, bottom]) of the corridors that edges pass, in the order of passing."""
    begin = np.searchsorted(stripes.top, y, side="left")
    end = np.minimum(
        np.searchsorted(stripes.top, to_y, side="right"),
        np.searchsorted(stripes.bottom, to_y, side="right"),
    )
    slope = (to_x - x) / np.maximum(to_y - y, 1.0)
    low, high, wanted_first, wanted_last = (np.zeros(len(x)) for _ in range(4))
    first, last = begin.copy(), begin.copy()

    def corridor(of: Ints) -> tuple[Ints, Floats]:
        wanted = (wanted_first[of] + wanted_last[of]) / 2
        along = _within(low[of], high[of], wanted)
        return of, np.column_stack((along, stripes.top[first[of]], stripes.bottom[last[of]]))

    on = np.flatnonzero(begin < end)
    step = 0
    while len(on):
        stripe = begin[on] + step
        middle = (stripes.top[stripe] + stripes.bottom[stripe]) / 2
        wanted = x[on] + slope[on] * (middle - y[on])
        own_low, own_high = stripes.nearest(stripe, wanted, to_x[on])
        if step:
            left, right, some = stripes.shared(stripe, low[on], high[on], wanted)
            stray = _off(left, right, wanted) > _off(own_low, own_high, wanted) + STRAY
            goes_on = some & ~stray & (np.abs(wanted - wanted_first[on]) <= 3 * STRAY)
            ended = on[~goes_on]
            yield corridor(ended)
            first[ended] = stripe[~goes_on]
            wanted_first[ended] = wanted[~goes_on]
            low[on] = np.where(goes_on, left, own_low)
            high[on] = np.where(goes_on, right, own_high)
        else:
            low[on], high[on], wanted_first[on] = own_low, own_high, wanted
        last[on], wanted_last[on] = stripe, wanted
        step += 1
        through = begin[on] + step >= end[on]
        yield corridor(on[through])
        on = on[~through]


def _off(low: Floats, high: Floats, wanted: Floats) -> Floats:
    return np.maximum(np.maximum(low - wanted, wanted - high), 0.0)


def _within(low: Floats, high: Floats, wanted: Floats) -> Floats:
    distance = _off(low, high, wanted)
    depth = np.minimum((high - low) / 2, 14.0 * distance / (distance + 120.0))
    squeezed = np.minimum(np.maximum(wanted, low + depth), high - depth)
    return np.where(distance > 0, squeezed, wanted)
