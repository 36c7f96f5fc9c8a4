"""Local search on the list of tasks, for the compiler.

A step changes the list (:mod:`bcm_tool.analysis.recovery.kernel.change`), and is kept when the
schedule is no worse than the present one or than that of some steps ago (late acceptance, Burke
and Bykov 2017). After long without a better one, the best is shaken and the search goes on from
there.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.change import change
from bcm_tool.analysis.recovery.kernel.layout import (
    BEST,
    BEST_ORDER,
    CURRENT,
    IDLE,
    MADE,
    MEMORY,
    MEMORY_LENGTH,
    OLD_ORDER,
    ORDER,
    PLACES,
    RANKED,
    STAGES,
    TASKS,
    VALUE,
    Ints,
)
from bcm_tool.analysis.recovery.kernel.place import leave_out, place_all

_PATIENCE = 12
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
        regrouped = change(a, d) or shaken
        for _ in range(_SHAKES if shaken else 0):
            _copy_list(a, d, ORDER, OLD_ORDER)
            change(a, d)
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
