"""Compiles a scenario of a model into a :class:`Problem`."""

from __future__ import annotations

from collections.abc import Iterable

from bcm_tool.analysis.network import Need, Network, compile_network
from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.analysis.recovery.build_groups import (
    compile_groups,
    spareable_elements,
)
from bcm_tool.analysis.recovery.build_modes import team_list, week_minute
from bcm_tool.analysis.recovery.build_tasks import compile_tasks
from bcm_tool.analysis.recovery.goals import counted_elements, goal_of, tier_weights
from bcm_tool.analysis.recovery.problem import Item, Problem
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model


def build_problem(
    model: Model,
    scenario_id: str,
    impact: ImpactResult,
    objective_order: ObjectiveOrder = HARM_FIRST,
) -> Problem:
    """Compile a scenario.

    Raises
    ------
    BcmError
        When the scenario does not exist.
    """
    scenario = model.scenarios.get(scenario_id)
    if scenario is None:
        raise BcmError("The scenario to sequence no longer exists.")
    network = compile_network(model)
    lost = {network.index[element] for element in model.lost_elements(scenario)}
    affected = sorted(affected_by(network, lost))
    place = {element: number for number, element in enumerate(affected)}
    start = week_minute(scenario)
    tasks, known = compile_tasks(network, affected, lost, start)
    groups, groups_of = compile_groups(network, affected, place)
    spareable = spareable_elements(network, affected, lost, impact)
    counted = counted_elements(network, impact)
    scale, weights = tier_weights(model, impact)
    own: dict[int, list[int]] = {}
    for number, task in enumerate(tasks):
        own.setdefault(task.item, []).append(number)
    blocks = sorted({network.component[element] for element in affected})
    block_of = {component: number for number, component in enumerate(blocks)}
    members: list[list[int]] = [[] for _ in blocks]
    for element in affected:
        members[block_of[network.component[element]]].append(place[element])
    items = tuple(
        Item(
            id=network.ids[element],
            lost=element in lost,
            known=known[number],
            tasks=tuple(own.get(number, ())),
            hard=tuple(
                Need(place[need.provider], need.tolerance)
                for need in network.hard[element]
                if need.provider in place
            ),
            groups=tuple(groups_of.get(number, ())),
            block=block_of[network.component[element]],
            spareable=element in spareable,
            goal=goal_of(network.ids[element], impact, weights, counted),
        )
        for number, element in enumerate(affected)
    )
    return Problem(
        model=model,
        scenario=scenario_id,
        items=items,
        tasks=tuple(tasks),
        groups=tuple(groups),
        teams=team_list(model),
        blocks=tuple(map(tuple, members)),
        release=network.release,
        horizon=model.method.horizon,
        weight_scale=scale,
        impact=impact,
        start=start,
        objective_order=objective_order,
    )


def affected_by(network: Network, lost: Iterable[int]) -> set[int]:
    """Elements that can go down when ``lost`` are: least set closed under stops and takeovers."""
    found = set(lost)
    waiting = list(found)
    while waiting:
        for dependent in network.dependents[waiting.pop()]:
            if dependent not in found and _can_stop(network, dependent, found):
                found.add(dependent)
                waiting.append(dependent)
    return found


def _can_stop(network: Network, element: int, down: set[int]) -> bool:
    if any(need.provider in down for need in network.hard[element]):
        return True
    for group in network.groups[element]:
        gone = [need for need in group.members if need.provider in down]
        if len(group.members) - len(gone) < group.required:
            return True
        if any(group.takeover_time > need.tolerance for need in gone):
            return True
    return False
