"""Search and proof of one problem side by side, in rounds that become longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bcm_tool.analysis.recovery.evaluate import follow, value_of
from bcm_tool.analysis.recovery.explore import Explorer
from bcm_tool.analysis.recovery.own_bounds import own_bounds
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.search import Found
from bcm_tool.analysis.recovery.solver import STAGES, Alongside, Proof, prove

_FIRST, _GROWTH = 0.1, 3.0
"""Effort of the first round, and by how much each is longer than the one before."""
_STEPS = 150_000
"""Steps of the search for one unit of effort: more than half of the time for plans of 60 tasks."""
_SMALL = 30
"""Tasks with which the solver proves most projects of which only the makespan counts; the larger
they are, the more of the time the genetic search gets (measured: j120 of PSPLIB, of which the
solver finds little in ten seconds)."""
_LARGE = 80
"""Tasks from which on the search goes ahead alone: of so many the solver hardly finds
anything in its first second, while its model is built and it takes a core."""
_AHEAD = 12_000_000
"""Tasks placed by then (about a second)."""
_MAKESPAN = 3
Better = Callable[[Found], None]
Stop = Callable[[], bool]


class Rounds:
    """The state between rounds: what is known, and what is left of the budgets.

    Search and proof of one round both start from the best of the round before and run to their
    own end, so the outcome is the same whichever is faster.
    """

    def __init__(self, problem: Problem, start: Found | None, *, steps: int, effort: float) -> None:
        self.proof = Proof(problem, start)
        self.steps, self.effort = steps, effort
        self._explorer = None if start is None else Explorer(problem, start, steps)
        self._made, self._share = 0, _FIRST
        self._proving = effort > 0
        walks = self._explorer is not None and not self._explorer.breeds
        self._ahead = _AHEAD // len(problem.tasks) if walks and _much_open(problem, start) else 0

    @property
    def finished(self) -> bool:
        """Whether all is proved, or the budgets are used up."""
        return self.proof.complete or not (self._proving or self._searching)

    @property
    def used(self) -> float:
        """How much of the budgets is used, from 0 to 1."""
        if self.finished:
            return 1.0
        made = self._made if self._explorer is None else self._explorer.made
        searched = made / self.steps if self.steps else 1.0
        return (self.proof.used / self.effort + searched) / 2 if self.effort else searched

    @property
    def _searching(self) -> bool:
        return self._explorer is not None and self._made < self.steps

    def go_on(self, better: Better, stop: Stop) -> None:
        """One round; ``better`` hears of better schedules, ``stop`` is polled and ends it."""
        proof, explorer = self.proof, self._explorer
        usual = int(self._share * _STEPS)
        if explorer is not None and explorer.breeds:
            usual *= max(1, len(proof.problem.tasks) // _SMALL)
        ahead = self._searching and self._ahead > 0
        part = min(self.steps - self._made, self._ahead or usual) if self._searching else 0
        self._ahead = 0

        def explore(ended: Stop) -> Found | None:
            if explorer is None or part <= 0:
                return None
            if proof.best is not None:
                explorer.go_on(proof.best)
            explorer.run(part, better, ended)
            self._made += part
            return explorer.best

        if ahead:
            self._search_alone(explore, stop)
            return
        if self._proving:
            last = min(self.effort, proof.used + self._share)
            prove(
                proof,
                effort=last,
                total=self.effort,
                several=explorer is None or not explorer.breeds,
                better=better,
                stop=stop,
                alongside=explore,
            )
            self._proving = last < self.effort and not proof.distrusted
        else:
            self._search_alone(explore, stop)
        self._share *= _GROWTH

    def _search_alone(self, explore: Alongside, stop: Stop) -> None:
        self.proof.take(explore(stop))
        self.proof.stopped = self.proof.stopped or stop()

    def hand_on(self, others: Sequence[Rounds]) -> None:
        """Leave what was not used of the budgets to others."""
        steps, effort = self.steps - self._made, self.effort - self.proof.used
        for other in others:
            other.steps += max(0, steps) // len(others)
            other.effort += max(0.0, effort) / len(others)
            other._proving = other._proving or effort > 0

    @property
    def makespan(self) -> int:
        """That of the best found."""
        assert self.proof.best is not None
        return self.proof.best.value[_MAKESPAN]

    def tidy_within(self, floor: int, stop: Stop) -> None:
        """The best with the sum of starts as small as a makespan of ``floor`` allows.

        For a problem that is proved, and whose makespan comes last.
        """
        done = self.proof
        assert done.best is not None
        schedule = done.best.schedule
        problem = replace(done.problem, floor=floor)
        value = value_of(problem, schedule, follow(problem, schedule))
        self.proof = Proof(problem, Found(schedule, value), proved=STAGES, used=done.used)
        prove(
            self.proof,
            effort=done.used,
            total=done.used + self.effort,
            several=True,
            better=lambda found: None,
            stop=stop,
            alongside=lambda ended: None,
        )


def _much_open(problem: Problem, start: Found | None) -> bool:
    """Whether there are many tasks, and less harm than that of ``start`` is not ruled out."""
    if start is None or len(problem.tasks) < _LARGE:
        return False
    least = own_bounds(problem).value
    return any(
        start.value[stage] > least[stage]
        for stage in range(STAGES)
        if problem.ranked[stage] != _MAKESPAN
    )
