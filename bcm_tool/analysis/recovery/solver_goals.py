"""The objective as linear expressions: minutes past MTPD and RTO, loss, makespan, starts."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.recovery.problem import Goal, loss_of
from bcm_tool.analysis.recovery.solver_model import Expression, SolverModel


class Line(NamedTuple):
    """Hundredths lost after t minutes: (slope * t + offset) / parts, rounded half down."""

    slope: int
    offset: int
    parts: int


class Run(NamedTuple):
    """A stretch of a loss curve from minute ``since`` on in which the rate never falls."""

    since: int
    lines: tuple[Line, ...]


def convex_runs(curve: LossCurve) -> tuple[Run, ...]:
    """The curve cut where its rate falls; within a run it is the highest of the run's lines."""
    points = [(0, Fraction(0)), *((time, money * 100) for time, money in curve.points)]
    runs: list[Run] = []
    lines: list[Line] = []
    since, rate = 0, Fraction(-1)
    for (begin, low), (end, high) in pairwise(points):
        slope = (high - low) / (end - begin)
        if slope < rate:
            runs.append(Run(since, tuple(lines)))
            since, lines = begin, []
        if slope != rate or not lines:
            lines.append(_line(slope, low - slope * begin))
        rate = slope
    runs.append(Run(since, tuple(lines)))
    return tuple(runs)


def _line(slope: Fraction, offset: Fraction) -> Line:
    parts = lcm(slope.denominator, offset.denominator)
    return Line(int(slope * parts), int(offset * parts), parts)


def add_objectives(model: SolverModel) -> tuple[Expression, ...]:
    """Past MTPD, loss, past RTO, makespan and sum of starts, each to be made small."""
    past_mtpd: list[Expression] = []
    loss: list[Expression] = []
    past_rto: list[Expression] = []
    for item, goal in model.problem.goals:
        outage, longest = _outage(model, item)
        if goal.mtpd is not None and longest > goal.mtpd:
            past_mtpd.append(goal.weight * _past(model, outage, goal.mtpd, longest))
        if goal.rto is not None and longest > goal.rto:
            past_rto.append(goal.weight * _past(model, outage, goal.rto, longest))
        if goal.loss is not None:
            loss.append(_loss(model, item, goal, outage, longest))
    floor = model.problem.floor
    makespan = model.cp.new_int_var(floor, max(floor, model.bound), "makespan")
    for end in model.end:
        model.cp.add(makespan >= end)
    return sum(past_mtpd), sum(loss), sum(past_rto), makespan, sum(model.start)


def _outage(model: SolverModel, item: int) -> tuple[Expression, int]:
    """The item's outage, or something at least as long; and the longest it can be."""
    up, since, gone = model.up[item], model.since[item], model.gone[item]
    longest = model.bound
    if gone is model.zero and isinstance(since, int):
        return up - since, longest
    if gone is not model.zero:
        longest = max(longest, model.problem.horizon)
    outage = model.cp.new_int_var(0, longest, f"outage {item}")
    model.enforce(outage >= up - since, model.down[item], model.opposite(gone))
    model.enforce(outage >= model.problem.horizon, gone)
    return outage, longest


def _past(model: SolverModel, outage: Expression, limit: int, longest: int) -> Expression:
    past = model.cp.new_int_var(0, longest - limit, "past")
    model.cp.add(past >= outage - limit)
    return past


def _loss(
    model: SolverModel, item: int, goal: Goal, outage: Expression, longest: int
) -> Expression:
    """At least the loss of the outage, in hundredths."""
    assert goal.loss is not None
    most = loss_of(model.problem, item, goal, longest)
    loss = model.cp.new_int_var(0, most, f"loss {item}")
    runs = [run for run in convex_runs(goal.loss) if run.since < longest]
    inside = [model.one]
    for run in runs[1:]:
        entered = model.at_least(outage, run.since + 1, f"past {run.since}")
        model.enforce(loss >= loss_of(model.problem, item, goal, run.since), entered)
        inside.append(entered)
    for place, run in enumerate(runs):
        left = inside[place + 1] if place + 1 < len(runs) else model.zero
        for line in run.lines:
            model.enforce(_above(loss, outage, line), inside[place], model.opposite(left))
    return loss


def _above(loss: Expression, outage: Expression, line: Line) -> Expression:
    if line.parts == 1:
        return loss >= line.slope * outage + line.offset
    # Half down: the smallest whole number not below the exact value minus a half.
    return 2 * line.parts * loss >= 2 * line.slope * outage + 2 * line.offset - line.parts
