"""The loss curve: what money is rated is what comes back, in between it is linear."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis.impact import analyze_impact, category_curves
from bcm_tool.analysis.loss import LossCurve, add_curves
from bcm_tool.model.model import Model
from tests.builders import random_model

MINUTES = st.integers(0, 40_000)


@st.composite
def curves(draw):
    times = sorted(draw(st.sets(st.integers(1, 20_000), min_size=1, max_size=6)))
    size = len(times)
    money = sorted(draw(st.lists(st.integers(0, 10**7), min_size=size, max_size=size)))
    return LossCurve(
        tuple((time, Fraction(cents, 100)) for time, cents in zip(times, money, strict=True))
    )


def test_nothing_before_the_event_then_straight_lines_then_the_last_rate():
    curve = LossCurve(((60, Fraction(600)), (120, Fraction(3000))))
    assert [curve.at(minutes) for minutes in (0, 30, 60, 90, 120, 180)] == [
        Decimal(value) for value in (0, 300, 600, 1800, 3000, 5400)
    ]


def test_a_jump_is_two_points_a_minute_apart():
    curve = LossCurve(((60, Fraction(0)), (61, Fraction(500)), (120, Fraction(500))))
    assert [curve.at(minutes) for minutes in (60, 61, 10_000)] == [0, 500, 500]


def test_no_curve_is_not_a_curve_of_zero():
    assert add_curves([]) is None


@given(curves(), MINUTES, MINUTES)
def test_starts_at_zero_and_never_falls(curve: LossCurve, first: int, second: int):
    assert curve.at(0) == 0
    assert curve.exact(min(first, second)) <= curve.exact(max(first, second))


@given(curves())
def test_passes_through_its_points(curve: LossCurve):
    for minutes, money in curve.points:
        assert curve.exact(minutes) == money


@given(st.lists(curves(), min_size=1, max_size=4), MINUTES)
def test_the_sum_is_the_sum_at_every_minute(several: list[LossCurve], minutes: int):
    total = add_curves(several)
    assert total is not None
    assert total.exact(minutes) == sum(curve.exact(minutes) for curve in several)


@given(random_model(groups=False, tasks=False, options=False, scenarios=False, others=False))
def test_an_elements_loss_is_what_was_rated(model: Model):
    for key, found in analyze_impact(model).elements.items():
        rated = [item for item in model.impacts_of.get(key, ()) if item.loss is not None]
        if found.loss is None:
            assert not rated
            continue
        by_category = category_curves(model, rated)
        for rating in rated:
            minutes = model.bands[rating.band].minutes
            assert by_category[rating.category].at(minutes) == rating.loss
            assert found.loss.at(minutes) >= rating.loss
