"""What the analyses answer: result dataclasses, each complete in itself.

Record ids throughout (never keys or names), whole minutes, money as Decimal in the
document's currency; None means unset or unknown, never zero. A result belongs to the very
``Model`` it was computed from and is stale once ``result.model is not document.model``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.model.model import Model

Severity = Literal["error", "warning", "note"]
CODES = ("", "A", "D", "M", "B", "X")
"""CFIA codes from harmless to fatal: none, automatic, degraded, manual, restore, stops."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: what contributes ``amount`` minutes (or money)."""

    text: str
    amount: int | Decimal
    element: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number is what it is: the steps' amounts add up to ``total``."""

    title: str
    unit: Literal["minutes", "money"]
    total: int | Decimal
    steps: tuple[Step, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElementImpact:
    """BIA of one element (ENGINE 6).

    ``mtpd`` is the effective one: typed, else derived. ``category`` and ``band`` (minutes)
    name what forces the derived one. ``rto`` is the RTO used; ``rto_source`` says whether it
    was "typed" or "proposed" ("" when there is none).
    """

    mtpd: int | None
    mtpd_derived: int | None
    category: str | None
    band: int | None
    previous_band: int | None
    category_mtpds: Mapping[str, int]
    proposed_rto: int | None
    rto: int | None
    rto_source: Literal["typed", "proposed", ""]
    tier: str | None
    loss: LossCurve | None


@dataclass(frozen=True, slots=True)
class ImpactResult:
    """BIA of every element."""

    model: Model
    elements: Mapping[str, ElementImpact]


@dataclass(frozen=True, slots=True)
class ElementObjectives:
    """Required, achievable and proven times of one element (ENGINE 4, 5)."""

    rto: int | None
    required_by: int | None
    forced_by: tuple[str, ...]
    rta_bound: int | None
    rta: int | None
    gap: int | None
    own_recovery: int | None
    rpo: int | None
    rpo_required: int | None
    rpo_forced_by: tuple[str, ...]
    rpa: int | None
    rpo_gap: int | None
    proven_time: int | None
    proven_rpa: int | None


@dataclass(frozen=True, slots=True)
class ObjectivesResult:
    """Objectives of every element; with a scenario, ``rta`` comes from its sequence."""

    model: Model
    scenario: str | None
    elements: Mapping[str, ElementObjectives]


@dataclass(frozen=True, slots=True)
class Outage:
    """The own outage of one element: minutes after the event; ``up`` None: never back.

    ``because`` is the provider (or, for a group, the member) whose failure stopped it; None
    for an element that was lost itself. ``takeover`` marks an outage that only lasts until a
    redundancy group has switched over.
    """

    down: int
    up: int | None
    because: str | None = None
    lost: bool = False
    takeover: bool = False

    @property
    def length(self) -> int | None:
        """Minutes of outage; None when it never ends."""
        return None if self.up is None else self.up - self.down


@dataclass(frozen=True, slots=True)
class FailureResult:
    """What a set of lost elements does, with recovery as planned and no team limits.

    ``tolerating`` maps elements that lose a hard provider for a while yet never stop to the
    minute until which they could have gone on. ``degraded`` lists what loses only soft
    dependencies. ``recovering`` is False for "what stops if nothing is repaired".
    """

    model: Model
    lost: tuple[str, ...]
    recovering: bool
    outages: Mapping[str, Outage]
    tolerating: Mapping[str, int]
    degraded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StructureResult:
    """Single points of failure, CFIA and cycles of the whole model (ENGINE 8).

    ``cfia[component][service]`` is one of :data:`CODES`; blanks are left out.
    ``delays[component][service]`` is the minute at which an X stops the service.
    """

    model: Model
    services: tuple[str, ...]
    components: tuple[str, ...]
    single_points: Mapping[str, tuple[str, ...]]
    cfia: Mapping[str, Mapping[str, str]]
    delays: Mapping[str, Mapping[str, int]]
    blast_radius: Mapping[str, int]
    cycles: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PointsResult:
    """Single points of failure and blast radius alone, as in :class:`StructureResult`."""

    model: Model
    services: tuple[str, ...]
    single_points: Mapping[str, tuple[str, ...]]
    blast_radius: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RiskRating:
    """Levels of the risk scale looked up in the matrix; ``lacks`` names what is missing."""

    inherent: int | None
    current: int | None
    target: int | None
    lacks: tuple[Literal["owner", "treatment", "review"], ...]


@dataclass(frozen=True, slots=True)
class RiskResult:
    """Every risk rated, ranked worst first; ``heat`` is (likelihood, impact) -> risk ids.

    ``as_of`` is the day by which reviews were judged; None when none counts as past.
    """

    model: Model
    risks: Mapping[str, RiskRating]
    ranking: tuple[str, ...]
    heat: Mapping[tuple[int, int], tuple[str, ...]]
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """A task in the sequence. ``task`` is None for an option's recovery without tasks.

    ``float`` (here ``slack``) is latest start minus scheduled start; ``cpm_slack`` the same
    without team limits. ``waits_for`` are indexes into ``RecoveryResult.tasks`` of what it
    immediately waits for, or was done too late for the hours before; ``limited_by`` says in words
    why it does not start earlier.
    """

    key: str
    name: str
    task: str | None
    element: str
    start: int
    finish: int
    slack: int
    cpm_slack: int
    teams: tuple[tuple[str, int], ...]
    critical: bool
    waits_for: tuple[int, ...]
    limited_by: str


@dataclass(frozen=True, slots=True)
class ServiceOutcome:
    """What the sequence means for one service (or any element with an RTO)."""

    down: int | None
    up: int | None
    rto: int | None
    rta: int | None
    met: bool
    loss: Decimal
    past_mtpd: int
    past_rto: int


@dataclass(frozen=True, slots=True)
class Objective:
    """The lexicographic objective's values (ENGINE 7) in the usual order, best when smallest."""

    past_mtpd: Decimal
    loss: Decimal
    past_rto: Decimal
    makespan: int
    sum_of_starts: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same scenario in an order people would choose by rule, and what it would cost.

    ``loss_saved`` is its loss less that of the sequence: negative where the sequence accepts
    more loss for a goal that counts first, in the usual order minutes past MTPD.
    """

    rule: Literal["tier order", "RTO order", "loss-rate order"]
    objective: Objective
    loss_saved: Decimal


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """The recovery sequence of a scenario (ENGINE 3, 7).

    ``status`` is "optimal" only when stages 1 to 4 are proved. ``stage`` names the first
    stage not proved ("" when all are), ``bound`` its proven bound and ``gap`` the relative
    distance to it; both are None when nothing is known of it: the run ended before the solver
    looked into it, and no service alone proves anything. A stage that is 0 is proved.
    ``reproducible`` is False for a run ended by wall
    clock or by hand, and for what was found on the way.
    ``later`` lists lost elements left out because nothing needs them in this run.
    ``unrecoverable`` lists elements that never come back.
    ``start`` is the minute of the week of the event (0: Monday 00:00), None when it is unknown;
    ``hours_left_out`` then tells that some task has hours, call-out or contract hours that were
    not counted.
    ``objective_order`` tells which goal counted first.
    """

    model: Model
    scenario: str
    status: Literal["optimal", "feasible", "nothing to recover"]
    reproducible: bool
    objective: Objective
    stage: str
    bound: Decimal | None
    gap: float | None
    tasks: tuple[ScheduledTask, ...]
    outages: Mapping[str, Outage]
    services: Mapping[str, ServiceOutcome]
    later: tuple[str, ...]
    unrecoverable: tuple[str, ...]
    comparisons: tuple[Comparison, ...] = ()
    start: int | None = None
    hours_left_out: bool = False
    objective_order: ObjectiveOrder = HARM_FIRST
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem worth attention, with the elements it is about and its explanation."""

    severity: Severity
    kind: str
    elements: tuple[str, ...]
    text: str
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class FindingsResult:
    """Everything worth attention, errors first.

    ``as_of`` is the day by which agreements were judged; None when none counts as ended.
    """

    model: Model
    findings: tuple[Finding, ...]
    as_of: date | None = None
