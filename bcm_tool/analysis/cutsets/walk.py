"""Diagrams gone through node by node: raised, made minimal, taken over as lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from oxidd.bdd import BDDFunction, BDDManager
from oxidd.zbdd import ZBDDFunction, ZBDDManager

from bcm_tool.analysis.cutsets.diagram import Diagram
from bcm_tool.progress import Progress

Node = TypeVar("Node", BDDFunction, ZBDDFunction)
ASK_EVERY = 4096


class Walk(Generic[Node]):
    """All nodes below a root, each after those it goes on to, with numbers for names.

    Numbers 0 and 1 are the answers no and yes; node ``i`` asks about ``level[i]``.
    """

    def __init__(self, root: Node, progress: Progress) -> None:
        number: dict[Node, int] = {}
        self.level, self.high, self.low = [-1, -1], [0, 1], [0, 1]
        waiting: list[tuple[Node, tuple[Node, Node] | None]] = [(root, None)]
        while waiting:
            node, parts = waiting.pop()
            if parts is not None:
                if node in number:
                    continue
                number[node] = len(self.level)
                level = node.node_level()
                assert level is not None
                self.level.append(level)
                self.high.append(number[parts[0]])
                self.low.append(number[parts[1]])
                if len(self.level) % ASK_EVERY == 0:
                    progress(0, 0)
            elif node not in number:
                below = node.cofactors()
                if below is None:
                    number[node] = int(node.satisfiable())
                else:
                    waiting.append((node, below))
                    waiting.append((below[0], None))
                    waiting.append((below[1], None))
        self.root = number[root]

    def above(self) -> range:
        """Numbers of the nodes that ask."""
        return range(2, len(self.level))


def raised(root: BDDFunction, progress: Progress) -> BDDFunction:
    """The least function above this one that only rises with its variables."""
    walk, manager = Walk(root, progress), root.manager
    made = [manager.false(), manager.true()]
    for node in walk.above():
        low = made[walk.low[node]]
        made.append(manager.var(walk.level[node]).ite(made[walk.high[node]] | low, low))
    return made[walk.root]


def minimal(root: BDDFunction, count: int, capacity: int, progress: Progress) -> ZBDDFunction:
    walk = Walk(root, progress)
    manager = ZBDDManager(capacity, max(1024, capacity // 4), 1)
    manager.add_vars(count)
    single = [manager.singleton(level) for level in range(count)]
    made = [manager.empty(), manager.base()]
    for node in walk.above():
        low = made[walk.low[node]]
        only_with = made[walk.high[node]] - low
        if only_with.satisfiable():
            low = single[walk.level[node]].make_node(only_with, low)
        made.append(low)
        if node % ASK_EVERY == 0:
            progress(0, 0)
    return made[walk.root]


def happens(family: ZBDDFunction, manager: BDDManager, progress: Progress) -> BDDFunction:
    """Whether all of some set of the family is true."""
    walk = Walk(family, progress)
    made = [manager.false(), manager.true()]
    for node in walk.above():
        low = made[walk.low[node]]
        made.append(manager.var(walk.level[node]).ite(made[walk.high[node]] | low, low))
    return made[walk.root]


def taken_over(root: Node, order: Sequence[int], progress: Progress) -> Diagram:
    """The same diagram as lists (see :class:`Diagram`), independent of the library."""
    walk: Walk[Node] = Walk(root, progress)
    event = [-1, -1, *(order[walk.level[node]] for node in walk.above())]
    return Diagram(event, walk.high, walk.low, walk.root)
