"""Loss over time: the one curve that BIA, sequencing and findings use (ENGINE 6)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LossCurve:
    """Cumulative loss: 0 at 0, linear between points, the last rate afterwards.

    ``points`` are (minutes, money) with rising minutes, the first after 0; a jump is two
    points a minute apart. Money is exact: Fractions in, Decimal with two places out.
    """

    points: tuple[tuple[int, Fraction], ...]

    def at(self, minutes: int) -> Decimal:
        """Loss after an outage of ``minutes``, rounded to a hundredth."""
        return to_money(self.exact(minutes))

    def exact(self, minutes: int) -> Fraction:
        """Loss after an outage of ``minutes``, unrounded."""
        points = ((0, Fraction(0)), *self.points)
        index = bisect_left(points, minutes, key=lambda point: point[0])
        index = min(max(index, 1), len(points) - 1)
        (start, low), (end, high) = points[index - 1], points[index]
        return low + (high - low) * (minutes - start) / (end - start)


def to_money(value: Fraction) -> Decimal:
    """A Fraction as Decimal with two places.

    Half a hundredth is dropped: a rule that the solver's integer model can follow exactly.
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_DOWN)


def add_curves(curves: Iterable[LossCurve]) -> LossCurve | None:
    """The categories' losses added up; None when there is no curve at all."""
    known = tuple(curves)
    times = sorted({time for curve in known for time, _ in curve.points})
    if not times:
        return None
    return LossCurve(
        tuple((time, sum((curve.exact(time) for curve in known), Fraction(0))) for time in times)
    )
