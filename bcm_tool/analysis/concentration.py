"""Concentration: how much of the critical portfolio hangs on one cause.

The portfolio are the services (ENGINE 8), each with the weight of its tier; a service without a
tier weighs 1, as in the recovery sequence. A cause takes all its elements out at once: everything
at one site, from one supplier, under one owner, of one delivery model or outsourcing scope, or a
single element that is a supplier, site, team or person. What stops follows the static rules of
ENGINE 8, tolerances and takeovers left out. A team is different: nothing stops without it, but
services cannot be recovered, so its share is that of the services whose recovery has tasks for it:
tasks that name it, and tasks that ask for a skill that no other team has.

Money is that of ENGINE 7: counted once, at the highest element that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from bcm_tool.analysis.capacity import WHOLE, Capacity, weighted_share
from bcm_tool.analysis.cutsets.causes import failed_elements, shared_causes
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.recovery.build_modes import teams_with
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.analysis.work import applies
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import RecoveryTask
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from bcm_tool.analysis.arrays.flow import Ints
    from bcm_tool.analysis.arrays.rules import Rules

CauseKind = Literal[
    "site", "supplier", "owner", "element", "delivery model", "outsourcing scope", "team"
]
LABELS: tuple[tuple[CauseKind, str], ...] = (
    ("site", "site"),
    ("supplier", "supplier"),
    ("owner", "owner"),
    ("delivery model", "delivery_model"),
    ("outsourcing scope", "outsourcing_scope"),
)
ALONE = ("supplier", "site", "team", "person")
"""Kinds of elements that are causes by themselves."""
HOUR, DAY = 60, 1440


@dataclass(frozen=True, slots=True)
class Concentration:
    """One cause and what hangs on it.

    ``hit`` are the elements that it takes out (for a team: those with tasks for it) and
    ``stopped`` the services that stop (for a team: whose recovery needs it), tightest RTO first.
    ``share`` is their part of the portfolio's weight and ``retained`` what is left of the whole
    portfolio (see :mod:`bcm_tool.analysis.capacity`), both from 0 to 1; ``degraded`` are the
    services that run on in part, with what is left of each. ``first_hour`` and
    ``first_day`` are the counted losses of everything stopped after 60 and 1,440 minutes. The
    last three are None for a team; losses also where nothing that stops has money. ``counted``
    are the elements whose losses they add up. ``first_stop`` is the minute at which the first of
    the services stops: tolerances run out along the quickest way, nothing is repaired.
    """

    kind: CauseKind
    name: str
    element: str | None
    hit: tuple[str, ...]
    stopped: tuple[str, ...]
    share: Fraction
    retained: Fraction | None
    first_hour: Decimal | None
    first_day: Decimal | None
    counted: tuple[str, ...] = ()
    first_stop: int | None = None
    degraded: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class ConcentrationResult:
    """Causes, those with the largest share first.

    ``weights`` is the portfolio. ``context`` are elements that are out beforehand, as in planned
    maintenance, and ``already`` the services that they stop; those are not in any row.
    ``exposed`` maps each element that then stops services alone, and otherwise would not, to
    those services. ``retained`` is what is left of each service that the context leaves less
    than whole.
    """

    model: Model
    weights: Mapping[str, Fraction]
    rows: tuple[Concentration, ...]
    context: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    exposed: Mapping[str, tuple[str, ...]] | None = None
    retained: Mapping[str, Fraction] | None = None


def analyze_concentration(
    model: Model,
    impact: ImpactResult,
    *,
    context: Iterable[str] = (),
    network: Network | None = None,
    progress: Progress = no_progress,
) -> ConcentrationResult:
    """What each cause would stop of the portfolio, ``context`` being out already.

    Parameters
    ----------
    context
        What is out beforehand: element ids and ids of shared causes such as ``site:NAME``.
    impact
        BIA of the same model: RTOs, tiers and losses.
    progress
        Called with failure sets done of all; raises ``Cancelled`` to stop.
    """
    import numpy as np

    from bcm_tool.analysis.arrays.bulk import stopped
    from bcm_tool.analysis.arrays.rules import network_rules

    compiled = network or compile_network(model)
    rules = network_rules(compiled)
    facts = _Facts(compiled, impact)
    failed = failed_elements(model, context, shared_causes(model))
    out = sorted(compiled.index[item] for item in failed)
    causes = _causes(compiled)
    sets = [np.array(out, np.int64)]
    sets += [np.array(sorted({*out, *elements}), np.int64) for _, _, _, elements in causes]
    flags = stopped(rules, sets, np.arange(len(compiled.ids)), progress)
    before = frozenset(np.flatnonzero(flags[:, 0]).tolist())
    minutes = _first_stops(compiled, [item.tolist() for item in sets[1:]])
    rows = [
        facts.row(cause, frozenset(np.flatnonzero(flags[:, column]).tolist()), before, stops)
        for column, (cause, stops) in enumerate(zip(causes, minutes, strict=True), 1)
    ]
    rows += facts.teams()
    rows.sort(key=lambda row: (-row.share, row.kind, key_order(row.name)))
    return ConcentrationResult(
        model=model,
        weights={compiled.ids[item]: weight for item, weight in facts.weights.items()},
        rows=tuple(row for row in rows if row.hit),
        context=tuple(compiled.ids[item] for item in out),
        already=facts.services_in(before),
        exposed=_exposed(facts, rules, out, before, progress) if out else None,
        retained=facts.retained(before) if out else None,
    )


Cause = tuple[CauseKind, str, str | None, tuple[int, ...]]


def _causes(network: Network) -> list[Cause]:
    """Every cause with the indexes of its elements; labels however they are written."""
    labels: dict[tuple[CauseKind, str], tuple[str, list[int]]] = {}
    alone: list[Cause] = []
    elements = network.model.elements
    for identity, index in network.index.items():
        element = elements[identity]
        for kind, field in LABELS:
            name = str(getattr(element, field)).strip()
            if name:
                labels.setdefault((kind, name.casefold()), (name, []))[1].append(index)
        if element.kind in ALONE:
            alone.append(("element", element.name, identity, (index,)))
    found: list[Cause] = [
        (kind, name, None, tuple(members)) for (kind, _), (name, members) in labels.items()
    ]
    return found + alone


class _Facts:
    """What every row is made of."""

    def __init__(self, network: Network, impact: ImpactResult) -> None:
        self.network, self.impact = network, impact
        model = network.model
        self.services = [
            index
            for identity, index in network.index.items()
            if model.is_service(model.elements[identity])
        ]
        self.services.sort(key=self._urgency)
        self.weights = {item: self._weight(network.ids[item]) for item in self.services}
        self.total = sum(self.weights.values(), Fraction(0))
        self.money = {network.index[item] for item in counted_elements(network, impact)}
        self.capacity = Capacity(network)

    def _urgency(self, element: int) -> tuple[bool, int, int]:
        rto = self.impact.elements[self.network.ids[element]].rto
        return (rto is None, rto or 0, element)

    def _weight(self, element: str) -> Fraction:
        tier = self.network.model.tiers.get(self.impact.elements[element].tier or "")
        return Fraction(1) if tier is None else Fraction(tier.weight)

    def share(self, services: Iterable[int]) -> Fraction:
        """Part of the portfolio's weight."""
        weight = sum((self.weights[item] for item in services), Fraction(0))
        return weight / self.total if self.total else Fraction(0)

    def services_in(self, stopped: frozenset[int]) -> tuple[str, ...]:
        """Ids of the services among the elements, tightest RTO first."""
        return tuple(self.network.ids[item] for item in self.services if item in stopped)

    def row(
        self, cause: Cause, stopped: frozenset[int], before: frozenset[int], minutes: Ints
    ) -> Concentration:
        """A cause whose failure stops ``stopped``, of which ``before`` had stopped already.

        ``minutes`` say when each element stops.
        """
        kind, name, element, hit = cause
        fresh = stopped - before
        services = [item for item in self.services if item in fresh]
        left = self.capacity.retained(stopped)
        return Concentration(
            kind=kind,
            name=name,
            element=element,
            hit=tuple(self.network.ids[item] for item in hit),
            stopped=tuple(self.network.ids[item] for item in services),
            share=self.share(services),
            retained=weighted_share(
                (weight, left.get(item, WHOLE)) for item, weight in self.weights.items()
            ),
            first_hour=self._loss(fresh, HOUR),
            first_day=self._loss(fresh, DAY),
            counted=tuple(self.network.ids[item] for item in sorted(fresh & self.money)),
            first_stop=min((int(minutes[item]) for item in services), default=None),
            degraded=tuple(
                (self.network.ids[item], left[item]) for item in self.services if left.get(item)
            ),
        )

    def _loss(self, stopped: frozenset[int], minutes: int) -> Decimal | None:
        curves = [
            curve
            for item in sorted(stopped & self.money)
            if (curve := self.impact.elements[self.network.ids[item]].loss) is not None
        ]
        if not curves:
            return None
        return sum((curve.at(minutes) for curve in curves), Decimal(0))

    def teams(self) -> list[Concentration]:
        """Per team the services whose recovery, when all they need is lost, has tasks for it."""
        model = self.network.model
        working: dict[str, set[int]] = {}
        for task in model.tasks.values():
            if applies(task, lost=True):
                for team in self._teams_of(task):
                    working.setdefault(team, set()).add(self.network.index[task.element])
        found = []
        for team, elements in working.items():
            if team not in model.teams:
                continue
            above = set(self.network.above(tuple(elements)))
            services = [item for item in self.services if item in above]
            found.append(
                Concentration(
                    kind="team",
                    name=model.teams[team].name,
                    element=None,
                    hit=tuple(self.network.ids[item] for item in sorted(elements)),
                    stopped=tuple(self.network.ids[item] for item in services),
                    share=self.share(services),
                    retained=None,
                    first_hour=None,
                    first_day=None,
                )
            )
        return found

    def _teams_of(self, task: RecoveryTask) -> list[str]:
        """The teams that a task cannot do without."""
        if task.demand or not task.skill.strip():
            return [team for team, _ in task.demand]
        able = teams_with(self.network.model, task.skill)
        return [able[0].id] if len(able) == 1 else []

    def retained(self, stopped: frozenset[int]) -> dict[str, Fraction]:
        """What is left of each service that is less than whole."""
        left = self.capacity.retained(stopped)
        return {self.network.ids[item]: left[item] for item in self.services if item in left}


def _first_stops(network: Network, sets: Sequence[Sequence[int]]) -> Iterable[Ints]:
    """Per set of elements that fail together, the minutes at which elements stop."""
    from bcm_tool.analysis.arrays.network_times import stop_times
    from bcm_tool.analysis.cfia import minutes_until, settle_order

    plan = network.plan
    if plan is not None:
        return (stop_times(plan, len(network.ids), failed) for failed in sets)
    return iter(minutes_until(network, settle_order(network), sets).T)


def _exposed(
    facts: _Facts, rules: Rules, out: list[int], before: frozenset[int], progress: Progress
) -> dict[str, tuple[str, ...]]:
    """Elements that stop services alone only because ``out`` is out."""
    import numpy as np

    from bcm_tool.analysis.arrays.bulk import stopped
    from bcm_tool.analysis.arrays.singles import single_failures

    ids = facts.network.ids
    others = [index for index in range(len(ids)) if index not in before]
    watched = np.array([item for item in facts.services if item not in before], np.int64)
    with_context = [np.array([*out, item]) for item in others]
    more = stopped(rules, with_context, watched, progress)
    alone = single_failures(rules)
    for row, service in zip(more, watched.tolist(), strict=True):
        row &= ~np.isin(others, alone.stopping(service))
    found = {}
    for column in np.flatnonzero(more.any(axis=0)).tolist():
        rows = np.flatnonzero(more[:, column])
        found[ids[others[column]]] = tuple(ids[item] for item in watched[rows].tolist())
    return found
