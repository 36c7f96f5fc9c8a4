"""From a schedule to the answer people read: tasks with their float and reasons, services."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bcm_tool.analysis.recovery.build_modes import hours_matter
from bcm_tool.analysis.recovery.evaluate import (
    Outcome,
    Schedule,
    as_objective,
    follow,
    outage_of,
    value_of,
    violations,
)
from bcm_tool.analysis.recovery.problem import Problem
from bcm_tool.analysis.recovery.slack import cpm_slacks, slacks
from bcm_tool.analysis.recovery.why import critical_chain, reasons
from bcm_tool.analysis.results import (
    Comparison,
    Outage,
    RecoveryResult,
    ScheduledTask,
    ServiceOutcome,
)
from bcm_tool.analysis.work import NEVER
from bcm_tool.errors import NoSequenceError


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure the schedule is: see :class:`RecoveryResult`."""

    status: Literal["optimal", "feasible", "nothing to recover"] = "feasible"
    reproducible: bool = True
    stage: str = ""
    bound: Decimal | None = None
    gap: float | None = None


def build_result(
    problem: Problem,
    schedule: Schedule,
    standing: Standing,
    comparisons: tuple[Comparison, ...] = (),
    seconds: float = 0.0,
) -> RecoveryResult:
    """The result of a schedule, which is checked against every rule first.

    Raises
    ------
    NoSequenceError
        When a stand-in needs what it stands in for, so that no state of both is consistent.
    """
    for broken in violations(problem, schedule):
        if (sentence := _stands_on_itself(problem)) is not None:
            raise NoSequenceError(sentence)
        raise AssertionError(f"the sequence of scenario {problem.scenario} is unsound: {broken}")
    outcome = follow(problem, schedule)
    return RecoveryResult(
        model=problem.model,
        scenario=problem.scenario,
        status=standing.status,
        reproducible=standing.reproducible,
        objective=as_objective(problem, value_of(problem, schedule, outcome)),
        stage=standing.stage,
        bound=standing.bound,
        gap=standing.gap,
        tasks=_tasks(problem, schedule, outcome),
        outages=_outages(problem, outcome),
        services=service_outcomes(problem, outcome),
        later=tuple(problem.items[item].id for item in sorted(outcome.later)),
        unrecoverable=tuple(
            item.id
            for number, item in enumerate(problem.items)
            if outcome.state.up[number] >= NEVER and number not in outcome.later
        ),
        comparisons=comparisons,
        start=problem.start,
        objective_order=problem.objective_order,
        hours_left_out=problem.start is None and hours_matter(problem),
        seconds=seconds,
    )


def _stands_on_itself(problem: Problem) -> str | None:
    """What is to be said where a member of a group needs the dependent of that group."""
    elements, items = problem.model.elements, problem.items
    for group in problem.groups:
        dependent = items[group.dependent]
        for need in group.members:
            if items[need.provider].block == dependent.block:
                member, key = elements[items[need.provider].id].key, elements[dependent.id].key
                return (
                    f"This scenario cannot be sequenced: {member} is to stand in for what {key} "
                    f"needs, but does not run without {key} itself. Take it out of the group, or "
                    "the need that leads back."
                )
    return None


def _tasks(problem: Problem, schedule: Schedule, outcome: Outcome) -> tuple[ScheduledTask, ...]:
    """Tasks by start, then by key."""
    slack = slacks(problem, schedule, outcome)
    cpm = cpm_slacks(problem, schedule, outcome)
    why = reasons(problem, schedule, outcome)
    chain = set(critical_chain(problem, schedule, why))
    ordered = sorted(why, key=lambda task: (schedule.starts[task] or 0, task))
    place = {task: number for number, task in enumerate(ordered)}
    found: list[ScheduledTask] = []
    for number in ordered:
        task, start = problem.tasks[number], schedule.starts[number] or 0
        found.append(
            ScheduledTask(
                key=task.key,
                name=task.name,
                task=task.id,
                element=problem.items[task.item].id,
                start=start,
                finish=start + task.duration,
                slack=slack[number],
                cpm_slack=cpm[number],
                teams=tuple(
                    (problem.teams[team][0], units)
                    for team, units in schedule.mode(problem, number).demand
                ),
                critical=number in chain,
                waits_for=tuple(
                    sorted(place[other] for other in (*why[number].waits_for, *why[number].missed))
                ),
                limited_by=why[number].text,
            )
        )
    return tuple(found)


def _outages(problem: Problem, outcome: Outcome) -> dict[str, Outage]:
    state = outcome.state
    return {
        item.id: Outage(
            down=state.down[number],
            up=None if state.up[number] >= NEVER else state.up[number],
            because=None if state.because[number] < 0 else problem.items[state.because[number]].id,
            lost=item.lost,
            takeover=not state.stopped[number],
        )
        for number, item in enumerate(problem.items)
        if state.is_down(number)
    }


def service_outcomes(problem: Problem, outcome: Outcome) -> dict[str, ServiceOutcome]:
    """Services, and whatever has an RTO or MTPD, in key order."""
    places = {item.id: number for number, item in enumerate(problem.items)}
    found: dict[str, ServiceOutcome] = {}
    for element in problem.model.sorted_elements:
        impact = problem.impact.elements[element.id]
        if impact.rto is None and impact.mtpd is None and not problem.model.is_service(element):
            continue
        place = places.get(element.id)
        if place is None or not outcome.state.is_down(place):
            found[element.id] = ServiceOutcome(None, None, impact.rto, 0, True, _ZERO, 0, 0)
        else:
            found[element.id] = _affected(problem, outcome, place)
    return found


_ZERO = Decimal("0.00")


def _affected(problem: Problem, outcome: Outcome, place: int) -> ServiceOutcome:
    """``loss`` is what counts in the objective, so that the services add up to it."""
    goal = problem.items[place].goal
    state, impact = outcome.state, problem.impact.elements[problem.items[place].id]
    outage = outage_of(problem, state, place)
    back = state.up[place] < NEVER
    limit = impact.mtpd if impact.rto is None else impact.rto
    return ServiceOutcome(
        down=state.down[place],
        up=state.up[place] if back else None,
        rto=impact.rto,
        rta=outage if back else None,
        met=back and (limit is None or outage <= limit),
        loss=_ZERO if goal is None or goal.loss is None else goal.loss.at(outage),
        past_mtpd=0 if impact.mtpd is None else max(0, outage - impact.mtpd),
        past_rto=0 if impact.rto is None else max(0, outage - impact.rto),
    )
