"""Durations: the distribution against integrals, means, and the same luck for the same name."""

from __future__ import annotations

from math import gamma, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis.simulation.pert import (
    Estimate,
    Sampler,
    Streams,
    Words,
    beta_cdf,
    estimate_of,
    mean_of,
)
from bcm_tool.model import records as r

RUNS = 200_000
FIRST_WORDS = [4684835273758625524, 17286448395472252971]


def integral(x: float, a: float, steps: int = 4_000) -> float:
    """The distribution function of Beta(a, 6 - a) by Simpson's rule, over t = s^4 (smooth at 0)."""
    scale = gamma(6) / (gamma(a) * gamma(6 - a))

    def density(s: float) -> float:
        return float(scale * s ** (4 * a - 1) * 4 * (1 - s**4) ** (5 - a))

    width = x**0.25 / steps
    inner = sum((4 if n % 2 else 2) * density(n * width) for n in range(1, steps))
    return float(width / 3 * (density(0.0) + inner + density(x**0.25)))


@pytest.mark.parametrize("a", [1.0, 1.5, 2.2, 3.0, 4.1, 5.0])
def test_distribution_function_is_the_integral_of_the_density(a: float) -> None:
    points = np.linspace(0.0, 1.0, 21)
    found = beta_cdf(points, np.full(21, a))
    assert found[0] == 0.0
    assert found[-1] == 1.0
    for x, value in zip(points[1:-1], found[1:-1], strict=True):
        assert value == pytest.approx(integral(float(x), a), abs=1e-9)


@pytest.mark.parametrize(
    "estimate",
    [
        Estimate(30, 60, 150),
        Estimate(0, 0, 90),
        Estimate(0, 5, 5),
        Estimate(1, 2, 3),
        Estimate(60, 600, 20_000),
        Estimate(0, 10_000, 60_000),
    ],
)
def test_mean_and_spread_are_those_of_the_beta_distribution(estimate: Estimate) -> None:
    low, likely, high = estimate
    drawn = Sampler([estimate]).draw(0, Streams(1).words("a", RUNS))
    assert low <= drawn.min() <= drawn.max() <= high
    mean = mean_of(estimate)
    variance = (mean - low) * (high - mean) / 7
    if high - low <= 200:  # whole minutes matter here, so their own moments are expected
        a, span = 1 + 4 * (likely - low) / (high - low), high - low
        below = [0.0, *(integral((n + 0.5) / span, a) for n in range(span)), 1.0]
        chance = np.diff(below)
        minutes = low + np.arange(span + 1)
        mean = float((chance * minutes).sum())
        variance = float((chance * (minutes - mean) ** 2).sum())
    assert abs(drawn.mean() - mean) < 4 * sqrt(variance / RUNS)
    assert drawn.var() == pytest.approx(variance, rel=0.02)


@given(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(sorted))
def test_every_minute_has_the_probability_of_its_half_minutes(points: list[int]) -> None:
    """The guide table against a plain search, at the places where it could go wrong."""
    estimate = Estimate(*points)
    sampler = Sampler([estimate])
    if estimate.certain:
        assert set(sampler.draw(0, words_of(np.array([0.0, 0.5])))) == {estimate.likely}
        return
    span = estimate.high - estimate.low
    a = 1 + 4 * (estimate.likely - estimate.low) / span
    knots = beta_cdf((np.arange(span) + 0.5) / span, np.full(span, a))
    step = 2.0**-53
    edges = np.concatenate([knots - step, knots, knots + step, [0.0, 0.3, 1.0 - step]])
    words = words_of(edges[(edges >= 0.0) & (edges < 1.0)])
    uniform = (words >> np.uint64(11)).astype(np.float64) * step
    plain = [estimate.low + int((knots <= value).sum()) for value in uniform]
    assert sampler.draw(0, words).tolist() == plain


def test_more_luck_never_takes_longer() -> None:
    words = np.sort(Streams(3).words("x", 5_000))
    for estimate in (Estimate(3, 9, 40), Estimate(0, 9_000, 50_000)):
        drawn = Sampler([estimate]).draw(0, words)
        assert (np.diff(drawn) >= 0).all()


def test_streams_are_named_and_seeded() -> None:
    streams = Streams(1)
    first = streams.words("task", 5)
    other = streams.words("other", 5)
    assert (streams.words("task", 50)[:5] == first).all()
    assert (Streams(1).words("other", 5) == other).all()
    assert (first != other).all()
    assert (first != Streams(2).words("task", 5)).all()
    # What every version of Python and numpy must draw: PCG64's stream is promised to stay.
    assert first.tolist()[:2] == FIRST_WORDS


def words_of(uniform: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Words:
    """The smallest random words that stand for such numbers."""
    return np.left_shift((uniform * 2.0**53).astype(np.uint64), np.uint64(11))


def test_without_three_points_there_is_no_doubt() -> None:
    task = r.RecoveryTask(id="t", key="T", element="e", name="T", likely=40, optimistic=10)
    assert estimate_of(task, 40) == Estimate(40, 40, 40)
    assert estimate_of(None, 25) == Estimate(25, 25, 25)
