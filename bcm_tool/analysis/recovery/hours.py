"""When work may start: hours of teams, call-out and contract hours, counted from the event.

Started work runs to its end, so only starts are bound to hours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce

from bcm_tool.analysis.work import NEVER
from bcm_tool.calendars import Calendar
from bcm_tool.durations import WEEK

Span = tuple[int, int]
"""From a minute to another, the second outside."""


@dataclass(frozen=True)
class Window:
    """Minutes after the event at which a task may start.

    ``opens`` and ``closes`` (outside) are in order and apart, within 0 to ``head`` + 7 d; from
    ``head`` on the week that they describe repeats itself. Without any, nothing may ever start.
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    head: int

    @property
    def never(self) -> bool:
        """Whether nothing may ever start."""
        return not self.opens

    def next(self, minute: int) -> int:
        """The first minute allowed that is not before ``minute``; NEVER when there is none."""
        if not self.opens or minute >= NEVER:
            return NEVER
        moment, turns = self._within(minute)
        place = bisect_right(self.opens, moment) - 1
        if place >= 0 and moment < self.closes[place]:
            return minute
        if place + 1 < len(self.opens):
            return self.opens[place + 1] + turns
        first = self.opens[bisect_right(self.closes, self.head)]
        return max(first, self.head) + turns + WEEK

    def last(self, minute: int) -> int:
        """The last minute allowed that is not after ``minute``; -1 when there is none."""
        if not self.opens or minute < self.opens[0]:
            return -1
        moment, turns = self._within(minute)
        place = bisect_right(self.opens, moment) - 1
        if place >= 0 and moment < self.closes[place]:
            return minute
        if turns and (place < 0 or self.closes[place] <= self.head):
            return self.closes[-1] - 1 + turns - WEEK
        return self.closes[place] - 1 + turns

    def allows(self, minute: int) -> bool:
        """Whether a task may start in this minute."""
        return self.next(minute) == minute

    def until(self, end: int) -> list[Span]:
        """Stretches allowed from minute 0 to ``end`` (outside), in order and apart."""
        week = [
            (max(low, self.head), high)
            for low, high in zip(self.opens, self.closes, strict=True)
            if high > self.head
        ]
        spans = list(zip(self.opens, self.closes, strict=True))
        turns = WEEK
        while week and self.head + turns < end:
            spans += [(low + turns, high + turns) for low, high in week]
            turns += WEEK
        return _merged((low, min(high, end)) for low, high in spans if low < end)

    def _within(self, minute: int) -> tuple[int, int]:
        """The same minute in the weeks described, and how much later it really is."""
        turns = max(0, (minute - self.head) // WEEK * WEEK)
        return minute - turns, turns


@lru_cache(maxsize=4096)
def window_of(calendar: Calendar, start: int, later: int) -> Window | None:
    """When somebody can start who keeps ``calendar``, for an event at a minute of the week.

    ``later`` is the minute after the event from which they are there in any case (NEVER: they
    only keep their hours). None when there is no limit at all.
    """
    if calendar.always or later <= 0:
        return None
    head = 0 if later >= NEVER else later
    spans = [
        (low + turns - start, high + turns - start)
        for turns in range(0, start + head + 2 * WEEK, WEEK)
        for low, high in calendar.intervals
    ]
    if later < NEVER:
        spans.append((later, later + WEEK))
    return _window(spans, head)


def from_minute(minute: int) -> Window:
    """Nothing before a minute after the event, anything from it on."""
    return Window((minute,), (minute + WEEK,), minute)


def both(one: Window | None, other: Window | None) -> Window | None:
    """When both may start; None when neither has a limit."""
    if one is None or other is None:
        return one or other
    head = max(one.head, other.head)
    spans = [
        (max(low, begin), min(high, end))
        for low, high in one.until(head + WEEK)
        for begin, end in other.until(head + WEEK)
        if max(low, begin) < min(high, end)
    ]
    return _window(spans, head)


def all_of(windows: Iterable[Window | None]) -> Window | None:
    """When all may start; None when nobody has a limit."""
    return reduce(both, windows, None)


def any_of(calendars: Iterable[Calendar]) -> Calendar:
    """The hours in which at least one of the calendars counts."""
    return Calendar(tuple(_merged(span for item in calendars for span in item.intervals)))


def _window(spans: Iterable[Span], head: int) -> Window:
    end = head + WEEK
    merged = _merged((max(low, 0), min(high, end)) for low, high in spans if low < end and high > 0)
    # What does not come again in the week that repeats itself is not there before it either.
    return Window(tuple(low for low, _ in merged), tuple(high for _, high in merged), head)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def longest_wait(window: Window, begin: int, end: int) -> int:
    """The longest time between ``begin`` and ``end`` in which nothing may start."""
    longest, minute = 0, begin
    for low, high in window.until(end):
        if high > begin:
            longest = max(longest, low - minute)
            minute = high
    return max(longest, end - minute)
