"""When items stop by what they need, and when that is up again (ENGINE 2); for the compiler."""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.layout import (
    CHOOSE,
    DOWN,
    GROUP_FIRST,
    GROUP_LIST,
    HARD,
    HARD_FIRST,
    MEMBER,
    MEMBER_FIRST,
    MEMBER_TOLERANCE,
    NEVER,
    SPARE,
    TAKEOVER,
    UP,
    Ints,
)


def group_stop(a: Ints, d: Ints, group: int) -> int:
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


def takes_over(a: Ints, d: Ints, group: int, spot: int) -> bool:
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


def providers_up(a: Ints, d: Ints, item: int) -> int:
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
