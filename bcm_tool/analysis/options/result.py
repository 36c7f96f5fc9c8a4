"""Which recovery options to buy: result dataclasses, money as Decimal, record ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bcm_tool.model.model import Model


@dataclass(frozen=True, slots=True)
class Change:
    """One element takes another option than today; None is no option."""

    element: str
    before: str | None
    after: str | None
    cost: Decimal
    """What it costs more a year; negative is saved."""


@dataclass(frozen=True, slots=True)
class Point:
    """One choice of options for the whole organisation.

    ``cost`` is the yearly cost of every option in use that has one, ``loss`` the expected
    yearly loss, ``scenario_loss`` the loss of one event per scenario id. ``late`` are the
    elements that miss their RTO, ``stale`` those that lose more data than their RPO demands.
    """

    cost: Decimal
    loss: Decimal
    scenario_loss: Mapping[str, Decimal]
    changes: tuple[Change, ...]
    late: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def together(self) -> Decimal:
        """Yearly cost and expected yearly loss."""
        return self.cost + self.loss


@dataclass(frozen=True, slots=True)
class OptionsResult:
    """The efficient choices of recovery options.

    ``held`` are the efficient points among the choices that keep every objective that any
    choice can keep, cheapest first: each costs more and loses less than the one before.
    ``frontier`` are those among all choices that lose no more data than today's or the RPO
    allows (lost data has no price here) but may miss an RTO. ``late_always`` and
    ``stale_always`` are the elements whose RTO or RPO no choice keeps. ``proved``: no choice
    beats a point of either list; else the search was ended and they are the best found.
    ``decisions`` counts the elements that have a choice, ``unpriced`` are options left out for
    want of a yearly cost, ``by_tasks`` elements whose time follows from their tasks whatever the
    option.
    """

    model: Model
    today: Point
    held: tuple[Point, ...]
    frontier: tuple[Point, ...]
    late_always: tuple[str, ...]
    stale_always: tuple[str, ...]
    proved: bool
    evaluated: int
    scenarios: tuple[str, ...]
    decisions: int
    unpriced: tuple[str, ...]
    by_tasks: tuple[str, ...]
    assumptions: tuple[str, ...]

    def misses(self, point: Point) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Elements whose RTO, and whose RPO, a point misses though another choice keeps it."""
        return (
            tuple(item for item in point.late if item not in self.late_always),
            tuple(item for item in point.stale if item not in self.stale_always),
        )

    @property
    def cheapest(self) -> Point | None:
        """Every objective that can be kept, at least cost."""
        return self.held[0] if self.held else None

    def within(self, budget: Decimal, *, held: bool = False) -> Point | None:
        """Least expected loss for at most ``budget`` a year; None when every choice costs more.

        ``held``: among the choices that keep the objectives.
        """
        affordable = [p for p in (self.held if held else self.frontier) if p.cost <= budget]
        return affordable[-1] if affordable else None
