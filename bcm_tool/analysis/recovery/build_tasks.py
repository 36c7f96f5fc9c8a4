"""Tasks of a scenario: which can take part, what they wait for, whether they can run at all."""

from __future__ import annotations

from collections.abc import Mapping

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.recovery.problem import Task
from bcm_tool.analysis.work import applies
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import RecoveryTask


def team_list(model: Model) -> tuple[tuple[str, int], ...]:
    """(team id, capacity) in key order."""
    ordered = sorted(model.teams.values(), key=lambda team: key_order(team.key))
    return tuple((team.id, team.capacity) for team in ordered)


def compile_tasks(
    network: Network, affected: list[int], lost: set[int]
) -> tuple[list[Task], dict[int, bool]]:
    """Tasks that can take part, in key order, and per item whether recovery is known."""
    model = network.model
    wanted: list[tuple[int, RecoveryTask | None]] = []
    known: dict[int, bool] = {}
    for number, element in enumerate(affected):
        own = [
            task
            for task in model.tasks_of.get(network.ids[element], ())
            if applies(task, element in lost)
        ]
        effort = network.work.effort(element, element in lost)
        known[number] = bool(own or effort.tasks or effort.length == 0)
        wanted += [(number, task) for task in own]
        if not own and effort.tasks:
            wanted.append((number, None))
    names = {task.id for _, task in wanted if task is not None}
    before = {task.id: _closure(task, model) & names for _, task in wanted if task is not None}
    wanted.sort(key=lambda pair: _task_order(network, affected, pair))
    numbers = {task.id: number for number, (_, task) in enumerate(wanted) if task is not None}
    team = {name: number for number, (name, _) in enumerate(team_list(model))}
    return [
        _implicit(network, affected[item], item)
        if task is None
        else _explicit(model, network, item, task, before[task.id], numbers, team)
        for item, task in wanted
    ], known


def _task_order(
    network: Network, affected: list[int], pair: tuple[int, RecoveryTask | None]
) -> tuple[str, str]:
    item, task = pair
    if task is None:
        option = network.model.selected_option(network.ids[affected[item]])
        return key_order(option.key if option is not None else "")
    return key_order(task.key)


def _closure(task: RecoveryTask, model: Model) -> set[str]:
    seen: set[str] = set()
    waiting = list(task.after)
    while waiting:
        other = waiting.pop()
        if other not in seen and other in model.tasks:
            seen.add(other)
            waiting.extend(model.tasks[other].after)
    return seen


def _explicit(
    model: Model,
    network: Network,
    item: int,
    task: RecoveryTask,
    before: set[str],
    numbers: Mapping[str, int],
    team: Mapping[str, int],
) -> Task:
    return Task(
        id=task.id,
        key=task.key,
        name=task.name,
        item=item,
        duration=task.likely,
        demand=tuple(sorted((team[name], units) for name, units in task.demand)),
        before=tuple(sorted(numbers[other] for other in before)),
        first=all(model.tasks[other].element != task.element for other in before),
        possible=task.id not in network.work.cyclic
        and all(units <= model.teams[name].capacity for name, units in task.demand),
    )


def _implicit(network: Network, element: int, item: int) -> Task:
    option = network.model.selected_option(network.ids[element])
    assert option is not None
    assert option.recovery_time is not None
    return Task(
        id=None,
        key=option.key,
        name=option.name,
        item=item,
        duration=option.recovery_time,
        demand=(),
        before=(),
        first=True,
        possible=True,
    )
