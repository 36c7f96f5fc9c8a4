"""Every schedule there is, tried one by one: slow, and only for small scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from bcm_tool.analysis.recovery.evaluate import Schedule, Value, follow, value_of, violations
from bcm_tool.analysis.recovery.list_schedule import schedule_list
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.promise import latest_finish


def all_choices(problem: Problem) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to count on members, for every dependent that may or may not take part."""
    options = [
        list(combinations(sorted(need.provider for need in group.members), group.choose))
        for group in problem.groups
    ]
    options = [
        [*found, ()] if problem.items[group.dependent].spareable and () not in found else found
        for found, group in zip(options, problem.groups, strict=True)
    ]
    return product(*options)


def all_modes(problem: Problem) -> list[tuple[int, ...]]:
    """Every way to give tasks to teams."""
    return list(product(*(range(len(task.ways)) for task in problem.tasks)))


def all_orders(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every list in which no task stands before one that it waits for.

    In any other list it is placed behind that one all the same.
    """

    def longer(order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(order) == len(problem.tasks):
            yield order
        for number, task in enumerate(problem.tasks):
            waits = [other for other in task.before if number not in problem.tasks[other].before]
            if number not in order and set(waits) <= set(order):
                yield from longer((*order, number))

    return longer(())


def in_rank(value: Value, first: int) -> Value:
    """A value in the usual order with one goal moved to the front."""
    rest = [amount for place, amount in enumerate(value) if place != first]
    return value[first], rest[0], rest[1], rest[2], rest[3]


def best_by_minutes(problem: Problem, most: int = 20_000, first: int = 0) -> Value | None:
    """The best of all start times, minute by minute, delays included; None: too many to try.

    Tasks may also never start, so that waiting in a circle is tried as well.
    """
    latest = latest_finish(problem)
    minutes = [
        [None, *range(problem.release, latest - task.duration + 1)] for task in problem.tasks
    ]
    size = 1
    for found in minutes:
        size *= len(found)
    choices, modes = list(all_choices(problem)), all_modes(problem)
    if size * len(choices) * len(modes) > most:
        return None
    best: Value | None = None
    for chosen, ways in product(choices, modes):
        for starts in product(*minutes):
            schedule = Schedule(starts, chosen, ways)
            if not any(violations(problem, schedule)):
                value = in_rank(value_of(problem, schedule, follow(problem, schedule)), first)
                best = value if best is None else min(best, value)
    return best


def best_by_lists(problem: Problem, most: int = 12_000, first: int = 0) -> Value | None:
    """The best over all orders, teams and choices of members; None: too many to try."""
    choices, modes = list(all_choices(problem)), all_modes(problem)
    orders = list(islice(all_orders(problem), most + 1))
    if len(orders) * len(choices) * len(modes) > most:
        return None
    best: Value | None = None
    for chosen, ways in product(choices, modes):
        for order in orders:
            placed = schedule_list(problem, order, chosen, ways)
            if placed is None:
                continue
            value = in_rank(value_of(problem, *placed), first)
            if (best is None or value < best) and not any(violations(problem, placed[0])):
                best = value
    return best
