"""Decision diagrams at rest: plain lists that every question is asked of.

A diagram is a graph of questions. Node 0 answers no, node 1 yes; every other node asks about
one event and goes on to ``high`` when it happens and to ``low`` when not. Nodes stand after the
nodes they go on to. Read as a BDD an event that is not asked about does not matter; read as a
ZBDD (a family of sets) it is not in the set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, eq=False)
class Diagram:
    """``event[i]``, ``high[i]``, ``low[i]`` of node i; the root is ``root``.

    The first two nodes are the answers; their event is -1.
    """

    event: list[int]
    high: list[int]
    low: list[int]
    root: int

    def __len__(self) -> int:
        return len(self.event)


def count_sets(family: Diagram) -> int:
    """How many sets a family (ZBDD) holds, exactly."""
    count = [0] * len(family)
    count[1:2] = [1]
    high, low = family.high, family.low
    for node in range(2, len(family)):
        count[node] = count[high[node]] + count[low[node]]
    return count[family.root]


def highest_order(family: Diagram) -> int:
    """How many events the largest set of a family (ZBDD) has; 0 when it holds none."""
    most = [0] * len(family)
    most[0] = -1
    high, low = family.high, family.low
    for node in range(2, len(family)):
        most[node] = max(most[high[node]] + 1, most[low[node]])
    return max(0, most[family.root])


def count_by_order(family: Diagram, below: int | None = None) -> tuple[int, ...]:
    """How many sets of 0, 1, 2, ... events a family (ZBDD) holds, exactly.

    ``below``: only sets whose events all have a smaller number.
    """
    count: list[tuple[int, ...]] = [(), (1,)]
    for node in range(2, len(family)):
        without = count[family.low[node]]
        if below is not None and family.event[node] >= below:
            count.append(without)
            continue
        with_it = (0, *count[family.high[node]])
        if len(with_it) < len(without):
            with_it, without = without, with_it
        head = tuple(a + b for a, b in zip(with_it, without, strict=False))
        count.append(head + with_it[len(without) :])
    return count[family.root]


def iterate_sets(family: Diagram, order: int) -> Iterator[tuple[int, ...]]:
    """The sets of ``order`` events of a family (ZBDD), events in the diagram's order.

    Every step leads to a set: the orders that each node can still reach are known beforehand.
    """
    orders = [0, 1]  # bit n: a set of n events can be reached
    for node in range(2, len(family)):
        orders.append((orders[family.high[node]] << 1) | orders[family.low[node]])
    path: list[tuple[int, tuple[int, ...]]] = [(family.root, ())]
    while path:
        node, chosen = path.pop()
        if not orders[node] >> (order - len(chosen)) & 1 or len(chosen) > order:
            continue
        if node == 1:
            yield chosen
        else:
            path.append((family.low[node], chosen))
            if len(chosen) < order:
                path.append((family.high[node], (*chosen, family.event[node])))


def most_probable(
    family: Diagram, probability: Sequence[float]
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """The sets of a family (ZBDD) by falling product of their events' probabilities.

    Best first: from every node the most probable way to "yes" is known, so each set costs only
    its own path, whatever the number of sets. Equal ones come in a fixed order; sets with an
    event of probability 0 do not come at all.
    """
    high, low, event = family.high, family.low, family.event
    best = [0.0] * len(family)
    best[1:2] = [1.0]
    for node in range(2, len(family)):
        with_it = probability[event[node]] * best[high[node]]
        best[node] = max(with_it, best[low[node]])
    # (-bound, serial, node, probability so far, events so far)
    heap: list[tuple[float, int, int, float, tuple[int, ...]]] = []
    serial = 0
    if best[family.root] > 0:
        heap.append((-best[family.root], 0, family.root, 1.0, ()))
    while heap:
        _, _, node, so_far, chosen = heappop(heap)
        while node > 1:
            bound = probability[event[node]] * best[high[node]]
            other = best[low[node]]
            if bound >= other:
                leave, left_by, left_chosen = low[node], other * so_far, chosen
                left_far = so_far
                so_far *= probability[event[node]]
                chosen = (*chosen, event[node])
                node = high[node]
            else:
                leave, left_by = high[node], bound * so_far
                left_far = so_far * probability[event[node]]
                left_chosen = (*chosen, event[node])
                node = low[node]
            if left_by > 0:
                serial += 1
                heappush(heap, (-left_by, serial, leave, left_far, left_chosen))
        yield so_far, chosen


def chance(function: Diagram, probability: Sequence[float]) -> float:
    """Probability that a function (BDD) says yes when events are independent."""
    return chances(function, probability)[function.root]


def chances(function: Diagram, probability: Sequence[float]) -> list[float]:
    """The same for every node."""
    value = [0.0] * len(function)
    value[1:2] = [1.0]
    high, low, event = function.high, function.low, function.event
    for node in range(2, len(function)):
        p = probability[event[node]]
        value[node] = p * value[high[node]] + (1.0 - p) * value[low[node]]
    return value


def slopes(function: Diagram, probability: Sequence[float]) -> dict[int, float]:
    """Per event asked about: P(yes | event) - P(yes | not event), Birnbaum's importance.

    One pass down with the probability of coming by each node, one term per node: the
    derivative of a polynomial that is linear in every event.
    """
    value = chances(function, probability)
    reached = [0.0] * len(function)
    reached[function.root] = 1.0
    found: dict[int, float] = {}
    for node in range(len(function) - 1, 1, -1):
        weight = reached[node]
        one = function.event[node]
        high, low = function.high[node], function.low[node]
        found[one] = found.get(one, 0.0) + weight * (value[high] - value[low])
        p = probability[one]
        reached[high] += weight * p
        reached[low] += weight * (1.0 - p)
    return found
