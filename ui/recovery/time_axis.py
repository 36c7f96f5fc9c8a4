"""Round times for an axis."""

from __future__ import annotations

from bcm_tool.durations import DAY, HOUR, WEEK

STEPS = (
    1, 2, 5, 10, 15, 30, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 12 * HOUR,
    DAY, 2 * DAY, 3 * DAY, WEEK, 2 * WEEK, 4 * WEEK,
)  # fmt: skip


def step_for(minutes_per_pixel: float, apart: float) -> int:
    """The smallest round step whose ticks are at least ``apart`` pixels from each other."""
    wanted = minutes_per_pixel * apart
    step = next((item for item in STEPS if item >= wanted), STEPS[-1])
    while step < wanted:
        step *= 2
    return step


def ticks(first: float, last: float, step: int) -> range:
    """Multiples of ``step`` from ``first`` to ``last`` minutes, never before the event."""
    start = max(0, -(-int(first) // step) * step)
    return range(start, int(last) + 1, step)
