"""Local search on the list of tasks, for the compiler.

A step changes the list a little (moves a task, or all that a service needs, to another place;
counts on another member of a group; gives a task to another team), and is kept when the schedule
is no worse than the present one or than that of some steps ago (late acceptance, Burke and
Bykov 2017). After long without a better one, the best is shaken and the search goes on from
there. Chance comes from a generator of our own, so every machine takes the same steps.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    BEST,
    BEST_ORDER,
    CHANCE,
    CHOICE,
    CHOICES,
    CHOOSE,
    CHOSEN,
    CONE,
    CONE_FIRST,
    CONES,
    CURRENT,
    IDLE,
    MADE,
    MARKED,
    MEMBER_FIRST,
    MEMORY,
    MEMORY_LENGTH,
    OLD_CHOSEN,
    OLD_ORDER,
    ORDER,
    PLACES,
    RANKED,
    STAGES,
    SWAP,
    SWAPS,
    TASKS,
    VALUE,
    WANTED,
    WAY_FIRST,
    Ints,
)
from bcm_tool.analysis.recovery.kernel.place import leave_out, place_all

_MASK = 0xFFFFFFFF
_PATIENCE = 5
"""Steps for each task without a better schedule, until the best is shaken."""
_SHAKES = 4


def walk(a: Ints, d: Ints, steps: int) -> int:
    """Take a number of steps; returns how many times the best was improved."""
    found = 0
    for _ in range(steps):
        shaken = d[IDLE] > 0 and d[IDLE] % (_PATIENCE * a[TASKS]) == 0
        if shaken:
            _copy_list(a, d, BEST_ORDER, ORDER)
        _copy_list(a, d, ORDER, OLD_ORDER)
        regrouped = _change(a, d) or shaken
        for _ in range(_SHAKES if shaken else 0):
            _copy_list(a, d, ORDER, OLD_ORDER)
            _change(a, d)
        if regrouped:
            leave_out(a, d)
        sound = place_all(a, d)
        memory = d[MEMORY] + STAGES * (d[MADE] % d[MEMORY_LENGTH])
        d[MADE] += 1
        d[IDLE] += 1
        if sound and (
            shaken
            or compare(a, d, d[VALUE], d, d[CURRENT]) <= 0
            or compare(a, d, d[VALUE], d, memory) <= 0
        ):
            copy(d, d[VALUE], d[CURRENT], STAGES)
            if compare(a, d, d[VALUE], d, d[BEST]) < 0:
                found += 1
                d[IDLE] = 0
                copy(d, d[VALUE], d[BEST], STAGES)
                _copy_list(a, d, ORDER, BEST_ORDER)
        else:
            _copy_list(a, d, OLD_ORDER, ORDER)
            if regrouped:
                leave_out(a, d)
        copy(d, d[CURRENT], memory, STAGES)
    return found


def compare(a: Ints, d: Ints, one: int, e: Ints, other: int) -> int:
    """-1, 0 or 1: the value in ``d`` is better than, as good as or worse than that in ``e``."""
    for rank in range(STAGES):
        stage = a[a[RANKED] + rank]
        if d[one + stage] != e[other + stage]:
            return -1 if d[one + stage] < e[other + stage] else 1
    return 0


def copy(d: Ints, source: int, target: int, count: int) -> None:
    for place in range(count):
        d[target + place] = d[source + place]


def _copy_list(a: Ints, d: Ints, source: int, target: int) -> None:
    """Copy order, choice and ways; their names follow each other in the header."""
    copy(d, d[source], d[target], a[TASKS])
    copy(d, d[source + 1], d[target + 1], a[PLACES])
    copy(d, d[source + 2], d[target + 2], a[TASKS])


def below(d: Ints, limit: int) -> int:
    """A number from 0 to below ``limit`` (xorshift, Marsaglia 2003)."""
    x = d[CHANCE]
    x ^= (x << 13) & _MASK
    x ^= x >> 17
    x ^= (x << 5) & _MASK
    d[CHANCE] = x
    return x % limit


def _change(a: Ints, d: Ints) -> bool:
    """One change; True when other members are counted on."""
    tasks = a[TASKS]
    dice = below(d, 100)
    if a[SWAPS] > 0 and (dice < 8 or tasks < 2):
        _regroup(a, d)
        return True
    if a[CHOICES] > 0 and dice >= 90:
        task = a[a[CHOICE] + below(d, a[CHOICES])]
        ways = a[a[WAY_FIRST] + task + 1] - a[a[WAY_FIRST] + task]
        d[d[WANTED] + task] = below(d, ways + 1) - 1
    elif tasks >= 2 and dice < 20 and a[CONES] > 0:
        _pull(a, d)
    elif tasks >= 2 and dice < 60:
        source, reach = below(d, tasks), 1 + tasks // 4
        target = source + below(d, 2 * reach + 1) - reach
        _move(d, d[ORDER], source, min(tasks - 1, max(0, target)))
    elif tasks >= 2:
        _move(d, d[ORDER], below(d, tasks), below(d, tasks))
    return False


def _regroup(a: Ints, d: Ints) -> None:
    """Count on another member of a group."""
    group = a[a[SWAP] + below(d, a[SWAPS])]
    first, end = a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]
    out = below(d, a[a[CHOOSE] + group])
    into = below(d, end - first - a[a[CHOOSE] + group])
    for place in range(first, end):
        if d[d[OLD_CHOSEN] + place] == 1:
            if out == 0:
                d[d[CHOSEN] + place] = 0
            out -= 1
        else:
            if into == 0:
                d[d[CHOSEN] + place] = 1
            into -= 1


def _move(d: Ints, row: int, source: int, target: int) -> None:
    """Move the task at one place of the list to another place."""
    task = d[row + source]
    step = 1 if source < target else -1
    place = source
    while place != target:
        d[row + place] = d[row + place + step]
        place += step
    d[row + target] = task


def _pull(a: Ints, d: Ints) -> None:
    """Move what a service needs, from some place of the list on, to that place."""
    tasks = a[TASKS]
    cone = below(d, a[CONES])
    for place in range(tasks):
        d[d[MARKED] + place] = 0
    for spot in range(a[a[CONE_FIRST] + cone], a[a[CONE_FIRST] + cone + 1]):
        d[d[MARKED] + a[a[CONE] + spot]] = 1
    target = below(d, tasks)
    place = target
    for wanted in range(1, -1, -1):
        for spot in range(target, tasks):
            task = d[d[OLD_ORDER] + spot]
            if d[d[MARKED] + task] == wanted:
                d[d[ORDER] + place] = task
                place += 1
