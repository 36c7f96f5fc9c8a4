"""In which order a diagram asks about the events: good orders keep what belongs together.

A walk down from the top meets the events of an independent part of the tree (a module) one
after the other, so that a diagram is about the sum, not the product, of its modules. Which of a
gate's inputs to enter first is a matter of luck: several ways are tried, smallest limit first.
"""

from __future__ import annotations

from collections.abc import Callable

from bcm_tool.analysis.cutsets.tree import FaultTree, plain


def event_orders(tree: FaultTree) -> list[tuple[int, ...]]:
    """Orders of the events below the top, best guess first; no order twice."""
    weights = _weights(tree)
    ways: tuple[Callable[[int], int], ...] = (
        lambda node: 0,  # as written
        lambda node: weights[plain(node)],  # small inputs first
        lambda node: -weights[plain(node)],
    )
    return list(dict.fromkeys(_walk(tree, way) for way in ways))


def _weights(tree: FaultTree) -> dict[int, int]:
    """Events counted once for every way that leads to them; a gate in a circle counts as one."""
    found: dict[int, int] = dict.fromkeys(range(tree.events), 1)
    for block in tree.blocks:
        for node in block:
            inputs = tree.gate(node).inputs
            found[node] = max(1, sum(found.get(plain(one), 1) for one in inputs))
    return found


def _walk(tree: FaultTree, way: Callable[[int], int]) -> tuple[int, ...]:
    seen: set[int] = set()
    order: list[int] = []
    waiting = [plain(tree.top)]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node < tree.events:
            order.append(node)
        else:
            waiting += map(plain, sorted(tree.gate(node).inputs, key=way)[::-1])
    return tuple(order)
