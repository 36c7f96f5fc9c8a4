"""Hours against a look at every minute."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.recovery.hours import Window, both, longest_wait, window_of
from bcm_tool.analysis.work import NEVER
from bcm_tool.calendars import Calendar
from bcm_tool.durations import WEEK

STEP = 720
"""Hours change twice a day in these tests, so that few minutes need a look."""


def around(minutes: int) -> list[int]:
    """Every minute at which hours can change, and its neighbours."""
    marks = {mark + shift for mark in range(0, minutes, STEP) for shift in (-1, 0, 1, 5, STEP // 2)}
    return sorted(mark for mark in marks if mark >= 0)


@st.composite
def week_hours(draw: st.DrawFn) -> Calendar:
    marks = draw(st.lists(st.integers(0, WEEK // STEP - 1), min_size=1, max_size=5, unique=True))
    spans: list[tuple[int, int]] = []
    for mark in sorted(marks):
        if spans and spans[-1][1] == mark * STEP:
            spans[-1] = (spans[-1][0], (mark + 1) * STEP)
        else:
            spans.append((mark * STEP, (mark + 1) * STEP))
    return Calendar(tuple(spans))


LATER = st.sampled_from((NEVER, 0, 1, 5 * STEP, WEEK, WEEK + 3 * STEP, 2 * WEEK + 1))
START = st.integers(0, WEEK // STEP - 1).map(lambda mark: mark * STEP)


def there(calendar: Calendar, start: int, later: int, minute: int) -> bool:
    return minute >= later or calendar.contains(start + minute)


@settings(max_examples=60, deadline=None)
@given(week_hours(), START, LATER)
def test_a_window_is_the_hours_seen_from_the_event(
    calendar: Calendar, start: int, later: int
) -> None:
    window = window_of(calendar, start, later)
    limits = [(calendar, start, later)]
    if later == 0:
        assert window is None
    else:
        assert window is not None
        check(window, limits)


@settings(max_examples=60, deadline=None)
@given(week_hours(), week_hours(), START, LATER, LATER)
def test_two_teams_start_when_both_are_there(
    one: Calendar, other: Calendar, start: int, first: int, second: int
) -> None:
    window = both(window_of(one, start, first), window_of(other, start, second))
    limits = [(one, start, first), (other, start, second)]
    if window is None:
        assert first == second == 0
    else:
        check(window, limits)


def check(window: Window, limits: list[tuple[Calendar, int, int]]) -> None:
    end = 5 * WEEK
    minutes = around(end)
    allowed = [m for m in minutes if all(there(*limit, m) for limit in limits)]
    known = set(allowed)
    assert window.never == (not allowed)
    for minute in minutes:
        assert window.allows(minute) == (minute in known)
        after = next((m for m in allowed if m >= minute), None)
        if minute < end - 2 * WEEK:
            assert window.next(minute) == (NEVER if after is None else after)
        before = [m for m in allowed if m <= minute]
        last = window.last(minute)
        assert last == (before[-1] if before else -1)
    spans = window.until(end)
    assert spans == sorted(spans)
    assert {m for m in minutes if any(low <= m < high for low, high in spans)} == {
        m for m in known if m < end
    }
    assert all(low < high <= end for low, high in spans)
    assert all(high < low for (_, high), (low, _) in itertools.pairwise(spans))
    closed = [(0, end)] if not spans else [(0, spans[0][0])]
    closed += [(high, low) for (_, high), (low, _) in itertools.pairwise(spans)]
    if spans:
        closed.append((spans[-1][1], end))
    assert longest_wait(window, 0, end) == max(high - low for low, high in closed)
