"""Random failures, 64 years to a word: every event happens in every year with its own chance.

Rare events are jumped to, so that only failures cost time: arrivals of a Poisson process on a
line on which every year of every event is a stretch as long as its hazard -ln(1 - p), so that
something arrives in it with exactly the chance p (Devroye, 1986, chapter VI.1). Frequent events
compare sixteen random bits per year with their chance, and settle the few ties with further bits.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Places = NDArray[np.int64]
    Reals = NDArray[np.float64]

RARE = 0.03
"""Below this chance jumping costs less than looking at every year (measured)."""


def random_failures(
    chances: Reals, years: int, generator: np.random.Generator, rows: Places, into: Words
) -> None:
    """Set the bits of the years in which events happen.

    Parameters
    ----------
    chances
        Per event, 0 to 1.
    rows, into
        Row of each event in ``into``, whose rows have a bit per year; those rows are all zero.
    """
    rare = np.flatnonzero((chances > 0.0) & (chances < RARE))
    for event in np.flatnonzero(chances >= RARE).tolist():
        if chances[event] >= 1.0:
            into[rows[event]] = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
        else:
            into[rows[event]] |= _looked_at(float(chances[event]), years, generator)
    if len(rare):
        _jumped_to(chances[rare], generator, rows[rare], into)


def _looked_at(chance: float, years: int, generator: np.random.Generator) -> Words:
    """A bit for every year in turn."""
    size = -(-years // 64) * 64
    raw = generator.bit_generator.random_raw(size // 4)
    drawn = np.asarray(raw, dtype="<u8").view("<u2")
    scaled = chance * 65_536.0
    whole = int(scaled)
    happens = drawn < whole
    ties = np.flatnonzero(drawn == whole)
    happens[ties] = generator.random(len(ties)) < scaled - whole
    happens[years:] = False
    packed = np.packbits(happens, bitorder="little").view("<u8")
    return packed.astype(np.uint64, copy=False)


def _jumped_to(chances: Reals, generator: np.random.Generator, rows: Places, into: Words) -> None:
    """Failures of rare events.

    The line holds the bits of one event after the other, those that fill up the last word
    included: they stand for no year and are left out when years are counted.
    """
    cells = into.shape[1] * 64
    hazards = -np.log1p(-chances)
    ends = np.cumsum(hazards * cells)
    total, reached = float(ends[-1]), 0.0
    flat = into.reshape(-1)
    first = np.concatenate(([0.0], ends[:-1]))
    before = -1
    while True:
        left = total - reached
        line = generator.standard_exponential(int(left + 4 * sqrt(left)) + 16)
        np.cumsum(line, out=line)
        line += reached
        reached = float(line[-1])
        counts = np.diff(np.searchsorted(line, ends), prepend=0)
        line = line[: int(counts.sum())]
        line -= np.repeat(first, counts)
        line /= np.repeat(hazards, counts)
        places = line.astype(np.int64)
        np.minimum(places, cells - 1, out=places)
        places += np.repeat(rows * cells, counts)
        before = _mark(flat, places, before)
        if reached >= total:
            return


def _mark(flat: Words, places: Places, before: int) -> int:
    """Set bits whose places rise; ``before`` is the last one set already, and the next one.

    A place may come twice in a row. Apart from that bits differ, so adding them is setting them,
    which numpy does several times faster.
    """
    if not len(places):
        return before
    fresh = np.empty(len(places), dtype=np.bool_)
    fresh[0] = places[0] != before
    np.not_equal(places[1:], places[:-1], out=fresh[1:])
    if not fresh.all():
        places = places[fresh]
    marks = np.left_shift(np.uint64(1), (places & 63).view(np.uint64))
    np.add.at(flat, places >> 6, marks)
    return int(places[-1]) if len(places) else before
