"""Random failures, 64 years to a word: every event happens in every year with its own chance.

Rare events are jumped to: the distance to the next year with a failure is geometric, the floor of
an exponential (Devroye, 1986, chapter X.2), so that only failures cost time. Events of like
chances share one such walk; the rarer of them are thinned out. Frequent events compare sixteen
random bits per year with their chance, and settle the few ties with further bits. Both ways give
exactly the chances asked for.
"""

from __future__ import annotations

from math import frexp, log1p, sqrt
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
    rare: dict[int, list[int]] = {}
    for event, chance in enumerate(chances.tolist()):
        if chance >= 1.0:
            into[rows[event]] = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
        elif chance >= RARE:
            into[rows[event]] |= _looked_at(chance, years, generator)
        elif chance > 0.0:
            rare.setdefault(frexp(chance)[1], []).append(event)
    for _, group in sorted(rare.items()):
        events = np.array(group, dtype=np.int64)
        _jumped_to(chances[events], years, generator, rows[events], into)


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


def _jumped_to(
    chances: Reals, years: int, generator: np.random.Generator, rows: Places, into: Words
) -> None:
    """Failures of events whose chances are within a factor of two of each other.

    The walk goes through the bits of one event after the other, those that fill up the last word
    included: they stand for no year and are left out when years are counted.
    """
    words = into.shape[1]
    most = float(chances.max())
    alike = float(chances.min()) == most
    cells = len(chances) * words * 64
    in_one_piece = bool(np.all(np.diff(rows) == 1))
    flat = into.reshape(-1)
    rate = -1.0 / log1p(-most)
    at = -1
    while at < cells - 1:
        expected = (cells - at) * most
        jumps = generator.standard_exponential(int(expected + 5 * sqrt(expected)) + 16)
        jumps *= rate
        places = jumps.astype(np.int64)
        places += 1
        np.cumsum(places, out=places)
        places += at
        at = int(places[-1])
        if at >= cells:
            places = places[: int(np.searchsorted(places, cells))]
        if not alike:
            event = places // (words * 64)
            places = places[generator.random(len(places)) * most < chances[event]]
        marks = _BIT[places & 63]
        places >>= 6
        if in_one_piece:
            places += int(rows[0]) * words
        else:
            event = places // words
            places += (rows[event] - event) * words
        np.bitwise_or.at(flat, places, marks)


_BIT = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))
