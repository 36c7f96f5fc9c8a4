"""Lives through a recovery sequence many times with random durations (Monte Carlo)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bcm_tool.amounts import cents
from bcm_tool.analysis.quantiles import percentile_places
from bcm_tool.analysis.results import ImpactResult, RecoveryResult
from bcm_tool.analysis.simulation.chain import ChainRuns, Links, critical_runs
from bcm_tool.analysis.simulation.draw import Luck
from bcm_tool.analysis.simulation.gains import all_gains, best_ideas, most_ideas
from bcm_tool.analysis.simulation.live import given_up, live
from bcm_tool.analysis.simulation.measure import (
    Outcomes,
    Watched,
    joined,
    measure,
    met,
    share,
    standard_error,
    tail,
    times_of,
    watched_services,
)
from bcm_tool.analysis.simulation.pert import mean_of
from bcm_tool.analysis.simulation.plan import Plan, read_plan
from bcm_tool.analysis.simulation.result import (
    GAIN_RUNS,
    RUNS,
    SEED,
    Gain,
    ServiceChances,
    SimulationResult,
    TaskChances,
)
from bcm_tool.analysis.simulation.run import Lived
from bcm_tool.analysis.work import NEVER
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

_FEWEST, _WORK = 250, 30_000_000
LOT = 5_000
"""Runs lived through at a time: a row of so many stays near the processor."""


def simulate_recovery(
    model: Model,
    recovery: RecoveryResult,
    impact: ImpactResult,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    gain_runs: int | None = None,
    progress: Progress = no_progress,
) -> SimulationResult:
    """How sure the times of a sequence are.

    Every run draws each task's duration from its three-point estimate (beta-PERT; likely time
    without one) and lives through the planned sequence by the policy of
    :mod:`bcm_tool.analysis.simulation.plan` and the rules of ENGINE 2 and 3. With all durations
    likely it is the sequence itself.

    Parameters
    ----------
    recovery
        A sequence of ``model``.
    runs, seed
        The same model, sequence, runs and seed give the same result.
    gain_runs
        Runs for each variant when gains are looked for; 0: no gains. None: 2,000, and fewer in
        proportion where a long plan has many variants.

    Raises
    ------
    BcmError
        When the scenario does not exist any more.
    Cancelled
        From inside ``progress``.
    """
    plan = given_up(read_plan(model, recovery, impact))
    watched = watched_services(plan)
    links = Links(plan)
    luck = Luck(plan, seed)
    tasks, items = len(plan.problem.tasks), len(plan.problem.items)
    variants = 0 if gain_runs == 0 else min(most_ideas(plan), tasks + items)
    if gain_runs is None:
        gain_runs = _usual_runs(tasks * variants)
    gain_runs = min(gain_runs, runs)
    lots = -(-runs // LOT)
    share_of_runs = max(1, variants * gain_runs // LOT)
    whole = lots + share_of_runs
    tally = _Tally(len(plan.problem.tasks))
    parts: list[Outcomes] = []
    for number in range(lots):
        progress(number, whole)
        first, last = number * LOT, min(runs, (number + 1) * LOT)
        lived = live(plan, luck.durations(first, last), last - first, notes=True)
        parts.append(measure(plan, watched, lived, last - first))
        tally.add(lived, critical_runs(links, lived, last - first), last - first)
    found = joined(parts)

    def gains_progress(done: int, total: int) -> None:
        progress(lots + share_of_runs * done // max(1, total), whole)

    gains: tuple[Gain, ...] = ()
    left_out = 0
    if gain_runs:
        ideas, left_out = best_ideas(plan, tally.reached.tolist())
        first_runs = luck.durations(0, gain_runs)
        gains = all_gains(plan, ideas, watched, first_runs, gain_runs, seed, gains_progress)
    progress(whole, whole)
    tail_loss, tail_error = tail(found.loss)
    return SimulationResult(
        model=model,
        recovery=recovery,
        runs=runs,
        seed=seed,
        services={
            each.element: _service(recovery, each, found, place, runs)
            for place, each in enumerate(watched)
        },
        tasks=_tasks(plan, tally, runs),
        makespan=times_of(found.makespan),
        planned_makespan=recovery.objective.makespan,
        expected_loss=cents(float(found.loss.mean())),
        loss_error=cents(standard_error(found.loss)),
        tail_loss=cents(tail_loss),
        tail_error=cents(tail_error),
        planned_loss=recovery.objective.loss,
        loss_curve=tuple(cents(value) for value in _quantiles(found.loss)),
        gains=gains,
        gain_runs=gain_runs,
        untried=left_out,
        estimated=sum(
            bool(tally.part[number]) and not estimate.certain
            for number, estimate in enumerate(plan.estimates)
        ),
        working=int(np.count_nonzero(tally.part)),
        reordered=found.reordered,
        unsettled=found.unsettled,
    )


def _usual_runs(work: int) -> int:
    """Runs per variant: so many that all variants together take a second or two."""
    return max(_FEWEST, min(GAIN_RUNS, _WORK // max(1, work)))


class _Tally:
    """What is added up per task over the lots of runs."""

    def __init__(self, tasks: int) -> None:
        self.critical = np.zeros(tasks, dtype=np.int64)
        self.reached = np.zeros(tasks, dtype=np.int64)
        self.part = np.zeros(tasks, dtype=np.int64)

    def add(self, lived: Lived, chain: ChainRuns, runs: int) -> None:
        """Add a lot of runs."""
        self.critical += chain.critical
        self.reached += chain.reached
        for number, part in enumerate(lived.part):
            self.part[number] += int(part.sum()) if part.ndim else runs * int(part)


def _service(
    recovery: RecoveryResult, each: Watched, found: Outcomes, place: int, runs: int
) -> ServiceChances:
    outage = found.outage[place]
    p_met, error = share(met(each, outage))
    planned = recovery.services[each.element]
    return ServiceChances(
        rto=each.rto,
        mtpd=each.mtpd,
        p_met=p_met,
        error=error,
        p_rto=None if each.rto is None else share(outage <= each.rto)[0],
        p_mtpd=None if each.mtpd is None else share(outage <= each.mtpd)[0],
        p_down=share(found.down[place])[0],
        outage=times_of(outage),
        planned=planned.rta,
        loss=cents(found.losses[place] / runs),
    )


def _tasks(plan: Plan, tally: _Tally, runs: int) -> tuple[TaskChances, ...]:
    """Tasks that take part in any run, by planned start; what was not planned comes last."""
    ordered = sorted(
        (number for number in range(len(plan.problem.tasks)) if tally.part[number]),
        key=lambda number: (NEVER if (s := plan.starts[number]) is None else s, number),
    )
    found: list[TaskChances] = []
    for number in ordered:
        task = plan.problem.tasks[number]
        found.append(
            TaskChances(
                key=task.key,
                name=task.name,
                task=task.id,
                element=plan.problem.items[task.item].id,
                planned=plan.starts[number] is not None,
                part=float(tally.part[number]) / runs,
                criticality=float(tally.critical[number]) / runs,
                mean=mean_of(plan.estimates[number]),
            )
        )
    return tuple(found)


def _quantiles(values: NDArray[np.float64]) -> Sequence[float]:
    ordered = np.sort(values)
    return [float(ordered[at]) for at in percentile_places(len(ordered))]
