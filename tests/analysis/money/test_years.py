"""Simulated years against closed forms and exact distributions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.money import closed
from bcm_tool.analysis.money.measures import (
    exceedance_curve,
    exceeding,
    expected_shortfall,
    measures_of,
    reaching,
    value_at_risk,
)
from bcm_tool.analysis.money.years import Events, affordable_years, simulate_years
from bcm_tool.frequency import Frequency

YEARS = 60_000
OFTEN = (
    Frequency("poisson", 0.02),
    Frequency("poisson", 0.7),
    Frequency("poisson", 6.0),
    Frequency("once", 0.1),
    Frequency("once", 0.9),
)
LOSSES = np.array([0.0, 100.0, 100.0, 250.0, 4000.0])


def probabilities(often: Frequency) -> list[float]:
    """P(N = 0), P(N = 1), ..."""
    if often.kind == "once":
        return [1 - often.value, often.value]
    rate = often.value
    return [math.exp(n * math.log(rate) - rate - math.lgamma(n + 1)) for n in range(80)]


@pytest.mark.parametrize("often", OFTEN)
def test_mean_deviation_and_empty_years_are_those_of_the_closed_forms(often: Frequency) -> None:
    years = simulate_years([Events("A", often, LOSSES)], YEARS, 7).losses[0]
    mean = closed.yearly_mean(often, float(LOSSES.mean()))
    variance = closed.yearly_variance(often, float(LOSSES.mean()), float((LOSSES**2).mean()))
    assert abs(years.mean() - mean) <= 4 * math.sqrt(variance / YEARS)
    # The standard error of a variance follows from the fourth moment of the sample.
    spread = math.sqrt(float(((years - mean) ** 4).mean() - variance**2) / YEARS)
    assert abs(float(((years - mean) ** 2).mean()) - variance) <= 4 * spread
    # A year is empty without an event, or when all its events lose nothing.
    free = float((LOSSES == 0).mean())
    empty = sum(p * free**n for n, p in enumerate(probabilities(often)))
    found = float((years == 0).mean())
    assert abs(found - empty) <= 4 * math.sqrt(empty * (1 - empty) / YEARS)


@pytest.mark.parametrize("often", OFTEN)
def test_a_year_without_an_event_is_as_likely_as_it_should_be(often: Frequency) -> None:
    years = simulate_years([Events("A", often, np.array([5.0]))], YEARS, 3).losses[0]
    none = probabilities(often)[0]
    assert abs(float((years == 0).mean()) - none) <= 4 * math.sqrt(none * (1 - none) / YEARS)


def test_the_whole_distribution_is_that_of_the_recursion_of_panjer() -> None:
    """P(S = s) = rate / s * sum of j f(j) P(S = s - j) for a Poisson number of whole losses."""
    rate, shares = 1.3, {1: 0.5, 2: 0.3, 5: 0.2}
    exact = [math.exp(-rate)]
    for total in range(1, 40):
        exact.append(
            rate / total * sum(j * f * exact[total - j] for j, f in shares.items() if j <= total)
        )
    losses = np.array([1.0] * 5 + [2.0] * 3 + [5.0] * 2)
    years = np.sort(
        simulate_years([Events("A", Frequency("poisson", rate), losses)], YEARS, 11).losses[0]
    )
    for total in range(20):
        above = 1 - sum(exact[: total + 1])
        error = math.sqrt(max(above * (1 - above), 1e-9) / YEARS)
        assert abs(exceeding(years, total) - above) <= 4 * error + 1e-12
    for level in (Fraction(95, 100), Fraction(99, 100)):
        at = value_at_risk(years, level)
        # Where the exact distribution jumps over the level the sample must name the same loss.
        assert sum(exact[: int(at) + 1]) >= float(level) - 0.004
        assert sum(exact[: int(at)]) <= float(level) + 0.004


@pytest.mark.parametrize("often", list(product(OFTEN[1:4], repeat=2)))
def test_events_of_the_same_number_share_their_recovery(
    often: tuple[Frequency, Frequency],
) -> None:
    first, second = LOSSES, LOSSES[::-1].copy() * 2
    events = [Events("A", often[0], first), Events("B", often[1], second)]
    years = simulate_years(events, YEARS, 5).losses
    exact = float(closed.shared_covariances(often, np.cov([first, second], bias=True))[0, 1])
    by_hand = sum(
        sum(probabilities(often[0])[n:]) * sum(probabilities(often[1])[n:]) for n in range(1, 60)
    )
    assert exact == pytest.approx(by_hand * float(np.cov(first, second, bias=True)[0, 1]))
    centred = (years[0] - years[0].mean()) * (years[1] - years[1].mean())
    assert abs(centred.mean() - exact) <= 4 * centred.std() / math.sqrt(YEARS)


def test_other_scenarios_and_a_higher_frequency_leave_a_year_as_it_was() -> None:
    one = Events("A", Frequency("poisson", 0.5), LOSSES)
    alone = simulate_years([one], 2000, 1)
    beside = simulate_years([Events("B", OFTEN[2], LOSSES), one], 2000, 1)
    assert np.array_equal(alone.losses[0], beside.losses[1])
    more = simulate_years([Events("A", Frequency("poisson", 0.6), LOSSES)], 2000, 1)
    assert (more.losses[0] >= alone.losses[0]).all()
    assert more.losses[0].sum() > alone.losses[0].sum()


def test_the_same_seed_gives_the_same_years_and_another_gives_others() -> None:
    events = [Events("A", OFTEN[1], LOSSES)]
    first = simulate_years(events, 3000, 1).losses
    assert np.array_equal(first, simulate_years(events, 3000, 1).losses)
    assert not np.array_equal(first, simulate_years(events, 3000, 2).losses)


def test_losses_are_drawn_as_often_as_is_said() -> None:
    found = simulate_years([Events("A", OFTEN[2], LOSSES)], 5000, 1)
    assert float(found.drawn[0] @ LOSSES) == pytest.approx(found.losses[0].sum())


def test_years_are_fewer_where_there_are_too_many_events_or_scenarios() -> None:
    assert affordable_years([Frequency("poisson", 2.0)], 100_000) == 100_000
    assert affordable_years([Frequency("poisson", 10_000.0)], 100_000) == 3000
    assert affordable_years([Frequency("once", 0.01)] * 3000, 100_000) == 10_000
    assert affordable_years([], 50_000) == 50_000


# --- figures of a sample --------------------------------------------------------------------------


def test_figures_of_a_hundred_years() -> None:
    years = np.arange(1.0, 101.0)
    assert value_at_risk(years, Fraction(95, 100)) == 95
    assert value_at_risk(years, Fraction(99, 100)) == 99
    assert expected_shortfall(years, Fraction(95, 100)) == pytest.approx(
        (96 + 97 + 98 + 99 + 100) / 5
    )
    assert expected_shortfall(years, Fraction(99, 100)) == 100
    assert exceeding(years, 95) == 0.05
    assert reaching(years, 95) == 0.06


def test_a_year_at_the_edge_counts_in_part() -> None:
    years = np.array([0.0, 10.0, 20.0, 30.0])
    # The worst 30 % are the last year whole and a fifth of the one before.
    expected = (30 + 0.2 * 20) / 1.2
    assert expected_shortfall(years, Fraction(70, 100)) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=120))
def test_the_curve_falls_and_says_what_counting_says(values: list[int]) -> None:
    years = np.sort(np.array(values, dtype=float))
    curve = exceedance_curve(years)
    assert bool(curve) == bool(max(values))
    for point in curve:
        assert point.probability == sum(v > point.loss for v in values) / len(values)
    shares = [point.probability for point in curve]
    assert shares == sorted(shares, reverse=True)
    found = measures_of(years, 0.0, 0.0)
    assert found.var95 <= found.var99 <= found.es99
    assert found.var95 <= found.es95 <= found.es99
