"""The first minutes at which work may start, for many minutes at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bcm_tool.analysis.recovery.hours import Window
from bcm_tool.analysis.simulation.pert import Minutes
from bcm_tool.analysis.work import NEVER
from bcm_tool.durations import WEEK


def next_inside(window: Window, minutes: Minutes) -> Minutes:
    """The first minute allowed that is not before each of ``minutes``; NEVER stays NEVER."""
    if window.never:
        return np.full_like(minutes, NEVER)
    waits = _waits(window)
    turns = np.maximum(0, (minutes - window.head) // WEEK * WEEK)
    found: Minutes = minutes + waits[np.minimum(minutes - turns, len(waits) - 1)]
    return np.where(minutes < NEVER, found, NEVER)


@lru_cache(maxsize=256)
def _waits(window: Window) -> Minutes:
    """Per minute of the weeks that the window describes, how long it is until work may start."""
    waits = np.zeros(window.head + WEEK, dtype=np.int64)
    minute = 0
    for low, high in (*zip(window.opens, window.closes, strict=True), (len(waits), 0)):
        if low > minute:
            closed = np.arange(minute, low)
            waits[minute:low] = window.next(minute) - closed
        minute = high
    return waits
