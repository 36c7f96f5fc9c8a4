"""What a year may cost: result dataclasses, money as Decimal in the document's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bcm_tool.frequency import Frequency, format_yearly
from bcm_tool.model.model import Model


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share of years (0 to 1) that lose more than ``loss``."""

    loss: Decimal
    probability: float


@dataclass(frozen=True, slots=True)
class Measures:
    """A distribution of yearly losses in figures.

    ``eal`` is its mean and ``se`` the standard error of that mean. ``var95`` is the smallest
    loss that at least 95 of 100 years do not exceed, ``es95`` the mean of the worst 5 of 100
    years; likewise for 99. ``no_loss`` is the share of years without any loss. ``expected``
    and ``deviation`` are the exact mean and standard deviation by the closed forms of compound
    distributions, for the sampled losses of one event.
    """

    eal: Decimal
    se: Decimal
    var95: Decimal
    var99: Decimal
    es95: Decimal
    es99: Decimal
    worst: Decimal
    no_loss: float
    expected: Decimal
    deviation: Decimal
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class ScenarioMoney:
    """One scenario with a frequency: events a year, and what one event costs.

    ``event_*`` describe the losses of one event over ``runs`` simulated recoveries (one where
    nothing in it is uncertain). ``elements`` splits ``year.eal`` among the elements whose money
    counts; ``never_back`` lists those of them that lose up to the horizon. ``planned`` is False
    where no sequence exists, so that team limits are not counted.
    """

    scenario: str
    kind: Literal["poisson", "once"]
    frequency: float
    runs: int
    event_mean: Decimal
    event_low: Decimal
    event_high: Decimal
    year: Measures
    elements: Mapping[str, Decimal]
    never_back: tuple[str, ...]
    planned: bool = True

    @property
    def often(self) -> str:
        """How often, in words, exactly."""
        return format_yearly(Frequency(self.kind, self.frequency))


@dataclass(frozen=True, slots=True)
class Appetite:
    """One point of the appetite line: how likely a yearly loss of ``loss`` or more may be, and is.

    Where it is likelier than accepted, losses stay so up to ``until``, or up to the next point.
    """

    loss: Decimal
    accepted: float
    probability: float
    until: Decimal

    @property
    def exceeded(self) -> bool:
        """Whether the loss is likelier than accepted."""
        return self.probability > self.accepted


@dataclass(frozen=True, slots=True)
class OptionEffect:
    """What using ``option`` instead of today's (None: none) would change in a year.

    ``before`` and ``after`` are expected yearly losses, ``cost`` what it costs more (None where
    a cost is unset), ``worth`` the loss saved less that cost, ``gain`` the worth for each unit of
    money spent more (None where it costs no more). ``untouched`` says why the loss stays the
    same: "tasks" decide how long recovery takes, or no "scenarios" with a frequency lose the
    element.
    """

    option: str
    element: str
    instead_of: str | None
    before: Decimal
    after: Decimal
    cost: Decimal | None
    worth: Decimal | None
    gain: float | None
    untouched: Literal["", "tasks", "scenarios"]
    rpa: int | None
    rpo: int | None
    """The option's recovery point and the strictest one demanded of the element, in minutes."""

    @property
    def loses_data(self) -> bool:
        """Whether the option loses more data than is allowed."""
        return self.rpo is not None and self.rpa is not None and self.rpa > self.rpo

    @property
    def saved(self) -> Decimal:
        """Expected yearly loss less."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class MoneyResult:
    """The yearly loss of all scenarios that have a frequency, one by one and together.

    ``years`` simulated years from ``seed``. ``not_counted`` are the scenarios without a
    frequency. ``assumptions`` are sentences that hold for every figure.
    """

    model: Model
    years: int
    seed: int
    scenarios: tuple[ScenarioMoney, ...]
    not_counted: tuple[str, ...]
    total: Measures
    appetite: tuple[Appetite, ...]
    options: tuple[OptionEffect, ...]
    assumptions: tuple[str, ...]
