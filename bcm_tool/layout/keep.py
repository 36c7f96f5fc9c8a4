"""Keeping a layout: new nodes find a place in it, and nodes step aside for pinned ones."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bcm_tool.layout.geometry import Point, Sizes


class Places:
    """Which places are taken, for finding the nearest free one on a line."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._by_band: defaultdict[int, list[Point]] = defaultdict(list)

    def take(self, place: Point) -> None:
        """A node stands at ``place`` from now on."""
        insort(self._by_band[self._band(place[1])], place)

    def nearest(self, place: Point) -> Point:
        """The free place on the same height that is nearest; ``place`` itself when free."""
        x, y = place
        needed = self._sizes.width + self._sizes.gap / 2
        taken = sorted(
            other
            for band in range(self._band(y) - 1, self._band(y) + 2)
            for other, height in self._by_band[band]
            if abs(height - y) < self._sizes.height + self._sizes.gap / 4
        )
        if _is_free(taken, x, needed):
            return place
        step = self._sizes.width + self._sizes.gap
        free = (
            candidate
            for other in taken
            for candidate in (other - step, other + step)
            if _is_free(taken, candidate, needed)
        )
        return (min(free, key=lambda candidate: (abs(candidate - x), candidate)), y)

    def _band(self, y: float) -> int:
        return int(y // (self._sizes.height + self._sizes.gap))


def _is_free(taken: Sequence[float], x: float, needed: float) -> bool:
    """Whether the nearest of the ``taken``, which rise, are far enough on both sides."""
    at = bisect_left(taken, x)
    return (at == 0 or abs(taken[at - 1] - x) >= needed) and (
        at == len(taken) or abs(taken[at] - x) >= needed
    )


def step_aside(
    places: Mapping[str, Point], pinned: Mapping[str, Point], sizes: Sizes
) -> dict[str, Point]:
    """``places`` with the pinned ones where they belong and the others clear of them."""
    if not pinned:
        return dict(places)
    taken = Places(sizes)
    for place in pinned.values():
        taken.take(place)
    others = {node: place for node, place in places.items() if node not in pinned}
    hit = {node: None for node, place in others.items() if taken.nearest(place) != place}
    for node, place in others.items():
        if node not in hit:
            taken.take(place)
    result = {**places, **pinned}
    for node in hit:
        result[node] = taken.nearest(places[node])
        taken.take(result[node])
    return result


def place_new(
    nodes: Sequence[tuple[str, int, str]],
    edges: Sequence[tuple[int, int]],
    kept: Mapping[str, Point],
    sizes: Sizes,
) -> dict[str, Point]:
    """Every node of ``kept`` where it was; each other one in its layer, near its neighbours.

    A layer that was empty gets a row of its own: what stands below moves down by one row.
    """
    near: defaultdict[str, list[str]] = defaultdict(list)
    for dependent, provider in edges:
        one, two = nodes[dependent][0], nodes[provider][0]
        near[one].append(two)
        near[two].append(one)
    layers = {node: layer for node, layer, _ in nodes}
    return place_few([node for node, _, _ in nodes if node not in kept], layers, near, kept, sizes)


def place_few(
    fresh: Sequence[str],
    layers: Mapping[str, int],
    near: Mapping[str, Sequence[str]],
    kept: Mapping[str, Point],
    sizes: Sizes,
) -> dict[str, Point]:
    """As :func:`place_new` for the ``fresh`` nodes, in this order.

    Parameters
    ----------
    layers
        Of every node.
    near
        The neighbours of fresh nodes.
    """
    places = dict(kept)
    for node in fresh:
        layer = layers[node]
        heights = [place[1] for item, place in places.items() if layers[item] == layer]
        if not heights:
            places, heights = _open_row(layers, places, layer, sizes)
        around = [places[item] for item in near.get(node, ()) if item in places]
        x = sum(place[0] for place in around) / len(around) if around else _right_end(places)
        y = _row_among(heights, around)
        reach = 3 * (sizes.height + sizes.gap)
        taken = Places(sizes)
        for place in [place for place in places.values() if abs(place[1] - y) <= reach]:
            taken.take(place)
        places[node] = taken.nearest((float(round(x)), y))
    return places


def _right_end(places: Mapping[str, Point]) -> float:
    return max(place[0] for place in places.values())


def _row_among(heights: Sequence[float], around: Sequence[Point]) -> float:
    """The row of the layer that most nodes stand in, the one nearest to the neighbours first."""
    rows = sorted(set(heights))
    if not around:
        return max(rows, key=lambda row: (heights.count(row), -row))
    middle = sum(place[1] for place in around) / len(around)
    return min(rows, key=lambda row: (abs(row - middle), row))


def _open_row(
    layers: Mapping[str, int], places: Mapping[str, Point], layer: int, sizes: Sizes
) -> tuple[dict[str, Point], list[float]]:
    above = [place[1] for node, place in places.items() if layers[node] < layer]
    below = [place[1] for node, place in places.items() if layers[node] > layer]
    pitch = sizes.height + 1.5 * sizes.row_gap
    if not below:
        return dict(places), [max(above) + pitch]
    if not above:
        return dict(places), [min(below) - pitch]
    row = max(above) + pitch
    missing = max(0.0, row + pitch - min(below))
    moved = {
        node: (x, y + missing) if layers[node] > layer else (x, y)
        for node, (x, y) in places.items()
    }
    return moved, [row]
