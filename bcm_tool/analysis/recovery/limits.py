"""How much work a sequence may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one run.

    ``schedules`` is the number of list schedules tried before the solver; ``effort`` the
    solver's deterministic time (about seconds of one core, the same on every machine) for all
    stages. Runs that end by these two are reproducible. ``seconds`` is an optional limit of
    wall-clock time; a run that it ends is not.
    """

    schedules: int = 2000
    effort: float = 1.5
    seconds: float | None = None
