"""The luck of the runs: one row of durations per task."""

from __future__ import annotations

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
        elements, items = plan.problem.model.elements, plan.problem.items
        self._names = [
            f"{elements[items[task.item].id].key.casefold()}\n{task.key.casefold()}"
            for task in plan.problem.tasks
        ]

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
