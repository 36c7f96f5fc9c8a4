"""Recovery tasks that wait for each other, by themselves or by way of dependencies (ENGINE 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bcm_tool.analysis.cycles import shortest_cycle
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.results import Finding
from bcm_tool.graph import components
from bcm_tool.model.model import Model, key_order


@dataclass(frozen=True)
class _Waits:
    """Numbered events (a task is done, or an element is up) and what each waits for.

    ``all_of`` must all have happened; of each (k, members) in ``some_of`` at least k.
    """

    tasks: tuple[str, ...]
    elements: tuple[str, ...]
    all_of: list[list[int]]
    some_of: list[list[tuple[int, tuple[int, ...]]]]


def task_cycle_findings(facts: Facts) -> Iterator[Finding]:
    """One error per knot of tasks that wait for each other, shown by its shortest cycle.

    Every task counts, whichever loss or outage it is for: an order that cannot be kept when
    both are down is wrong even if another incident would spare one of them.
    """
    model = facts.model
    if not any(task.after for task in facts.network.work.tasks.values()):
        return  # without an order among tasks there is none that could run in a circle
    waits = _waits(facts.network)
    stuck = _never_happening(waits)
    blocked_by = [
        sorted({other for other in _everything(waits, event) if other in stuck})
        if event in stuck
        else []
        for event in range(len(waits.all_of))
    ]
    for knot in components(blocked_by):
        if len(knot) > 1:
            yield _finding(model, waits, shortest_cycle(blocked_by, knot))


def _waits(network: Network) -> _Waits:
    model = network.model
    tasks = tuple(task.id for task in sorted(model.tasks.values(), key=lambda t: key_order(t.key)))
    place = {task: number for number, task in enumerate(tasks)}
    count = len(tasks)
    all_of: list[list[int]] = [[] for _ in range(count + len(network.ids))]
    some_of: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in all_of]
    for number, name in enumerate(tasks):
        task = network.work.tasks[name]
        before = [other for other in task.after if other in place]
        all_of[number] += [place[other] for other in before]
        if all(model.tasks[other].element != task.element for other in before):
            _add_providers(network, network.index[task.element], count, all_of, some_of, number)
    for element in range(len(network.ids)):
        for member in network.order[network.component[element]]:  # a circle is up together
            own = model.tasks_of.get(network.ids[member], ())
            all_of[count + element] += [place[task.id] for task in own]
            if not own:
                _add_providers(network, member, count, all_of, some_of, count + element)
    return _Waits(tasks, network.ids, all_of, some_of)


def _add_providers(
    network: Network,
    element: int,
    count: int,
    all_of: list[list[int]],
    some_of: list[list[tuple[int, tuple[int, ...]]]],
    event: int,
) -> None:
    """``event`` waits until the providers of ``element`` are up, those of its circle apart."""
    knot = set(network.order[network.component[element]])
    all_of[event] += [
        count + need.provider for need in network.hard[element] if need.provider not in knot
    ]
    for group in network.groups[element]:
        inside = sum(need.provider in knot for need in group.members)
        others = tuple(count + need.provider for need in group.members if need.provider not in knot)
        if group.required > inside:
            some_of[event].append((group.required - inside, others))


def _everything(waits: _Waits, event: int) -> list[int]:
    return waits.all_of[event] + [other for _, found in waits.some_of[event] for other in found]


def _never_happening(waits: _Waits) -> set[int]:
    """Events that wait for events that never happen: what is left when all others have."""
    waiting_for: list[list[int]] = [[] for _ in waits.all_of]
    for event in range(len(waits.all_of)):
        for other in _everything(waits, event):
            waiting_for[other].append(event)
    done: set[int] = set()
    ready = list(range(len(waits.all_of)))
    while ready:
        event = ready.pop()
        if event in done or not _can_happen(waits, event, done):
            continue
        done.add(event)
        ready += waiting_for[event]
    return set(range(len(waits.all_of))) - done


def _can_happen(waits: _Waits, event: int, done: set[int]) -> bool:
    return all(other in done for other in waits.all_of[event]) and all(
        sum(other in done for other in members) >= required
        for required, members in waits.some_of[event]
    )


def _finding(model: Model, waits: _Waits, cycle: Sequence[int]) -> Finding:
    count = len(waits.tasks)
    start = next(place for place, event in enumerate(cycle) if event < count)
    turned = [*cycle[start:], *cycle[:start], cycle[start]]
    names = [_event(model, waits, event) for event in turned]
    first = names[0].replace("the task", "The task", 1)
    text = f"{first} waits for {', which waits for '.join(names[1:])}: none can ever start."
    owners = [
        model.tasks[waits.tasks[event]].element if event < count else waits.elements[event - count]
        for event in turned[:-1]
    ]
    return Finding("error", "task-cycle", tuple(dict.fromkeys(owners)), text)


def _event(model: Model, waits: _Waits, event: int) -> str:
    if event >= len(waits.tasks):
        return f"{model.elements[waits.elements[event - len(waits.tasks)]].key} to be up"
    task = model.tasks[waits.tasks[event]]
    return f"the task {task.key} of {model.elements[task.element].key}"
