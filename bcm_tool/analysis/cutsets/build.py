"""Gates to functions: the binary decision diagram of a fault tree, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence

from oxidd.bdd import BDDFunction, BDDManager

from bcm_tool.analysis.cutsets.tree import FaultTree, Gate
from bcm_tool.progress import Progress

GROWN = 2000
"""Nodes from which a function is cut down to few events, where only these count."""


class Builder:
    """Gates to functions, inputs first; ``done`` counts the blocks of gates that are built.

    Every operation raises ``DDMemoryError`` when it would need more than ``capacity`` nodes.
    """

    def __init__(
        self,
        tree: FaultTree,
        order: Sequence[int],
        limit: int | None,
        capacity: int,
        progress: Progress,
    ) -> None:
        self.tree, self.progress = tree, progress
        self.manager = BDDManager(capacity, max(1024, capacity // 4), 1)
        self.manager.add_vars(len(order))
        self.done = 0
        self.always = self.manager.true()
        self.few: BDDFunction | None = None
        self.grown = min(GROWN, capacity // 16)
        if limit is not None and limit < len(order):
            self.few = _at_most(self.manager, len(order), limit)
        self.known: dict[int, BDDFunction] = {
            event: self.manager.var(level) for level, event in enumerate(order)
        }

    def build(self) -> BDDFunction:
        """The function of the top event."""
        blocks = self.tree.blocks
        for self.done, block in enumerate(blocks):
            self.progress(self.done, len(blocks))
            if self.tree.is_circle(block):
                self._settle(block)
            else:
                self.known[block[0]] = self._gate(self.tree.gate(block[0]))
        self.progress(len(blocks), len(blocks))
        root = self._input(self.tree.top)
        return root if self.few is None else root & self.few

    def _settle(self, block: tuple[int, ...]) -> None:
        """Least fixed point: from never on up, until no gate of the circle changes."""
        self.known |= {node: self.manager.false() for node in block}
        changed = True
        while changed:
            changed = False
            for node in block:
                found = self._gate(self.tree.gate(node))
                if found != self.known[node]:
                    self.known[node] = found
                    changed = True

    def _input(self, node: int) -> BDDFunction:
        return self.known[node] if node >= 0 else ~self.known[~node]

    def _small(self, function: BDDFunction) -> BDDFunction:
        """The same where few events happen, if that is all that counts and it has grown.

        Functions that agree wherever few events happen are as good as each other, for every
        gate keeps it so; cutting down only what is large is much quicker than all.
        """
        if self.few is None or function.node_count() < self.grown:
            return function
        return function & self.few

    def _gate(self, gate: Gate) -> BDDFunction:
        required, inputs = gate
        # What is decided last is joined first: intermediate results stay small.
        functions = sorted(map(self._input, inputs), key=_level, reverse=True)
        if required <= 0:
            return self.always
        if required == 1:
            either = self.manager.false()
            for one in functions:
                either = self._small(either | one)
            return either
        if required == len(functions):
            every = self.always
            for one in functions:
                every = self._small(every & one)
            return every
        at_least = [self.always] + [self.manager.false()] * required
        for number, one in enumerate(functions, 1):
            for count in range(min(required, number), 0, -1):
                joined = at_least[count] | (one & at_least[count - 1])
                at_least[count] = self._small(joined)
        return at_least[required]


def _level(function: BDDFunction) -> int:
    level = function.node_level()
    return 1 << 30 if level is None else level


def _at_most(manager: BDDManager, count: int, limit: int) -> BDDFunction:
    """At most ``limit`` of the first ``count`` variables are true."""
    rows = [manager.true()] * (limit + 1)
    for level in range(count - 1, -1, -1):
        variable = manager.var(level)
        rows = [
            variable.ite(rows[left - 1] if left else manager.false(), rows[left])
            for left in range(limit + 1)
        ]
    return rows[limit]
