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
    window = a[a[WINDOW] + way]
    first, end = a[a[DEMAND_FIRST] + way], a[a[DEMAND_FIRST] + way + 1]
    if duration == 0:
        end = first
    while True:
        found = moment
        if window >= 0:
            found = _next_open(a, window, found)
            if found >= NEVER:
                return NEVER
        for spot in range(first, end):
            team = a[a[DEMAND_TEAM] + spot]
            limit = a[a[CAPACITY] + team] - a[a[DEMAND_UNITS] + spot]
            found = _free(d, team, a[WIDTH], found, duration, limit)
        if found == moment or (window < 0 and end - first < 2):
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
    times, used, last = d[TIMES] + team * width, d[USED] + team * width, d[d[STEPS] + team]
    place = _step_at(d, times, last, start)
    while place < last:
        if d[used + place] > limit:
            place += 1
            start = d[times + place]
            continue
        look = place + 1
        while look < last and d[times + look] < start + duration and d[used + look] <= limit:
            look += 1
        if look >= last or d[times + look] >= start + duration:
            return start
        place = look
    return start


def _step_at(d: Ints, times: int, last: int, moment: int) -> int:
    """The last step that begins no later than ``moment``; most moments are near the end."""
    place = last - 1
    while d[times + place] > moment:
        place -= 1
    return place


def book(a: Ints, d: Ints, way: int, start: int, duration: int) -> None:
    if duration == 0:
        return
    for spot in range(a[a[DEMAND_FIRST] + way], a[a[DEMAND_FIRST] + way + 1]):
        team = a[a[DEMAND_TEAM] + spot]
        first = _cut(d, team, a[WIDTH], start)
        last = _cut(d, team, a[WIDTH], start + duration)
        used, units = d[USED] + team * a[WIDTH], a[a[DEMAND_UNITS] + spot]
        for place in range(first, last):
            d[used + place] += units


def _cut(d: Ints, team: int, width: int, moment: int) -> int:
    """The step that begins at ``moment``, made if need be."""
    times, used, last = d[TIMES] + team * width, d[USED] + team * width, d[d[STEPS] + team]
    place = last
    while d[times + place - 1] > moment:
        place -= 1
    if d[times + place - 1] == moment:
        return place - 1
    for spot in range(last, place, -1):
        d[times + spot] = d[times + spot - 1]
        d[used + spot] = d[used + spot - 1]
    d[times + place] = moment
    d[used + place] = d[used + place - 1]
    d[d[STEPS] + team] = last + 1
    return place
