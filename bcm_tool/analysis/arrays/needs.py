"""Hard needs of a network in arrays: who needs whom, level by level, small cycles apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bcm_tool.analysis.arrays.flow import Rows, level_numbers, ragged, ragged_owners, rows_by
from bcm_tool.analysis.arrays.rings import LARGEST, Ring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.network import Network


class Needs(NamedTuple):
    """Hard needs of a network in arrays; nodes are numbered by place, level by level.

    ``needs`` and ``above`` list providers and dependents per place, ``needs`` without those inside
    ``rings``; ``tolerance`` goes with ``needs``. ``starts`` are the first places of the levels.
    ``arcs`` are rows of dependent, provider (element indexes) and tolerance.
    """

    arcs: Ints
    place: Ints
    element: Ints
    needs: Rows
    tolerance: Ints
    above: Rows
    rings: tuple[Ring, ...]
    starts: Ints
    length: Ints
    tasks: NDArray[np.bool_]
    release: int


def hard_needs(network: Network) -> Needs:
    """The arrays of a network without groups."""
    arcs = _arcs(network, range(len(network.ids)))
    efforts = network.work.when_down
    count = len(efforts)
    return _arranged(
        network,
        arcs,
        np.fromiter((effort.length for effort in efforts), np.int64, count),
        np.fromiter((effort.tasks > 0 for effort in efforts), np.bool_, count),
    )


def hard_needs_again(before: Needs, network: Network, changed: Sequence[int]) -> Needs:
    """The arrays after the needs of ``changed`` elements, and nothing else, have changed."""
    if len(network.order) == len(network.ids) and not before.rings:
        arcs = before.arcs.copy()
        if all(_retimed(arcs, network, element) for element in changed):
            return before._replace(arcs=arcs, tolerance=arcs[:, 2][before.needs.arc])
    stale = np.zeros(len(network.ids), np.bool_)
    stale[list(changed)] = True
    kept = before.arcs[~stale[before.arcs[:, 0]]]
    arcs = np.concatenate((kept, _arcs(network, changed)))
    return _arranged(network, arcs, before.length[before.place], before.tasks[before.place])


def _retimed(arcs: Ints, network: Network, element: int) -> bool:
    """Give the arcs of an element its tolerances of now; False when it needs others now."""
    own = np.flatnonzero(arcs[:, 0] == element)
    needs = network.hard[element]
    if arcs[own, 1].tolist() != [need.provider for need in needs]:
        return False
    arcs[own, 2] = [need.tolerance for need in needs]
    return True


def efforts_again(before: Needs, network: Network, worked: Sequence[int]) -> Needs:
    """The arrays after the work of some elements, and nothing else, has changed."""
    places = before.place[list(worked)]
    efforts = [network.work.when_down[element] for element in worked]
    length, tasks = before.length.copy(), before.tasks.copy()
    length[places] = [effort.length for effort in efforts]
    tasks[places] = [effort.tasks > 0 for effort in efforts]
    return before._replace(length=length, tasks=tasks)


def _arcs(network: Network, elements: Sequence[int]) -> Ints:
    """(dependent, provider, tolerance) of every hard need of the elements."""
    sizes = np.fromiter((len(network.hard[item]) for item in elements), np.int64, len(elements))
    needs = chain.from_iterable(network.hard[item] for item in elements)
    found = np.empty((int(sizes.sum()), 3), np.int64)
    found[:, 0] = np.repeat(np.array(elements, np.int64), sizes)
    found[:, 1:] = np.fromiter(chain.from_iterable(needs), np.int64, 2 * len(found)).reshape(-1, 2)
    return found


def _arranged(network: Network, arcs: Ints, length: Ints, tasks: NDArray[np.bool_]) -> Needs:
    count = len(network.ids)
    dependent, provider, tolerance = np.ascontiguousarray(arcs.T)
    block = np.array(network.component, np.int64)
    outside = block[provider] != block[dependent]
    number = level_numbers(len(network.order), block[provider[outside]], block[dependent[outside]])
    by_level = rows_by(int(number.max(initial=-1)) + 1, number[block], np.arange(count))
    place = np.empty(count, np.int64)
    place[by_level.items] = np.arange(count)
    needs = rows_by(count, place[dependent[outside]], place[provider[outside]])
    order = by_level.items
    return Needs(
        arcs=arcs,
        place=place,
        element=order,
        needs=needs,
        tolerance=tolerance[outside][needs.arc],
        above=rows_by(count, place[provider], place[dependent]),
        rings=_rings(network, place, number),
        starts=by_level.first,
        length=length[order],
        tasks=tasks[order],
        release=network.release,
    )


def _rings(network: Network, place: Ints, number: Ints) -> tuple[Ring, ...]:
    found: list[Ring] = []
    if len(network.order) == len(network.ids):
        return ()  # every component is one element: there is no cycle
    for block, members in enumerate(network.order):
        if 1 < len(members) <= LARGEST:
            which = {member: row for row, member in enumerate(members)}
            inside = tuple(
                (which[member], which[provider], tolerance)
                for member in members
                for provider, tolerance in network.hard[member]
                if provider in which
            )
            found.append(Ring(int(number[block]), place[list(members)], inside))
    return tuple(found)


def within(needs: Needs, elements: Iterable[int]) -> Needs:
    """The arrays of some element indexes and the needs among them."""
    count = len(needs.element)
    inside = np.zeros(count, np.bool_)
    inside[needs.place[np.fromiter(elements, np.int64)]] = True
    kept = np.flatnonzero(inside)
    fresh = np.full(count, -1, np.int64)
    fresh[kept] = np.arange(len(kept))
    at = ragged(needs.needs.first[kept], needs.needs.first[kept + 1] - needs.needs.first[kept])
    dependent = np.repeat(
        np.arange(len(kept)), needs.needs.first[kept + 1] - needs.needs.first[kept]
    )
    provider = fresh[needs.needs.items[at]]
    both = provider >= 0
    dependent, provider = dependent[both], provider[both]
    rows = rows_by(len(kept), dependent, provider)
    return needs._replace(
        place=np.where(needs.place >= 0, fresh[needs.place], -1),
        element=needs.element[kept],
        needs=rows,
        tolerance=needs.tolerance[at[both]][rows.arc],
        above=rows_by(len(kept), *_above_within(needs, kept, fresh)),
        rings=tuple(
            ring._replace(places=fresh[ring.places])
            for ring in needs.rings
            if (fresh[ring.places] >= 0).all()
        ),
        starts=np.searchsorted(kept, needs.starts),
        length=needs.length[kept],
        tasks=needs.tasks[kept],
    )


def _above_within(needs: Needs, kept: Ints, fresh: Ints) -> tuple[Ints, Ints]:
    """Provider and dependent, renumbered, of all needs between places that are kept."""
    lengths = needs.above.first[kept + 1] - needs.above.first[kept]
    at, owner = ragged_owners(needs.above.first[kept], lengths)
    dependent = fresh[needs.above.items[at]]
    return owner[dependent >= 0], dependent[dependent >= 0]
