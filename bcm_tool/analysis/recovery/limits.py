"""How much work a sequence may cost."""

from __future__ import annotations

from dataclasses import dataclass

_USUAL = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one run.

    ``schedules`` is the number of list schedules tried beside the solver (fewer in proportion
    when a scenario has more than a hundred tasks, since each then takes longer; a twentieth of
    them where elements need each other in a circle, for the same reason); ``effort`` the solver's
    deterministic time (about seconds of one core, the same on every machine) for all stages. Runs
    that end by these two are reproducible. ``seconds`` is an optional limit of wall-clock time; a
    run that it ends is not. ``part`` is the number of tasks from which on a part of the scenario
    that does not touch the others is sequenced apart; smaller ones go together, since the solver
    proves so many in no time.
    """

    schedules: int = 20_000
    effort: float = 1.5
    seconds: float | None = None
    part: int = 25

    def schedules_for(self, tasks: int) -> int:
        """List schedules for a scenario with so many tasks."""
        return self.schedules * _USUAL // max(_USUAL, tasks)

    @classmethod
    def until(cls, seconds: float | None) -> Limits:
        """Only the clock, a person or proof ends the run."""
        return cls(schedules=10**9, effort=1e6, seconds=seconds)
