"""What one event of a scenario costs: simulated recoveries through the loss curves.

Run n of every scenario has the same luck: a task's duration in it is the same whoever needs the
task (:mod:`bcm_tool.analysis.simulation.draw`), so losses that share recoveries vary together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.money.years import Floats
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.analysis.results import ImpactResult, Outage, RecoveryResult
from bcm_tool.analysis.simulation.draw import draw_durations
from bcm_tool.analysis.simulation.live import given_up, live
from bcm_tool.analysis.simulation.measure import loss_at
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.analysis.work import NEVER
from bcm_tool.calendars import format_week_time, understood
from bcm_tool.durations import WEEK
from bcm_tool.errors import NoSequenceError
from bcm_tool.model.model import Model
from bcm_tool.model.records import Scenario
from bcm_tool.progress import Progress, no_progress

RUNS = 2_000
SEQUENCE = Limits(schedules=4_000, effort=0.0)
"""How much work goes into the order of the teams: list schedules only, always the same."""
STARTS = 13
"""Starts over the week; a step of 12 h 55 min meets every time of day on some day."""
_QUICK = Limits(schedules=400, effort=0.0)
_CIRCLE = 0.5
"""Effort of the solver where tasks wait for each other in a circle and no list gives a sequence."""
_START_STREAM = 3
_FEWEST, _DRAWS = 200, 4_000_000


@dataclass(frozen=True, eq=False)
class Severity:
    """Losses of one event: shape (runs, elements), for the elements whose money counts.

    ``never_back`` are those of them that lose up to the horizon in every run. ``starts`` is how
    many times of the week the event was begun at (0: hours do not count or the start is known).
    ``planned`` is False where no sequence exists, so that team limits could not be counted.
    ``sequences`` are those lived through, one per start.
    """

    elements: tuple[str, ...]
    losses: Floats
    never_back: tuple[str, ...]
    starts: int = 0
    planned: bool = True
    sequences: tuple[RecoveryResult, ...] = ()

    @property
    def total(self) -> Floats:
        """Loss per run, shape (runs,)."""
        found: Floats = self.losses.sum(axis=1)
        return found


def severity_samples(
    model: Model,
    network: Network,
    impact: ImpactResult,
    scenario: Scenario,
    *,
    runs: int = RUNS,
    seed: int,
    progress: Progress = no_progress,
    before: Severity | None = None,
) -> Severity:
    """Losses of one event of ``scenario``, each element's money counted once (ENGINE 7).

    Where hours of teams or contracts count and the scenario has no start, the event begins at
    :data:`STARTS` times spread over the week, each in as many of the runs. ``progress`` is where
    it can be cancelled; its numbers are those of each sequence.

    ``before`` are the losses of a slightly different ``model``: its order of the teams is taken
    where a quick search finds none that loses less, so that a change is not judged by luck in the
    search.
    """
    luck = _Luck(runs, seed, progress)
    known = before.sequences if before is not None else ()
    try:
        if scenario.start.strip() or not hours_count(model):
            return luck.best(model, impact, scenario.id, SEQUENCE, known[:1])
        return _over_the_week(model, impact, scenario, luck, known)
    except NoSequenceError:
        # Tasks wait for each other in a circle; a finding says so, and here the best is assumed.
        outages = analyze_failure(model, model.lost_elements(scenario), network=network).outages
        return _without_teams(impact, counted_elements(network, impact), outages)


def runs_for(model: Model) -> int:
    """Runs per scenario: fewer in proportion where there are many tasks to draw for."""
    return max(_FEWEST, min(RUNS, _DRAWS // max(1, len(model.tasks))))


def hours_count(model: Model) -> bool:
    """Whether any team or supplier works only at some hours of the week."""
    texts = [team.hours for team in model.teams.values()]
    texts += [item.service_hours for item in model.agreements.values() if item.type == "UC"]
    calendars = (understood(text) for text in texts)
    return any(calendar is not None and not calendar.always for calendar in calendars)


@dataclass(frozen=True, slots=True)
class _Luck:
    """The runs to live through, and where it can be cancelled."""

    runs: int
    seed: int
    progress: Progress

    def best(
        self,
        model: Model,
        impact: ImpactResult,
        scenario: str,
        limits: Limits,
        known: Sequence[RecoveryResult] = (),
        own: NDArray[np.int64] | None = None,
    ) -> Severity:
        """The sequence that is found, or one that is known already if it loses less."""
        given = _QUICK if known else limits
        found = self._sequence(model, impact, scenario, given)
        lived = [self.simulated(model, impact, item, own) for item in (found, *known)]
        return min(lived, key=lambda item: float(item.total.mean()))

    def _sequence(
        self, model: Model, impact: ImpactResult, scenario: str, limits: Limits
    ) -> RecoveryResult:
        """By list schedules; by the solver too where they lead to none."""
        try:
            return analyze_recovery(model, scenario, impact, limits=limits, progress=self.progress)
        except NoSequenceError:
            limits = replace(limits, effort=_CIRCLE)
            return analyze_recovery(model, scenario, impact, limits=limits, progress=self.progress)

    def simulated(
        self,
        model: Model,
        impact: ImpactResult,
        recovery: RecoveryResult,
        own: NDArray[np.int64] | None,
    ) -> Severity:
        """The sequence lived through in all runs, or in the runs ``own`` of them."""
        plan, runs = given_up(read_plan(model, recovery, impact)), self.runs
        durations = draw_durations(plan, runs, self.seed)
        if own is not None:
            durations = [minutes[own] if minutes.ndim else minutes for minutes in durations]
            runs = len(own)
        elif not any(minutes.ndim for minutes in durations):
            runs = 1  # nothing in it is uncertain
        return replace(_losses(plan, durations, runs), sequences=(recovery,))


def _over_the_week(
    model: Model,
    impact: ImpactResult,
    scenario: Scenario,
    luck: _Luck,
    known: Sequence[RecoveryResult],
) -> Severity:
    """Every start in its share of the runs, in an order of the scenario's own."""
    name = crc32(scenario.key.casefold().encode())
    stream = np.random.Generator(np.random.PCG64([luck.seed, _START_STREAM, name]))
    turns = stream.permutation(np.arange(luck.runs) % STARTS)
    parts: list[tuple[NDArray[np.int64], Severity]] = []
    for place in range(STARTS):
        begun = replace(scenario, start=format_week_time(place * WEEK // STARTS))
        variant = model.with_tables({"scenarios": {**model.scenarios, scenario.id: begun}})
        own = np.flatnonzero(turns == place)
        rated = replace(impact, model=variant)
        here = known[place : place + 1] if len(known) == STARTS else ()
        parts.append((own, luck.best(variant, rated, scenario.id, _QUICK, here, own)))
    elements = sorted({element for _, part in parts for element in part.elements})
    losses = np.zeros((luck.runs, len(elements)))
    for own, part in parts:
        for column, element in enumerate(part.elements):
            losses[own, elements.index(element)] = part.losses[:, column]
    never = set.intersection(*(set(part.never_back) for _, part in parts))
    sequences = tuple(item for _, part in parts for item in part.sequences)
    return Severity(tuple(elements), losses, tuple(sorted(never)), STARTS, sequences=sequences)


def _losses(plan: Plan, durations: Sequence[NDArray[np.int64]], runs: int) -> Severity:
    now, horizon = live(plan, durations, runs).situation, plan.problem.horizon
    found: dict[str, Floats] = {}
    never: list[str] = []
    for item, goal in plan.problem.goals:
        if goal.loss is None:
            continue
        length = np.where(now.up[item] >= NEVER, horizon, now.up[item] - now.down[item])
        outage = np.broadcast_to(np.where(now.down[item] >= NEVER, 0, length), (runs,))
        if outage.any():
            element = plan.problem.items[item].id
            found[element] = loss_at(goal.loss, outage)
            if bool(np.all(now.up[item] >= NEVER)):
                never.append(element)
    columns = [found[element] for element in sorted(found)]
    losses = np.column_stack(columns) if columns else np.zeros((runs, 0))
    return Severity(tuple(sorted(found)), losses, tuple(sorted(never)))


def _without_teams(
    impact: ImpactResult, counted: set[str], outages: Mapping[str, Outage]
) -> Severity:
    horizon = impact.model.method.horizon
    found: dict[str, float] = {}
    never: list[str] = []
    for element in sorted(counted & outages.keys()):
        curve, length = impact.elements[element].loss, outages[element].length
        if curve is not None:
            found[element] = float(curve.at(horizon if length is None else length))
            if length is None:
                never.append(element)
    return Severity(tuple(found), np.array([list(found.values())]), tuple(never), planned=False)
