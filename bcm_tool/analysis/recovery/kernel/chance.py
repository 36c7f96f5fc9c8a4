"""Numbers by chance, for the compiler: of our own, so that every machine draws the same."""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import CHANCE, Ints

_MASK = 0xFFFFFFFF


def below(d: Ints, limit: int) -> int:
    """A number from 0 to below ``limit`` (xorshift, Marsaglia 2003)."""
    x = d[CHANCE]
    x ^= (x << 13) & _MASK
    x ^= x >> 17
    x ^= (x << 5) & _MASK
    d[CHANCE] = x
    return x % limit
