"""What the start-time analysis answers; minutes of the week count from Monday 00:00."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcm_tool.analysis.results import Objective, ServiceOutcome
from bcm_tool.model.model import Model


@dataclass(frozen=True, slots=True)
class StartHour:
    """The scenario begun at minute ``start`` of the week (0: Monday 00:00).

    ``services`` are all services and whatever has an RTO or MTPD, in key order; ``late`` those
    of them that miss their RTO (MTPD where there is none) or never come back.
    """

    start: int
    objective: Objective
    services: Mapping[str, ServiceOutcome]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceWeek:
    """One service over all starts: its shortest and longest outage, in minutes.

    ``worst`` is the RTO that holds always with the sequences found; None when there is a start
    from which it never comes back. ``best_start`` and ``worst_start`` are the first minutes of
    the week with that outage; ``held`` is from how many of the 168 starts its objective holds.
    """

    rto: int | None
    best: int | None
    best_start: int
    worst: int | None
    worst_start: int
    held: int


@dataclass(frozen=True, slots=True)
class WeekResult:
    """A scenario over the hours of a week; ``hours`` has 168 entries, Monday 00:00 first.

    ``worst`` and ``best`` are places in ``hours`` (by the objective; the first where several
    are equal). ``services`` are those that stop from some start. ``bound_by_hours`` is False when
    no task has hours, so that every hour is the same.
    """

    model: Model
    scenario: str
    hours: tuple[StartHour, ...]
    worst: int
    best: int
    services: Mapping[str, ServiceWeek]
    bound_by_hours: bool
