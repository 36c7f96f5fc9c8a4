"""What teams do when: the first minute at which a way is free, and booking it; for the compiler."""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    CAPACITY,
    CLOSES,
    DEMAND_FIRST,
    DEMAND_TEAM,
    DEMAND_UNITS,
    HEAD,
    NEVER,
    OPENS,
    STEPS,
    TIMES,
    USED,
    WEEK,
    WIDTH,
    WINDOW,
    WINDOW_FIRST,
    Ints,
)


def earliest(a: Ints, d: Ints, way: int, moment: int, duration: int) -> int:
    """First minute from ``moment`` on at which this way's teams are there and free."""
    while True:
        found = moment
        if a[a[WINDOW] + way] >= 0:
            found = _next_open(a, a[a[WINDOW] + way], found)
            if found >= NEVER:
                return NEVER
        if duration > 0:
            for spot in range(a[a[DEMAND_FIRST] + way], a[a[DEMAND_FIRST] + way + 1]):
                team = a[a[DEMAND_TEAM] + spot]
                found = _free(
                    d,
                    team,
                    a[WIDTH],
                    found,
                    duration,
                    a[a[CAPACITY] + team] - a[a[DEMAND_UNITS] + spot],
                )
        if found == moment:
            return found
        moment = found


def _next_open(a: Ints, window: int, minute: int) -> int:
    """The first minute allowed that is not before ``minute``; see ``Window.next``."""
    first, end, head = (
        a[a[WINDOW_FIRST] + window],
        a[a[WINDOW_FIRST] + window + 1],
        a[a[HEAD] + window],
    )
    if end == first:
        return NEVER
    turns = max(0, (minute - head) // WEEK * WEEK)
    moment = minute - turns
    for spot in range(first, end):
        if moment < a[a[CLOSES] + spot]:
            return max(moment, a[a[OPENS] + spot]) + turns
    for spot in range(first, end):
        if a[a[CLOSES] + spot] > head:
            return max(a[a[OPENS] + spot], head) + turns + WEEK
    return NEVER


def _free(d: Ints, team: int, width: int, start: int, duration: int, limit: int) -> int:
    """First minute from ``start`` on at which at most ``limit`` are in use for ``duration``."""
    base = team * width
    end = base + d[d[STEPS] + team]
    place = _step_at(d, base, end, start)
    while place < end:
        if d[d[USED] + place] > limit:
            place += 1
            start = d[d[TIMES] + place]
            continue
        look = place + 1
        while look < end and d[d[TIMES] + look] < start + duration and d[d[USED] + look] <= limit:
            look += 1
        if look >= end or d[d[TIMES] + look] >= start + duration:
            return start
        place = look
    return start


def _step_at(d: Ints, base: int, end: int, moment: int) -> int:
    """The last step that begins no later than ``moment``."""
    low, high = base, end
    while high - low > 1:
        middle = (low + high) // 2
        if d[d[TIMES] + middle] <= moment:
            low = middle
        else:
            high = middle
    return low


def book(a: Ints, d: Ints, way: int, start: int, duration: int) -> None:
    if duration == 0:
        return
    for spot in range(a[a[DEMAND_FIRST] + way], a[a[DEMAND_FIRST] + way + 1]):
        team = a[a[DEMAND_TEAM] + spot]
        first = _cut(d, team, a[WIDTH], start)
        last = _cut(d, team, a[WIDTH], start + duration)
        for place in range(first, last):
            d[d[USED] + place] += a[a[DEMAND_UNITS] + spot]


def _cut(d: Ints, team: int, width: int, moment: int) -> int:
    """The step that begins at ``moment``, made if need be."""
    base = team * width
    end = base + d[d[STEPS] + team]
    place = _step_at(d, base, end, moment)
    if d[d[TIMES] + place] == moment:
        return place
    for spot in range(end, place + 1, -1):
        d[d[TIMES] + spot] = d[d[TIMES] + spot - 1]
        d[d[USED] + spot] = d[d[USED] + spot - 1]
    d[d[TIMES] + place + 1] = moment
    d[d[USED] + place + 1] = d[d[USED] + place]
    d[d[STEPS] + team] += 1
    return place + 1
