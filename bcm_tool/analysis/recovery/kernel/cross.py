"""A child of two schedules, for the compiler.

It does at the times of a window what the father does then, and before and after what the mother
does. The window is where the father's teams are busiest (Valls, Ballestin and Quintanilla 2008;
the cut in time as in Debels and Vanhoucke 2007); of a few drawn by chance, so that the same
parents have different children.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.chance import below
from bcm_tool.analysis.recovery.kernel.heap import pop, push
from bcm_tool.analysis.recovery.kernel.layout import (
    CAPACITY,
    DEMAND_FIRST,
    DEMAND_TEAM,
    DEMAND_UNITS,
    DURATION,
    IN_HEAP,
    ORDER,
    PEOPLE,
    PEOPLE_START,
    PEOPLE_VALUE,
    RELEASE,
    STAGES,
    TASKS,
    WAY_FIRST,
    Ints,
)

_WINDOWS = 3
_PARTS = 4096
"""Parts of a schedule in which work is counted, so that no product leaves 64 bits."""
_WHOLE = 1000
"""A team that is busy with everyone it has."""
_SWAP = 20
"""One in so many neighbours in the list change places."""


def cross(a: Ints, d: Ints, p: Ints) -> None:
    """Lay a child of two members, each the better of two, on the desk."""
    tasks = a[TASKS]
    one, two = _parent(d, p), _parent(d, p)
    mother, father = p[PEOPLE_START] + tasks * one, p[PEOPLE_START] + tasks * two
    length = max(0, p[p[PEOPLE_VALUE] + STAGES * two + 3] - a[RELEASE])
    unit = 1 + length // _PARTS
    most, best, since, until = -1, 1, 0, 0
    for _ in range(_WINDOWS):
        span = 1 + length // 4 + below(d, 1 + length // 2)
        begin = a[RELEASE] + below(d, 1 + max(0, length - span))
        work, parts = _work(a, p, father, begin, begin + span, unit), 1 + span // unit
        if work * best > most * parts:
            most, best, since, until = work, parts, begin, begin + span
    beyond = 2 * (length + a[RELEASE]) + 2
    d[IN_HEAP] = 0
    for task in range(tasks):
        moment = p[father + task]
        if moment < since or moment > until:
            moment = p[mother + task]
            if moment > until:
                moment += beyond
            elif moment < since:
                moment -= beyond
        push(d, (moment + beyond) * tasks + task)
    for place in range(tasks):
        d[d[ORDER] + place] = pop(d) % tasks
    for place in range(d[ORDER], d[ORDER] + tasks - 1):
        if below(d, _SWAP) == 0:
            task = d[place]
            d[place] = d[place + 1]
            d[place + 1] = task


def _work(a: Ints, p: Ints, starts: int, begin: int, end: int, unit: int) -> int:
    """How busy the teams are from ``begin`` to ``end``, each task done in its first way."""
    found = 0
    for task in range(a[TASKS]):
        start = p[starts + task]
        minutes = min(end, start + a[a[DURATION] + task]) - max(begin, start)
        if start >= 0 and minutes > 0:
            way = a[a[WAY_FIRST] + task]
            for spot in range(a[a[DEMAND_FIRST] + way], a[a[DEMAND_FIRST] + way + 1]):
                people = max(1, a[a[CAPACITY] + a[a[DEMAND_TEAM] + spot]])
                found += minutes // unit * a[a[DEMAND_UNITS] + spot] * _WHOLE // people
    return found


def _parent(d: Ints, p: Ints) -> int:
    """The better of two members drawn by chance; the population is kept in no order."""
    one, two = below(d, p[PEOPLE]), below(d, p[PEOPLE])
    for stage in range(STAGES):
        first = p[p[PEOPLE_VALUE] + STAGES * one + stage]
        second = p[p[PEOPLE_VALUE] + STAGES * two + stage]
        if first != second:
            return one if first < second else two
    return one
