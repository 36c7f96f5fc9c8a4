"""Achievable at best: when each element can be back with unlimited teams (ENGINE 5).

``rta_bound(e)``: e and all it needs are lost at minute 0, nobody waits for a team and the k
best members of every group are used.
"""

from __future__ import annotations

from collections.abc import Sequence

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.timeline import run_timeline
from bcm_tool.analysis.work import NEVER
from bcm_tool.progress import Progress, no_progress

MANY = 1_000
"""From so many elements on arrays are faster."""


def recovery_bounds(network: Network, progress: Progress = no_progress) -> list[int]:
    """rta_bound per element index in minutes; NEVER when it cannot come back."""
    if len(network.ids) >= MANY and not network.work.foreign:
        from bcm_tool.analysis.arrays.network_times import bounds_at_best

        plan = network.plan
        if plan is not None:
            return bounds_at_best(plan, network)
    ups = [0] * len(network.ids)
    for block in network.order:
        inside = frozenset(block)
        joint = max(own_finish(network, ups, element, inside) for element in block)
        for element in block:
            ups[element] = min(joint, NEVER)
    entangled = _entangled(network)
    for number, element in enumerate(entangled):
        progress(number, len(entangled))
        ups[element] = run_timeline(network, network.below(element))[element].up
    return ups


def own_finish(network: Network, ups: Sequence[int], element: int, inside: frozenset[int]) -> int:
    """When an element lost with all it needs is up, its cycle's other members left out."""
    ready = ready_at(network, ups, element, inside)
    effort = network.work.effort(element, lost=True)
    return (max(ready, network.release) if effort.tasks else ready) + effort.length


def ready_at(
    network: Network, ups: Sequence[int], element: int, inside: frozenset[int] = frozenset()
) -> int:
    """When hard providers and the k best members of each group are up."""

    def up(provider: int) -> int:
        return 0 if provider in inside else ups[provider]

    times = [up(need.provider) for need in network.hard[element]]
    for group in network.groups[element]:
        times.append(sorted(up(need.provider) for need in group.members)[group.required - 1])
    return max(times, default=0)


def _entangled(network: Network) -> list[int]:
    """Elements whose recovery involves a task that waits for a task of another element."""
    found = {
        element
        for element in range(len(network.ids))
        if network.work.effort(element, lost=True).foreign
    }
    waiting = list(found)
    while waiting:
        for dependent in network.dependents[waiting.pop()]:
            if dependent not in found:
                found.add(dependent)
                waiting.append(dependent)
    return sorted(found)


def bound_chain(network: Network, ups: Sequence[int], element: int) -> list[tuple[int, int]]:
    """What adds up to ``ups[element]``: (element index, minutes), deepest provider first.

    Each pair is the time between an element's last provider being up and itself being up.
    """
    chain: list[tuple[int, int]] = []
    seen: set[int] = set()
    current: int | None = element
    while current is not None:
        block = network.order[network.component[current]]
        inside = frozenset(block)
        seen |= inside
        ready = max(ready_at(network, ups, member, inside) for member in block)
        chain.append((current, ups[current] - ready))
        current = _last_provider(network, ups, block, ready) if ready else None
    return chain[::-1]


def _last_provider(
    network: Network, ups: Sequence[int], block: Sequence[int], ready: int
) -> int | None:
    candidates = [
        provider
        for member in block
        for provider in network.providers[member]
        if provider not in block and ups[provider] == ready
    ]
    return min(candidates, default=None)
