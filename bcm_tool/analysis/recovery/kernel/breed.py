"""A genetic search for short schedules, for the compiler.

Schedules are crossed (:mod:`bcm_tool.analysis.recovery.kernel.cross`), and every child is
justified: pressed to the right and then to the left again, which never makes it longer and mostly
makes it shorter (Valls, Ballestin and Quintanilla 2005). To press to the right is to place the
tasks of the same project in reversed time, so it takes a second pair of arrays.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.chance import below
from bcm_tool.analysis.recovery.kernel.cross import cross
from bcm_tool.analysis.recovery.kernel.heap import pop, push
from bcm_tool.analysis.recovery.kernel.layout import (
    BEST,
    BEST_CHOSEN,
    BEST_ORDER,
    BEST_WANTED,
    CHOSEN,
    DURATION,
    HEAP,
    IDLE,
    IN_HEAP,
    MADE,
    ORDER,
    PEOPLE,
    PEOPLE_START,
    PEOPLE_VALUE,
    PLACES,
    STAGES,
    START,
    TASKS,
    VALUE,
    WANTED,
    Ints,
)
from bcm_tool.analysis.recovery.kernel.place import place_all
from bcm_tool.analysis.recovery.kernel.walk import compare, copy

_RESTART = 30
"""Children for each member of the population without a better schedule, until it is renewed."""


def breed(a: Ints, d: Ints, b: Ints, e: Ints, p: Ints, children: int) -> int:
    """Make a number of children; returns how many times the best was improved.

    ``b`` and ``e`` are the project in reversed time; ``p`` holds the population.
    """
    found, tasks, people = 0, a[TASKS], p[PEOPLE]
    for _ in range(children):
        if d[MADE] < people:
            place = d[MADE]
            _scatter(a, d, place)
        else:
            if d[IDLE] > _RESTART * people:
                d[IDLE] = 0
                d[MADE] = 1  # the first place keeps the best
                _place_best(a, d, tasks)
                _keep(d, p, 0, tasks)
                place = 1
                _scatter(a, d, place)
            else:
                place = -1
                cross(a, d, p)
        d[MADE] += 1
        d[IDLE] += 1
        if not place_all(a, d):
            if place >= 0:
                _place_best(a, d, tasks)
                _keep(d, p, place, tasks)
            continue
        _turn(a, d, e, tasks)
        if place_all(b, e):
            _turn(b, e, d, tasks)
            place_all(a, d)
        if compare(a, d, d[VALUE], d, d[BEST]) < 0:
            found += 1
            d[IDLE] = 0
            copy(d, d[VALUE], d[BEST], STAGES)
            copy(d, d[ORDER], d[BEST_ORDER], tasks)
            copy(d, d[CHOSEN], d[BEST_CHOSEN], a[PLACES])
            copy(d, d[WANTED], d[BEST_WANTED], tasks)
        if place < 0:
            place = _worst_below(a, d, p)
        if place >= 0:
            _keep(d, p, place, tasks)
    return found


def _place_best(a: Ints, d: Ints, tasks: int) -> None:
    copy(d, d[BEST_ORDER], d[ORDER], tasks)
    place_all(a, d)


def _keep(d: Ints, p: Ints, place: int, tasks: int) -> None:
    """Put what was placed last into the population."""
    for stage in range(STAGES):
        p[p[PEOPLE_VALUE] + STAGES * place + stage] = d[d[VALUE] + stage]
    for task in range(tasks):
        p[p[PEOPLE_START] + tasks * place + task] = d[d[START] + task]


def _worst_below(a: Ints, d: Ints, p: Ints) -> int:
    """The member with the worst value, if the child is better and not there already; else -1."""
    worst = -1
    for place in range(p[PEOPLE]):
        row = p[PEOPLE_VALUE] + STAGES * place
        against = compare(a, d, d[VALUE], p, row)
        if against == 0:
            return -1
        if against < 0 and (
            worst < 0 or compare(a, p, row, p, p[PEOPLE_VALUE] + STAGES * worst) > 0
        ):
            worst = place
    return worst


def _turn(a: Ints, d: Ints, e: Ints, tasks: int) -> None:
    """Order the other desk's list by finish in this schedule, latest first, ties by number."""
    end, keys = d[d[VALUE] + 3], d[HEAP]
    for count in range(tasks):
        task = d[d[ORDER] + tasks - 1 - count]  # backwards, they nearly are in order
        key = (end - (d[d[START] + task] + a[a[DURATION] + task])) * tasks + task
        place = count
        while place > 0 and d[keys + place - 1] > key:
            d[keys + place] = d[keys + place - 1]
            place -= 1
        d[keys + place] = key
    for place in range(tasks):
        e[e[ORDER] + place] = d[keys + place] % tasks


def _scatter(a: Ints, d: Ints, number: int) -> None:
    """The best list with every task moved by chance, by more the higher the number."""
    tasks = a[TASKS]
    spread = 1 + number * tasks // 20
    d[IN_HEAP] = 0
    for place in range(tasks):
        key = place + below(d, spread)
        push(d, key * tasks + d[d[BEST_ORDER] + place])
    for place in range(tasks):
        d[d[ORDER] + place] = pop(d) % tasks
