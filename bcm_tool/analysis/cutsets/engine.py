"""Decision diagrams of fault trees, built with the OxiDD library and taken over as lists.

Memory is bounded from the start: a diagram that would need more nodes than ``most`` is not
built. A diagram is canonical for its order of events, and the first order is taken that fits, so
that the same tree gives the same diagram.
"""

from __future__ import annotations

from collections.abc import Sequence

from oxidd.bdd import BDDFunction
from oxidd.util import DDMemoryError
from oxidd.zbdd import ZBDDFunction

from bcm_tool.analysis.cutsets.build import Builder
from bcm_tool.analysis.cutsets.diagram import Diagram
from bcm_tool.analysis.cutsets.order import event_orders
from bcm_tool.analysis.cutsets.simplify import simplify
from bcm_tool.analysis.cutsets.tree import NEVER, FaultTree, Gate
from bcm_tool.analysis.cutsets.walk import happens, minimal, raised, taken_over
from bcm_tool.progress import Progress, no_progress

MOST_NODES = 2_000_000  # some 100 MB, and seconds, at the worst
FIRST_NODES = 1 << 16
GROWTH = 8
LARGE = 1 << 21


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
        self.singles, self.tree = _apart(tree if _flat(tree) else simplify(tree), order)
        self.limit, self.most = order, most
        self._progress = progress
        self._family: ZBDDFunction | None = None
        self.order, self.root = self._built(event_orders(self.tree), order)

    def _built(
        self, orders: list[tuple[int, ...]], limit: int | None
    ) -> tuple[tuple[int, ...], BDDFunction]:
        """The function in the first order that fits, with little memory first.

        An order that got further before memory ran out gets further with more, too: the next
        round begins with it, and large rounds leave out all but the best two.
        """
        capacity = min(FIRST_NODES, self.most)
        while True:
            reached: list[int] = []
            for order in orders:
                builder: Builder | None = None
                try:  # to set it up takes memory too: nodes for every event
                    builder = Builder(self.tree, order, limit, capacity, self._progress)
                    return order, builder.build()
                except DDMemoryError:
                    reached.append(-builder.done if builder else 1)
            if capacity >= self.most:
                raise TooLargeError
            ranked = sorted(zip(reached, orders, strict=True), key=lambda pair: pair[0])
            capacity = min(capacity * GROWTH, self.most)
            orders = [order for _, order in ranked[: 2 if capacity > LARGE else None]]

    def function(self) -> Diagram:
        """The function itself.

        With a limit of order: whether one of ``singles`` happens, or the top event does by at
        most that many others.
        """
        rest = taken_over(self.root, self.order, self._progress)
        return _joined(self.singles, rest)

    def minimal_sets(self) -> Diagram:
        """The smallest sets of events that make the top event happen, as a ZBDD.

        For a function that only rises with its events, minimal(x ? f1 : f0) is minimal(f0)
        and, with x, those of minimal(f1) that are not in minimal(f0) (after Rauzy 1993, whose
        "without" is a plain difference here: a set that is minimal for f1 and makes f0 happen
        is minimal for f0). The limit of order keeps this so. A function of a tree with
        negations is first raised to the least one that only rises.
        """
        rest = taken_over(self.family(), self.order, self._progress)
        return _joined(self.singles, rest)

    def family(self) -> ZBDDFunction:
        """The minimal sets but the single ones, inside the library; computed once."""
        if self._family is not None:
            return self._family
        capacity = min(FIRST_NODES, self.most)
        while True:
            try:
                root = self.root if self.tree.coherent else raised(self.root, self._progress)
                self._family = minimal(root, len(self.order), capacity, self._progress)
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
        family = self.family()
        try:
            rest = family.subset1(self.order.index(event))
            function = happens(rest, self.root.manager, self._progress)
        except DDMemoryError:
            raise TooLargeError from None
        return taken_over(function, self.order, self._progress)


def _flat(tree: FaultTree) -> bool:
    """Whether there is nothing to simplify: one OR of different events."""
    if len(tree.gates) != 1 or tree.top != tree.events or tree.gates[0].required != 1:
        return False
    inputs = tree.gates[0].inputs
    return len(set(inputs)) == len(inputs) and all(0 <= node < tree.events for node in inputs)


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
        if len(found) == len(inputs):
            return singles, FaultTree(tree.events, (NEVER,), tree.events)
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
