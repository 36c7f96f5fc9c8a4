"""Redundancy groups of a scenario, and which lost elements may be left for later."""

from __future__ import annotations

from collections.abc import Mapping

from bcm_tool.analysis.network import Group, Need, Network
from bcm_tool.analysis.recovery.problem import Redundancy
from bcm_tool.analysis.results import ImpactResult


def compile_groups(
    network: Network, affected: list[int], place: Mapping[int, int]
) -> tuple[list[Redundancy], dict[int, list[int]]]:
    found: list[Redundancy] = []
    owners: dict[int, list[int]] = {}
    for element in affected:
        for group in network.groups[element]:
            reduced = _reduced(group, place[element], place)
            if reduced is not None:
                owners.setdefault(place[element], []).append(len(found))
                found.append(reduced)
    return found, owners


def _reduced(group: Group, dependent: int, place: Mapping[int, int]) -> Redundancy | None:
    members = tuple(
        Need(place[need.provider], need.tolerance)
        for need in group.members
        if need.provider in place
    )
    choose = max(0, group.required - (len(group.members) - len(members)))
    gap = any(group.takeover_time > need.tolerance for need in members)
    if not choose and not gap:
        return None
    return Redundancy(
        dependent=dependent,
        spare=len(group.members) - group.required,
        choose=choose,
        takeover_time=group.takeover_time,
        members=members,
    )


def spareable_elements(
    network: Network, affected: list[int], lost: set[int], impact: ImpactResult
) -> set[int]:
    """Lost elements that only groups, or other such elements, need.

    A service, anything with an MTPD and a member of a cycle are always recovered.
    """
    model = network.model
    grouped = {item.provider for item in model.dependencies.values() if item.group is not None}
    found: set[int] = set()
    for members in reversed(network.order):
        element = members[0]
        name = network.ids[element]
        if len(members) > 1 or element not in lost or impact.elements[name].mtpd is not None:
            continue
        hard = [
            other for other in network.dependents[element] if needs_hard(network, other, element)
        ]
        served = name in grouped or hard
        if served and not model.is_service(model.elements[name]) and found.issuperset(hard):
            found.add(element)
    return found & set(affected)


def needs_hard(network: Network, dependent: int, provider: int) -> bool:
    return any(need.provider == provider for need in network.hard[dependent])
