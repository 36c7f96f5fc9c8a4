"""The network below a service as a fault tree (static failure logic, ENGINE 8).

Hard needs are ORs, a group of n of which k are required fails when n - k + 1 members did; soft
needs, tolerances and takeovers do not stop anything here. The service itself is no event: its
own loss is trivially a cut set and stands apart.

What stops the service by hard needs alone is an input of the top. Inside the groups it is left
out, for there it makes no difference any more; the same holds for the service's own groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bcm_tool.analysis.cutsets.closure import Closure, bits
from bcm_tool.analysis.cutsets.tree import ALWAYS, FaultTree, Gate


@dataclass(frozen=True, eq=False)
class ServiceTree:
    """``events[i]`` is the element id or id of the shared cause of event i; causes come last.

    ``below`` is the mask of all elements that the service needs, itself included.
    """

    tree: FaultTree
    events: tuple[str, ...]
    causes_from: int
    below: int


def service_tree(
    closure: Closure,
    service: int,
    causes: Iterable[tuple[str, int]] = (),
    context: int = 0,
    only: int = -1,
) -> ServiceTree:
    """Why ``service`` (an index) stops.

    Parameters
    ----------
    causes
        Failure events besides the elements' own: ids and masks of the elements they fail.
    context
        Mask of the elements that are out beforehand.
    only
        Mask of the elements that can fail by themselves.
    """
    groups, below = _all_below(closure, service)
    own = below & only & ~context & ~(1 << service)
    touching = [(name, mask) for name, mask in causes if mask & below]
    elements = list(bits(own))
    number = {element: place for place, element in enumerate(elements)}
    events = len(elements) + len(touching)
    gate_of = {group: events + 1 + place for place, group in enumerate(groups)}
    made: list[Gate] = [ALWAYS] * (1 + len(groups))
    member_nodes: dict[int, int] = {}
    at_once = closure.elements[service]
    at_once_groups = closure.groups[service]
    at_once_causes = {name for name, mask in touching if mask & at_once}

    def inputs(mask: int, of_groups: int, done: set[str] | None) -> tuple[int, ...]:
        found = [number[element] for element in bits(mask & own)]
        found += [
            place
            for place, (name, hit) in enumerate(touching, len(elements))
            if hit & mask and (done is None or name not in done)
        ]
        return (*found, *(gate_of[group] for group in bits(of_groups)))

    def node_of(member: int) -> int:
        known = member_nodes.get(member)
        if known is None:
            known = member_nodes[member] = events + len(made)
            mask = closure.elements[member]
            if mask & context:
                made.append(ALWAYS)
            else:
                rest = closure.groups[member] & ~at_once_groups
                made.append(Gate(1, inputs(mask & ~at_once, rest, at_once_causes)))
        return known

    for place, group in enumerate(groups):
        made[1 + place] = Gate(closure.failing[group], tuple(map(node_of, closure.members[group])))
    if not at_once & context:
        made[0] = Gate(1, inputs(at_once, at_once_groups, None))
    ids = closure.network.ids
    names = (*(ids[element] for element in elements), *(name for name, _ in touching))
    return ServiceTree(FaultTree(events, tuple(made), events), names, len(elements), below)


def _all_below(closure: Closure, service: int) -> tuple[list[int], int]:
    """Groups below the service, and the mask of all elements below it."""
    below, seen = closure.elements[service], closure.groups[service]
    waiting = list(bits(seen))
    found: list[int] = []
    while waiting:
        group = waiting.pop()
        found.append(group)
        for member in closure.members[group]:
            below |= closure.elements[member]
            fresh = closure.groups[member] & ~seen
            seen |= fresh
            waiting += bits(fresh)
    return sorted(found), below
