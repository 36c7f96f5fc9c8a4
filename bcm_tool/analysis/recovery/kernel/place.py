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
    CAPACITY,
    CERTAIN,
    CHOOSE,
    CHOSEN,
    CLOSES,
    DEMAND_FIRST,
    DEMAND_TEAM,
    DEMAND_UNITS,
    DEPENDENT,
    DOOMED,
    DOWN,
    DURATION,
    FLOOR,
    GROUP_FIRST,
    GROUP_LIST,
    GROUPS,
    HARD,
    HARD_FIRST,
    HEAD,
    HEAP,
    HORIZON,
    IN_HEAP,
    ITEMS,
    JOINED,
    KNOWN,
    LAG,
    LATER,
    LINE_FIRST,
    LOST,
    MEMBER,
    MEMBER_FIRST,
    MEMBER_TOLERANCE,
    MTPD,
    NEVER,
    OFFSET,
    ON_STACK,
    OPENING,
    OPENS,
    ORDER,
    OWNER,
    PARTS,
    PENDING,
    PLACE,
    PLACE_FIRST,
    PLACE_GROUP,
    POSITION,
    POSSIBLE,
    READY,
    RELEASE,
    RESOLVED,
    RTO,
    RUN_FIRST,
    RUN_SINCE,
    SLOPE,
    SPARE,
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
    VALUE,
    WAITS,
    WANTED,
    WAY_FIRST,
    WEEK,
    WEIGHT,
    WIDTH,
    WINDOW,
    WINDOW_FIRST,
    Ints,
)


def place_all(a: Ints, d: Ints) -> bool:
    """Place all tasks by their order; False when no sound schedule came of it.

    Who is left for later must be known already (:func:`leave_out`).
    """
    _clear(a, d)
    _open_waiting(a, d)
    while d[IN_HEAP] > 0:
        _place(a, d, d[d[ORDER] + pop(d)])
        _open_waiting(a, d)
    for task in range(a[TASKS]):
        if d[d[JOINED] + a[a[OWNER] + task]] == 1 and d[d[RESOLVED] + task] == 0:
            return False
    for item in range(a[ITEMS]):
        if d[d[WAITS] + item] > 0:
            return False
    if not _counts_on_living(a, d):
        return False
    _measure(a, d)
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
    d[IN_HEAP] = 0
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
        down = min(down, _group_stop(a, d, a[a[GROUP_LIST] + row]))
    stopped = down < NEVER
    switched = 0
    for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
        group = a[a[GROUP_LIST] + row]
        for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
            if _takes_over(a, d, group, spot):
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
        d[d[READY] + item] = max(_providers_up(a, d, item), down)
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
                    push(d, d[d[POSITION] + task])
            return
    _settle(a, d, item)


def _group_stop(a: Ints, d: Ints, group: int) -> int:
    """The first minute at which more members are gone than can be spared; NEVER: none."""
    gone = 0
    for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
        other = a[a[MEMBER] + spot]
        if d[d[UP] + other] > d[d[DOWN] + other] + a[a[MEMBER_TOLERANCE] + spot]:
            gone += 1
    found = NEVER
    if gone <= a[a[SPARE] + group]:
        return found
    for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
        other = a[a[MEMBER] + spot]
        moment = d[d[DOWN] + other] + a[a[MEMBER_TOLERANCE] + spot]
        if d[d[UP] + other] <= moment or moment >= found:
            continue
        away = 0
        for place in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
            mate = a[a[MEMBER] + place]
            begin = d[d[DOWN] + mate] + a[a[MEMBER_TOLERANCE] + place]
            if begin <= moment and moment < d[d[UP] + mate]:
                away += 1
        if away > a[a[SPARE] + group]:
            found = moment
    return found


def _takes_over(a: Ints, d: Ints, group: int, spot: int) -> bool:
    """Whether the failure of this member costs the dependent a takeover."""
    moment = d[d[DOWN] + a[a[MEMBER] + spot]]
    if moment >= NEVER or a[a[TAKEOVER] + group] <= a[a[MEMBER_TOLERANCE] + spot]:
        return False
    gone = 0
    for place in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
        mate = a[a[MEMBER] + place]
        if d[d[DOWN] + mate] <= moment and moment < max(d[d[UP] + mate], d[d[DOWN] + mate] + 1):
            gone += 1
    return bool(gone <= a[a[SPARE] + group])


def _providers_up(a: Ints, d: Ints, item: int) -> int:
    """When all hard providers and enough members of each group are up."""
    found = 0
    for spot in range(a[a[HARD_FIRST] + item], a[a[HARD_FIRST] + item + 1]):
        if d[d[DOWN] + a[a[HARD] + spot]] < NEVER:
            found = max(found, d[d[UP] + a[a[HARD] + spot]])
    for row in range(a[a[GROUP_FIRST] + item], a[a[GROUP_FIRST] + item + 1]):
        group = a[a[GROUP_LIST] + row]
        for spot in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
            moment = d[d[UP] + a[a[MEMBER] + spot]]
            if moment <= found:
                continue
            before, same = 0, 0
            for place in range(a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]):
                other = d[d[UP] + a[a[MEMBER] + place]]
                before += 1 if other < moment else 0
                same += 1 if other == moment else 0
            if before < a[a[CHOOSE] + group] <= before + same:
                found = moment
    return found


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
            push(d, d[d[POSITION] + other])


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
                found = _earliest(a, d, place, moment, a[a[DURATION] + task])
                if found < best:
                    best, way = found, number
        _book(a, d, a[a[WAY_FIRST] + task] + way, best, a[a[DURATION] + task])
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


def _earliest(a: Ints, d: Ints, way: int, moment: int, duration: int) -> int:
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


def _book(a: Ints, d: Ints, way: int, start: int, duration: int) -> None:
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


def push(d: Ints, key: int) -> None:
    place = d[IN_HEAP]
    d[IN_HEAP] += 1
    while place > 0:
        parent = (place - 1) // 2
        if d[d[HEAP] + parent] <= key:
            break
        d[d[HEAP] + place] = d[d[HEAP] + parent]
        place = parent
    d[d[HEAP] + place] = key


def pop(d: Ints) -> int:
    found = d[d[HEAP]]
    d[IN_HEAP] -= 1
    count = d[IN_HEAP]
    key = d[d[HEAP] + count]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and d[d[HEAP] + child + 1] < d[d[HEAP] + child]:
            child += 1
        if d[d[HEAP] + child] >= key:
            break
        d[d[HEAP] + place] = d[d[HEAP] + child]
        place = child
    d[d[HEAP] + place] = key
    return found


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


def _measure(a: Ints, d: Ints) -> None:
    """The five stages of the objective (ENGINE 7)."""
    past_mtpd, loss, past_rto = 0, 0, 0
    for item in range(a[ITEMS]):
        if d[d[DOWN] + item] >= NEVER:
            continue
        outage = a[HORIZON] if d[d[UP] + item] >= NEVER else d[d[UP] + item] - d[d[DOWN] + item]
        if outage == 0:
            continue
        if a[a[MTPD] + item] >= 0:
            past_mtpd += a[a[WEIGHT] + item] * max(0, outage - a[a[MTPD] + item])
        if a[a[RTO] + item] >= 0:
            past_rto += a[a[WEIGHT] + item] * max(0, outage - a[a[RTO] + item])
        loss += _loss(a, item, outage)
    makespan, total = a[FLOOR], 0
    for task in range(a[TASKS]):
        if d[d[START] + task] >= 0:
            makespan = max(makespan, d[d[START] + task] + a[a[DURATION] + task])
            total += d[d[START] + task]
    d[d[VALUE]] = past_mtpd
    d[d[VALUE] + 1] = loss
    d[d[VALUE] + 2] = past_rto
    d[d[VALUE] + 3] = makespan
    d[d[VALUE] + 4] = total


def _loss(a: Ints, item: int, outage: int) -> int:
    """Hundredths lost, half a hundredth dropped; see ``solver_goals.Line``."""
    run = -1
    for place in range(a[a[RUN_FIRST] + item], a[a[RUN_FIRST] + item + 1]):
        if run < 0 or a[a[RUN_SINCE] + place] < outage:
            run = place
    if run < 0:
        return 0
    best = 0
    for line in range(a[a[LINE_FIRST] + run], a[a[LINE_FIRST] + run + 1]):
        twice = 2 * a[a[PARTS] + line]
        above = 2 * (a[a[SLOPE] + line] * outage + a[a[OFFSET] + line]) - a[a[PARTS] + line]
        best = max(best, -((-above) // twice))
    return best
