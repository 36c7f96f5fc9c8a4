"""Where things lie in the two arrays of the kernel.

Two flat arrays, because a compiled function pays for every array that it is handed. The first
entries of each are the ones named here: plain numbers, then the places at which rows begin. So
``a[DURATION]`` is where durations begin, and ``a[a[DURATION] + task]`` is one of them. Rows of
different length lie one after the other; ``x_FIRST`` has the begin of each and one end more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Ints = Any
"""A list of ints as it stands, an int64 array when compiled."""

STAGES = 5
NEVER = 1 << 60
WEEK = 7 * 24 * 60

# a: the problem, never written to. Minutes, hundredths of the currency, flags 0 and 1, and -1 for
# "none". PLACES: members of all groups together. WIDTH: steps of a team's row in TIMES and USED.
RELEASE, HORIZON, TASKS, ITEMS, TEAMS, GROUPS, PLACES, WIDTH, GOALS, SWAPS, CHOICES = range(11)
# Per task. OPENING: it waits for the providers of its item.
DURATION, OWNER, LAG, OPENING, POSSIBLE, BEFORE_FIRST, BEFORE, AFTER_FIRST, AFTER = range(11, 20)
# Ways to do a task; when they may start; who they take.
WAY_FIRST, WINDOW, WINDOW_FIRST, OPENS, CLOSES, HEAD = range(20, 26)
DEMAND_FIRST, DEMAND_TEAM, DEMAND_UNITS, CAPACITY = range(26, 30)
# Per item.
LOST, KNOWN, CERTAIN, BACK, SPAREABLE, TASK_FIRST, TASK_LIST = range(30, 37)
HARD_FIRST, HARD, TOLERANCE, GROUP_FIRST, GROUP_LIST = range(37, 42)
# Per group. STRICT: only the members counted on are waited for. A "place" is one in MEMBER.
DEPENDENT, SPARE, CHOOSE, TAKEOVER, STRICT = range(42, 47)
MEMBER_FIRST, MEMBER, MEMBER_TOLERANCE, PLACE_GROUP = range(47, 51)
# Who waits for an item: dependents by hard needs, places by groups.
USER_FIRST, USER, PLACE_FIRST, PLACE = range(51, 55)
# Goals per item: stretches ("runs") of its loss curve, each with the lines whose highest counts.
WEIGHT, MTPD, RTO, RUN_FIRST, RUN_SINCE, LINE_FIRST, SLOPE, OFFSET, PARTS = range(55, 64)
# For the search: items with a goal for which there is work, groups and tasks with a choice, and the
# stages of the objective in the order of their rank. FLOOR: a number, as in Problem.floor.
GOAL, SWAP, CHOICE, RANKED, FLOOR = range(64, 69)
A_HEADER = 69

# d: the desk, overwritten by each list. CHANCE: state of the generator. MADE: steps so far. IDLE:
# steps since the best. MEMORY_LENGTH: values remembered for late acceptance. WAITING: tasks that
# can be placed now. CURSOR: none of these is at an earlier place of the list.
CHANCE, MADE, IDLE, IN_HEAP, ON_STACK, MEMORY_LENGTH, WAITING, CURSOR = range(8)
# The list: tasks in order, a flag per place that is counted on, the way wanted per task (-1: the
# one that can start first); as it was before the step, and the best.
ORDER, CHOSEN, WANTED, OLD_ORDER, OLD_CHOSEN, OLD_WANTED = range(8, 14)
BEST_ORDER, BEST_CHOSEN, BEST_WANTED = range(14, 17)
# Values: of the list, of the list that the search stands at, of the best, of earlier steps.
VALUE, CURRENT, BEST, MEMORY, MARKED = range(17, 22)
# Per task. TAKEN: the way it is done, counted from its own first. ENTERED: per place of the list, a
# flag that its task can be placed now.
START, TAKEN, UNRESOLVED, RESOLVED, DOOMED, POSITION, HEAP, ENTERED = range(22, 30)
# Per item.
LATER, DOWN, UP, JOINED, READY, SWITCHED, PENDING, WAITS, STACK = range(30, 39)
# Per team, its use over time as steps.
STEPS, TIMES, USED = range(39, 42)
D_HEADER = 42

# p: a population: when each starts every task, and its value.
PEOPLE, PEOPLE_START, PEOPLE_VALUE = range(3)
P_HEADER = 3


def pack(header: int, parts: Mapping[int, int | Sequence[int]]) -> list[int]:
    """One flat list from what each named entry is: a number, or a row of them."""
    flat = [0] * header
    for name in range(header):
        part = parts[name]
        if isinstance(part, int):
            flat[name] = part
        else:
            flat[name] = len(flat)
            flat.extend(part)
    return flat
