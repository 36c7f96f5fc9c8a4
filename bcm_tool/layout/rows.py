"""Which row a node stands in: kinds from top to bottom, a dependent above its provider."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import ceil

from bcm_tool.layout.geometry import Sizes

Edges = Sequence[tuple[int, int]]


def assign_rows(layers: Sequence[int], edges: Edges, sizes: Sizes) -> list[int]:
    """The row of each node, counted from the top without holes.

    Every layer has rows of its own. Inside a layer a dependent stands above its provider
    (cycles are cut where the order of the nodes starts them) and rows are cut at a width that
    brings the picture near to its aspect.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node, layer in enumerate(layers):
        members[layer].append(node)
    inside: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    tendency = [0] * len(layers)
    for dependent, provider in edges:
        if layers[dependent] == layers[provider]:
            inside[layers[dependent]].append((dependent, provider))
        else:
            down = 1 if layers[dependent] < layers[provider] else -1
            tendency[dependent] += down
            tendency[provider] -= down
    parts = {
        layer: _Part(nodes, _acyclic(nodes, inside[layer])) for layer, nodes in members.items()
    }
    columns = _columns(list(parts.values()), sizes)
    rows, first = [0] * len(layers), 0
    for layer in sorted(parts):
        inner = parts[layer].fill(columns, tendency)
        for node, row in inner.items():
            rows[node] = first + row
        first += max(inner.values()) + 1
    return rows


class _Part:
    """The nodes of one layer with what they need of each other."""

    def __init__(self, nodes: list[int], edges: Edges) -> None:
        self.nodes = nodes
        self.providers: defaultdict[int, list[int]] = defaultdict(list)
        self.dependents: dict[int, int] = dict.fromkeys(nodes, 0)
        for dependent, provider in edges:
            self.providers[dependent].append(provider)
            self.dependents[provider] += 1
        self.below = self._heights()

    def _heights(self) -> dict[int, int]:
        """Node -> length of the longest chain of needs below it, inside this layer."""
        waiting = dict(self.dependents)
        order = [node for node in self.nodes if not waiting[node]]
        for node in order:
            for provider in self.providers[node]:
                waiting[provider] -= 1
                if not waiting[provider]:
                    order.append(provider)
        below = dict.fromkeys(self.nodes, 0)
        for node in reversed(order):
            below[node] = max((below[item] + 1 for item in self.providers[node]), default=0)
        return below

    def depth(self) -> int:
        """Rows that the chains of needs ask for."""
        return 1 + max(self.below.values())

    def fill(self, columns: int, tendency: Sequence[int]) -> dict[int, int]:
        """Node -> row within the layer, at most ``columns`` in a row.

        Among those that may stand in a row the longest chain goes first, then what others
        above need most: its edges then cross no further row of this layer.
        """
        width = min(columns, max(4, ceil(len(self.nodes) / self.depth())))
        waiting, placed, row = dict(self.dependents), dict[int, int](), 0
        ready = [self._rank(node, tendency) for node in self.nodes if not waiting[node]]
        heapify(ready)
        while ready:
            taken = [heappop(ready)[-1] for _ in range(min(width, len(ready)))]
            for node in taken:
                placed[node] = row
                for provider in self.providers[node]:
                    waiting[provider] -= 1
                    if not waiting[provider]:
                        heappush(ready, self._rank(provider, tendency))
            row += 1
        return placed

    def _rank(self, node: int, tendency: Sequence[int]) -> tuple[int, int, int]:
        return (-self.below[node], tendency[node], node)


def _columns(parts: Sequence[_Part], sizes: Sizes) -> int:
    """The narrowest row width, in nodes, with which the picture is wide enough."""
    widest = max(len(part.nodes) for part in parts)
    for columns in range(4, widest):
        rows = sum(max(part.depth(), ceil(len(part.nodes) / columns)) for part in parts)
        width = columns * (sizes.width + sizes.gap)
        if width >= sizes.aspect * rows * (sizes.height + 1.5 * sizes.row_gap):
            return columns
    return max(widest, 1)


def _acyclic(nodes: Sequence[int], edges: Edges) -> list[tuple[int, int]]:
    """``edges`` without those that close a cycle, when nodes are taken in their order."""
    after: defaultdict[int, list[int]] = defaultdict(list)
    waiting = dict.fromkeys(nodes, 0)
    for dependent, provider in edges:
        after[dependent].append(provider)
        waiting[provider] += 1
    ready = [node for node in nodes if not waiting[node]]
    heapify(ready)
    left, place = iter(sorted(nodes)), dict[int, int]()
    while len(place) < len(nodes):
        node = heappop(ready) if ready else next(item for item in left if item not in place)
        if node in place:
            continue
        place[node] = len(place)
        for provider in after[node]:
            waiting[provider] -= 1
            if not waiting[provider] and provider not in place:
                heappush(ready, provider)
    return [edge for edge in edges if place[edge[0]] < place[edge[1]]]
