"""Single points of failure kept as one row of bits per element: what stops it alone.

A row is the element's own bit, the rows of its hard providers, and what stops more than n-k
members of a group. After an edit only rows above it can change, and those only as long as a row
below them did. An element keeps its bit when its index changes, and a free index has one too: where
others come or go, no row changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import filterfalse
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.bulk import (
    at_least,
    chunks,
    column_counts,
    failing,
    spread,
    unpacked,
)
from bcm_tool.analysis.arrays.rules import network_rules
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.results import PointsResult
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints

    Row = NDArray[np.uint64]


def all_rows(network: Network, progress: Progress = no_progress) -> list[Row]:
    """The row of every element index, whose bit has the same number."""
    rules, count = network_rules(network), len(network.ids)
    found = np.zeros((count, -(-count // 64)), np.uint64)
    for start, stop in chunks(rules, count):
        progress(start, count)
        bits = failing(rules, [np.array([element]) for element in range(start, stop)])
        spread(rules, bits)
        found[:, start // 64 : start // 64 + bits.shape[1]] = bits[rules.node]
    return list(found)


def bits_of(count: int) -> Ints:
    """The bits of the elements of a network that nothing was followed to."""
    return np.arange(count)


def rows_again(network: Network, rows: list[Row], bits: Ints, changed: Iterable[int]) -> set[int]:
    """Bring ``rows`` up to date in place after the needs of ``changed``; which rows differ."""
    component, order = network.component, network.order
    waiting = list({component[element] for element in changed})
    heapify(waiting)
    queued, differ = set(waiting), set()
    while waiting:
        block = order[heappop(waiting)]
        before = [rows[element] for element in block]
        _settle(network, rows, bits, block)
        for element, row in zip(block, before, strict=True):
            if np.array_equal(row, rows[element]):
                continue
            differ.add(element)
            for other in network.dependents[element]:
                place = component[other]
                if place not in queued and place != component[element]:
                    queued.add(place)
                    heappush(waiting, place)
    return differ


def _settle(network: Network, rows: list[Row], bits: Ints, block: Sequence[int]) -> None:
    for element in block:
        rows[element] = _own_row(len(rows[element]), int(bits[element]))
    moving = True
    while moving:
        moving = False
        for element in block:
            row = _row(network, rows, element)
            if len(block) > 1 and not np.array_equal(row, rows[element]):
                moving = True
            rows[element] = row


def _own_row(words: int, bit: int) -> Row:
    """The row of an element that nothing but itself stops."""
    row = np.zeros(words, np.uint64)
    row[bit // 64] = np.uint64(1 << bit % 64)
    return row


def _row(network: Network, rows: Sequence[Row], element: int) -> Row:
    row = rows[element].copy()
    for need in network.hard[element]:
        row |= rows[need.provider]
    for group in network.groups[element]:
        enough = len(group.members) - group.required + 1
        row |= at_least([rows[need.provider] for need in group.members], enough)
    return row


def services_of(network: Network) -> list[int]:
    """Indexes of the services."""
    return [index for index in network.index.values() if is_service(network, index)]


def is_service(network: Network, index: int) -> bool:
    """Whether an element index is a service."""
    return network.model.is_service(network.model.elements[network.ids[index]])


def points_of(
    network: Network, rows: Sequence[Row], bits: Ints, services: Sequence[int]
) -> PointsResult:
    """The result that rows give."""
    ids = network.ids
    words = len(rows[0]) if rows else 0
    stack = np.array([rows[service] for service in services], np.uint64)
    totals = column_counts(stack.reshape(len(services), words))[bits].tolist()
    element = _elements(rows, bits)
    points = {ids[item]: _names(network, rows[item], element, item) for item in services}
    return PointsResult(
        model=network.model,
        services=tuple(points),
        single_points=points,
        blast_radius={element: totals[index] for element, index in network.index.items()},
    )


def points_again(
    network: Network,
    known: PointsResult,
    before: Sequence[Row],
    rows: Sequence[Row],
    bits: Ints,
    services: Sequence[int],
    differ: set[int],
) -> PointsResult:
    """The result that rows give; ``known`` is that of ``before``, whose others are the same."""
    ids, count = network.ids, len(rows[0]) * 64
    of_bit = _elements(rows, bits)
    points: dict[str, tuple[str, ...]] = {}
    radius, more = dict(known.blast_radius), np.zeros(count, np.int64)
    for element in services:
        name, row = ids[element], rows[element]
        old = known.single_points.get(name)
        if old is None or element in differ:
            more += unpacked(row[None], count)[0]
            old = _fewer(network, old, before[element], row, of_bit) if old is not None else None
        points[name] = _names(network, row, of_bit, element) if old is None else old
    for name in known.services:
        element = network.index[name]
        if element in differ or name not in points:
            more -= unpacked(before[element][None], count)[0]
    for bit in np.flatnonzero(more).tolist():
        radius[ids[of_bit[bit]]] += int(more[bit])
    return PointsResult(network.model, tuple(points), points, radius)


def _fewer(
    network: Network, old: tuple[str, ...], before: Row, row: Row, of_bit: Ints
) -> tuple[str, ...] | None:
    """Names from those of the row ``before``; None where there are others too."""
    if (row & ~before).any():
        return None
    lost = of_bit[np.flatnonzero(unpacked((before & ~row)[None], len(of_bit))[0])].tolist()
    gone = {network.ids[element] for element in lost}
    return tuple(filterfalse(gone.__contains__, old))


def _elements(rows: Sequence[Row], bits: Ints) -> Ints:
    """Element index by bit."""
    found: Ints = np.full(len(rows[0]) * 64 if rows else 0, -1, np.int64)
    found[bits] = np.arange(len(bits))
    return found


def _names(network: Network, row: Row, of_bit: Ints, service: int) -> tuple[str, ...]:
    found = np.sort(of_bit[np.flatnonzero(unpacked(row[None], len(of_bit))[0])])
    return tuple(map(network.ids.__getitem__, found[found != service].tolist()))
