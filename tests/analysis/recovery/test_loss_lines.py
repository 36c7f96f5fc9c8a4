"""The solver's lines follow every loss curve exactly, to the hundredth."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.recovery.solver_goals import convex_runs

STEPS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 5000)), min_size=1, max_size=6)


@given(STEPS, st.integers(1, 300))
def test_lines_follow_the_curve(steps: list[tuple[int, int]], minutes: int) -> None:
    """Jumps (a minute long), rates that rise and that fall, halves of a hundredth."""
    points: list[tuple[int, Fraction]] = []
    time, money = 0, Fraction(0)
    for gap, more in steps:
        time, money = time + gap, money + Fraction(more, 100)
        points.append((time, money))
    curve = LossCurve(tuple(points))
    runs = convex_runs(curve)
    assert runs[0].since == 0
    inside = [run for run in runs if run.since < minutes][-1]
    least = max(
        # The smallest whole number x with 2 * parts * x >= 2 * (slope * t + offset) - parts.
        -((line.parts - 2 * (line.slope * minutes + line.offset)) // (2 * line.parts))
        for line in inside.lines
    )
    assert least == int(curve.at(minutes) * 100)
