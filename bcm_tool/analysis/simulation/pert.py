"""Durations drawn from three-point estimates: beta-PERT, in whole minutes.

With optimistic a, likely m and pessimistic b, X = a + (b - a) Beta(1 + 4 (m - a)/(b - a),
1 + 4 (b - m)/(b - a)); its mean is (a + 4 m + b)/6 (Vose, "Risk Analysis"; Malcolm et al.,
1959, for the mean). What is drawn is X rounded to the nearest minute, exactly: the chance of a
minute is the probability of the half minutes around it. Draws go through the inverse of the
distribution function, so that the same random number stands for "as bad as this" in every
variant of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from math import gamma
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bcm_tool.model.records import RecoveryTask

Minutes = NDArray[np.int64]
Reals = NDArray[np.float64]
Words = NDArray[np.uint64]

SHAPE = 4.0
"""Weight of the likely value (lambda); with it both parameters add up to 6."""
_FINEST = 16_384
"""Longer estimates than this many minutes are tabled at so many places and joined by lines."""
_MOST_BITS = 16
_BATCH = 65_536
_PRECISE = 1e-15


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


class Streams:
    """Random numbers of their own for everything that has a name.

    The numbers of one task do not depend on which other tasks there are, so two variants of a
    plan meet the same luck (common random numbers). All are parts of the one sequence of
    PCG64(seed), which begin 2^64 numbers from each other.
    """

    def __init__(self, seed: int) -> None:
        self._source = np.random.PCG64(seed)
        self._at = 0

    def words(self, name: str, count: int, first: int = 0) -> Words:
        """``count`` random words of 64 bits, from the ``first`` of that name on."""
        place = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") << 64
        place += first
        self._source.advance((place - self._at) % _PERIOD)
        self._at = place + count
        return np.asarray(self._source.random_raw(count), dtype=np.uint64)


_PERIOD = 1 << 128


class _Table(NamedTuple):
    """``knots`` is the distribution function between the minutes, from ``low`` minutes on.

    ``guide`` answers for numbers that begin with the same bits (``shift``: how many others there
    are), -1 where a knot lies among them; None: lines join the knots.
    """

    low: int
    high: int
    knots: Reals
    shift: int
    guide: Minutes | None


class Sampler:
    """Tables of several estimates; ``draw`` turns random words into minutes."""

    def __init__(self, estimates: Sequence[Estimate]) -> None:
        self.estimates = tuple(estimates)
        shapes = dict.fromkeys(item for item in self.estimates if not item.certain)
        self._tables = {item: _table(item, knots) for item, knots in _knots(list(shapes))}

    def draw(self, place: int, words: Words) -> Minutes:
        """Minutes of estimate ``place`` for random words; shape as given.

        A larger word never gives a shorter time. A guide table answers all but the few whose
        cell a knot lies in (Chen and Asau, 1974); those are searched for.
        """
        estimate = self.estimates[place]
        if estimate.certain:
            return np.full(words.shape, estimate.likely, dtype=np.int64)
        low, high, knots, shift, guide = self._tables[estimate]
        if guide is None:
            minutes = np.linspace(low, high, len(knots))
            return np.rint(np.interp(_uniform(words), knots, minutes)).astype(np.int64)
        cells = np.right_shift(words, np.uint64(shift)).view(np.int64)
        found: Minutes = guide[cells]
        unclear = np.flatnonzero(found < 0)
        found[unclear] = low + np.searchsorted(knots, _uniform(words[unclear]), side="right")
        return found


def _uniform(words: Words) -> Reals:
    """Numbers in [0, 1) with 53 bits, as numpy's generator makes them."""
    found: Reals = np.right_shift(words, np.uint64(11)).astype(np.float64) * 2.0**-53
    return found


def _table(item: Estimate, knots: Reals) -> _Table:
    if item.high - item.low > _FINEST:
        return _Table(item.low, item.high, knots, 0, None)
    bits = min(_MOST_BITS, max(6, (32 * len(knots) - 1).bit_length()))
    size = 1 << bits
    inside = np.bincount(np.minimum((knots * size).astype(np.int64), size - 1), minlength=size)
    guide = item.low + np.cumsum(inside)
    guide[inside > 0] = -1
    return _Table(item.low, item.high, knots, 64 - bits, guide)


def _knots(estimates: Sequence[Estimate]) -> Iterator[tuple[Estimate, Reals]]:
    """Per estimate the distribution function between its minutes; many at a time."""
    waiting: list[tuple[Estimate, Reals]] = []
    size = 0
    for item in estimates:
        span = item.high - item.low
        if span > _FINEST:
            points = np.linspace(0.0, 1.0, _FINEST + 1)
        else:
            points = (np.arange(span) + 0.5) / span
        waiting.append((item, points))
        size += len(points)
        if size > _BATCH:
            yield from _filled(waiting)
            waiting, size = [], 0
    yield from _filled(waiting)


def _filled(waiting: list[tuple[Estimate, Reals]]) -> Iterator[tuple[Estimate, Reals]]:
    if not waiting:
        return
    sizes = [len(points) for _, points in waiting]
    first = [1 + SHAPE * (item.likely - item.low) / (item.high - item.low) for item, _ in waiting]
    values = beta_cdf(np.concatenate([points for _, points in waiting]), np.repeat(first, sizes))
    for (item, _), own in zip(waiting, np.split(values, np.cumsum(sizes)[:-1]), strict=True):
        yield item, own


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
