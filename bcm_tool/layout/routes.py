"""Edges around the nodes: curves between rows, straight through the gaps of a row.

Each route depends on the boxes and on the order of the edges at its own two ends, not on other
routes, so that after a move only what lies near needs another one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from bcm_tool.layout.geometry import Point, Sizes

E = TypeVar("E", bound=Hashable)
INSET = 18.0
"""Edges leave a node this far from its corners at least."""
CLEAR = 7.0
"""Edges pass a node at this distance at least."""


STRAY = 48.0
"""How far an edge goes out of its way to run straight."""


class Route(NamedTuple):
    """The way of an edge from the dependent to the provider.

    Between points 0 and 1, 2 and 3, ... it curves, vertical at both ends; between 1 and 2,
    3 and 4, ... it is a straight vertical line. ``arc``: both ends stand in one row, the only
    curve hangs below them.
    """

    points: tuple[Point, ...]
    arc: bool = False


class _Band(NamedTuple):
    """A horizontal stripe that holds nodes, with what stays free in it, from left to right."""

    top: float
    bottom: float
    starts: list[float]
    ends: list[float]


class Obstacles:
    """The stripes of a picture in which nodes stand."""

    def __init__(self, places: Iterable[Point], sizes: Sizes) -> None:
        self.sizes = sizes
        self._places = sorted([(y, x) for x, y in places])
        self.bands = _bands(self._places, sizes)
        self._tops = [band.top for band in self.bands]

    def moved(self, gone: Iterable[Point], come: Iterable[Point]) -> Obstacles:
        """The same with a few nodes less and a few more; only their stripes are made again."""
        made = Obstacles((), self.sizes)
        made._places, made.bands = list(self._places), list(self.bands)
        for x, y in gone:
            at = bisect_left(made._places, (y, x))
            if made._places[at : at + 1] == [(y, x)]:
                del made._places[at]
                made._stripe(y)
        for x, y in come:
            insort(made._places, (y, x))
            made._stripe(y)
        made._tops = [band.top for band in made.bands]
        return made

    def _stripe(self, y: float) -> None:
        """Make the stripes again that meet a node at height ``y``."""
        half = self.sizes.height / 2
        top, bottom = y - half, y + half
        met = [number for number, band in enumerate(self.bands) if _meet(band, top, bottom)]
        if met:
            top = min(top, self.bands[met[0]].top)
            bottom = max(bottom, self.bands[met[-1]].bottom)
            first, last = met[0], met[-1] + 1
        else:
            first = last = bisect_left([band.top for band in self.bands], top)
        slack = half / 1_000  # sums of heights are rounded
        start = bisect_left(self._places, (top + half - slack, float("-inf")))
        end = bisect_right(self._places, (bottom - half + slack, float("inf")))
        self.bands[first:last] = _bands(self._places[start:end], self.sizes)

    def between(self, top: float, bottom: float) -> list[_Band]:
        """The stripes that lie wholly between two heights, from the top."""
        first = bisect_left(self._tops, top)
        last = bisect_right(self._tops, bottom)
        return [band for band in self.bands[first:last] if band.bottom <= bottom]


def route_edges(
    places: Mapping[str, Point],
    edges: Mapping[E, tuple[str, str, str]],
    sizes: Sizes | None = None,
    only: Iterable[E] | None = None,
    obstacles: Obstacles | None = None,
) -> dict[E, Route]:
    """A route for every edge, or for those in ``only``.

    Parameters
    ----------
    places
        Node -> centre.
    edges
        Edge -> (dependent, provider, group): edges of one group leave side by side.
    """
    sizes = sizes or Sizes()
    obstacles = obstacles or Obstacles(places.values(), sizes)
    wanted = list(edges if only is None else only)
    nodes = {node for edge in wanted for node in edges[edge][:2]}
    ports = _ports(places, edges, nodes, sizes)
    return {
        edge: _route(
            places[edges[edge][0]],
            places[edges[edge][1]],
            ports[edge, True],
            ports[edge, False],
            obstacles,
        )
        for edge in wanted
    }


def _meet(band: _Band, top: float, bottom: float) -> bool:
    return band.top < bottom and top < band.bottom


def _bands(places: Iterable[tuple[float, float]], sizes: Sizes) -> list[_Band]:
    """Stripes of (y, x), which are sorted."""
    half = sizes.height / 2
    stripes: list[tuple[float, float, list[float]]] = []
    for y, x in places:
        if stripes and y - half < stripes[-1][1]:
            top, bottom, middles = stripes[-1]
            middles.append(x)
            stripes[-1] = (top, max(bottom, y + half), middles)
        else:
            stripes.append((y - half, y + half, [x]))
    return [_band(top, bottom, sorted(middles), sizes) for top, bottom, middles in stripes]


def _band(top: float, bottom: float, middles: list[float], sizes: Sizes) -> _Band:
    reach = sizes.width / 2 + CLEAR
    starts, ends = [float("-inf")], []
    for x in middles:
        if x - reach >= starts[-1]:
            ends.append(x - reach)
            starts.append(x + reach)
        else:
            starts[-1] = max(starts[-1], x + reach)
    ends.append(float("inf"))
    return _Band(top, bottom, starts, ends)


def _ports(
    places: Mapping[str, Point],
    edges: Mapping[E, tuple[str, str, str]],
    nodes: set[str],
    sizes: Sizes,
) -> dict[tuple[E, bool], float]:
    """(edge, at its dependent?) -> where along the node the edge leaves, from its middle."""
    sides: defaultdict[tuple[str, bool], list[tuple[E, bool, str, float]]] = defaultdict(list)
    for edge, (dependent, provider, group) in edges.items():
        for node, other, own in ((dependent, provider, True), (provider, dependent, False)):
            if node in nodes:
                below = places[other][1] > places[node][1] - sizes.height / 2
                side = (node, below)
                sides[side].append((edge, own, group if own else "", places[other][0]))
    ports = {}
    for leaving in sides.values():
        centre = _group_centres(leaving)
        leaving.sort(key=lambda item: (centre[item[2]] if item[2] else item[3], item[2], item[3]))
        room = sizes.width - 2 * INSET
        step = min(16.0, room / max(len(leaving) - 1, 1))
        for index, (edge, own, _, _) in enumerate(leaving):
            ports[edge, own] = (index - (len(leaving) - 1) / 2) * step
    return ports


def _group_centres(leaving: Iterable[tuple[E, bool, str, float]]) -> dict[str, float]:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for _, _, group, x in leaving:
        found[group].append(x)
    return {group: sum(xs) / len(xs) for group, xs in found.items()}


def _route(
    dependent: Point, provider: Point, start: float, end: float, obstacles: Obstacles
) -> Route:
    half = obstacles.sizes.height / 2
    if abs(dependent[1] - provider[1]) < obstacles.sizes.height:
        below = max(dependent[1], provider[1]) + half
        return Route(
            ((dependent[0] + start, below), (provider[0] + end, below)),
            arc=True,
        )
    first, last = dependent[0] + start, provider[0] + end
    if dependent[1] < provider[1]:
        return Route(_down((first, dependent[1] + half), (last, provider[1] - half), obstacles))
    upwards = _down((last, provider[1] + half), (first, dependent[1] - half), obstacles)
    return Route(upwards[::-1])


def _down(start: Point, end: Point, obstacles: Obstacles) -> tuple[Point, ...]:
    """From ``start`` downwards to ``end`` through gaps, near the straight way.

    Stripes that have a free corridor in common are passed in one vertical line, as long as
    that leads no more than :data:`STRAY` away from where the gaps would let the edge run.
    """
    points = [start]
    bands = obstacles.between(start[1], end[1])
    slope = (end[0] - start[0]) / max(end[1] - start[1], 1.0)
    wanted = [start[0] + slope * ((band.top + band.bottom) / 2 - start[1]) for band in bands]
    first = 0
    while first < len(bands):
        low, high = _nearest_gap(bands[first], wanted[first], end[0])
        last = first + 1
        while last < len(bands):
            shared = _shared(bands[last], low, high, wanted[last])
            own = _nearest_gap(bands[last], wanted[last], end[0])
            if shared is None or _off(*shared, wanted[last]) > _off(*own, wanted[last]) + STRAY:
                break
            if abs(wanted[last] - wanted[first]) > 3 * STRAY:
                break
            (low, high), last = shared, last + 1
        x = _within(low, high, (wanted[first] + wanted[last - 1]) / 2)
        points += [(x, bands[first].top), (x, bands[last - 1].bottom)]
        first = last
    return (*points, end)


def _off(low: float, high: float, wanted: float) -> float:
    """How far a corridor lies from a place."""
    return max(low - wanted, wanted - high, 0.0)


def _nearest_gap(band: _Band, wanted: float, heading: float) -> tuple[float, float]:
    """The gap at ``wanted``, else the nearest; of two the one on the way to ``heading``."""
    index = bisect_right(band.starts, wanted) - 1
    left, right = band.ends[index], 0.0
    if wanted > left:
        right = band.starts[index + 1]
        detour_left = (wanted - left) + abs(heading - left) / 2
        detour_right = (right - wanted) + abs(heading - right) / 2
        index += detour_right < detour_left
    return (band.starts[index], band.ends[index])


def _shared(band: _Band, low: float, high: float, wanted: float) -> tuple[float, float] | None:
    """What a gap of the next stripe has in common with a corridor, nearest to ``wanted``."""
    starts, ends = band.starts, band.ends
    first, last = max(bisect_right(starts, low) - 1, 0), bisect_right(starts, high) - 1
    first += ends[first] < low
    if first > last:
        return None
    # Gaps lie from left to right: the nearest one is at ``wanted`` or beside it.
    place = min(max(bisect_right(starts, wanted) - 1, first), last)
    found: list[tuple[float, tuple[float, float]]] = []
    for index in range(max(place - 1, first), min(place + 1, last) + 1):
        left, right = max(low, starts[index]), min(high, ends[index])
        found.append((_off(left, right, wanted), (left, right)))
    return min(found)[1]


def _within(low: float, high: float, wanted: float) -> float:
    """The place in a corridor nearest to ``wanted``.

    What is squeezed into it from outside keeps its order and stays apart: the farther it
    comes from, the deeper inside it runs.
    """
    distance = _off(low, high, wanted)
    depth = min((high - low) / 2, 14.0 * distance / (distance + 120.0))
    return min(max(wanted, low + depth), high - depth) if distance else wanted
