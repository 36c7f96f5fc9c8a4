"""What every single failure of a large network stops, all of it at once.

For each node the set of nodes whose failure alone stops it is itself, what stops any of its
providers, and what stops every way through a gate. In a large network a few elements stop very
many and most stop few, so the two are kept apart: the few as bits in words, a row per node
(:mod:`bulk`), the many as sorted lists per node, merged level by level. Which is which is guessed
beforehand; a wrong guess costs time and never changes the answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from bcm_tool.analysis.arrays.bulk import column_counts, spread, unpacked
from bcm_tool.analysis.arrays.flow import ragged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.bulk import Words
    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.arrays.rules import Knot, Level, Rules

    Keys = NDArray[np.uint32] | NDArray[np.uint64]

MANY = 800
"""From so many stopped nodes on a failure is kept as a bit of every row."""
EMPTY = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Singles:
    """Node by node what stops it alone: ``heavy`` nodes as ``bits``, ``light`` ones as lists.

    ``found[first[n]:first[n + 1]]`` are places in ``light``.
    """

    rules: Rules
    heavy: Ints
    bits: Words
    light: Ints
    first: Ints
    found: NDArray[np.uint32]

    def counts(self) -> Ints:
        """Per element, how many other elements its failure alone stops."""
        rules = self.rules
        by_node = np.zeros(rules.size, np.int64)
        node = rules.node
        by_node[self.heavy] = column_counts(self.bits[node])[: len(self.heavy)]
        by_node[self.light] = np.bincount(self.found, minlength=len(self.light))
        odd = np.flatnonzero(rules.weight != 1)  # all others count once
        lengths = self.first[odd + 1] - self.first[odd]
        found = self.found[ragged(self.first[odd], lengths)]
        more = np.repeat(rules.weight[odd] - 1, lengths)
        sums = np.bincount(found, weights=more, minlength=len(self.light))
        by_node[self.light] += sums.astype(np.int64)
        return by_node[node] - 1

    def stopping(self, element: int) -> Ints:
        """The elements whose failure alone stops ``element``, itself among them, ascending."""
        row = int(self.rules.node[element])
        nodes = np.zeros(self.rules.size, np.bool_)
        nodes[self.heavy[unpacked(self.bits[row : row + 1], len(self.heavy))[0]]] = True
        nodes[self.light[self.found[self.first[row] : self.first[row + 1]]]] = True
        return np.flatnonzero(nodes[self.rules.node])


def single_failures(rules: Rules) -> Singles:
    """Fail every element alone."""
    real = rules.weight > 0
    many = rules.reach >= MANY
    heavy, light = np.flatnonzero(real & many), np.flatnonzero(real & ~many)
    bits = np.zeros((rules.size, -(-len(heavy) // 64)), np.uint64)
    column = np.arange(len(heavy))
    bits[heavy, column // 64] = np.left_shift(np.uint64(1), (column % 64).astype(np.uint64))
    spread(rules, bits)
    lists = _Lists(rules, light)
    for level in rules.levels:
        lists.take(level)
    first, found = lists.result()
    return Singles(rules, heavy, bits, light, first, found)


def _first_of_each(keys: Keys) -> NDArray[np.bool_]:
    """Where a key differs from the one before."""
    edge = np.empty(len(keys), np.bool_)
    edge[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=edge[1:])
    return edge


class _Lists:
    """Sorted lists of light nodes, one per row, growing level by level.

    A list item is looked for as a key: the row's number in its level above the item's bits.
    """

    def __init__(self, rules: Rules, light: Ints) -> None:
        self.rules = rules
        self.place = np.full(rules.size, -1, np.int64)
        self.place[light] = np.arange(len(light))
        self.width = max(1, int(len(light) - 1).bit_length())
        self.first = np.zeros(rules.size + 1, np.int64)
        self.data = np.empty(max(1024, 8 * rules.size), np.uint32)
        self.used = 0

    def take(self, level: Level) -> None:
        """Add the rows of a level."""
        first = self.rules.providers.first[level.start : level.start + level.plain + 1]
        source = self.rules.providers.items[first[0] : first[-1]]
        owner = np.repeat(np.arange(level.plain), first[1:] - first[:-1])
        own = self.place[level.start : level.start + level.plain]
        keys = self._keys(level.plain, owner, source, np.flatnonzero(own >= 0), own)
        self._append(level.start, level.plain, keys[_first_of_each(keys)])
        if level.ways is not None:
            ways, count = level.ways, len(level.ways.enough)
            keys = self._keys(count, ways.owner, ways.members, EMPTY, EMPTY)
            place = np.flatnonzero(_first_of_each(keys))
            times = np.empty_like(place)
            times[:-1] = place[1:] - place[:-1]
            times[-1:] = len(keys) - place[-1:]
            met = keys[place]
            enough = ways.enough[(met >> met.dtype.type(self.width)).astype(np.int64)]
            self._append(ways.start, count, met[times >= enough])
        for knot in level.knots:
            self._knot(knot)

    def _keys(self, rows: int, owner: Ints, source: Ints, itself: Ints, own: Ints) -> Keys:
        """What stops each source, as keys of its owner, and the rows' own nodes; sorted."""
        kind: Any = np.uint32 if rows << self.width <= 1 << 32 else np.uint64
        begin = self.first[source]
        lengths = self.first[source + 1] - begin
        met = self.data[ragged(begin, lengths)]
        found: Any = np.empty(len(met) + len(itself), kind)
        found[: len(met)] = np.repeat((owner << self.width).astype(kind), lengths)
        found[: len(met)] |= met
        found[len(met) :] = itself << self.width | own[itself]
        found.sort()
        keys: Keys = found
        return keys

    def _append(self, start: int, rows: int, keys: Keys) -> None:
        """Rows from ``start`` on with the lists that the keys say."""
        self._room(len(keys))
        np.bitwise_and(
            keys,
            keys.dtype.type((1 << self.width) - 1),
            out=self.data[self.used : self.used + len(keys)],
            casting="same_kind",
        )
        lengths = np.bincount(
            (keys >> keys.dtype.type(self.width)).astype(np.int64), minlength=rows
        )
        ends = self.first[start + 1 : start + rows + 1]
        np.cumsum(lengths, out=ends)
        ends += self.used
        self.used += len(keys)

    def _room(self, more: int) -> None:
        while self.used + more > len(self.data):
            self.data = np.concatenate((self.data, np.empty_like(self.data)))

    def _knot(self, knot: Knot) -> None:
        rows = range(knot.start, knot.stop)
        sets: dict[int, set[int]] = {}
        inside: dict[int, list[int]] = {}
        outside: dict[int, Counter[int]] = {}
        for row, enough, members in zip(rows, knot.enough, knot.members, strict=True):
            known = [item for item in members.tolist() if item not in rows]
            inside[row] = [item for item in members.tolist() if item in rows]
            lists = (self.data[self.first[item] : self.first[item + 1]].tolist() for item in known)
            outside[row] = Counter(chain.from_iterable(lists))
            own = int(self.place[row])
            sets[row] = {own} if own >= 0 else set()
            sets[row].update(item for item, times in outside[row].items() if times >= enough)

        def again(row: int) -> bool:
            found, enough = sets[row], knot.enough[row - knot.start]
            before = len(found)
            if enough == 1:
                found.update(*(sets[member] for member in inside[row]))
            else:
                times = outside[row].copy()
                for member in inside[row]:
                    times.update(sets[member])
                found.update(item for item, count in times.items() if count >= enough)
            return len(found) > before

        knot.settle(again)
        for row, found in sets.items():
            self._room(len(found))
            self.data[self.used : self.used + len(found)] = sorted(found)
            self.used += len(found)
            self.first[row + 1] = self.used

    def result(self) -> tuple[Ints, NDArray[np.uint32]]:
        """Where each row's list begins, and all lists."""
        return self.first, self.data[: self.used]
