"""Cycles of non-soft dependencies: each knot of elements shown by its shortest cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bcm_tool.analysis.network import Network


def shortest_cycles(network: Network) -> tuple[tuple[str, ...], ...]:
    """One shortest cycle per strongly connected component with more than one element.

    Returns
    -------
    Element ids, each needing the next and the last needing the first, beginning with the
    smallest key; cycles in the order of that key. Among equally short ones the first found in
    key order is shown.
    """
    knots = [block for block in network.order if len(block) > 1]
    found = sorted(shortest_cycle(network.providers, knot) for knot in knots)
    return tuple(tuple(network.ids[element] for element in cycle) for cycle in found)


def shortest_cycle(providers: Sequence[Sequence[int]], knot: Iterable[int]) -> tuple[int, ...]:
    """A shortest cycle inside ``knot``, a strongly connected component, smallest index first.

    Searches from each element in turn, then puts it aside with all that no cycle can use now.
    What was put aside needs no second look, and a search stops at the best length so far, so
    that large knots with short cycles and long rings alike take little more than one pass.
    """
    inside = set(knot)
    needs = {item: [other for other in providers[item] if other in inside] for item in inside}
    needed_by: dict[int, list[int]] = {item: [] for item in inside}
    for item, others in needs.items():
        for other in others:
            needed_by[other].append(item)
    best: tuple[int, ...] = ()
    for start in sorted(inside):
        if start in inside:
            best = _through(needs, inside, start, len(best)) or best
            _put_aside(needs, needed_by, inside, start)
        if len(best) == 2:
            break
    return best


def _through(
    needs: Mapping[int, Sequence[int]], inside: set[int], start: int, shorter_than: int
) -> tuple[int, ...]:
    """A shortest cycle through ``start``; empty unless shorter (0: whatever its length)."""
    came_from = {start: start}
    front, length = [start], 1
    while front and (not shorter_than or length < shorter_than):
        following: list[int] = []
        for item in front:
            for other in needs[item]:
                if other == start:
                    return _walk_back(came_from, item)
                if other in inside and other not in came_from:
                    came_from[other] = item
                    following.append(other)
        front, length = following, length + 1
    return ()


def _walk_back(came_from: Mapping[int, int], last: int) -> tuple[int, ...]:
    path = [last]
    while came_from[path[-1]] != path[-1]:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _put_aside(
    needs: Mapping[int, Sequence[int]],
    needed_by: Mapping[int, Sequence[int]],
    inside: set[int],
    first: int,
) -> None:
    """Remove ``first`` and then everything left without a need or without a dependent."""
    inside.discard(first)
    waiting = [*needs[first], *needed_by[first]]
    while waiting:
        item = waiting.pop()
        if item not in inside:
            continue
        if any(other in inside for other in needs[item]) and any(
            other in inside for other in needed_by[item]
        ):
            continue
        inside.discard(item)
        waiting += [*needs[item], *needed_by[item]]
