"""What happened in the runs, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.quantiles import percentile_places
from bcm_tool.analysis.simulation.outages import Flags
from bcm_tool.analysis.simulation.pert import Minutes, Reals
from bcm_tool.analysis.simulation.plan import Plan
from bcm_tool.analysis.simulation.result import Times
from bcm_tool.analysis.simulation.run import Lived
from bcm_tool.analysis.work import NEVER

TAIL = 0.05
"""The share of runs that tail loss is about."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A service (or whatever has an objective) whose outages are kept: its item and limits."""

    item: int
    element: str
    rto: int | None
    mtpd: int | None

    @property
    def limit(self) -> int | None:
        """What "met" is about: the RTO, or the MTPD where there is none."""
        return self.mtpd if self.rto is None else self.rto


@dataclass(slots=True)
class Outcomes:
    """Arrays over runs: ``outage`` per watched service (NEVER: never back), loss, makespan."""

    outage: list[Minutes]
    down: list[Flags]
    loss: Reals
    losses: list[float]
    """Per watched service, the sum of its loss over the runs."""
    makespan: Minutes
    reordered: int = 0
    unsettled: int = 0


def watched_services(plan: Plan) -> tuple[Watched, ...]:
    """What the sequence lists as services and can stop here, in key order."""
    places = {item.id: number for number, item in enumerate(plan.problem.items)}
    impacts = plan.problem.impact.elements
    return tuple(
        Watched(places[name], name, impacts[name].rto, impacts[name].mtpd)
        for name in plan.recovery.services
        if name in places
    )


def measure(plan: Plan, watched: Sequence[Watched], lived: Lived, runs: int) -> Outcomes:
    """The figures of ``runs`` runs."""
    problem, now = plan.problem, lived.situation

    def outage_of(item: int) -> Minutes:
        length = np.where(now.up[item] >= NEVER, NEVER, now.up[item] - now.down[item])
        return np.broadcast_to(np.where(now.down[item] >= NEVER, 0, length), (runs,))

    loss = np.zeros(runs)
    per_item: dict[int, float] = {}
    for item, goal in problem.goals:
        if goal.loss is not None:
            lost = loss_at(goal.loss, np.where((o := outage_of(item)) >= NEVER, problem.horizon, o))
            loss = loss + lost
            per_item[item] = float(lost.sum())
    makespan = np.zeros(runs, dtype=np.int64)
    for end in lived.ends:
        makespan = np.maximum(makespan, np.where(end < NEVER, end, 0) if plan.endless else end)
    return Outcomes(
        outage=[outage_of(each.item) for each in watched],
        down=[np.broadcast_to(now.down[each.item] < NEVER, (runs,)) for each in watched],
        loss=loss,
        losses=[per_item.get(each.item, 0.0) for each in watched],
        makespan=makespan,
        reordered=lived.reordered,
        unsettled=int((~np.broadcast_to(lived.agreed, (runs,))).sum()),
    )


def joined(parts: Sequence[Outcomes]) -> Outcomes:
    """The figures of several lots of runs, in order."""
    return Outcomes(
        outage=[
            np.concatenate(rows) for rows in zip(*(part.outage for part in parts), strict=True)
        ],
        down=[np.concatenate(rows) for rows in zip(*(part.down for part in parts), strict=True)],
        loss=np.concatenate([part.loss for part in parts]),
        losses=[sum(rows) for rows in zip(*(part.losses for part in parts), strict=True)],
        makespan=np.concatenate([part.makespan for part in parts]),
        reordered=sum(part.reordered for part in parts),
        unsettled=sum(part.unsettled for part in parts),
    )


def loss_at(curve: LossCurve, outages: Minutes) -> Reals:
    """The loss after each outage: lines between the points, the last rate afterwards."""
    minutes = np.array([0, *(minute for minute, _ in curve.points)], dtype=np.float64)
    money = np.array([0.0, *(float(amount) for _, amount in curve.points)])
    rate = (money[-1] - money[-2]) / (minutes[-1] - minutes[-2])
    found: Reals = np.interp(outages, minutes, money)
    found += rate * np.maximum(outages - minutes[-1], 0)
    return found


def met(each: Watched, outage: Minutes) -> Flags:
    """In which runs the objective is met: back at all, and within the limit if there is one."""
    limit = NEVER - 1 if each.limit is None else each.limit
    return outage <= limit


def share(flags: Flags) -> tuple[float, float]:
    """The share of runs and its standard error, sqrt(p (1 - p) / n)."""
    part = float(flags.mean())
    return part, sqrt(part * (1.0 - part) / flags.size)


def times_of(minutes: Minutes) -> Times:
    """Quantiles of minutes (NEVER: never): the smallest value that so many runs stay within."""
    ordered = np.sort(minutes)
    curve = tuple(_minutes(int(ordered[at])) for at in percentile_places(len(ordered)))
    coming = ordered[ordered < NEVER]
    return Times(
        mean=float(coming.mean()) if coming.size else None,
        error=standard_error(coming),
        p50=curve[50],
        p80=curve[80],
        p90=curve[90],
        curve=curve,
    )


def _minutes(value: int) -> int | None:
    return None if value >= NEVER else value


def standard_error(values: Reals | Minutes) -> float:
    """Of a mean: s / sqrt(n); 0 with fewer than two values."""
    if values.size < 2:
        return 0.0
    return float(values.std(ddof=1)) / sqrt(values.size)


def tail(losses: Reals) -> tuple[float, float]:
    """Mean of the worst 5 % (at least one run) and its standard error.

    With t the smallest loss of the tail the mean is t + E[(X - t)+] / 0.05, whose error is that
    of the second part (Rockafellar and Uryasev, 2000).
    """
    ordered = np.sort(losses)
    size = max(1, round(TAIL * len(ordered)))
    worst = ordered[-size:]
    excess = np.maximum(ordered - worst[0], 0.0)
    return float(worst.mean()), standard_error(excess) * len(ordered) / size
