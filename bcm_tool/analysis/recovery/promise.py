"""What surely comes back once it is stopped, and how late things can happen at all."""

from __future__ import annotations

from functools import lru_cache

from bcm_tool.analysis.recovery.hours import longest_wait
from bcm_tool.analysis.recovery.problem import Problem


@lru_cache(maxsize=4)
def surely_back(problem: Problem) -> tuple[frozenset[int], frozenset[int]]:
    """(items, tasks) that come back, or can run, whenever they take part, whatever is chosen."""
    items: set[int] = set()
    tasks: set[int] = set()
    while True:
        size = len(items) + len(tasks)
        for number, task in enumerate(problem.tasks):
            ready = task.possible and tasks.issuperset(task.before)
            if ready and (not task.first or items.issuperset(_outside(problem, task.item))):
                tasks.add(number)
        for block in problem.blocks:
            if all(_comes_back(problem, item, items, tasks) for item in block):
                items.update(block)
        if len(items) + len(tasks) == size:
            return frozenset(items), frozenset(tasks)


def _comes_back(problem: Problem, item: int, items: set[int], tasks: set[int]) -> bool:
    record = problem.items[item]
    return (
        record.known
        and tasks.issuperset(record.tasks)
        and items.issuperset(_outside(problem, item))
    )


def _outside(problem: Problem, item: int) -> list[int]:
    record = problem.items[item]
    wanted = [need.provider for need in record.hard]
    for group in record.groups:
        if problem.groups[group].choose:
            wanted += [need.provider for need in problem.groups[group].members]
    return [other for other in wanted if problem.items[other].block != record.block]


def latest_downs(problem: Problem) -> list[int]:
    """Per item, a minute after which it cannot go down for the first time."""
    found = [0] * len(problem.items)
    for block in problem.blocks:
        inside = 0
        for item in block:
            for provider, tolerance in _needs(problem, item):
                if problem.items[provider].block == problem.items[item].block:
                    inside += tolerance
                else:
                    found[item] = max(found[item], found[provider] + tolerance)
        latest = max(found[item] for item in block) + inside
        for item in block:
            found[item] = 0 if problem.items[item].lost else latest
    return found


def latest_finish(problem: Problem) -> int:
    """A minute by which all work is done in some schedule that is as good as any."""
    downs = max(latest_downs(problem), default=0)
    switched = sum(group.takeover_time for group in problem.groups if group.members)
    work = sum(task.duration + task.lag for task in problem.tasks)
    return _with_waits(problem, problem.release + downs + switched + work)


def _with_waits(problem: Problem, end: int) -> int:
    """``end``, put off by waiting for hours.

    Time in which nothing goes on ends when somebody may start; so there are no more such times
    than tasks bound to hours, none longer than the longest in which a window stays closed.
    """
    bound = [task for task in problem.tasks if task.possible and any(w.window for w in task.ways)]
    windows = {way.window for task in bound for way in task.ways if way.window is not None}
    late = end = end + sum(not task.duration for task in bound)  # a minute, to be waited for
    while windows:
        longest = max(longest_wait(window, problem.release, late) for window in windows)
        if end + len(bound) * longest <= late:
            break
        late = end + len(bound) * longest
    return late


def _needs(problem: Problem, item: int) -> list[tuple[int, int]]:
    record = problem.items[item]
    found = [(need.provider, need.tolerance) for need in record.hard]
    for group in record.groups:
        found += [(need.provider, need.tolerance) for need in problem.groups[group].members]
    return found
