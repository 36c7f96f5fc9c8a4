"""The list schedule of :mod:`bcm_tool.analysis.recovery.list_schedule`, for the compiler.

Without cycles among elements every item is settled once: when all that it waits for is settled
and its tasks are placed. A list that leads into a circle of waiting is refused, not mended.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    AFTER,
    AFTER_FIRST,
    BACK,
    BEFORE,
    BEFORE_FIRST,
    CERTAIN,
    CHOOSE,
    CHOSEN,
    CURSOR,
    DEPENDENT,
    DOOMED,
    DOWN,
    DURATION,
    ENTERED,
    GROUP_FIRST,
    GROUP_LIST,
    GROUPS,
    HARD,
    HARD_FIRST,
    ITEMS,
    JOINED,
    KNOWN,
    LAG,
    LATER,
    LOST,
    MEMBER,
    MEMBER_FIRST,
    MEMBER_TOLERANCE,
    NEVER,
    ON_STACK,
    OPENING,
    ORDER,
    OWNER,
    PENDING,
    PLACE,
    PLACE_FIRST,
    PLACE_GROUP,
    POSITION,
    POSSIBLE,
    READY,
    RELEASE,
    RESOLVED,
    SPAREABLE,
    STACK,
    START,
    STEPS,
    STRICT,
    SWITCHED,
    TAKEN,
    TAKEOVER,
    TASK_FIRST,
    TASK_LIST,
    TASKS,
    TEAMS,
    TIMES,
    TOLERANCE,
    UNRESOLVED,
    UP,
    USED,
    USER,
    USER_FIRST,
    WAITING,
    WAITS,
    WANTED,
    WAY_FIRST,
    WIDTH,
    Ints,
)
from bcm_tool.analysis.recovery.kernel.objective import measure
from bcm_tool.analysis.recovery.kernel.stops import group_stop, providers_up, takes_over
from bcm_tool.analysis.recovery.kernel.teams import book, earliest


def place_all(a: Ints, d: Ints) -> bool:
    """Place all tasks by their order; False when no sound schedule came of it.

    Who is left for later must be known already (:func:`leave_out`).
    """
    _clear(a, d)
    _open_waiting(a, d)
    while d[WAITING] > 0:
        _place(a, d, d[d[ORDER] + _next(d)])
        _open_waiting(a, d)
    for task in range(a[TASKS]):
        if d[d[JOINED] + a[a[OWNER] + task]] == 1 and d[d[RESOLVED] + task] == 0:
            return False
    for item in range(a[ITEMS]):
        if d[d[WAITS] + item] > 0:
            return False
    if not _counts_on_living(a, d):
        return False
    measure(a, d)
    return True


def leave_out(a: Ints, d: Ints) -> None:
    """Find who is left for later: spareable items that nothing counts on."""
    count = 0
    for item in range(a[ITEMS]):
        d[d[LATER] + item] = a[a[SPAREABLE] + item]
        if a[a[SPAREABLE] + item] == 0:
            d[d[STACK] + count] = item
            count += 1
    while count > 0:
        count -= 1
        item = d[d[STACK] + count]
        for spot in range(a[a[HARD_FIRST] + item], a[a[HARD_FIRST] + item + 1]):
            other = a[a[HARD] + spot]
            if d[d[LATER] + other] == 1:
                d[d[LATER] + other] = 0
                d[d[STACK] + count] = other
                count += 1
        for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
            group = a[a[GROUP_LIST] + row]
            for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
                other = a[a[MEMBER] + spot]
                if d[d[CHOSEN] + spot] == 1 and d[d[LATER] + other] == 1:
                    d[d[LATER] + other] = 0
                    d[d[STACK] + count] = other
                    count += 1


def _clear(a: Ints, d: Ints) -> None:
    for place in range(a[TASKS]):
        d[d[POSITION] + d[d[ORDER] + place]] = place
    for task in range(a[TASKS]):
        d[d[ENTERED] + task] = 0
        d[d[START] + task] = -1
        d[d[TAKEN] + task] = 0
        d[d[RESOLVED] + task] = 0
        d[d[DOOMED] + task] = 1 - a[a[POSSIBLE] + task]
        d[d[UNRESOLVED] + task] = a[a[BEFORE_FIRST] + task + 1] - a[a[BEFORE_FIRST] + task]
    width = a[WIDTH]
    for team in range(a[TEAMS]):
        d[d[STEPS] + team] = 1
        d[d[TIMES] + team * width] = 0
        d[d[USED] + team * width] = 0
    d[WAITING] = 0
    d[CURSOR] = 0
    d[ON_STACK] = 0
    for item in range(a[ITEMS]):
        d[d[DOWN] + item] = 0 if a[a[CERTAIN] + item] == 1 else NEVER
        d[d[UP] + item] = NEVER if a[a[CERTAIN] + item] == 1 else 0
        d[d[JOINED] + item] = 0
        d[d[PENDING] + item] = 0
        waits = 0
        if a[a[LOST] + item] == 0 or a[a[KNOWN] + item] == 1:
            waits = a[a[HARD_FIRST] + item + 1] - a[a[HARD_FIRST] + item]
            for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
                group = a[a[GROUP_LIST] + row]
                for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
                    waits += _awaited(a, d, group, spot)
        d[d[WAITS] + item] = waits
    for item in range(a[ITEMS] - 1, -1, -1):
        if d[d[WAITS] + item] == 0:
            d[d[STACK] + d[ON_STACK]] = item
            d[ON_STACK] += 1


def _awaited(a: Ints, d: Ints, group: int, spot: int) -> int:
    """Flag: the group's dependent cannot be looked at before this member is settled."""
    if a[a[STRICT] + group] == 0:
        return 1
    return 0 if d[d[LATER] + a[a[DEPENDENT] + group]] == 1 else d[d[CHOSEN] + spot]


def _open_waiting(a: Ints, d: Ints) -> None:
    while d[ON_STACK] > 0:
        d[ON_STACK] -= 1
        _open(a, d, d[d[STACK] + d[ON_STACK]])


def _open(a: Ints, d: Ints, item: int) -> None:
    """All that the item waits for is settled: is it stopped, and do its tasks take part?"""
    down = 0 if a[a[LOST] + item] == 1 else NEVER
    for spot in range(a[a[HARD_FIRST] + item], a[a[HARD_FIRST] + item + 1]):
        other = a[a[HARD] + spot]
        limit = d[d[DOWN] + other] + a[a[TOLERANCE] + spot]
        if d[d[UP] + other] > limit and limit < down:
            down = limit
    for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
        down = min(down, group_stop(a, d, a[a[GROUP_LIST] + row]))
    stopped = down < NEVER
    switched = 0
    for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
        group = a[a[GROUP_LIST] + row]
        for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
            if takes_over(a, d, group, spot):
                moment = d[d[DOWN] + a[a[MEMBER] + spot]]
                switched = max(switched, moment + a[a[TAKEOVER] + group])
                down = min(down, moment + a[a[MEMBER_TOLERANCE] + spot])
    d[d[DOWN] + item] = down
    d[d[SWITCHED] + item] = max(switched, down) if down < NEVER else 0
    first, end = a[a[TASK_FIRST] + item], a[a[TASK_FIRST] + item + 1]
    if not stopped:
        d[d[UP] + item] = d[d[SWITCHED] + item]
    elif d[d[LATER] + item] == 1 or a[a[KNOWN] + item] == 0:
        d[d[UP] + item] = NEVER
    else:
        d[d[READY] + item] = max(providers_up(a, d, item), down)
        d[d[JOINED] + item] = 1
        d[d[UP] + item] = min(NEVER, max(d[d[READY] + item], d[d[SWITCHED] + item]))
        if end > first:
            d[d[UP] + item] = NEVER
            d[d[PENDING] + item] = end - first
            for spot in range(first, end):
                task = a[a[TASK_LIST] + spot]
                if a[a[OPENING] + task] == 1 and d[d[READY] + item] >= NEVER:
                    d[d[DOOMED] + task] = 1
                if d[d[UNRESOLVED] + task] == 0:
                    _let_in(d, d[d[POSITION] + task])
            return
    _settle(a, d, item)


def _settle(a: Ints, d: Ints, item: int) -> None:
    """What becomes of the item is known: those who waited for it can go on."""
    if d[d[JOINED] + item] == 0:
        for spot in range(a[a[TASK_FIRST] + item], a[a[TASK_FIRST] + item + 1]):
            _resolve(a, d, a[a[TASK_LIST] + spot])
    for spot in range(a[a[USER_FIRST] + item], a[a[USER_FIRST] + item + 1]):
        _let_go(d, a[a[USER] + spot])
    for row in range(a[a[PLACE_FIRST] + item], a[a[PLACE_FIRST] + item + 1]):
        spot = a[a[PLACE] + row]
        group = a[a[PLACE_GROUP] + spot]
        if _awaited(a, d, group, spot) == 1:
            _let_go(d, a[a[DEPENDENT] + group])


def _let_go(d: Ints, item: int) -> None:
    d[d[WAITS] + item] -= 1
    if d[d[WAITS] + item] == 0:
        d[d[STACK] + d[ON_STACK]] = item
        d[ON_STACK] += 1


def _resolve(a: Ints, d: Ints, task: int) -> None:
    """The task is placed, can never run or takes no part: nothing waits for that any more."""
    d[d[RESOLVED] + task] = 1
    for spot in range(a[a[AFTER_FIRST] + task], a[a[AFTER_FIRST] + task + 1]):
        other = a[a[AFTER] + spot]
        d[d[UNRESOLVED] + other] -= 1
        if d[d[UNRESOLVED] + other] == 0 and d[d[JOINED] + a[a[OWNER] + other]] == 1:
            _let_in(d, d[d[POSITION] + other])


def _let_in(d: Ints, place: int) -> None:
    """The task at this place of the list can be placed."""
    d[d[ENTERED] + place] = 1
    d[WAITING] += 1
    d[CURSOR] = min(d[CURSOR], place)


def _next(d: Ints) -> int:
    """The first place of the list whose task can be placed; there is one."""
    place = d[CURSOR]
    while d[d[ENTERED] + place] == 0:
        place += 1
    d[d[ENTERED] + place] = 0
    d[WAITING] -= 1
    d[CURSOR] = place
    return place


def _place(a: Ints, d: Ints, task: int) -> None:
    item = a[a[OWNER] + task]
    moment = max(a[RELEASE], d[d[READY] + item]) if a[a[OPENING] + task] == 1 else a[RELEASE]
    for spot in range(a[a[BEFORE_FIRST] + task], a[a[BEFORE_FIRST] + task + 1]):
        other = a[a[BEFORE] + spot]
        if d[d[JOINED] + a[a[OWNER] + other]] == 1:
            if d[d[START] + other] < 0:
                d[d[DOOMED] + task] = 1
            else:
                moment = max(
                    moment, d[d[START] + other] + a[a[DURATION] + other] + a[a[LAG] + task]
                )
    if d[d[DOOMED] + task] == 0:
        best, way = NEVER + 1, 0
        for place in range(a[a[WAY_FIRST] + task], a[a[WAY_FIRST] + task + 1]):
            number = place - a[a[WAY_FIRST] + task]
            if d[d[WANTED] + task] == -1 or d[d[WANTED] + task] == number:
                found = earliest(a, d, place, moment, a[a[DURATION] + task])
                if found < best:
                    best, way = found, number
        book(a, d, a[a[WAY_FIRST] + task] + way, best, a[a[DURATION] + task])
        d[d[START] + task] = best
        d[d[TAKEN] + task] = way
    _resolve(a, d, task)
    d[d[PENDING] + item] -= 1
    if d[d[PENDING] + item] == 0:
        done = max(d[d[SWITCHED] + item], d[d[DOWN] + item])
        for spot in range(a[a[TASK_FIRST] + item], a[a[TASK_FIRST] + item + 1]):
            mate = a[a[TASK_LIST] + spot]
            if d[d[START] + mate] < 0:
                done = NEVER
            else:
                done = max(done, d[d[START] + mate] + a[a[DURATION] + mate])
        d[d[UP] + item] = done
        _settle(a, d, item)


def _counts_on_living(a: Ints, d: Ints) -> bool:
    """See :func:`bcm_tool.analysis.recovery.evaluate.counts_on_living`."""
    for group in range(a[GROUPS]):
        if d[d[LATER] + a[a[DEPENDENT] + group]] == 1:
            continue
        dead, able = 0, 0
        for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
            other = a[a[MEMBER] + spot]
            if d[d[CHOSEN] + spot] == 1 and d[d[UP] + other] >= NEVER:
                dead += 1
            if d[d[LATER] + other] == 1:
                able += a[a[BACK] + other]
            elif d[d[UP] + other] < NEVER:
                able += 1
        if dead > 0 and able >= a[a[CHOOSE] + group]:
            return False
    return True
