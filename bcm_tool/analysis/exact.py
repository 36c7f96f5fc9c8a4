"""Where the closed formula of the step-down equals its definition (ENGINE 4).

For an element the formula is exact when nothing above it waits for a task elsewhere or for
detection and decision, and either no need above it has a tolerance or everything above it is a
tree, so that no two paths meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bcm_tool.analysis.network import Network


@dataclass
class Above:
    """What is known of everything above each element; filled dependents first."""

    waits: list[bool] = field(default_factory=list)
    tolerates: list[bool] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    """Elements of the tree above and the element itself; 0 where it is no tree."""


def exact_elements(network: Network) -> list[bool]:
    """Per element index, whether the formula may be used."""
    count = len(network.ids)
    above = Above([False] * count, [False] * count, [0] * count)
    exact = [False] * count
    settle_exact(network, above, exact, reversed(network.order))
    return exact


def settle_exact(
    network: Network, above: Above, exact: list[bool], blocks: Iterable[Sequence[int]]
) -> None:
    """Settle ``blocks``, dependents first, in place; what is above them is settled already."""
    for block in blocks:
        if len(block) > 1:
            _cycle(network, above, block)
            whole = all(_looked_through(network, element) for element in block)
            for element in block:
                exact[element] = whole
        else:
            _single(network, above, block[0])
            exact[block[0]] = _holds(above, block[0])


def _holds(above: Above, element: int) -> bool:
    if above.waits[element]:
        return False
    return not above.tolerates[element] or above.size[element] > 0


def _single(network: Network, above: Above, element: int) -> None:
    dependents = set(network.dependents[element])
    waits = tolerates = False
    some, size, trees = bool(network.release or network.work.foreign), 1, True
    for item in dependents:
        waits = waits or above.waits[item] or (some and _waits(network, item))
        tolerates = tolerates or above.tolerates[item] or _tolerates(network, item, element)
        trees = trees and above.size[item] > 0
        size += above.size[item]
    if not trees or (len(dependents) > 1 and len(network.reached_from(element)) != size):
        size = 0
    above.waits[element], above.tolerates[element], above.size[element] = waits, tolerates, size


def _cycle(network: Network, above: Above, block: Sequence[int]) -> None:
    """A cycle is no tree; what is true above one member is true above all."""
    members = set(block)
    outside = {item for member in block for item in network.dependents[member]} - members
    waits = any(_waits(network, item) for item in members | outside)
    waits = waits or any(above.waits[item] for item in outside)
    tolerates = any(above.tolerates[item] for item in outside) or any(
        need.provider in members and need.tolerance
        for item in members | outside
        for need in network.hard[item]
    )
    for member in block:
        above.waits[member], above.tolerates[member], above.size[member] = waits, tolerates, 0


def _waits(network: Network, element: int) -> bool:
    if not network.release and not network.work.foreign:
        return False
    effort = network.work.effort(element, lost=False)
    return effort.foreign or bool(network.release and effort.tasks)


def _tolerates(network: Network, dependent: int, provider: int) -> bool:
    return any(need.tolerance for need in network.hard[dependent] if need.provider == provider)


def _looked_through(network: Network, element: int) -> bool:
    """The same by looking at everything above, for members of a cycle."""
    above = network.above((element,))
    inside = set(above)
    if any(_waits(network, other) for other in above if other != element):
        return False
    paths = [[need for need in network.hard[other] if need.provider in inside] for other in above]
    if not any(need.tolerance for needs in paths for need in needs):
        return True
    return all(len(needs) <= 1 for needs in paths)
