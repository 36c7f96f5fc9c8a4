"""Axes of charts on screen and paper: logarithmic or even, with round numbers on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bcm_tool.amounts import scaled
from bcm_tool.analysis.money.result import Appetite, CurvePoint

ENOUGH = 4


@dataclass(frozen=True, slots=True)
class LogAxis:
    """From ``low`` to ``high``, both above 0, evenly in logarithms."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands, 0 at ``low`` and 1 at ``high``; clipped to between."""
        if value <= self.low:
            return 0.0
        wide = math.log(self.high / self.low)
        return min(1.0, math.log(value / self.low) / wide) if wide else 0.0

    def value(self, share: float) -> float:
        """The value at a place."""
        return self.low * math.pow(self.high / self.low, min(max(share, 0.0), 1.0))

    def ticks(self) -> list[float]:
        """1, 10, 100, ...; with numbers between where there are few."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        found: list[float] = []
        for steps in ((1,), (1, 2, 5), (1, 2, 3, 4, 5, 6, 8), (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7)):
            ticks = [step * 10.0**power for power in range(first, last + 1) for step in steps]
            found = [tick for tick in ticks if self.low * 0.999 <= tick <= self.high * 1.001]
            if len(found) >= ENOUGH:
                break
        return found


def log_axis(values: Sequence[float]) -> LogAxis:
    """An axis with a little room around positive values."""
    low, high = min(values), max(values)
    return LogAxis(low / 1.25, high * 1.25)


def exceedance_axes(
    curve: Sequence[CurvePoint], appetite: Sequence[Appetite], years: int
) -> tuple[LogAxis, LogAxis]:
    """Axes of losses, and of probabilities down to a few of the ``years`` simulated.

    A loss or a probability of 0 has no place on them and stands at their edge.
    """
    losses = [float(point.loss) for point in curve if point.loss > 0]
    losses += [float(point.loss) for point in appetite if point.loss > 0]
    shares = [point.probability for point in curve if point.probability > 0]
    shares += [point.accepted for point in appetite if point.accepted > 0]
    lowest = max(min([*shares, 0.01]), 3 / years)
    return log_axis(losses or [1.0]), LogAxis(min(lowest, 0.5) / 1.3, 1.0)


@dataclass(frozen=True, slots=True)
class EvenAxis:
    """From ``low`` to ``high``, evenly."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands, 0 at ``low`` and 1 at ``high``."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers, at most so many and a few."""
        rough = (self.high - self.low) / most
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(unit * n for n in (1, 2, 2.5, 5, 10) if unit * n >= rough)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def even_axis(values: Sequence[float]) -> EvenAxis:
    """An axis with a little room around values; never without width."""
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or max(1.0, abs(high) * 0.1)
    return EvenAxis(max(0.0, low - room) if low >= 0 else low - room, high + room)


def short(value: float) -> str:
    """An amount for an axis: 250, 10 k, 2.5 M."""
    shown, letter = scaled(value)
    return f"{shown:g} {letter}".rstrip()
