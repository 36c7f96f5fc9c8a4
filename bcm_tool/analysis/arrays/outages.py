"""Many elements, each lost alone for a time of its own, and what all of them stop, in one pass.

The step-down asks it of every element whose demand no formula gives (ENGINE 4): if this one is
out for so long, who goes down when, and until when? Pairs of a lost element and an element above
it are the rows; they stand in the order of levels, so that a pass follows the rules of
:mod:`bcm_tool.analysis.timeline` for hard needs, all lost elements at a time. Groups have been
turned into hard needs before; large cycles and tasks that wait for other elements' tasks are not
for this module, see :func:`suited`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.flow import ragged_owners
from bcm_tool.analysis.arrays.rings import LARGEST, NOTHING, Outside, Ring, settle
from bcm_tool.analysis.work import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.arrays.needs import Needs
    from bcm_tool.analysis.network import Network

AT_ONCE = 128
"""Lost elements whose pairs are held in memory at the same time; more leave the caches."""


def suited(network: Network) -> list[bool]:
    """Per element index, whether no large cycle and no task of another element matters above it."""
    found = [True] * len(network.ids)
    work = network.work
    if len(network.order) == len(found) and not work.foreign:
        return found
    for block in reversed(network.order):
        efforts = [work.effort(member, lost) for member in block for lost in (False, True)]
        above = (other for member in block for other in network.dependents[member])
        fine = len(block) <= LARGEST and not any(effort.foreign for effort in efforts)
        fine = fine and all(found[other] for other in above)
        for element in block:
            found[element] = fine
    return found


class LoneLosses:
    """Pairs of a lost element and what is above it.

    ``rto`` are minutes or NEVER per element index, ``lost`` element indexes.
    """

    def __init__(self, needs: Needs, rto: Ints, lost: Sequence[int]) -> None:
        self.needs = needs
        self.lost = np.array(lost, np.int64)
        self.width = len(lost)
        self._pairs, self._index = self._reached()
        place, column = np.divmod(self._pairs, self.width)
        self._element = needs.element[place]
        self._column = column
        self._limit = rto[self._element]
        lengths = needs.needs.first[place + 1] - needs.needs.first[place]
        at, owner = ragged_owners(needs.needs.first[place], lengths)
        wanted = needs.needs.items[at] * self.width + column[owner]
        known = self._index[wanted] >= 0
        self._source = self._index[wanted[known]].astype(np.int64)
        self._tolerance = needs.tolerance[at[known]]
        self._provider = needs.element[needs.needs.items[at[known]]]
        owner = owner[known]
        self._begins = np.flatnonzero(np.diff(owner, prepend=-1))
        self._rows = owner[self._begins]
        cuts = np.searchsorted(place[self._rows], needs.starts)
        self._levels = [
            (int(a), int(b), number) for number, (a, b) in enumerate(pairwise(cuts)) if a < b
        ]
        self._rings = self._met_rings()
        self._length, self._tasks = needs.length[place], needs.tasks[place]
        self._seed = self._index[needs.place[self.lost] * self.width + np.arange(self.width)]

    def _reached(self) -> tuple[Ints, NDArray[np.int32]]:
        """Keys of all pairs (place times width plus column), ascending, and key -> number."""
        above, width = self.needs.above, self.width
        index = np.full(len(self.needs.element) * width, -1, np.int32)
        front = self.needs.place[self.lost] * width + np.arange(width)
        index[front] = 0
        found = [front]
        while len(front):
            place, column = np.divmod(front, width)
            met, lengths = above.of(place)
            keys = met * width + np.repeat(column, lengths)
            keys = keys[index[keys] < 0]
            keys.sort()
            front = keys[np.diff(keys, prepend=-1) > 0]
            index[front] = 0
            found.append(front)
        pairs = np.concatenate(found)
        pairs.sort()
        index[pairs] = np.arange(len(pairs))
        return pairs, index

    def _met_rings(self) -> dict[int, list[tuple[Ring, Ints]]]:
        """Per level the cycles, with their pairs: a row per member, a column per lost element."""
        found: dict[int, list[tuple[Ring, Ints]]] = {}
        columns = np.arange(self.width)
        for ring in self.needs.rings:
            pairs = self._index[ring.places[:, None] * self.width + columns]
            met = (pairs >= 0).all(axis=0)
            if met.any():
                found.setdefault(ring.level, []).append((ring, pairs[:, met].astype(np.int64)))
        return found

    def run(self, outage: Ints) -> tuple[Ints, Ints, Ints]:
        """Down, up and because (element index) of every pair, each lost one ``outage`` long."""
        down = np.full(len(self._pairs), NEVER, np.int64)
        up = np.zeros(len(self._pairs), np.int64)
        because = np.full(len(self._pairs), -1, np.int64)
        down[self._seed], up[self._seed] = 0, outage
        bits = len(self.needs.place).bit_length()
        last = len(self._source)
        for first, stop, number in self._levels:
            arcs = slice(
                int(self._begins[first]),
                int(self._begins[stop]) if stop < len(self._begins) else last,
            )
            source = self._source[arcs]
            at, back = down[source] + self._tolerance[arcs], up[source]
            reason = np.where(back > at, at << bits | self._provider[arcs], NEVER << 1)
            begins = self._begins[first:stop] - arcs.start
            reason = np.minimum.reduceat(reason, begins)
            ready = np.maximum.reduceat(back, begins)
            fails = reason < NEVER << 1
            rows = self._rows[first:stop][fails]
            start = reason[fails] >> bits
            ready = np.maximum(ready[fails], start)
            ready = np.where(self._tasks[rows], np.maximum(ready, self.needs.release), ready)
            down[rows] = start
            up[rows] = np.minimum(ready + self._length[rows], NEVER)
            because[rows] = reason[fails] & ((1 << bits) - 1)
            for ring, pairs in self._rings.get(number, ()):
                reasons = np.full(len(down), NOTHING, np.int64)
                waits = np.zeros(len(down), np.int64)
                reasons[self._rows[first:stop]] = reason
                waits[self._rows[first:stop]] = np.maximum.reduceat(back, begins)
                member = pairs[:, 0]
                work = (self._length[member], self._tasks[member], self.needs.release)
                down[pairs], up[pairs], because[pairs] = settle(
                    ring,
                    Outside(reasons[pairs], waits[pairs]),
                    self._element[member],
                    work,
                    bits,
                )
        return down, up, because

    def bound(self) -> NDArray[np.bool_]:
        """Per lost element, whether there is an RTO above it, or of its own."""
        found = np.zeros(self.width, np.bool_)
        found[self._column[self._limit < NEVER]] = True
        return found

    def survives(self, outage: Ints) -> NDArray[np.bool_]:
        """Per lost element, whether every RTO above it, and its own, is kept."""
        down, up, _ = self.run(outage)
        broken = np.zeros(self.width, np.bool_)
        broken[self._column[up - np.minimum(down, up) > self._limit]] = True
        return ~broken

    def breaking(self, outage: Ints) -> list[tuple[int, ...]]:
        """Per lost element, the way from the first element (by key) whose RTO is not kept.

        The way leads from it down to the lost one; empty when all RTOs are kept.
        """
        down, up, because = self.run(outage)
        broken = np.flatnonzero(up - np.minimum(down, up) > self._limit)
        nothing = len(self.needs.place)
        first = np.full(self.width, nothing, np.int64)
        np.minimum.at(first, self._column[broken], self._element[broken])
        found: list[tuple[int, ...]] = []
        place, index = self.needs.place, self._index
        for column, element in enumerate(first.tolist()):
            path = []
            while 0 <= element < nothing:
                path.append(element)
                element = int(because[index[place[element] * self.width + column]])
            found.append(tuple(path))
        return found


def limits_of(rto: Sequence[int | None]) -> Ints:
    """RTOs as an array; NEVER where there is none."""
    return np.array([NEVER if limit is None else limit for limit in rto], np.int64)


def longest_outages(
    needs: Needs, limits: Ints, guesses: Sequence[tuple[int, int]]
) -> list[tuple[int, tuple[int, ...]] | None]:
    """For each (element, guess) the longest outage that every RTO survives, and what breaks next.

    The guess is tried first; where it is right two passes confirm it. None for an element that
    has no RTO above it and none of its own.
    """
    found: list[tuple[int, tuple[int, ...]] | None] = []
    for start in range(0, len(guesses), AT_ONCE):
        part = guesses[start : start + AT_ONCE]
        losses = LoneLosses(needs, limits, [element for element, _ in part])
        bound = losses.bound()
        if not bound.all():  # begin again without what nothing limits
            kept = [item for item, limited in zip(part, bound.tolist(), strict=True) if limited]
            answers = iter(longest_outages(needs, limits, kept))
            found += [next(answers) if limited else None for limited in bound.tolist()]
            continue
        low = _search(losses, np.array([guess for _, guess in part], np.int64))
        found += zip(low.tolist(), losses.breaking(low + 1), strict=True)
    return found


def still_right(
    needs: Needs, limits: Ints, known: Sequence[tuple[int, int]]
) -> list[tuple[int, tuple[int, ...]]]:
    """For each (element, outage survived so far) how much of it is survived under ``limits``.

    That is all of it, or the longest shorter outage; and what breaks a minute later, () when
    nothing does.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    for start in range(0, len(known), AT_ONCE):
        part = known[start : start + AT_ONCE]
        low = np.array([outage for _, outage in part], np.int64)
        losses = LoneLosses(needs, limits, [element for element, _ in part])
        fits = losses.survives(low)
        ways = losses.breaking(low + 1)
        if not fits.all():
            less = [part[column] for column in np.flatnonzero(~fits).tolist()]
            shorter = iter(longest_outages(needs, limits, less))
            for column in np.flatnonzero(~fits).tolist():
                answer = next(shorter)
                assert answer is not None
                low[column], ways[column] = answer
        found += zip(low.tolist(), ways, strict=True)
    return found


def _search(losses: LoneLosses, guess: Ints) -> Ints:
    """Doubling steps away from the guess until the answer lies between, then halving."""
    low, high = np.full_like(guess, -1), np.full_like(guess, -1)
    fits = losses.survives(guess)
    low[fits], high[~fits] = guess[fits], guess[~fits]
    low[(guess == 0) & ~fits] = 0  # an outage of nothing is survived
    high[(guess == 0) & ~fits] = 1
    step = np.ones_like(guess)
    while (low < 0).any() or (high < 0).any() or (high - low > 1).any():
        upward, downward = high < 0, low < 0
        probe = np.where(upward, low + step, np.where(downward, np.maximum(high - step, 0), 0))
        between = ~upward & ~downward
        probe[between] = (low[between] + high[between]) // 2
        step = np.where(upward | downward, 2 * step, step)
        fits = losses.survives(probe)
        fits |= probe == 0
        done = between & (high - low <= 1)
        low = np.where(fits & ~done, probe, low)
        high = np.where(~fits & ~done, probe, high)
    return low
