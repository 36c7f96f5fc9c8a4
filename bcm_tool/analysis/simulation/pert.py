"""Durations drawn from three-point estimates: beta-PERT, in whole minutes.

With optimistic a, likely m and pessimistic b, X = a + (b - a) Beta(1 + 4 (m - a)/(b - a),
1 + 4 (b - m)/(b - a)); its mean is (a + 4 m + b)/6 (Vose, "Risk Analysis"; Malcolm et al.,
1959, for the mean). What is drawn is X rounded to the nearest minute, exactly: the chance of a
minute is the probability of the half minutes around it. Draws go through the inverse of the
distribution function, so that the same random number stands for "as bad as this" in every
variant of a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import gamma
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bcm_tool.model.records import RecoveryTask

Minutes = NDArray[np.int64]
Reals = NDArray[np.float64]

SHAPE = 4.0
"""Weight of the likely value (lambda); with it both parameters add up to 6."""
_FINEST = 16_384
"""Longer estimates than this many minutes are tabled at so many places and joined by lines."""
_LARGEST_GUIDE = 65_536
_BATCH = 65_536
_PRECISE = 1e-17


class Estimate(NamedTuple):
    """Optimistic, likely and pessimistic minutes; all three the same: no doubt."""

    low: int
    likely: int
    high: int

    @property
    def certain(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high


def estimate_of(task: RecoveryTask | None, likely: int) -> Estimate:
    """The estimate of a task; with less than three points it always takes its likely time."""
    if task is None or task.optimistic is None or task.pessimistic is None:
        return Estimate(likely, likely, likely)
    return Estimate(min(task.optimistic, likely), likely, max(task.pessimistic, likely))


def mean_of(estimate: Estimate) -> float:
    """Expected minutes, (a + 4 m + b)/6."""
    return (estimate.low + SHAPE * estimate.likely + estimate.high) / (SHAPE + 2)


def stream(seed: int, name: str) -> np.random.Generator:
    """Random numbers of their own for everything that has a name.

    The numbers of one task do not depend on which other tasks there are, so two variants of a
    plan meet the same luck (common random numbers).
    """
    word = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    return np.random.Generator(np.random.PCG64([seed, word]))


class Sampler:
    """Tables of several estimates; ``draw`` turns uniform numbers into minutes."""

    def __init__(self, estimates: Sequence[Estimate]) -> None:
        self.estimates = tuple(estimates)
        self._tables = _tables(self.estimates)

    def draw(self, place: int, uniform: Reals) -> Minutes:
        """Minutes of estimate ``place`` for numbers in [0, 1); shape as given.

        A larger number never gives a shorter time.
        """
        estimate, knots = self.estimates[place], self._tables[place]
        if knots is None:
            return np.full(uniform.shape, estimate.likely, dtype=np.int64)
        if estimate.high - estimate.low > _FINEST:
            minutes = np.linspace(estimate.low, estimate.high, len(knots))
            return np.rint(np.interp(uniform, knots, minutes)).astype(np.int64)
        return estimate.low + _places(knots, uniform)


def _places(knots: Reals, uniform: Reals) -> Minutes:
    """How many knots are no larger than each number.

    A table of equal cells answers all but the few numbers in whose cell a knot lies; those are
    searched for (Chen and Asau, 1974).
    """
    size = min(_LARGEST_GUIDE, 1 << max(6, (8 * len(knots) - 1).bit_length()))
    cells = np.minimum((knots * size).astype(np.int64), size - 1)
    inside = np.bincount(cells, minlength=size)
    below = np.cumsum(inside) - inside
    cell = (uniform * size).astype(np.int64)
    found: Minutes = below[cell]
    unclear = np.flatnonzero(inside[cell])
    found[unclear] = np.searchsorted(knots, uniform[unclear], side="right")
    return found


def _tables(estimates: Sequence[Estimate]) -> list[Reals | None]:
    """Per estimate the distribution function between its minutes; many at a time."""
    found: list[Reals | None] = [None] * len(estimates)
    waiting: list[tuple[int, Reals]] = []
    size = 0
    for place, item in enumerate(estimates):
        if item.certain:
            continue
        span = item.high - item.low
        if span > _FINEST:
            points = np.linspace(0.0, 1.0, _FINEST + 1)
        else:
            points = (np.arange(span) + 0.5) / span
        waiting.append((place, points))
        size += len(points)
        if size > _BATCH:
            _fill(estimates, waiting, found)
            waiting, size = [], 0
    _fill(estimates, waiting, found)
    return found


def _fill(
    estimates: Sequence[Estimate], waiting: list[tuple[int, Reals]], found: list[Reals | None]
) -> None:
    if not waiting:
        return
    sizes = [len(points) for _, points in waiting]
    first = [
        1 + SHAPE * (item.likely - item.low) / (item.high - item.low)
        for item in (estimates[place] for place, _ in waiting)
    ]
    values = beta_cdf(np.concatenate([points for _, points in waiting]), np.repeat(first, sizes))
    at = 0
    for (place, points), _ in zip(waiting, sizes, strict=True):
        found[place] = values[at : at + len(points)]
        at += len(points)


def beta_cdf(x: Reals, first: Reals) -> Reals:
    """Distribution function of Beta(first, 6 - first) at x in [0, 1].

    By the series with positive terms only (Abramowitz and Stegun, 26.5.4 in the form
    x^a (1-x)^b / (a B(a, b)) * sum of (6)_n / (a+1)_n x^n), from the nearer end.
    """
    mirrored = x > 0.5
    z = np.where(mirrored, 1.0 - x, x)
    a = np.where(mirrored, 6.0 - first, first)
    term = np.ones_like(z)
    total = np.ones_like(z)
    step = 0
    while step < 400:
        term *= z * ((6.0 + step) / (a + 1.0 + step))
        total += term
        step += 1
        if step > 16 and not step % 8 and float(term.max(initial=0.0)) < _PRECISE:
            break
    scale = {value: _gamma_ratio(value) for value in np.unique(a).tolist()}
    known = np.array(list(scale))
    factor = np.array(list(scale.values()))[np.searchsorted(known, a)]
    found: Reals = np.minimum(z**a * (1.0 - z) ** (6.0 - a) * factor * total, 1.0)
    result: Reals = np.where(mirrored, 1.0 - found, found)
    return result


def _gamma_ratio(a: float) -> float:
    """1 / (a B(a, 6 - a)), with Gamma(6) = 120."""
    return 120.0 / (a * gamma(a) * gamma(6.0 - a))
