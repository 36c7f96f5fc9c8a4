"""Why an element is back when it is, in a recovery sequence: back along what it waited for."""

from __future__ import annotations

from itertools import pairwise

from bcm_tool.analysis.results import Explanation, Outage, RecoveryResult, ScheduledTask, Step
from bcm_tool.calendars import clock
from bcm_tool.durations import format_elapsed
from bcm_tool.model.model import key_order


def explain_rta(recovery: RecoveryResult, element: str) -> Explanation | None:
    """Work and waiting from the event until the element is up, less the time it kept running.

    None when the sequence leaves the element running or never brings it back.
    """
    outage = recovery.outages.get(element)
    if outage is None or outage.up is None:
        return None
    name = recovery.model.elements[element].key
    steps = _until_up(recovery, element, outage.up)
    if outage.down:
        steps.append(Step(f"{name} keeps running until then", -outage.down, element))
    return Explanation(
        f"Outage of {name} in the sequence",
        "minutes",
        outage.up - outage.down,
        tuple(steps),
        (f"Back at {at_clock(recovery, outage.up)}, with the teams as they are.",),
    )


def at_clock(recovery: RecoveryResult, minute: int) -> str:
    """Minutes after the event, and the time of the week where the start is known."""
    time = clock(recovery.start, minute)
    return f"{format_elapsed(minute)} ({time})" if time else format_elapsed(minute)


def _until_up(recovery: RecoveryResult, element: str, up: int) -> list[Step]:
    """Steps from minute 0 to ``up``, in the order of time."""
    if not up:
        return []
    path, last = _to_last_task(recovery, element, up)
    steps = (
        [Step(_without_task(recovery, element), up, element)]
        if last is None
        else _back_along(recovery, last)
    )
    names = [recovery.model.elements[item].key for item in path]
    links = zip(path[1:], pairwise(names), strict=True)
    return steps + [Step(f"{above} is up with {below}", 0, item) for item, (below, above) in links]


def _to_last_task(
    recovery: RecoveryResult, element: str, up: int
) -> tuple[list[str], ScheduledTask | None]:
    """The nearest task that ends at ``up``, and the elements that came up with it then.

    The path leads from the task's element to ``element``.
    """
    above = {element: element}
    waiting = [element]
    while waiting:
        current = waiting.pop(0)
        last = _last_task(recovery, current, up)
        if last is not None:
            path = [current]
            while path[-1] != element:
                path.append(above[path[-1]])
            return path, last
        for provider in _up_with(recovery, current, up):
            if provider not in above:
                above[provider] = current
                waiting.append(provider)
    return [element], None


def _last_task(recovery: RecoveryResult, element: str, up: int) -> ScheduledTask | None:
    """The element's own task that ends when it is up; the longest where several do."""
    own = [task for task in recovery.tasks if task.element == element and task.finish == up]
    return min(own, key=lambda task: (task.start, task.key), default=None)


def _back_along(recovery: RecoveryResult, last: ScheduledTask) -> list[Step]:
    steps: list[Step] = []
    current: ScheduledTask | None = last
    seen: set[int] = set()
    while current is not None:
        steps.append(Step(_work(current), current.finish - current.start, current.element))
        earlier = [
            place
            for place in current.waits_for
            if place not in seen and recovery.tasks[place].finish <= current.start
        ]
        place = max(earlier, key=lambda item: recovery.tasks[item].finish, default=None)
        before = None if place is None else recovery.tasks[place]
        seen.update(earlier)
        waited = current.start - (before.finish if before else 0)
        if waited:
            steps.append(Step(_capital(current.limited_by or "waits"), waited, current.element))
        current = before
    return steps[::-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _work(task: ScheduledTask) -> str:
    return f"{task.key} {task.name}" if task.key and task.key != task.name else task.name


def _up_with(recovery: RecoveryResult, element: str, up: int) -> list[str]:
    """Providers that are up at this very minute, which the element may have waited for."""
    model = recovery.model
    found = {
        item.provider
        for item in model.needs.get(element, ())
        if (item.strength == "hard" or item.group)
        and item.provider in recovery.outages
        and recovery.outages[item.provider].up == up
    }
    return sorted(found, key=lambda item: key_order(model.elements[item].key))


def _without_task(recovery: RecoveryResult, element: str) -> str:
    name = recovery.model.elements[element].key
    outage: Outage = recovery.outages[element]
    if outage.takeover and outage.because is not None:
        other = recovery.model.elements[outage.because].key
        return f"Takeover at {name} after the failure of {other}"
    return f"{name} is up again, without a task of its own"
