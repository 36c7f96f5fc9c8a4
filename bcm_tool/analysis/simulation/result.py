"""What a simulation of a recovery says: shares of runs, quantiles, losses, gains.

Whole minutes after the event; money as Decimal in the document's currency; shares from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.model.model import Model

RUNS = 10_000
GAIN_RUNS = 2_000
SEED = 1
POINTS = 101
"""Points of a curve: the 0 %, 1 %, ... 100 % quantiles."""


@dataclass(frozen=True, slots=True)
class Times:
    """A time over all runs: half, 80 % and 90 % of them stay within ``p50``, ``p80``, ``p90``.

    ``curve`` holds the quantiles from 0 % to 100 % in steps of 1 %. None: it never comes.
    ``mean`` is over the runs in which it comes (None: in none), ``error`` its standard error.
    """

    mean: float | None
    error: float
    p50: int | None
    p80: int | None
    p90: int | None
    curve: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ServiceChances:
    """How likely a service is back in time.

    ``p_met`` is the share of runs in which what the sequence calls "met" holds (back, and within
    the RTO, or within the MTPD where there is no RTO); ``p_rto`` and ``p_mtpd`` are None where
    the service has no such limit. ``error`` is the standard error of ``p_met``. ``p_down`` is the
    share of runs in which it stops at all; in the others its outage is 0.
    """

    rto: int | None
    mtpd: int | None
    p_met: float
    error: float
    p_rto: float | None
    p_mtpd: float | None
    p_down: float
    outage: Times
    planned: int | None
    loss: Decimal


@dataclass(frozen=True, slots=True)
class TaskChances:
    """A task over all runs.

    ``task`` is None for a recovery option without tasks. ``part`` is the share of runs in which
    it takes part, ``criticality`` that in which it is on the chain that ends at the makespan and
    begins, at the latest, where hours kept a start.
    ``planned`` is False for work that the sequence did not foresee. ``mean`` minutes of work.
    """

    key: str
    name: str
    task: str | None
    element: str
    planned: bool
    part: float
    criticality: float
    mean: float


GainKind = Literal["team", "task", "element"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What one thing more, or less, would bring; both variants meet the same luck.

    ``subject`` is a team's, a task's or an element's id. ``loss_saved`` is the expected loss
    less, ``error`` its standard error. ``met_more`` is how many more services hold their
    objective, on average; ``service`` the one whose chance rises most, from ``before`` to
    ``after``. ``makespan_saved`` is minutes on average.
    """

    kind: GainKind
    subject: str
    key: str
    name: str
    loss_saved: Decimal
    error: Decimal
    met_more: float
    makespan_saved: float
    service: str | None
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """A sequence lived through ``runs`` times with random durations.

    It is about ``recovery``, and stale once that is not the scenario's sequence any more.
    ``services`` holds what can stop in the scenario. ``tail_loss`` is the mean loss of the worst
    5 % of runs. ``estimated`` counts those of the ``working`` tasks that have three-point
    estimates with some doubt; without any, all runs are the same. In ``reordered`` runs the
    planned order could not be kept, in ``unsettled`` ones no order was found that agrees with
    itself. ``gains`` come best first, from the first ``gain_runs`` runs; ``untried`` counts the
    least critical tasks and elements of a long plan that were not looked at.
    """

    model: Model
    recovery: RecoveryResult
    runs: int
    seed: int
    services: Mapping[str, ServiceChances]
    tasks: tuple[TaskChances, ...]
    makespan: Times
    planned_makespan: int
    expected_loss: Decimal
    loss_error: Decimal
    tail_loss: Decimal
    tail_error: Decimal
    planned_loss: Decimal
    loss_curve: tuple[Decimal, ...]
    gains: tuple[Gain, ...]
    gain_runs: int
    untried: int
    estimated: int
    working: int
    reordered: int
    unsettled: int

    @property
    def scenario(self) -> str:
        """The scenario's id."""
        return self.recovery.scenario
