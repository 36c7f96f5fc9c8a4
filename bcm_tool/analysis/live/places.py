"""The index that a new element takes, and what moves to make room for it.

Index order is key order. A new element takes the free index that is nearest to its place; the few
elements between the two move by one, and only what mentions these is made again.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bcm_tool.analysis.demand import Demand
from bcm_tool.analysis.exact import Above
from bcm_tool.analysis.live.state import Live
from bcm_tool.analysis.live.times import RpoDemands
from bcm_tool.analysis.network import Group, Need, Network
from bcm_tool.analysis.work import Work
from bcm_tool.model.model import key_order

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.needs import Needs

T = TypeVar("T")


class Turn(NamedTuple):
    """Indexes ``first`` to ``last`` go round by one, the free one at one end comes to ``at``."""

    first: int
    last: int
    at: int

    @property
    def moved(self) -> dict[int, int]:
        """New index by old one."""
        step = 1 if self.at == self.first else -1
        moved = {index: index + step for index in range(self.first, self.last + 1)}
        moved[self.first + self.last - self.at] = self.at
        return moved

    def turned(self, values: Sequence[T]) -> list[T]:
        """What is known by index."""
        found, span = list(values), values[self.first : self.last + 1]
        found[self.first : self.last + 1] = (
            [span[-1], *span[:-1]] if self.at == self.first else [*span[1:], span[0]]
        )
        return found


def room(network: Network, key: str) -> Turn | None:
    """What makes room for an element with a key; None where no index is free."""
    ids, ordered = network.ids, network.model.sorted_elements
    place = bisect(ordered, key_order(key), key=lambda item: key_order(item.key))
    after = network.index[ordered[place].id] if place < len(ordered) else len(ids)
    below = next((index for index in range(after - 1, -1, -1) if not ids[index]), None)
    above = next((index for index in range(after, len(ids)) if not ids[index]), None)
    if below is None and above is None:
        return None
    if above is None or (below is not None and after - 1 - below <= above - after):
        return Turn(below or 0, after - 1, after - 1)
    return Turn(after, above, after)


def moved(live: Live, turn: Turn) -> Live:
    """``live`` with other indexes."""
    if turn.first == turn.last:
        return live
    new = turn.moved
    work = _work(live.network.work, turn)
    return replace(
        live,
        network=_network(live.network, turn, new, work),
        rto=turn.turned(live.rto),
        bounds=turn.turned(live.bounds),
        demanding=_network(live.demanding, turn, new, work),
        above=Above(
            turn.turned(live.above.waits),
            turn.turned(live.above.tolerates),
            turn.turned(live.above.size),
        ),
        exact=turn.turned(live.exact),
        demands=_demands(live.demands, new),
        rpos=_rpos(live.rpos, new),
        rows=turn.turned(live.rows),
        bits=live.bits[turn.turned(range(len(live.bits)))],
        services=sorted(new.get(item, item) for item in live.services),
    )


def _network(network: Network, turn: Turn, new: Mapping[int, int], work: Work) -> Network:
    def index(row: Sequence[int]) -> tuple[int, ...]:
        return tuple(new.get(item, item) for item in row)

    def needs(row: Sequence[Need]) -> tuple[Need, ...]:
        return tuple(Need(new.get(item, item), tolerance) for item, tolerance in row)

    def groups(row: Sequence[Group]) -> tuple[Group, ...]:
        return tuple(group._replace(members=needs(group.members)) for group in row)

    def rows(
        known: Sequence[T], mentioned: Sequence[Iterable[int]], again: Callable[[T], T]
    ) -> tuple[T, ...]:
        """Rows by index; ``mentioned`` says in whose rows an index stands."""
        found = list(known)
        for owner in {owner for item in new for owner in mentioned[item]}:
            found[owner] = again(known[owner])
        return tuple(turn.turned(found))

    made = replace(
        network,
        ids=work.ids,
        hard=rows(network.hard, network.dependents, needs),
        groups=rows(network.groups, network.dependents, groups),
        soft=rows(network.soft, network.soft_dependents, index),
        work=work,
    )
    order = list(network.order)
    for number in {network.component[item] for item in new}:
        order[number] = index(order[number])
    made.__dict__.update(
        providers=rows(network.providers, network.dependents, index),
        dependents=rows(network.dependents, network.providers, index),
        soft_dependents=rows(network.soft_dependents, network.soft, index),
        order=tuple(order),
        component=tuple(turn.turned(network.component)),
    )
    if "arrays" in network.__dict__:
        made.__dict__["arrays"] = _arrays(network.arrays, turn, new)
    return made


def _arrays(arrays: Needs, turn: Turn, new: Mapping[int, int]) -> Needs:
    import numpy as np

    numbers = np.arange(len(arrays.place))
    numbers[list(new)] = list(new.values())
    arcs = arrays.arcs.copy()
    arcs[:, :2] = numbers[arcs[:, :2]]
    place = arrays.place[turn.turned(range(len(arrays.place)))]
    return arrays._replace(arcs=arcs, place=place, element=numbers[arrays.element])


def _work(work: Work, turn: Turn) -> Work:
    made = replace(
        work,
        when_lost=tuple(turn.turned(work.when_lost)),
        when_down=tuple(turn.turned(work.when_down)),
        ids=tuple(turn.turned(work.ids)),
    )
    made.__dict__["foreign"] = work.foreign
    return made


def _demands(demands: Mapping[int, Demand], new: Mapping[int, int]) -> dict[int, Demand]:
    found = dict(demands)
    stale = [item for item, (_, path, _) in demands.items() if not new.keys().isdisjoint(path)]
    for item in stale:
        del found[item]
    for item in stale:
        demand = demands[item]
        path = tuple(new.get(other, other) for other in demand.path)
        found[new.get(item, item)] = demand._replace(path=path)
    return found


def _rpos(rpos: RpoDemands, new: Mapping[int, int]) -> RpoDemands:
    return {
        new.get(item, item): (rpo, tuple(new.get(other, other) for other in path))
        for item, (rpo, path) in rpos.items()
    }
