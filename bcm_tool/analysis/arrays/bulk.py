"""Many failure sets at a time: 64 of them in every word, one row of words per node.

A row follows from the rows of its providers by "or", a gate of n that stops with all of them by
"and"; other gates count in bits. One pass over the levels answers for all sets at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.arrays.rules import Gates, Knot, Rules

    Words = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

MEMORY = 32 << 20
"""Bytes of one chunk of sets."""
CACHE = 1 << 20
"""Bytes that are added up at a time, so that they stay near the processor."""


def spread(rules: Rules, bits: Words) -> None:
    """Let failures spread, in place: ``bits`` has a row per node and a bit per failure set."""
    widest = max((len(item.source) for level in rules.levels for item in level.rounds), default=0)
    buffer = np.empty((widest, bits.shape[1]), np.uint64)
    for level in rules.levels:
        for (source,) in level.rounds:
            taken = buffer[: len(source)]
            bits.take(source, axis=0, out=taken, mode="clip")
            rows = bits[level.start : level.start + len(source)]
            np.bitwise_or(rows, taken, out=rows)
        for row, source in level.rest:
            bits[row] |= np.bitwise_or.reduce(bits[source], axis=0)
        for gates in level.gates:
            bits[gates.start : gates.stop] |= _gates(bits, gates)
        for knot in level.knots:
            _knot(bits, knot)


def _gates(bits: Words, gates: Gates) -> Words:
    members, enough = gates.members, gates.enough
    if enough == len(members):
        found: Words = bits[members[0]]
        for member in members[1:]:
            found &= bits[member]
        return found
    return at_least([bits[member] for member in members], enough)


def at_least(rows: Sequence[Words], enough: int) -> Words:
    """Where at least ``enough`` of the rows have their bit set."""
    found = [np.zeros_like(rows[0]) for _ in range(enough)]
    for row in rows:
        for place in range(enough - 1, 0, -1):
            found[place] |= found[place - 1] & row
        found[0] |= row
    return found[-1]


def _knot(bits: Words, knot: Knot) -> None:
    def again(row: int) -> bool:
        enough, members = knot.enough[row - knot.start], knot.members[row - knot.start]
        if enough == 1:
            found = np.bitwise_or.reduce(bits[members], axis=0)
        else:
            found = at_least(list(bits[members]), enough)
        found |= bits[row]
        if (found == bits[row]).all():
            return False
        bits[row] = found
        return True

    knot.settle(again)


def failing(rules: Rules, sets: Sequence[Ints]) -> Words:
    """Rows of bits in which set number j of elements has failed in bit j, and nothing else."""
    words = -(-len(sets) // 64)
    bits = np.zeros((rules.size, words), np.uint64)
    if not sets:
        return bits
    rows = rules.node[np.concatenate(sets).astype(np.int64)]
    column = np.repeat(np.arange(len(sets)), [len(item) for item in sets])
    marks = np.left_shift(np.uint64(1), (column % 64).astype(np.uint64))
    np.bitwise_or.at(bits, (rows, column // 64), marks)
    return bits


def unpacked(bits: Words, count: int) -> Flags:
    """One flag per bit: shape (rows, ``count``)."""
    octets = np.ascontiguousarray(bits, "<u8").view(np.uint8)
    flat = np.unpackbits(octets, axis=1, count=count, bitorder="little")
    found: Flags = flat.view(np.bool_)
    return found


def chunks(rules: Rules, count: int, memory: int = MEMORY) -> Iterator[tuple[int, int]]:
    """(from, until) of ``count`` sets such that the bits of each chunk stay below ``memory``."""
    step = max(1, memory // max(1, rules.size * 8)) * 64
    for start in range(0, count, step):
        yield start, min(count, start + step)


def stopped(
    rules: Rules, sets: Sequence[Ints], watched: Ints, progress: Progress = no_progress
) -> Flags:
    """Which of the ``watched`` elements (rows) each failure set (column) stops.

    Parameters
    ----------
    sets
        Elements that fail together, one array per set; an empty one stops nothing.
    """
    found = np.zeros((len(watched), len(sets)), np.bool_)
    rows = rules.node[watched]
    for start, stop in chunks(rules, len(sets)):
        progress(start, len(sets))
        bits = failing(rules, sets[start:stop])
        spread(rules, bits)
        found[:, start:stop] = unpacked(bits[rows], stop - start)
    progress(len(sets), len(sets))
    return found


def column_counts(bits: Words) -> Ints:
    """How often each bit is set down the rows: full adders on whole words, then few rows left.

    Three rows of one weight become a sum of that weight and a carry of twice the weight
    (Harley and Seal's way of counting bits, turned to columns).
    """
    total = np.zeros(bits.shape[1] * 64, np.int64)
    step = max(64, CACHE // max(1, 8 * bits.shape[1]))
    kept: list[list[Words]] = []
    for start in range(0, len(bits), step):
        for power, rows in enumerate(_added(bits[start : start + step])):
            if power == len(kept):
                kept.append([])
            kept[power].append(rows)
    for power, parts in enumerate(kept):
        flags = unpacked(np.concatenate(parts), len(total))
        total += flags.sum(axis=0, dtype=np.int64) << power
    return total


def _added(rows: Words) -> Iterator[Words]:
    """At most two rows of weight 1, of weight 2, of weight 4 and so on, that add up the same."""
    while len(rows):
        carries = []
        while len(rows) > 2:
            third = len(rows) // 3
            a, b, c = rows[:third], rows[third : 2 * third], rows[2 * third : 3 * third]
            either = a ^ b
            carry = a & b
            carry |= either & c
            either ^= c
            carries.append(carry)
            left = rows[3 * third :]
            rows = np.concatenate((either, left)) if len(left) else either
        yield rows
        rows = np.concatenate(carries) if carries else rows[:0]
