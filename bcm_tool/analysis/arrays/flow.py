"""Graphs as arrays: compressed rows, levels in which values pass along, and what is cyclic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.graph import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

WIDE = 64
"""Nodes with more sources than this are not looked through for detours."""


@dataclass(frozen=True, eq=False)
class Rows:
    """For each node its neighbours: ``items[first[n]:first[n + 1]]``; ``arc`` says which arcs."""

    first: Ints
    items: Ints
    arc: Ints

    def of(self, nodes: Ints) -> tuple[Ints, Ints]:
        """The neighbours of several nodes in a row, and how many each of them has."""
        lengths = self.first[nodes + 1] - self.first[nodes]
        return self.items[ragged(self.first[nodes], lengths)], lengths


def ragged(first: Ints, lengths: Ints) -> Ints:
    """``first[0], first[0] + 1, ...`` for ``lengths[0]`` numbers, then those of ``first[1]``..."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.arange(total) + np.repeat(first - ends + lengths, lengths)
    return found


def ragged_owners(first: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """As :func:`ragged`, and which of the runs each number belongs to."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    shift = first - (np.cumsum(lengths) - lengths)
    return np.arange(len(owner)) + shift[owner], owner


def rows_by(count: int, key: Ints, items: Ints) -> Rows:
    """Compressed rows: the ``items`` of the arcs with each ``key`` (0..count-1), in arc order."""
    total = len(key)
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(key, minlength=count), out=first[1:])
    if (key[1:] >= key[:-1]).all():
        return Rows(first, items, np.arange(total))
    width = total.bit_length()
    # One sort of whole numbers that hold key and place is many times faster than argsort.
    packed = key << width
    packed |= np.arange(total)
    packed.sort()
    arc: Ints = packed & ((1 << width) - 1)
    return Rows(first, items[arc], arc)


def level_numbers(count: int, source: Ints, target: Ints) -> Ints:
    """The longest way, in arcs, on which values reach each node; -1 on and behind a cycle.

    Nodes whose sources are all done are taken together, so the number of numpy calls follows
    from the number of levels and not from the number of nodes.
    """
    waiting = np.bincount(target, minlength=count)
    after = rows_by(count, source, target)
    levels: Ints = np.full(count, -1, np.int64)
    stamp = np.empty(count, np.int64)
    front = np.flatnonzero(waiting == 0)
    number = 0
    while len(front):
        levels[front] = number
        reached, _ = after.of(front)
        np.subtract.at(waiting, reached, 1)
        done = reached[waiting[reached] == 0]
        places = np.arange(len(done))
        stamp[done] = places  # of a node that is there twice, one place stays
        front = done[stamp[done] == places]
        number += 1
    return levels


def knots(count: int, source: Ints, target: Ints) -> list[list[int]]:
    """Strongly connected components of more than one node.

    What no cycle can use is put aside by levels from both ends first; only the rest is walked
    node by node.
    """
    behind = level_numbers(count, source, target) < 0
    if not behind.any():
        return []
    ahead = level_numbers(count, target, source) < 0
    core = behind & ahead
    nodes = np.flatnonzero(core)
    place = np.full(count, -1, np.int64)
    place[nodes] = np.arange(len(nodes))
    inside = core[source] & core[target]
    kept = rows_by(len(nodes), place[source[inside]], place[target[inside]])
    first, items = kept.first.tolist(), kept.items.tolist()
    found = components([items[first[n] : first[n + 1]] for n in range(len(nodes))])
    return [nodes[members].tolist() for members in found if len(members) > 1]


def merged(count: int, groups: list[list[int]]) -> tuple[int, Ints]:
    """Nodes renumbered with each group as one node: how many there are, and node -> number."""
    leader = np.arange(count)
    for members in groups:
        leader[members] = min(members)
    _, number = np.unique(leader, return_inverse=True)
    return int(number.max(initial=-1)) + 1, number.astype(np.int64)


def distinct_arcs(count: int, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    """Every arc once and no loops, sorted by target."""
    width = count.bit_length()
    packed = (target << width | source)[source != target]
    packed.sort()
    packed = packed[np.diff(packed, prepend=-1) > 0]
    return packed & ((1 << width) - 1), packed >> width


def without_detours(count: int, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    """The arcs of an acyclic graph less those that two others say already.

    What spreads along arcs reaches the same nodes without ``a -> c`` where ``a -> b -> c`` is.
    """
    sources = rows_by(count, target, source)
    narrow = sources.first[source + 1] - sources.first[source] <= WIDE
    middle, end = source[narrow], target[narrow]
    begin, lengths = sources.of(middle)
    width = count.bit_length()
    said = np.repeat(end << width, lengths) | begin
    packed = target << width | source
    # Sorted together, an arc that is also said by two others stands right behind its equal.
    both = np.concatenate((said * 2, packed * 2 + 1))
    both.sort()
    twice = np.zeros(len(both), np.bool_)
    twice[1:] = (both[1:] & 1 == 1) & (both[:-1] == both[1:] - 1)
    kept = both[(both & 1 == 1) & ~twice] >> 1
    return kept & ((1 << width) - 1), kept >> width
