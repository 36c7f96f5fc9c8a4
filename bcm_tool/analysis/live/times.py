"""Achievable times, demands and recovery points after an edit: only what can change again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from bcm_tool.analysis.bound import own_finish
from bcm_tool.analysis.demand import demand_needs
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.patch import ElementNeeds, patched
from bcm_tool.analysis.work import NEVER, Work, element_effort
from bcm_tool.model.model import Model

RpoDemands = dict[int, tuple[int, tuple[int, ...]]]


def work_again(work: Work, model: Model, elements: Iterable[int]) -> tuple[Work, set[int]]:
    """Efforts of ``elements`` again, whose tasks are the same; and whose effort differs."""
    lost, down = list(work.when_lost), list(work.when_down)
    differ = set()
    for element in elements:
        name = work.ids[element]
        own = work.tasks_of.get(name, ())
        again = (
            element_effort(model, work.tasks, own, name, lost=True),
            element_effort(model, work.tasks, own, name, lost=False),
        )
        if again != (lost[element], down[element]):
            lost[element], down[element] = again
            differ.add(element)
    if not differ:
        return work, differ
    made = replace(work, when_lost=tuple(lost), when_down=tuple(down))
    if not work.foreign:
        changed = (efforts[element] for efforts in (lost, down) for element in differ)
        made.__dict__["foreign"] = any(effort.foreign for effort in changed)
    return made, differ


def bounds_again(network: Network, bounds: list[int], changed: Iterable[int]) -> set[int]:
    """Bring ``bounds`` up to date in place after needs or work of ``changed``; which differ.

    No task of the network waits for one of another element.
    """
    component, order = network.component, network.order
    waiting = list({component[element] for element in changed})
    heapify(waiting)
    queued, differ = set(waiting), set()
    while waiting:
        number = heappop(waiting)
        block = order[number]
        inside = frozenset(block)
        joint = min(NEVER, max(own_finish(network, bounds, one, inside) for one in block))
        for element in block:
            if bounds[element] == joint:
                continue
            bounds[element] = joint
            differ.add(element)
            for other in network.dependents[element]:
                place = component[other]
                if place not in queued and place != number:
                    queued.add(place)
                    heappush(waiting, place)
    return differ


def demanding_again(
    demanding: Network,
    network: Network,
    bounds: Sequence[int],
    changed: Iterable[int],
    worked: Iterable[int],
) -> tuple[Network, dict[int, ElementNeeds]]:
    """The network of demands after needs or bounds of ``changed``, and work of ``worked``.

    And the needs that differ.
    """
    fresh = {}
    for element in changed:
        hard = demand_needs(network, element, bounds, {})
        if hard != demanding.hard[element]:
            fresh[element] = ElementNeeds(hard, (), network.soft[element])
    same = network.work is demanding.work
    work = None if same else network.work
    return patched(demanding, network.model, fresh, work, worked), fresh


def below(networks: Iterable[Network], elements: Iterable[int], *, soft: bool = False) -> set[int]:
    """The elements and all that they need in any of the networks."""
    known = list(networks)
    seen = set(elements)
    waiting = list(seen)
    while waiting:
        element = waiting.pop()
        for network in known:
            rows = (network.providers, network.soft) if soft else (network.providers,)
            for row in rows:
                for other in row[element]:
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
    return seen


def rpos_again(network: Network, found: RpoDemands, dirty: Iterable[int]) -> RpoDemands:
    """Demands of recovery points with those of ``dirty``, and of no others, made again."""
    region = set(dirty)
    kept = {element: demand for element, demand in found.items() if element not in region}
    records, ids = network.model.elements, network.ids
    waiting: list[tuple[int, int, tuple[int, ...]]] = []
    for element in region:
        rpo = records[ids[element]].rpo
        if rpo is not None:
            waiting.append((rpo, 0, (element,)))
        for other in {*network.dependents[element], *network.soft_dependents[element]}:
            if other in kept:
                limit, path = kept[other]
                waiting.append((limit, len(path), (*path, element)))
    heapify(waiting)
    while waiting:
        rpo, length, path = heappop(waiting)
        element = path[-1]
        if element in kept:
            continue
        kept[element] = (rpo, path)
        for provider in (*network.providers[element], *network.soft[element]):
            if provider not in kept:
                heappush(waiting, (rpo, length + 1, (*path, provider)))
    return kept
