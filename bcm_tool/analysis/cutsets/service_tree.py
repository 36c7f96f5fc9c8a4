"""The network below a service as a fault tree (static failure logic, ENGINE 8).

Hard needs are ORs, a group of n of which k are required fails when n - k + 1 members did; soft
needs, tolerances and takeovers do not stop anything here. The service itself is no event: its
own loss is trivially a cut set and stands apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bcm_tool.analysis.cutsets.result import SharedCause
from bcm_tool.analysis.cutsets.tree import ALWAYS, FaultTree, Gate
from bcm_tool.analysis.network import Network


@dataclass(frozen=True, eq=False)
class ServiceTree:
    """``events[i]`` is the element id or id of the shared cause of event i; causes come last."""

    tree: FaultTree
    events: tuple[str, ...]
    causes_from: int


def service_tree(
    network: Network,
    service: int,
    causes: Iterable[SharedCause] = (),
    context: frozenset[int] = frozenset(),
    only: frozenset[int] | None = None,
) -> ServiceTree:
    """Why ``service`` (an index) stops.

    Parameters
    ----------
    causes
        Failure events besides the elements' own; those that touch nothing here are left out.
    context
        Elements that are out beforehand.
    only
        Elements that can fail by themselves; all when None.
    """
    below = sorted(network.below(service))
    inside = set(below)
    own = [
        element
        for element in below
        if element != service and element not in context and (only is None or element in only)
    ]
    index = network.index
    touching = [
        (cause.id, [index[one] for one in cause.elements if index[one] in inside])
        for cause in causes
    ]
    touching = [(name, hit) for name, hit in touching if hit]
    count = len(own) + len(touching)
    event = {element: number for number, element in enumerate(own)}
    hits: dict[int, list[int]] = {}
    for number, (_, elements) in enumerate(touching, len(own)):
        for element in elements:
            hits.setdefault(element, []).append(number)
    gates = _Gates(network, below, count)
    for element in below:
        if element in context:
            gates.put(element, ALWAYS)
            continue
        inputs = [event[element]] if element in event else []
        inputs += hits.get(element, ())
        gates.put(element, Gate(1, (*inputs, *gates.needs(element))))
    tree = FaultTree(count, tuple(gates.made), gates.node(service))
    names = (*(network.ids[element] for element in own), *(name for name, _ in touching))
    return ServiceTree(tree, names, len(own))


class _Gates:
    """One gate per element, in order, then one per redundancy group."""

    def __init__(self, network: Network, below: Sequence[int], events: int) -> None:
        self.network, self.events = network, events
        self.place = {element: number for number, element in enumerate(below)}
        self.made: list[Gate] = [ALWAYS] * len(below)

    def node(self, element: int) -> int:
        return self.events + self.place[element]

    def put(self, element: int, gate: Gate) -> None:
        self.made[self.place[element]] = gate

    def needs(self, element: int) -> list[int]:
        """Nodes whose failure stops the element: hard providers and groups."""
        found = [self.node(need.provider) for need in self.network.hard[element]]
        for group in self.network.groups[element]:
            members = tuple(self.node(need.provider) for need in group.members)
            failing = max(1, len(members) - group.required + 1)
            self.made.append(Gate(failing, members))
            found.append(self.events + len(self.made) - 1)
        return found
