"""Quantiles of a sample: values that occurred, never something between two of them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil


def place(level: Fraction, count: int) -> int:
    """Where the ``level``-quantile stands among ``count`` values in ascending order.

    It is the smallest value that at least this share of the sample does not exceed, the
    ceil(level * count)-th; computed in fractions, so that no rounding error moves it by one.
    """
    return max(0, ceil(level * count) - 1)


def percentile_places(count: int) -> list[int]:
    """Where the quantiles of 0 % to 100 % stand, in steps of 1 %."""
    return [place(Fraction(percent, 100), count) for percent in range(101)]
