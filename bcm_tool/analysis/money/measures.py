"""Figures of a sample of yearly losses: mean, value at risk, expected shortfall, exceedance."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from bcm_tool.amounts import cents
from bcm_tool.analysis.money.result import CurvePoint, Measures
from bcm_tool.analysis.money.years import Floats
from bcm_tool.analysis.quantiles import place

_POINTS = 200
_HALF_CENT = 0.005


def measures_of(losses: Floats, expected: float, variance: float) -> Measures:
    """Figures of yearly ``losses``, shape (years,); the closed forms are given."""
    ordered = np.sort(losses)
    mean = float(losses.mean())
    spread = float(losses.std(ddof=1)) if len(losses) > 1 else 0.0
    return Measures(
        eal=cents(mean),
        se=cents(spread / math.sqrt(len(losses))),
        var95=cents(value_at_risk(ordered, Fraction(95, 100))),
        var99=cents(value_at_risk(ordered, Fraction(99, 100))),
        es95=cents(expected_shortfall(ordered, Fraction(95, 100))),
        es99=cents(expected_shortfall(ordered, Fraction(99, 100))),
        worst=cents(float(ordered[-1])),
        no_loss=float(np.count_nonzero(ordered <= 0) / len(ordered)),
        expected=cents(expected),
        deviation=cents(math.sqrt(max(0.0, variance))),
        curve=exceedance_curve(ordered),
    )


def value_at_risk(ordered: Floats, level: Fraction) -> float:
    """The smallest loss that at least ``level`` of the years do not exceed; losses ascending."""
    return float(ordered[place(level, len(ordered))])


def expected_shortfall(ordered: Floats, level: Fraction) -> float:
    """Mean of the worst ``1 - level`` of the years; a year at the edge counts in part."""
    tail = (1 - level) * len(ordered)
    whole = math.floor(tail)
    total = float(ordered[len(ordered) - whole :].sum())
    if whole < len(ordered):
        total += float(tail - whole) * float(ordered[len(ordered) - whole - 1])
    return total / float(tail)


def exceeding(ordered: Floats, loss: float) -> float:
    """Share of the years that lose more than ``loss``, to the cent; losses ascending."""
    above = len(ordered) - int(np.searchsorted(ordered, loss + _HALF_CENT, side="right"))
    return above / len(ordered)


def reaching(ordered: Floats, loss: float) -> float:
    """Share of the years that lose ``loss`` or more, to the cent; losses ascending."""
    reached = len(ordered) - int(np.searchsorted(ordered, loss - _HALF_CENT, side="left"))
    return reached / len(ordered)


def exceedance_curve(ordered: Floats) -> tuple[CurvePoint, ...]:
    """(loss, share of years that lose more) from 0 to the worst, evenly on a scale of logs."""
    worst = float(ordered[-1])
    if worst <= 0:
        return ()
    first = int(np.searchsorted(ordered, 0.0, side="right"))
    lowest = max(float(ordered[first]), worst * 1e-6)
    levels = {0.0, lowest, worst}
    # Where few losses are possible the steps are shown where they are.
    distinct = np.unique(ordered[first:])
    if len(distinct) <= _POINTS:
        levels.update(float(loss) for loss in distinct)
    else:
        levels.update(float(loss) for loss in np.geomspace(lowest, worst, _POINTS))
        levels.update(
            value_at_risk(ordered, Fraction(level, 1000)) for level in (900, 950, 990, 999)
        )
    rounded = sorted({cents(level) for level in levels})
    return tuple(CurvePoint(loss, exceeding(ordered, float(loss))) for loss in rounded)
