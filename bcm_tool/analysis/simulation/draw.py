"""The luck of the runs: one row of durations per task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bcm_tool.analysis.simulation.pert import Minutes, Sampler, Streams
from bcm_tool.analysis.simulation.plan import Plan


class Luck:
    """Durations of a plan's tasks in any of the runs of a seed.

    Each task has a stream of its own, named by element and task, so the first runs are the same
    however many follow, and the same in every variant of the plan.
    """

    def __init__(self, plan: Plan, seed: int) -> None:
        self._sampler, self._streams = Sampler(plan.estimates), Streams(seed)
        self._names = [plan.name(number) for number in range(len(plan.problem.tasks))]

    def durations(self, first: int, last: int) -> list[Minutes]:
        """Per task its minutes in runs ``first`` to ``last`` (outside); one number where there
        is no doubt."""
        found: list[Minutes] = []
        for number, (estimate, name) in enumerate(
            zip(self._sampler.estimates, self._names, strict=True)
        ):
            if estimate.certain:
                found.append(np.asarray(estimate.likely, dtype=np.int64))
            else:
                words = self._streams.words(name, last - first, first)
                found.append(self._sampler.draw(number, words))
        return found


def draw_durations(plan: Plan, runs: int, seed: int) -> list[Minutes]:
    """Per task its minutes in each of ``runs`` runs; see :class:`Luck`."""
    return Luck(plan, seed).durations(0, runs)


def drawn_anew(
    other: Plan, plan: Plan, durations: Sequence[Minutes], runs: int, seed: int
) -> list[Minutes]:
    """Minutes of the tasks of ``other`` in the runs of ``plan``; those they share are the same."""
    known = {plan.name(number): row for number, row in enumerate(durations)}
    found: list[Minutes] = []
    for number, estimate in enumerate(other.estimates):
        name = other.name(number)
        if name in known:
            found.append(known[name])
        elif estimate.certain:
            found.append(np.asarray(estimate.likely, dtype=np.int64))
        else:
            found.append(Sampler([estimate]).draw(0, Streams(seed).words(name, runs)))
    return found
