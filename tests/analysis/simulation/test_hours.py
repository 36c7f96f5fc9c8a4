"""The first minutes allowed, many at a time, are those that the window itself gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.analysis.recovery.hours import Window, both, window_of
from bcm_tool.analysis.simulation.hours import next_inside
from bcm_tool.analysis.work import NEVER
from bcm_tool.calendars import parse

HOURS = st.sampled_from(
    (
        "Mon-Fri 08:00-18:00",
        "Sat 22:00-04:00; Wed 12:00-12:01",
        "Sun 00:00-24:00",
        "Mon 00:00-00:01",
        "Fri-Mon 20:00-06:00",
    )
)
LATER = st.sampled_from((1, 90, 3_000, 20_000, NEVER))


@given(HOURS, st.integers(0, 10_079), LATER, st.none() | HOURS)
def test_next_minutes(text: str, start: int, later: int, other: str | None) -> None:
    window = window_of(parse(text), start, later)
    if other is not None:
        window = both(window, window_of(parse(other), start, NEVER))
    if window is None:
        return
    minutes = np.array([0, 1, 59, 600, 1_439, 5_000, 10_079, 10_080, 25_000, 99_999, NEVER])
    assert next_inside(window, minutes).tolist() == [window.next(int(m)) for m in minutes]


def test_a_window_that_never_opens() -> None:
    assert next_inside(Window((), (), 0), np.array([0, 5])).tolist() == [NEVER, NEVER]
