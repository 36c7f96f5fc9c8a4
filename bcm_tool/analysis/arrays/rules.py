"""The failure rules compiled once: who stops whom, in the order in which failures spread.

Static failure (ENGINE 8): an element stops when it is lost, when a hard provider stops, or when
more than n-k members of one of its groups have stopped; soft needs never stop anything. Elements
that need each other hard stop together and become one node. Every group becomes a node of its
own, a "gate", that its dependent needs. What is still cyclic, through groups, stays together as a
knot and is walked until nothing changes: the least fixed point.

Nodes are numbered level by level, providers first, so that a whole level is one slice of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bcm_tool.analysis.arrays.flow import (
    Rows,
    distinct_arcs,
    knots,
    level_numbers,
    merged,
    rows_by,
    without_detours,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.network import Network

MOST_ROUNDS = 20
"""Providers taken one rank after the other; what a node has beyond them is taken at once."""


SKETCHES = 4
"""Random numbers per row from which its reach is guessed."""


class Clause(NamedTuple):
    """``owner`` stops as soon as ``enough`` of ``members`` (elements) have stopped."""

    owner: int
    enough: int
    members: tuple[int, ...]


class Round(NamedTuple):
    """The first ``len(source)`` rows of a level each take one more provider."""

    source: Ints


class Gates(NamedTuple):
    """Gates of one shape: rows ``start..stop`` stop at ``enough`` of the ``members``.

    ``members`` has one row per member and one column per gate.
    """

    start: int
    stop: int
    enough: int
    members: Ints


class Knot(NamedTuple):
    """Rows ``start..stop`` that lead back to themselves; per row how many of what stop it.

    ``above`` lists, per row, the rows of the knot of which it is a member.
    """

    start: int
    stop: int
    enough: tuple[int, ...]
    members: tuple[Ints, ...]
    above: tuple[tuple[int, ...], ...]

    def settle(self, again: Callable[[int], bool]) -> None:
        """Ask ``again`` of every row, and of what is above it whenever it says "changed"."""
        waiting = deque(range(self.start, self.stop))
        queued = set(waiting)
        while waiting:
            row = waiting.popleft()
            queued.remove(row)
            if again(row):
                more = [other for other in self.above[row - self.start] if other not in queued]
                waiting.extend(more)
                queued.update(more)


class Ways(NamedTuple):
    """All gates of a level, rows from ``start`` on: members one gate after the other.

    ``owner`` is the gate's number in the level, ``enough`` how many must stop, per gate.
    """

    start: int
    owner: Ints
    members: Ints
    enough: Ints


class Level(NamedTuple):
    """Rows ``start..stop``: first ``plain`` ones, then gates by shape, then knots.

    ``rest`` are (row, its further providers) beyond the rounds.
    """

    start: int
    stop: int
    plain: int
    rounds: tuple[Round, ...]
    rest: tuple[tuple[int, Ints], ...]
    gates: tuple[Gates, ...]
    ways: Ways | None
    knots: tuple[Knot, ...]


@dataclass(frozen=True, eq=False)
class Rules:
    """Compiled rules. ``node`` gives each element's row; gates have rows without an element.

    ``size`` counts all rows. ``providers`` lists, per plain row, the rows that stop it.
    ``weight`` says how many elements stand on a row (0 for gates).
    """

    elements: int
    size: int
    node: Ints
    weight: Ints
    providers: Rows
    levels: tuple[Level, ...]

    @cached_property
    def reach(self) -> NDArray[np.float64]:
        """About how many rows stop with each row, gates left out.

        The smallest of n random numbers between 0 and 1 is about 1/(n + 1); the smallest among
        all that a row stops is passed down the levels (Cohen, Size-estimation framework, 1997).
        """
        chance = np.random.Generator(np.random.PCG64(1))
        dependents = self.dependents
        total = np.zeros(self.size)
        for _ in range(SKETCHES):
            least = chance.random(self.size)
            for level in reversed(self.levels):
                first = dependents.first[level.start : level.stop + 1]
                some = np.flatnonzero(first[1:] > first[:-1])
                if len(some):
                    met = least[dependents.items[first[0] : first[-1]]]
                    rows = some + level.start
                    lowest = np.minimum.reduceat(met, first[some] - first[0])
                    least[rows] = np.minimum(least[rows], lowest)
            total += least
        return SKETCHES / total - 1

    @cached_property
    def dependents(self) -> Rows:
        """The rows that each row can stop, the other way round than ``providers``."""
        row = np.repeat(np.arange(self.size), np.diff(self.providers.first))
        return rows_by(self.size, self.providers.items, row)


def network_rules(network: Network) -> Rules:
    """The rules of a compiled model."""
    providers = [need.provider for needs in network.hard for need in needs]
    dependents = np.arange(len(network.hard)).repeat([len(needs) for needs in network.hard])
    clauses = [
        Clause(
            dependent,
            len(group.members) - group.required + 1,
            tuple(need.provider for need in group.members),
        )
        for dependent, groups in enumerate(network.groups)
        for group in groups
    ]
    return compile_rules(len(network.ids), np.array(providers, np.int64), dependents, clauses)


def compile_rules(
    elements: int, provider: Ints, dependent: Ints, clauses: Sequence[Clause]
) -> Rules:
    """Compile hard needs ``provider[i] -> dependent[i]`` and the clauses."""
    provider, dependent, clauses = _hard_ones(provider, dependent, clauses)
    provider, dependent = distinct_arcs(elements, provider, dependent)
    together, node = merged(elements, knots(elements, provider, dependent))
    gates = _gates(node, clauses)
    size = together + len(gates)
    needed, by = without_detours(
        together, *distinct_arcs(together, node[provider], node[dependent])
    )
    rows = np.arange(together, size)
    members = np.fromiter(chain.from_iterable(gate.members for gate in gates), np.int64)
    into = rows.repeat([len(gate.members) for gate in gates])
    owners = np.array([gate.owner for gate in gates], np.int64)
    sources, targets = distinct_arcs(
        size, np.concatenate((needed, members, rows)), np.concatenate((by, into, owners))
    )
    return _in_order(elements, node, together, gates, sources, targets)


def _hard_ones(
    provider: Ints, dependent: Ints, clauses: Sequence[Clause]
) -> tuple[Ints, Ints, list[Clause]]:
    """Clauses that one member fulfils are hard needs."""
    plain = [
        (member, item.owner) for item in clauses if item.enough <= 1 for member in item.members
    ]
    more = np.array(plain, np.int64).reshape(-1, 2)
    left = [item for item in clauses if item.enough > 1]
    return (
        np.concatenate((np.asarray(provider, np.int64), more[:, 0])),
        np.concatenate((np.asarray(dependent, np.int64), more[:, 1])),
        left,
    )


def _gates(node: Ints, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses on nodes; a member that falls with the owner cannot be what stops it."""
    place = node.tolist()
    found = []
    for owner, enough, members in clauses:
        own = place[owner]
        others = tuple(sorted(other for member in members if (other := place[member]) != own))
        if len(others) >= enough:
            found.append(Clause(own, enough, others))
    return found


def _in_order(
    elements: int, node: Ints, together: int, gates: list[Clause], source: Ints, target: Ints
) -> Rules:
    size = together + len(gates)
    tied = knots(size, source, target)
    blocks, block = merged(size, tied)
    number = level_numbers(blocks, *_between(block, source, target))[block]
    section = np.zeros(size, np.int64)  # 0 plain, 1 gate, 2 knot
    section[together:] = 1
    shape = np.zeros(size, np.int64)  # of gates and of knots: what is handled together
    for place, gate in enumerate(gates, together):
        shape[place] = len(gate.members) << 20 | gate.enough
    for place, members in enumerate(tied):
        section[members], shape[members] = 2, place
    degree = np.bincount(target, minlength=size)
    order = np.lexsort((np.arange(size), -degree, shape, section, number))
    row = np.empty(size, np.int64)
    row[order] = np.arange(size)
    providers = rows_by(size, row[target], row[source])
    ends = np.searchsorted(number[order], np.arange(int(number.max(initial=-1)) + 2))
    compiled = _Compiler(gates, together, order, row, section, shape, providers)
    return Rules(
        elements=elements,
        size=size,
        node=row[node],
        weight=np.bincount(row[node], minlength=size),
        providers=providers,
        levels=tuple(compiled.level(int(start), int(stop)) for start, stop in pairwise(ends)),
    )


def _between(block: Ints, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    outside = block[source] != block[target]
    return block[source[outside]], block[target[outside]]


def _ways(gates: tuple[Gates, ...]) -> Ways | None:
    if not gates:
        return None
    counts = [item.stop - item.start for item in gates]
    sizes = np.repeat([len(item.members) for item in gates], counts)
    return Ways(
        gates[0].start,
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate([item.members.T.ravel() for item in gates]),
        np.repeat([item.enough for item in gates], counts),
    )


class _Compiler(NamedTuple):
    gates: list[Clause]
    together: int
    order: Ints
    row: Ints
    section: Ints
    shape: Ints
    providers: Rows

    def level(self, start: int, stop: int) -> Level:
        section = self.section[self.order[start:stop]]
        plain = int(np.searchsorted(section, 1))
        first_knot = start + int(np.searchsorted(section, 2))
        rounds, rest = self._rounds(start, start + plain)
        gates = tuple(self._shapes(start + plain, first_knot))
        return Level(
            start,
            stop,
            plain,
            rounds,
            rest,
            gates,
            _ways(gates),
            tuple(self._knot(first, last) for first, last in self._runs(first_knot, stop)),
        )

    def _runs(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Neighbouring rows of the same shape."""
        shape = self.shape[self.order[start:stop]]
        cuts = [start, *(np.flatnonzero(np.diff(shape)) + start + 1).tolist(), stop]
        return [(a, b) for a, b in pairwise(cuts) if a < b]

    def _rounds(
        self, start: int, stop: int
    ) -> tuple[tuple[Round, ...], tuple[tuple[int, Ints], ...]]:
        first, items = self.providers.first, self.providers.items
        degree = first[start + 1 : stop + 1] - first[start:stop]  # falling
        rounds = []
        for rank in range(MOST_ROUNDS):
            rows = int(np.searchsorted(-degree, -rank))
            if not rows:
                break
            rounds.append(Round(items[first[start : start + rows] + rank]))
        rest = [
            (row, items[first[row] + MOST_ROUNDS : first[row + 1]])
            for row in range(start, start + int(np.searchsorted(-degree, -MOST_ROUNDS)))
        ]
        return tuple(rounds), tuple(rest)

    def _gate(self, row: int) -> Clause | None:
        number = int(self.order[row]) - self.together
        return self.gates[number] if number >= 0 else None

    def _shapes(self, start: int, stop: int) -> list[Gates]:
        found = []
        for first, last in self._runs(start, stop):
            gates = [self.gates[int(item) - self.together] for item in self.order[first:last]]
            members = self.row[np.array([gate.members for gate in gates]).T]
            found.append(Gates(first, last, gates[0].enough, members))
        return found

    def _knot(self, start: int, stop: int) -> Knot:
        enough, members = [], []
        for row in range(start, stop):
            gate = self._gate(row)
            enough.append(gate.enough if gate else 1)
            if gate:
                members.append(self.row[np.array(gate.members)])
            else:
                first = self.providers.first
                members.append(self.providers.items[first[row] : first[row + 1]])
        above: list[list[int]] = [[] for _ in members]
        for row, others in enumerate(members, start):
            for other in dict.fromkeys(others.tolist()):  # two members may share a row
                if start <= other < stop:
                    above[other - start].append(row)
        return Knot(start, stop, tuple(enough), tuple(members), tuple(map(tuple, above)))
