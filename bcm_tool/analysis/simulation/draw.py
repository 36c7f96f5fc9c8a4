"""The luck of the runs: one row of durations per task."""

from __future__ import annotations

import numpy as np

from bcm_tool.analysis.simulation.pert import Minutes, Sampler, Streams
from bcm_tool.analysis.simulation.plan import Plan


def draw_durations(plan: Plan, runs: int, seed: int) -> list[Minutes]:
    """Per task its minutes in each of ``runs`` runs; one number where there is no doubt.

    Each task has a stream of its own, named by task and element, so the first runs are the same
    however many follow, and the same in every variant of the plan.
    """
    sampler, streams = Sampler(plan.estimates), Streams(seed)
    found: list[Minutes] = []
    for number, (task, estimate) in enumerate(zip(plan.problem.tasks, plan.estimates, strict=True)):
        if estimate.certain:
            found.append(np.asarray(estimate.likely, dtype=np.int64))
            continue
        element = plan.problem.model.elements[plan.problem.items[task.item].id]
        name = f"{element.key.casefold()}\n{task.key.casefold()}"
        found.append(sampler.draw(number, streams.words(name, runs)))
    return found


def part_of(durations: list[Minutes], first: int, last: int) -> list[Minutes]:
    """Some of the runs."""
    return [minutes[first:last] if minutes.ndim else minutes for minutes in durations]
