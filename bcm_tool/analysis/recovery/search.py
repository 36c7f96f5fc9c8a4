"""Local search on the list of tasks: move one task to another place, keep what is no worse.

A move of one task within the list ("insertion") is what makes list scheduling good: a priority
rule alone stays far from the best. Late acceptance (a move may be as bad as the schedule of some
moves ago) leaves local optima. Everything is decided by a seeded generator and a number of
schedules, so the same problem gives the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bcm_tool.analysis.recovery.evaluate import Schedule, Value, value_of
from bcm_tool.analysis.recovery.list_schedule import schedule_list
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rules import first_choice

Choice = tuple[tuple[int, ...], ...]
_MEMORY = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule with its value."""

    schedule: Schedule
    value: Value


def place_list(
    problem: Problem,
    order: tuple[int, ...] | list[int],
    chosen: Choice,
    modes: tuple[int, ...] = (),
) -> Found | None:
    """The schedule of a list, valued; None when it leads to none."""
    placed = schedule_list(problem, order, chosen, modes)
    if placed is None:
        return None
    schedule, outcome = placed
    return Found(schedule, value_of(problem, schedule, outcome))


def order_of(schedule: Schedule) -> tuple[int, ...]:
    """The list that a schedule follows: by start, then by key; what does not run comes last."""
    last = max((start for start in schedule.starts if start is not None), default=0) + 1
    return tuple(
        sorted(
            range(len(schedule.starts)),
            key=lambda task: (last if (start := schedule.starts[task]) is None else start, task),
        )
    )


def improve(
    problem: Problem,
    start: Found,
    *,
    schedules: int,
    seed: int = 1,
    better: Callable[[Found], None] | None = None,
    stop: Callable[[int], bool] | None = None,
) -> Found:
    """Search from ``start`` for a number of ``schedules``.

    ``stop`` is asked with the number of schedules made so far; ``better`` hears of each better
    schedule.
    """
    random = Random(seed)  # noqa: S311 - nothing secret: the same answer every time
    order, chosen, current, best = (
        list(order_of(start.schedule)),
        start.schedule.chosen,
        start,
        start,
    )
    chosen = tuple(a or b for a, b in zip(chosen, first_choice(problem), strict=True))
    swappable = [
        number
        for number, group in enumerate(problem.groups)
        if 0 < group.choose < len(group.members)
    ]
    if len(order) < 2 and not swappable:
        return best
    memory = [start.value] * _MEMORY
    for made in range(schedules):
        if stop is not None and stop(made):
            break
        new_chosen, moved = chosen, None
        if swappable and (len(order) < 2 or random.random() < 0.1):
            new_chosen = _swapped(problem, chosen, random.choice(swappable), random)
        else:
            moved = _move(order, random)
        found = place_list(problem, order, new_chosen)
        place = made % _MEMORY
        if found is not None and (found.value <= current.value or found.value <= memory[place]):
            current, chosen = found, new_chosen
            if found.value < best.value:
                best = found
                if better is not None:
                    better(found)
        elif moved is not None:
            order.insert(moved[0], order.pop(moved[1]))
        memory[place] = current.value
    return best


def _move(order: list[int], random: Random) -> tuple[int, int]:
    """Move one task to another place of the list; returns (from, to)."""
    source, target = random.sample(range(len(order)), 2)
    order.insert(target, order.pop(source))
    return source, target


def _swapped(problem: Problem, chosen: Choice, number: int, random: Random) -> Choice:
    group = problem.groups[number]
    members = [need.provider for need in group.members]
    picked = set(chosen[number]) or set(members[: group.choose])
    out = random.choice(sorted(picked))
    into = random.choice([member for member in members if member not in picked])
    swapped = tuple(sorted(picked - {out} | {into}))
    return (*chosen[:number], swapped, *chosen[number + 1 :])
