"""A sequence where lists of tasks lead to none.

When tasks wait for each other in a circle that depends on which elements fail, no list may be
read in a sound way although there are sound schedules; the solver knows of no lists.
"""

from __future__ import annotations

from collections.abc import Callable

from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.rounds import Rounds
from bcm_tool.analysis.recovery.search import Found

EFFORT = 1.5
"""Deterministic time of the solver at most; its first round, a tenth of one, mostly finds one."""


def solved(problem: Problem, known: Found | None, stop: Callable[[], bool]) -> Found | None:
    """One round of the solver from what is ``known``, more until there is a schedule at all.

    ``stop`` is polled; what it raises ends the search. None: there is no sequence, or none was
    found with :data:`EFFORT`.
    """
    rounds = Rounds(problem, known, steps=0, effort=EFFORT)
    while not rounds.finished:
        rounds.go_on(lambda found: None, stop)
        if rounds.proof.best is not None or rounds.proof.stopped:
            break
    return rounds.proof.best
