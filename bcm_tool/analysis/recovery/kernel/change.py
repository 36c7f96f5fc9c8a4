"""One change to a list of tasks, for the compiler.

What a service loses hangs on all that it needs, and on which members of groups it counts: a task
that moves alone often shows nothing. So most changes move the tasks of everything that a service
counts on, in part with other members, and another member is done where the one before was.
"""

from __future__ import annotations

from bcm_tool.analysis.recovery.kernel.chance import below
from bcm_tool.analysis.recovery.kernel.layout import (
    BEFORE,
    BEFORE_FIRST,
    CHOICE,
    CHOICES,
    CHOOSE,
    CHOSEN,
    GOAL,
    GOALS,
    GROUP_FIRST,
    GROUP_LIST,
    HARD,
    HARD_FIRST,
    ITEMS,
    MARKED,
    MEMBER,
    MEMBER_FIRST,
    OLD_ORDER,
    ORDER,
    OWNER,
    PENDING,
    STACK,
    SWAP,
    SWAPS,
    TASK_FIRST,
    TASK_LIST,
    TASKS,
    WANTED,
    WAY_FIRST,
    Ints,
)

# Of a hundred changes, measured on the plans of the benchmark "losses": up to which number
# another member, all that a service needs (with other members, or with those counted on), a task
# to a place near by, and from which on another team for a task; the others move a task anywhere.
_MEMBERS, _REGROUPED, _SERVICES, _NEAR, _TEAMS = 12, 25, 50, 75, 90
_EACH = 4
"""One in so many groups of a service gets another member when it is moved with others."""


def change(a: Ints, d: Ints) -> bool:
    """Change the list, which is in ``OLD_ORDER`` too; True when other members are counted on."""
    tasks = a[TASKS]
    dice = below(d, 100)
    if a[SWAPS] > 0 and (dice < _MEMBERS or tasks < 2):
        _regroup(a, d)
        return True
    if a[CHOICES] > 0 and dice >= _TEAMS:
        task = a[a[CHOICE] + below(d, a[CHOICES])]
        ways = a[a[WAY_FIRST] + task + 1] - a[a[WAY_FIRST] + task]
        d[d[WANTED] + task] = below(d, ways + 1) - 1
    elif tasks >= 2 and dice < _SERVICES and a[GOALS] > 0:
        goal = a[a[GOAL] + below(d, a[GOALS])]
        return pull(a, d, goal, below(d, tasks), _EACH if dice < _REGROUPED else 0)
    elif tasks >= 2 and dice < _NEAR:
        source, reach = below(d, tasks), 1 + tasks // 4
        target = source + below(d, 2 * reach + 1) - reach
        _move(d, d[ORDER], source, min(tasks - 1, max(0, target)))
    elif tasks >= 2:
        _move(d, d[ORDER], below(d, tasks), below(d, tasks))
    return False


def pull(a: Ints, d: Ints, item: int, target: int, each: int) -> bool:
    """Move the tasks of all that an item counts on to a place, those behind it in their order.

    One in ``each`` of its groups with a choice gets another member on the way (0: none does);
    returns whether any did.
    """
    tasks, count, swapped = a[TASKS], 1, False
    for place in range(tasks):
        d[d[MARKED] + place] = 0
    for other in range(a[ITEMS]):
        d[d[PENDING] + other] = 0
    d[d[STACK]] = item
    d[d[PENDING] + item] = 1
    while count > 0:
        count -= 1
        one = d[d[STACK] + count]
        for spot in range(a[a[TASK_FIRST] + one], a[a[TASK_FIRST] + one + 1]):
            task = a[a[TASK_LIST] + spot]
            d[d[MARKED] + task] = 1
            for row in range(a[a[BEFORE_FIRST] + task], a[a[BEFORE_FIRST] + task + 1]):
                d[d[MARKED] + a[a[BEFORE] + row]] = 1
        for spot in range(a[a[HARD_FIRST] + one], a[a[HARD_FIRST] + one + 1]):
            other = a[a[HARD] + spot]
            if d[d[PENDING] + other] == 0:
                d[d[PENDING] + other] = 1
                d[d[STACK] + count] = other
                count += 1
        for row in range(a[a[GROUP_FIRST] + one], a[a[GROUP_FIRST] + one + 1]):
            group = a[a[GROUP_LIST] + row]
            first, end = a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]
            if each > 0 and 0 < a[a[CHOOSE] + group] < end - first and below(d, each) == 0:
                _swap(a, d, group)
                swapped = True
            for spot in range(first, end):
                other = a[a[MEMBER] + spot]
                if d[d[CHOSEN] + spot] == 1 and d[d[PENDING] + other] == 0:
                    d[d[PENDING] + other] = 1
                    d[d[STACK] + count] = other
                    count += 1
    place = target
    for wanted in range(1, -1, -1):
        for spot in range(target, tasks):
            task = d[d[OLD_ORDER] + spot]
            if d[d[MARKED] + task] == wanted:
                d[d[ORDER] + place] = task
                place += 1
    return swapped


def _regroup(a: Ints, d: Ints) -> None:
    """Count on another member of a group, done where the one before was."""
    out, into = _swap(a, d, a[a[SWAP] + below(d, a[SWAPS])])
    target = a[TASKS]
    for place in range(a[TASKS] - 1, -1, -1):
        if a[a[OWNER] + d[d[ORDER] + place]] == out:
            target = place
    if target < a[TASKS]:
        pull(a, d, into, target, 0)


def _swap(a: Ints, d: Ints, group: int) -> tuple[int, int]:
    """Exchange a member that is counted on for another; returns both items."""
    first, end = a[a[MEMBER_FIRST] + group], a[a[MEMBER_FIRST] + group + 1]
    leaving = below(d, a[a[CHOOSE] + group])
    entering = below(d, end - first - a[a[CHOOSE] + group])
    out, into = 0, 0
    for place in range(first, end):
        if d[d[CHOSEN] + place] == 1:
            if leaving == 0:
                d[d[CHOSEN] + place] = 0
                out = a[a[MEMBER] + place]
            leaving -= 1
        else:
            if entering == 0:
                d[d[CHOSEN] + place] = 1
                into = a[a[MEMBER] + place]
            entering -= 1
    return out, into


def _move(d: Ints, row: int, source: int, target: int) -> None:
    """Move the task at one place of the list to another place."""
    task = d[row + source]
    step = 1 if source < target else -1
    place = source
    while place != target:
        d[row + place] = d[row + place + step]
        place += step
    d[row + target] = task
