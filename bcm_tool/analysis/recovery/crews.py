"""Who is busy when: the teams' use over time, for placing one task after another."""

from __future__ import annotations

from bisect import bisect_right

from bcm_tool.analysis.recovery.hours import Window


class Crew:
    """Units of one team in use, as a step function of time (minutes)."""

    __slots__ = ("capacity", "times", "used")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.times = [0]
        self.used = [0]

    def earliest(self, start: int, duration: int, units: int) -> int:
        """First minute from ``start`` on at which ``units`` are free for ``duration``.

        The caller has made sure that ``units`` do not exceed the capacity.
        """
        times, used, limit = self.times, self.used, self.capacity - units
        place = bisect_right(times, start) - 1
        count = len(times)
        while place < count:
            if used[place] > limit:
                place += 1
                start = times[place]
                continue
            look = place + 1
            end = start + duration
            while look < count and times[look] < end and used[look] <= limit:
                look += 1
            if look >= count or times[look] >= end:
                return start
            place = look
        return start

    def book(self, start: int, duration: int, units: int) -> None:
        """Use ``units`` from ``start`` for ``duration``."""
        first = self._cut(start)
        last = self._cut(start + duration)
        for place in range(first, last):
            self.used[place] += units

    def _cut(self, moment: int) -> int:
        place = bisect_right(self.times, moment) - 1
        if self.times[place] == moment:
            return place
        self.times.insert(place + 1, moment)
        self.used.insert(place + 1, self.used[place])
        return place + 1


def earliest_start(
    crews: list[Crew],
    demand: tuple[tuple[int, int], ...],
    start: int,
    duration: int,
    window: Window | None = None,
) -> int:
    """First minute from ``start`` on at which every team asked is there and has its units free.

    Units are needed for the ``duration``; the ``window`` binds only the start.
    """
    while True:
        found = start if window is None else window.next(start)
        if duration:
            for team, units in demand:
                found = crews[team].earliest(found, duration, units)
        if found == start or (window is None and len(demand) <= 1):
            return found
        start = found


def book(crews: list[Crew], demand: tuple[tuple[int, int], ...], start: int, duration: int) -> None:
    """Use the teams of a task; work of no length uses nobody."""
    if duration:
        for team, units in demand:
            crews[team].book(start, duration, units)
