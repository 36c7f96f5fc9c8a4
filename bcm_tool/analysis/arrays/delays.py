"""When every single failure stops every service, tolerances counted, for many failures at a time.

Only few elements stop with a failure, so what is computed are the pairs that do: which ones is
found in bits first (:mod:`bcm_tool.analysis.arrays.bulk` says how), and their minutes then pass
along the levels of the network's plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bcm_tool.analysis.arrays.bulk import at_least, unpacked
from bcm_tool.analysis.arrays.flow import ragged, ragged_owners
from bcm_tool.analysis.work import NEVER
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.arrays.network_times import NetworkPlan
    from bcm_tool.analysis.arrays.times import Choice


def service_delays(
    known: NetworkPlan, failed: range, services: Ints, progress: Progress = no_progress
) -> Ints:
    """Minute at which each service (row) stops for each of ``failed`` (column); NEVER if not.

    As :func:`bcm_tool.analysis.cfia.stop_minutes`: nothing is repaired, takeovers cost nothing.
    """
    pairs = _Pairs(known, failed, progress)
    return pairs.minutes_of(known.plan.place[services])


class _Pairs:
    """Pairs of a place of the plan and a failure that stops it, by place and then by failure."""

    def __init__(self, known: NetworkPlan, failed: range, progress: Progress) -> None:
        self.known, self.plan, self.width = known, known.plan, len(failed)
        self._progress = progress
        self._seeds = known.plan.place[np.arange(failed.start, failed.stop)]
        self._stops = self._spread()
        self._keys = np.flatnonzero(self._stops)
        self._index = np.empty(len(self._stops), np.int32)
        self._index[self._keys] = np.arange(len(self._keys))
        self._place, self._column = np.divmod(self._keys, self.width)
        self._first = np.searchsorted(self._place, np.arange(len(known.plan.order) + 1))
        self._minutes = self._pass()

    def _spread(self) -> NDArray[np.bool_]:
        """Flags by place times width plus column."""
        plan, columns = self.plan, np.arange(self.width)
        bits = np.zeros((len(plan.order), -(-self.width // 64)), np.uint64)
        marks = np.left_shift(np.uint64(1), (columns % 64).astype(np.uint64))
        bits[self._seeds, columns // 64] = marks
        for number, (nodes, arcs, begins) in enumerate(plan.levels):
            self._progress(number, len(plan.levels))
            bits[nodes] |= np.bitwise_or.reduceat(bits[plan.source[arcs]], begins, axis=0)
            for choice in self.known.gone[number]:
                members = [bits[row] for row in choice.members]
                bits[choice.places] = at_least(members, choice.rank + 1)
        return unpacked(bits, self.width).ravel()

    def _pass(self) -> Ints:
        plan, tolerance = self.plan, self.known.tolerance
        place, width = self._place, self.width
        lengths = plan.first[place + 1] - plan.first[place]
        at, owner = ragged_owners(plan.first[place], lengths)
        keys = plan.source[at] * width + self._column[owner]
        known = self._stops[keys]
        source, delay = self._index[keys[known]], tolerance[at[known]]
        owner = owner[known]
        begins = np.flatnonzero(np.diff(owner, prepend=-1))
        rows = owner[begins]
        minutes = np.full(len(place), NEVER, np.int64)
        minutes[self._index[self._seeds * width + np.arange(width)]] = 0
        ends = [*begins.tolist(), len(owner)]
        for number, (nodes, _, _) in enumerate(plan.levels):
            self._progress(number, len(plan.levels))
            first, stop = np.searchsorted(rows, self._first[[nodes.start, nodes.stop]]).tolist()
            if first == stop:
                continue
            arcs = slice(ends[first], ends[stop])
            met = minutes[source[arcs]] + delay[arcs]
            here = rows[first:stop]
            least = np.minimum.reduceat(met, begins[first:stop] - arcs.start)
            minutes[here] = np.minimum(minutes[here], least)
            for choice in self.known.gone[number]:
                self._choose(minutes, choice)
        return minutes

    def _choose(self, minutes: Ints, choice: Choice) -> None:
        """A gate stops with its rank-th member."""
        begin = self._first[choice.places]
        lengths = self._first[choice.places + 1] - begin
        rows = ragged(begin, lengths)
        which = np.repeat(np.arange(len(choice.places)), lengths)
        keys = choice.members[:, which] * self.width + self._column[rows]
        known = self._stops[keys]
        reached = np.full(keys.shape, NEVER, np.int64)
        reached[known] = minutes[self._index[keys[known]]]
        reached += self.known.tolerance[choice.arcs[:, which]]
        minutes[rows] = np.sort(reached, axis=0)[choice.rank]

    def minutes_of(self, places: Ints) -> Ints:
        """A row per place, a column per failure."""
        found = np.full((len(places), self.width), NEVER, np.int64)
        begin = self._first[places]
        lengths = self._first[places + 1] - begin
        pairs = ragged(begin, lengths)
        found[np.repeat(np.arange(len(places)), lengths), self._column[pairs]] = self._minutes[
            pairs
        ]
        return found
