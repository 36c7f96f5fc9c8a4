"""What stops with what by hard needs alone: sets of elements as the bits of whole numbers.

Most of a network is chains of hard needs. Following them once, for all elements together, leaves
only the redundancy groups to the fault trees, whatever the number of services.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bcm_tool.analysis.network import Network
from bcm_tool.graph import components


@dataclass(frozen=True, eq=False)
class Closure:
    """Per element (index) bit masks: ``elements`` it hard-needs, itself included, and ``groups``.

    ``groups`` are those of any of these elements: each stops the element when it fails.
    ``members[g]`` and ``failing[g]``: group g fails when that many of its members did.
    """

    network: Network
    elements: tuple[int, ...]
    groups: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    failing: tuple[int, ...]


def hard_closure(network: Network) -> Closure:
    """Elements and groups below every element; O(dependencies) operations on masks."""
    hard = [[need.provider for need in needs] for needs in network.hard]
    members: list[tuple[int, ...]] = []
    failing: list[int] = []
    own_groups: list[int] = []
    for groups in network.groups:
        mask = 0
        for group in groups:
            mask |= 1 << len(members)
            members.append(tuple(need.provider for need in group.members))
            failing.append(max(1, len(group.members) - group.required + 1))
        own_groups.append(mask)
    elements = [0] * len(hard)
    below = [0] * len(hard)
    for block in components(hard):
        mask = of_groups = 0
        for element in block:
            mask |= 1 << element
            of_groups |= own_groups[element]
            for provider in hard[element]:
                mask |= elements[provider]
                of_groups |= below[provider]
        for element in block:
            elements[element], below[element] = mask, of_groups
    return Closure(network, tuple(elements), tuple(below), tuple(members), tuple(failing))


def bits(mask: int) -> Iterator[int]:
    """Positions of the bits of a mask, lowest first."""
    text = bin(mask)
    place = len(text) - 1
    at = text.rfind("1")
    while at > 1:
        yield place - at
        at = text.rfind("1", 2, at)


def mask_of(places: Iterable[int]) -> int:
    """The mask with these bits."""
    found = 0
    for place in places:
        found |= 1 << place
    return found
