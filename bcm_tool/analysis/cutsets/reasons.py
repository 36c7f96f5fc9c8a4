"""Why a cut set stops a service: the needs through which its loss reaches it, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcm_tool.analysis.cutsets.result import CutSet, SharedCause
from bcm_tool.analysis.network import Group, Network


@dataclass(frozen=True, slots=True)
class Reason:
    """One link: ``element`` stops because of ``because`` (element ids).

    ``kind`` is "cause" (a shared cause, named by ``name``, fails it), "lost" (a member of the
    set), "out" (out beforehand), "needs" (a hard provider stopped) or "group" (of ``members``,
    ``required`` were needed and ``because`` stopped; ``name`` is the group's).
    """

    element: str
    kind: str
    because: tuple[str, ...] = ()
    name: str = ""
    members: int = 0
    required: int = 0


def reasons(
    network: Network,
    service: str,
    cut_set: CutSet,
    causes: Mapping[str, SharedCause],
    context: tuple[str, ...] = (),
) -> tuple[Reason, ...]:
    """From what is lost to the service; only links that matter, each after those it rests on.

    Empty when the set does not stop the service.
    """
    index = network.index
    why: dict[int, Reason] = {}
    for element in context:
        why[index[element]] = Reason(element, "out")
    for element in cut_set.elements:
        why.setdefault(index[element], Reason(element, "lost"))
    for name in cut_set.causes:
        cause = causes[name]
        for element in cause.elements:
            why.setdefault(index[element], Reason(element, "cause", name=name))
    waiting = sorted(why)
    for stopped in waiting:  # grows: first come, first followed, so chains are short
        for dependent in sorted(network.dependents[stopped]):
            if dependent not in why and (reason := _stops(network, dependent, why)) is not None:
                why[dependent] = reason
                waiting.append(dependent)
    return _leading_to(network, index[service], why) if index[service] in why else ()


def _stops(network: Network, element: int, stopped: Mapping[int, Reason]) -> Reason | None:
    ids = network.ids
    for need in network.hard[element]:
        if need.provider in stopped:
            return Reason(ids[element], "needs", (ids[need.provider],))
    for group in network.groups[element]:
        gone = [need.provider for need in group.members if need.provider in stopped]
        if len(gone) > len(group.members) - group.required:
            return Reason(
                ids[element],
                "group",
                tuple(ids[one] for one in gone),
                _name(network, group),
                len(group.members),
                group.required,
            )
    return None


def _name(network: Network, group: Group) -> str:
    found = network.model.groups.get(group.id)
    return found.name if found else ""


def _leading_to(network: Network, service: int, why: Mapping[int, Reason]) -> tuple[Reason, ...]:
    """The reasons the service's rests on, those that rest on nothing first."""
    found: list[Reason] = []
    seen: set[int] = set()
    waiting: list[tuple[int, bool]] = [(service, False)]
    while waiting:
        element, ready = waiting.pop()
        if ready:
            found.append(why[element])
            continue
        if element in seen:
            continue
        seen.add(element)
        waiting.append((element, True))
        waiting += [(network.index[one], False) for one in reversed(why[element].because)]
    return tuple(found)
