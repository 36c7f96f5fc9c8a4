"""Builds decision diagrams of fault trees with the OxiDD library, and takes them over as lists.

Memory is bounded from the start: a diagram that would need more nodes than ``most`` is not
built. The result does not depend on limits, orders of computing or the machine, because a
diagram is canonical for its order of events.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from oxidd.bdd import BDDFunction, BDDManager
from oxidd.util import DDMemoryError
from oxidd.zbdd import ZBDDFunction, ZBDDManager

from bcm_tool.analysis.cutsets.diagram import Diagram
from bcm_tool.analysis.cutsets.order import event_orders
from bcm_tool.analysis.cutsets.simplify import simplify
from bcm_tool.analysis.cutsets.tree import NEVER, FaultTree, Gate
from bcm_tool.progress import Progress, no_progress

MOST_NODES = 8_000_000  # some 400 MB at the worst
FIRST_NODES = 1 << 16
GROWTH = 8
ASK_EVERY = 4096
GROWN = 2000
"""Nodes from which a function is cut down to few events, where only these count."""


Node = TypeVar("Node", BDDFunction, ZBDDFunction)


class TooLargeError(Exception):
    """A diagram needs more nodes than allowed."""


class FailureFunction:
    """When the top event of a tree happens, as a BDD in the best order found.

    Parameters
    ----------
    order
        Only failures of at most this many events at once count; None: any number. With a
        limit, the diagram stays small however large the exact one would be.
    most
        Largest number of nodes at any moment of the computation.

    Raises
    ------
    TooLargeError
        When no order of events fits into ``most`` nodes.
    Cancelled
        From inside ``progress``.
    """

    def __init__(
        self,
        tree: FaultTree,
        order: int | None = None,
        *,
        most: int = MOST_NODES,
        progress: Progress = no_progress,
    ) -> None:
        self.singles, self.tree = _apart(simplify(tree), order)
        self.limit, self.most = order, most
        self._progress = progress
        self._family: ZBDDFunction | None = None
        orders = event_orders(self.tree)
        capacity = min(FIRST_NODES, most)
        while True:
            for self.order in orders:
                try:
                    self.root = _Builder(self.tree, self.order, order, capacity, progress).build()
                except DDMemoryError:
                    continue
                return
            if capacity >= most:
                raise TooLargeError
            capacity = min(capacity * GROWTH, most)

    def function(self) -> Diagram:
        """The function itself.

        With a limit of order: whether one of ``singles`` happens, or the top event does by at
        most that many others.
        """
        rest = _taken_over(self.root, self.order, self._progress)
        return _joined(self.singles, rest)

    def minimal_sets(self) -> Diagram:
        """The smallest sets of events that make the top event happen, as a ZBDD.

        For a function that only rises with its events, minimal(x ? f1 : f0) is minimal(f0)
        and, with x, those of minimal(f1) that are not in minimal(f0) (after Rauzy 1993, whose
        "without" is a plain difference here: a set that is minimal for f1 and makes f0 happen
        is minimal for f0). The limit of order keeps this so. A function of a tree with
        negations is first raised to the least one that only rises.
        """
        rest = _taken_over(self.family(), self.order, self._progress)
        return _joined(self.singles, rest)

    def family(self) -> ZBDDFunction:
        """The minimal sets but the single ones, inside the library; computed once."""
        if self._family is not None:
            return self._family
        capacity = min(FIRST_NODES, self.most)
        while True:
            try:
                root = self.root if self.tree.coherent else _raised(self.root, self._progress)
                self._family = _minimal(root, len(self.order), capacity, self._progress)
                return self._family
            except DDMemoryError:
                if capacity >= self.most:
                    raise TooLargeError from None
                capacity = min(capacity * GROWTH, self.most)

    def completed(self, event: int) -> Diagram:
        """When the rest of some minimal set with ``event`` happens: the event itself is left out.

        With the event it is the union of all minimal sets that contain it (Fussell-Vesely).
        """
        if event in self.singles:
            return Diagram([-1, -1], [0, 1], [0, 1], 1)
        rest = self.family().subset1(self.order.index(event))
        try:
            function = _happens(rest, self.root.manager, self._progress)
        except DDMemoryError:
            raise TooLargeError from None
        return _taken_over(function, self.order, self._progress)


def _apart(tree: FaultTree, order: int | None) -> tuple[tuple[int, ...], FaultTree]:
    """Events that are inputs of an OR at the top, and the tree of what remains without them.

    What such an event does it does alone, so the rest may take it as never happening.
    """
    singles: tuple[int, ...] = ()
    while tree.top >= tree.events and tree.coherent and order != 0:
        required, inputs = tree.gate(tree.top)
        found = dict.fromkeys(node for node in inputs if node < tree.events)
        if required != 1 or not found:
            break
        singles += tuple(found)
        gone = len(tree.gates) + tree.events
        moved = dict.fromkeys(found, gone)
        gates = tuple(
            Gate(gate.required, tuple(moved.get(node, node) for node in gate.inputs))
            for gate in tree.gates
        )
        tree = simplify(FaultTree(tree.events, (*gates, NEVER), tree.top))
    if tree.top < tree.events and tree.top >= 0 and order != 0:
        return (*singles, tree.top), FaultTree(tree.events, (NEVER,), tree.events)
    return singles, tree


def _joined(singles: Sequence[int], rest: Diagram) -> Diagram:
    """One question more for every single event; the same for functions and for families."""
    event, high, low, root = rest.event, rest.high, rest.low, rest.root
    if root == 1:  # happens anyway
        return rest
    for one in reversed(singles):
        event.append(one)
        high.append(1)
        low.append(root)
        root = len(event) - 1
    return Diagram(event, high, low, root)


class _Builder:
    """Gates to functions, inputs first."""

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
        for done, block in enumerate(blocks):
            self.progress(done, len(blocks))
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


def _level(function: BDDFunction | ZBDDFunction) -> int:
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


def _raised(root: BDDFunction, progress: Progress) -> BDDFunction:
    """The least function above this one that only rises with its variables."""
    manager = root.manager
    known: dict[BDDFunction, BDDFunction] = {}
    for function in _children_first(root, progress):
        parts = function.cofactors()
        if parts is None:
            known[function] = function
            continue
        level = function.node_level()
        assert level is not None
        low = known[parts[1]]
        known[function] = manager.var(level).ite(known[parts[0]] | low, low)
    return known[root]


def _minimal(root: BDDFunction, count: int, capacity: int, progress: Progress) -> ZBDDFunction:
    manager = ZBDDManager(capacity, max(1024, capacity // 4), 1)
    manager.add_vars(count)
    single = [manager.singleton(level) for level in range(count)]
    known: dict[BDDFunction, ZBDDFunction] = {}
    for function in _children_first(root, progress):
        parts = function.cofactors()
        if parts is None:
            known[function] = manager.base() if function.valid() else manager.empty()
            continue
        level = function.node_level()
        assert level is not None
        low = known[parts[1]]
        only_with = known[parts[0]] - low
        known[function] = (
            single[level].make_node(only_with, low) if only_with.satisfiable() else low
        )
    return known[root]


def _happens(family: ZBDDFunction, manager: BDDManager, progress: Progress) -> BDDFunction:
    """Whether all of some set of the family is true."""
    known: dict[ZBDDFunction, BDDFunction] = {}
    for sets in _children_first(family, progress):
        parts = sets.cofactors()
        if parts is None:
            known[sets] = manager.true() if sets.satisfiable() else manager.false()
            continue
        level = sets.node_level()
        assert level is not None
        low = known[parts[1]]
        known[sets] = manager.var(level).ite(known[parts[0]] | low, low)
    return known[family]


def _children_first(root: Node, progress: Progress) -> list[Node]:
    """All nodes, deeper ones first; no recursion, so depth does not matter."""
    found = {root}
    waiting = [root]
    while waiting:
        parts = waiting.pop().cofactors()
        for part in parts or ():
            if part not in found:
                found.add(part)
                waiting.append(part)
                if len(found) % ASK_EVERY == 0:
                    progress(0, 0)
    return sorted(found, key=_level, reverse=True)


def _taken_over(root: Node, order: Sequence[int], progress: Progress) -> Diagram:
    """The same diagram as lists (see :class:`Diagram`), independent of the library."""
    found: dict[Node, int] = {}
    event, high, low = [-1, -1], [0, 1], [0, 1]
    waiting = [root]
    while waiting:
        one = waiting[-1]
        if one in found:
            waiting.pop()
            continue
        parts = one.cofactors()
        if parts is None:
            found[one] = int(one.satisfiable())
            waiting.pop()
            continue
        first, second = found.get(parts[0]), found.get(parts[1])
        if first is None or second is None:
            waiting += [part for part in parts if part not in found]
            continue
        level = one.node_level()
        assert level is not None
        found[one] = len(event)
        event.append(order[level])
        high.append(first)
        low.append(second)
        waiting.pop()
        if len(event) % ASK_EVERY == 0:
            progress(0, 0)
    return Diagram(event, high, low, found[root])
