"""Degraded operation: how much of each element is left while others are out. An indication.

What has stopped (static failure, ENGINE 8) has 0 left, what nothing touches has 1. In between an
element has as much left as the scarcest of its hard providers and of its groups; a group has the
capacity of its members that is left, divided by the members required, and never more than 1. Soft
providers and the element's own work each make an equal share of what it does: with n soft
providers the shares that are left are added and divided by n + 1. Inside a cycle needs that still
run count as untouched. Nobody measured these shares: they say where to look, not what to promise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from bcm_tool.analysis.network import Network
from bcm_tool.graph import components

WHOLE, NOTHING = Fraction(1), Fraction(0)


class Capacity:
    """The order in which capacities follow from each other, found once per network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        successors = [
            (*hard, *soft) for hard, soft in zip(network.providers, network.soft, strict=True)
        ]
        self._block = [0] * len(network.ids)
        for number, members in enumerate(components(successors)):
            for member in members:
                self._block[member] = number

    def retained(self, stopped: Collection[int]) -> dict[int, Fraction]:
        """Element index -> what is left of it, from 0 to 1, where that is less than 1.

        ``stopped`` are all elements that have stopped, not only those that were lost.
        """
        left = dict.fromkeys(stopped, NOTHING)
        for element in self._touched(stopped):
            share = self._share(left, element)
            if share < WHOLE:
                left[element] = share
        return left

    def _touched(self, stopped: Collection[int]) -> list[int]:
        network, block = self._network, self._block
        seen, waiting = set(stopped), list(stopped)
        while waiting:
            provider = waiting.pop()
            for other in (*network.dependents[provider], *network.soft_dependents[provider]):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return sorted(seen.difference(stopped), key=lambda element: (block[element], element))

    def _share(self, left: dict[int, Fraction], element: int) -> Fraction:
        network, block = self._network, self._block
        own = block[element]

        def of(provider: int) -> Fraction:
            found = left.get(provider, WHOLE)
            return WHOLE if found and block[provider] == own else found

        needed = [of(need.provider) for need in network.hard[element]]
        for group in network.groups[element]:
            together = sum((of(need.provider) for need in group.members), NOTHING)
            needed.append(together / group.required)
        least = min(needed, default=WHOLE)
        soft = [of(provider) for provider in network.soft[element]]
        return min(least, WHOLE) * (1 + sum(soft, NOTHING)) / (1 + len(soft))


def weighted_share(shares: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """(weight, share left) of several elements as one share; None when nothing weighs."""
    pairs = list(shares)
    total = sum((weight for weight, _ in pairs), NOTHING)
    return sum((weight * share for weight, share in pairs), NOTHING) / total if total else None
