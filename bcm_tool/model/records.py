"""The records of a document: plain frozen dataclasses, one table each.

Words follow ISO 22301, ISO/TS 22317, NIST SP 800-34 and ITIL. Times are whole minutes;
None (or an empty text) means unset, which is never the same as zero. ``key`` is the short
name people and spreadsheets use; ``id`` never changes and is what records refer to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from bcm_tool.durations import LONGEST_UPTIME
from bcm_tool.model import fields as f

SCALES = ("impact", "likelihood", "risk")
STRENGTHS = ("hard", "soft")
TAKEOVERS = ("automatic", "manual", "restore")
NEEDED = ("both", "loss", "outage")
AGREEMENT_TYPES = ("SLA", "OLA", "UC")
STRATEGIES = (
    "immediate",
    "fast",
    "intermediate",
    "gradual",
    "manual workaround",
    "reciprocal",
    "do nothing",
)
DELIVERY_MODELS = (
    "insourced",
    "outsourced",
    "co-sourced",
    "partnership",
    "shared service",
    "BPO",
    "ASP/SaaS",
    "cloud",
    "KPO",
)
OUTSOURCING_SCOPES = ("whole service", "process", "knowledge")
LIFECYCLES = ("strategy", "design", "transition", "operation", "retired")


def new_id() -> str:
    """A fresh record id."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Record):
    """How this organisation works: one record, with id ``method``.

    ``detection`` and ``decision`` delay every recovery task and every manual or restore
    takeover; ``horizon`` bounds what never ends. ``appetite`` says which yearly losses are
    accepted how often (:mod:`bcm_tool.appetite`).
    """

    organisation: str = f.text()
    currency: str = f.text()
    detection: int = f.minutes(required=True, default=0)
    decision: int = f.minutes(required=True, default=0)
    horizon: int = f.minutes(required=True, default=30 * 24 * 60)
    appetite: str = f.text(form="appetite")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLevel(Record):
    """One step of the impact, likelihood or risk scale; a higher number is worse."""

    scale: str = f.choice(*SCALES)
    number: int = f.integer(required=True)
    name: str = f.text()
    description: str = f.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactCategory(Record):
    """A kind of harm; ``intolerable`` is the impact level from which it may not go on."""

    name: str = f.text(required=True)
    intolerable: int | None = f.integer()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBand(Record):
    """A point in time after the event at which impacts are rated."""

    minutes: int = f.minutes(required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Record):
    """A recovery class: every RTO up to ``rto_up_to`` that no tighter tier takes."""

    name: str = f.text(required=True)
    rto_up_to: int = f.minutes(required=True)
    weight: Decimal = f.number(Decimal(1), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell(Record):
    """The risk level for a likelihood and an impact: a lookup, not a product."""

    likelihood: int = f.integer(required=True)
    impact: int = f.integer(required=True)
    risk: int = f.integer(required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Record):
    """What an element is. ``layer`` orders the map from top (0) to bottom."""

    name: str = f.text(required=True)
    layer: int = f.integer(required=True, default=0)
    is_service: bool = f.flag()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat(Record):
    """Something that can happen."""

    name: str = f.text(required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Record):
    """Anything whose loss matters: one node of the graph.

    ``availability`` is its own, in percent (above 0, up to 100); ``mtbf`` is the uptime between
    two failures and ``mtrs`` the time to restore service, both on average.
    """

    key: str = f.text(required=True)
    name: str = f.text(required=True)
    kind: str | None = f.ref("kinds", on_delete="refuse")
    description: str = f.text()
    owner: str = f.text()
    site: str = f.text()
    supplier: str = f.text()
    delivery_model: str = f.choice(*DELIVERY_MODELS)
    outsourcing_scope: str = f.choice(*OUTSOURCING_SCOPES)
    lifecycle: str = f.choice(*LIFECYCLES)
    mtpd: int | None = f.minutes()
    rto: int | None = f.minutes()
    rpo: int | None = f.minutes()
    wrt: int | None = f.minutes()
    mbco: str = f.text()
    impact_tolerance: int | None = f.minutes()
    availability: Decimal | None = f.percent()
    mtbf: int | None = f.minutes(least=1, most=LONGEST_UPTIME)
    mtrs: int | None = f.minutes(least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency(Record):
    """``dependent`` needs ``provider`` and runs ``tolerance`` minutes without it."""

    dependent: str = f.ref("elements", required=True, on_delete="cascade")
    provider: str = f.ref("elements", required=True, on_delete="cascade")
    strength: str = f.choice(*STRENGTHS, default="hard")
    tolerance: int = f.minutes(required=True, default=0)
    group: str | None = f.ref("groups", on_delete="clear")
    note: str = f.text()
    source: str = f.text()
    as_of: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedundancyGroup(Record):
    """``dependent`` needs ``required`` of the members that point here."""

    dependent: str = f.ref("elements", required=True, on_delete="cascade")
    name: str = f.text(required=True)
    required: int = f.integer(required=True, default=1)
    takeover: str = f.choice(*TAKEOVERS, default="automatic")
    takeover_time: int = f.minutes(required=True, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRating(Record):
    """How bad it is for ``element`` in ``category`` after ``band``; loss is cumulative money."""

    element: str = f.ref("elements", required=True, on_delete="cascade")
    category: str = f.ref("categories", required=True, on_delete="cascade")
    band: str = f.ref("bands", required=True, on_delete="cascade")
    level: int | None = f.integer()
    loss: Decimal | None = f.money()
    note: str = f.text()
    source: str = f.text()
    as_of: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Record):
    """People who recover; ``capacity`` units work at the same time.

    ``hours`` is a calendar (:mod:`bcm_tool.calendars`), always when empty. Outside of them the
    team comes ``call_out`` minutes after it is called; None: it does not come.
    """

    key: str = f.text(required=True)
    name: str = f.text(required=True)
    capacity: int = f.integer(required=True, default=1)
    hours: str = f.text(form="calendar")
    call_out: int | None = f.minutes()
    skills: tuple[str, ...] = f.words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A named person: personal data, kept apart from everything else."""

    key: str = f.text(required=True)
    name: str = f.text(required=True, personal=True)
    team: str | None = f.ref("teams")
    role: str = f.text()
    deputy: str | None = f.ref("people")
    phone: str = f.text(personal=True)
    email: str = f.text(personal=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryOption(Record):
    """A way to bring ``element`` back; the selected one counts."""

    key: str = f.text(required=True)
    element: str = f.ref("elements", required=True, on_delete="cascade")
    name: str = f.text(required=True)
    strategy: str = f.choice(*STRATEGIES)
    recovery_time: int | None = f.minutes()
    rpa: int | None = f.minutes()
    yearly_cost: Decimal | None = f.money()
    selected: bool = f.flag()
    proven_time: int | None = f.minutes()
    proven_rpa: int | None = f.minutes()
    proven_on: date | None = f.day()
    note: str = f.text()
    source: str = f.text()
    as_of: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryTask(Record):
    """A piece of work that helps bring ``element`` back.

    ``demand`` is ((team id, units), ...); ``after`` names tasks that must be done first.
    ``needed``: after a loss, after an outage (only restarted), or both. ``skill`` is what its team
    must be able to do; ``lag`` is the least time between the end of what it waits for and its
    start. A ``blocking`` task is a decision point: whatever else its element needs waits for it.
    """

    key: str = f.text(required=True)
    element: str = f.ref("elements", required=True, on_delete="cascade")
    name: str = f.text(required=True)
    likely: int = f.minutes(required=True, default=0)
    optimistic: int | None = f.minutes()
    pessimistic: int | None = f.minutes()
    demand: tuple[tuple[str, int], ...] = f.demand()
    after: tuple[str, ...] = f.refs("tasks")
    needed: str = f.choice(*NEEDED, default="both")
    skill: str = f.text()
    lag: int | None = f.minutes()
    blocking: bool = f.flag()
    note: str = f.text()
    source: str = f.text()
    as_of: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Record):
    """What somebody has promised for ``element``: SLA, OLA or underpinning contract.

    ``service_hours`` is a calendar; any other text that was entered before is kept and reported.
    """

    key: str = f.text(required=True)
    element: str = f.ref("elements", required=True, on_delete="cascade")
    type: str = f.choice(*AGREEMENT_TYPES)
    supplier: str = f.text()
    restore_time: int | None = f.minutes()
    rpo: int | None = f.minutes()
    service_hours: str = f.text(form="calendar", lenient=True)
    ends: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """A risk: inherent (without controls), current, and target after treatment."""

    key: str = f.text(required=True)
    title: str = f.text(required=True)
    element: str | None = f.ref("elements")
    threat: str | None = f.ref("threats")
    inherent_likelihood: int | None = f.integer()
    inherent_impact: int | None = f.integer()
    likelihood: int | None = f.integer()
    impact: int | None = f.integer()
    target_likelihood: int | None = f.integer()
    target_impact: int | None = f.integer()
    control: str = f.text()
    treatment: str = f.text()
    owner: str = f.text()
    review_date: date | None = f.day()
    note: str = f.text()
    source: str = f.text()
    as_of: date | None = f.day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Record):
    """What is lost at once: ``element:ID``, ``site:NAME`` or ``supplier:NAME``.

    ``start`` is a time of the week such as ``Mon 14:00``, unknown when empty; ``frequency`` is
    read by :mod:`bcm_tool.frequency`.
    """

    key: str = f.text(required=True)
    name: str = f.text(required=True)
    lost: tuple[str, ...] = f.lost()
    invoke_when: str = f.text()
    decided_by: str = f.text()
    start: str = f.text(form="week time")
    frequency: str = f.text(form="frequency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """Where a person has put an element on the map; its id is the element's id."""

    element: str = f.ref("elements", required=True, on_delete="cascade")
    x: float = f.real()
    y: float = f.real()
