"""Tasks of a scenario: which can take part, what they wait for, whether they can run at all."""

from __future__ import annotations

from collections.abc import Mapping

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.precedence import everything_before
from bcm_tool.analysis.recovery.build_modes import task_modes, team_list, with_modes
from bcm_tool.analysis.recovery.problem import Task
from bcm_tool.analysis.work import applies
from bcm_tool.model.model import key_order
from bcm_tool.model.records import RecoveryTask


def compile_tasks(
    network: Network, affected: list[int], lost: set[int], start: int | None
) -> tuple[list[Task], dict[int, bool]]:
    """Tasks that can take part, in key order, and per item whether recovery is known.

    ``start`` is the minute of the week of the event, None when hours do not count.
    """
    model, work = network.model, network.work
    wanted: list[tuple[int, RecoveryTask | None]] = []
    known: dict[int, bool] = {}
    for number, element in enumerate(affected):
        own = [
            task
            for task in work.tasks_of.get(network.ids[element], ())
            if applies(task, element in lost)
        ]
        effort = work.effort(element, element in lost)
        known[number] = bool(own or effort.tasks or effort.length == 0)
        wanted += [(number, task) for task in own]
        if not own and effort.tasks:
            wanted.append((number, None))
    names = {task.id for _, task in wanted if task is not None}
    before = {
        task.id: everything_before(task, work.tasks) & names
        for _, task in wanted
        if task is not None
    }
    wanted.sort(key=lambda pair: _task_order(network, affected, pair))
    numbers = {task.id: number for number, (_, task) in enumerate(wanted) if task is not None}
    teams = team_list(model)
    places = {name: number for number, (name, _) in enumerate(teams)}
    found: list[Task] = []
    for item, task in wanted:
        made = (
            _implicit(network, affected[item], item)
            if task is None
            else _explicit(task, item, before[task.id], numbers, network)
        )
        owner = network.ids[affected[item]]
        modes = task_modes(model, task, owner, places, start, network.release)
        found.append(with_modes(made, modes, teams))
    return found, known


def _task_order(
    network: Network, affected: list[int], pair: tuple[int, RecoveryTask | None]
) -> tuple[str, str]:
    item, task = pair
    if task is None:
        option = network.model.selected_option(network.ids[affected[item]])
        return key_order(option.key if option is not None else "")
    return key_order(task.key)


def _explicit(
    task: RecoveryTask,
    item: int,
    before: set[str],
    numbers: Mapping[str, int],
    network: Network,
) -> Task:
    tasks = network.work.tasks
    return Task(
        id=task.id,
        key=task.key,
        name=task.name,
        item=item,
        duration=task.likely,
        demand=(),
        before=tuple(sorted(numbers[other] for other in before)),
        first=all(tasks[other].element != task.element for other in before),
        possible=True,
        lag=task.lag or 0,
        cyclic=task.id in network.work.cyclic,
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
