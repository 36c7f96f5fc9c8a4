"""Minutes passed along a graph without cycles, a whole level at a time.

A :class:`Plan` is made once per graph; each pass over it then costs a few numpy calls per level.
Nodes in the order of their levels stand in one slice, and the arcs that lead into a level in
another, so that nothing is looked for while minutes pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bcm_tool.analysis.arrays.flow import level_numbers, rows_by

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints

NEVER = 1 << 60
"""A minute that never comes, as in :data:`bcm_tool.analysis.work.NEVER`."""


LONG = 1 << 40
"""More minutes than any document holds, and so few that NEVER less many of them stays far away."""


class Slices(NamedTuple):
    """One level: its nodes' places, the arcs into it, and where each node's arcs begin."""

    nodes: slice
    arcs: slice
    begins: Ints


class Choice(NamedTuple):
    """Places of one level that take the ``rank``-th smallest (from 0) of their ``members``.

    ``members`` are places, a row per member and a column per place; ``arcs`` the arcs that lead
    from them, in the order in which they are passed.
    """

    places: Ints
    members: Ints
    arcs: Ints
    rank: int


Choices = Sequence[Sequence[Choice]]
"""Per level of a plan, but the first, what is chosen there; empty for none at all."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The order in which values pass from sources to targets.

    ``order`` are the nodes level by level and ``place`` the inverse. ``arc`` are the numbers of
    the arcs as given, by the place of their targets, ``source`` the places they come from;
    those into place p are ``first[p]..first[p + 1]``.
    """

    order: Ints
    place: Ints
    arc: Ints
    source: Ints
    first: Ints
    levels: tuple[Slices, ...]
    widest: int

    def by_place(self, values: Ints) -> Ints:
        """Values per node, level by level."""
        return values[self.order]

    def by_arc(self, values: Ints) -> Ints:
        """Values per arc as given, in the order in which they are passed."""
        return values[self.arc]

    def by_node(self, values: Ints) -> Ints:
        """Values per place, as nodes are numbered."""
        return values[self.place]


def make_plan(count: int, source: Ints, target: Ints) -> Plan:
    """Order a graph of ``count`` nodes and the arcs ``source[i] -> target[i]``.

    Raises
    ------
    ValueError
        The graph has a cycle.
    """
    number = level_numbers(count, source, target)
    if count and number.min() < 0:
        raise ValueError("values cannot pass along a cycle")
    nodes = rows_by(int(number.max(initial=-1)) + 1, number, np.arange(count))
    order, ends = nodes.items, nodes.first
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    into = rows_by(count, place[target], place[source])
    first = into.first
    cuts, arcs = ends.tolist(), first[ends].tolist()
    levels = tuple(
        Slices(slice(start, stop), slice(begin, end), first[start:stop] - begin)
        for start, stop, begin, end in zip(cuts[1:], cuts[2:], arcs[1:], arcs[2:], strict=False)
    )
    widest = max((item.arcs.stop - item.arcs.start for item in levels), default=0)
    return Plan(order, place, into.arc, into.items, first, levels, widest)


def longest(plan: Plan, own: Ints, choices: Choices = (), *, release: Ints | None = None) -> Ints:
    """Per place, the longest way that ends there: its own minutes and those of what is before.

    That is the earliest finish of what waits for all its sources, and for its ``release`` if
    that is given. ``own`` and ``release`` are by place. A choice waits for its rank-th source
    only, and has no minutes of its own.
    """
    value = own.copy() if release is None else own + release
    buffer = np.empty(plan.widest, np.int64)
    for number, (nodes, arcs, begins) in enumerate(plan.levels):
        met = buffer[: arcs.stop - arcs.start]
        value.take(plan.source[arcs], out=met, mode="clip")
        ready = np.maximum.reduceat(met, begins)
        if release is not None:
            np.maximum(ready, release[nodes], out=ready)
        value[nodes] = own[nodes] + ready
        for item in choices[number] if choices else ():
            value[item.places] = np.sort(value[item.members], axis=0)[item.rank]
    return value


def earliest(plan: Plan, start: Ints, delay: Ints, choices: Choices = ()) -> Ints:
    """Per place, the first minute at which it is reached; NEVER when it is not.

    That is its own ``start`` (by place) or, if less, a source's minute and the ``delay`` of the
    arc (by arc): failure times when nothing is repaired. A choice is reached with its rank-th
    source.
    """
    value = start.copy()
    buffer = np.empty(plan.widest, np.int64)
    for number, (nodes, arcs, begins) in enumerate(plan.levels):
        met = buffer[: arcs.stop - arcs.start]
        value.take(plan.source[arcs], out=met, mode="clip")
        met += delay[arcs]
        rows = value[nodes]
        np.minimum(rows, np.minimum.reduceat(met, begins), out=rows)
        for item in choices[number] if choices else ():
            reached = value[item.members] + delay[item.arcs]
            value[item.places] = np.sort(reached, axis=0)[item.rank]
    return np.minimum(value, NEVER, out=value)


def step_down(plan: Plan, own: Ints, restart: Ints, tolerance: Ints) -> Ints:
    """Per place, how long it may be out (ENGINE 4, the closed formula); NEVER: as long as it likes.

    The plan runs from dependents to providers: ``min(own, tolerance + max(0, allowed -
    restart))`` over what needs the node. ``own`` (by place) is NEVER where there is no RTO;
    ``restart`` is by place, ``tolerance`` by arc.
    """
    value = own.copy()
    again = np.minimum(restart, LONG)
    left = np.empty_like(value)
    buffer = np.empty(plan.widest, np.int64)
    begin = 0
    for nodes, arcs, begins in plan.levels:
        above = slice(begin, nodes.start)
        rest = left[above]
        np.subtract(value[above], again[above], out=rest)
        np.maximum(rest, 0, out=rest)
        begin = nodes.start
        met = buffer[: arcs.stop - arcs.start]
        left.take(plan.source[arcs], out=met, mode="clip")
        met += tolerance[arcs]
        rows = value[nodes]
        np.minimum(rows, np.minimum.reduceat(met, begins), out=rows)
    value[value >= NEVER >> 1] = NEVER
    return value
