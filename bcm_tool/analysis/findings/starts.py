"""Hours that hold work: teams that are never there together, services late for hours alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from bcm_tool import calendars
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import keys_of, listed, named
from bcm_tool.analysis.results import Finding, ScheduledTask
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order

Spans = tuple[tuple[int, int], ...]


def start_findings(facts: Facts) -> Iterator[Finding]:
    """Tasks whose teams never meet, and what hours cost in the scenario in sight."""
    for task in sorted(facts.model.tasks.values(), key=lambda item: key_order(item.key)):
        yield from _never_together(facts.model, task)
    yield from _late(facts)


def _never_together(model: Model, task: r.RecoveryTask) -> Iterator[Finding]:
    """Teams that nobody can call, and whose hours have no minute in common."""
    teams = [model.teams[team] for team, _ in task.demand]
    bound = [team for team in teams if team.call_out is None]
    hours = [calendars.understood(team.hours) for team in bound]
    shared = reduce(_meet, [item.intervals for item in hours if item is not None], None)
    if shared != ():
        return
    keys = listed(sorted((team.key for team in bound), key=key_order))
    text = (
        f"The task {task.key} of {named(model, task.element)} needs {keys}, which are never at "
        "work in the same minute and cannot be called out: it can never start once the scenario "
        "says when it begins."
    )
    yield Finding("error", "teams-never-meet", (task.element,), text)


def _meet(one: Spans | None, other: Spans) -> Spans:
    if one is None:
        return other
    return tuple(
        (max(low, begin), min(high, end))
        for low, high in one
        for begin, end in other
        if max(low, begin) < min(high, end)
    )


def _late(facts: Facts) -> Iterator[Finding]:
    from bcm_tool.analysis.recovery.unbound import late_by_hours

    recovery = facts.recovery
    if recovery is None or recovery.start is None:
        return
    held = [task for task in recovery.tasks if "the contract hours" in task.limited_by]
    if held:
        late = late_by_hours(recovery, facts.impact, "contracts")
        if late:
            yield _contracts(facts, late, held)
    called = [task for task in recovery.tasks if _waits_for_a_team(task)]
    if called:
        late = late_by_hours(recovery, facts.impact, "teams")
        if late:
            yield _teams(facts, late, called)


def _waits_for_a_team(task: ScheduledTask) -> bool:
    return "the hours of team" in task.limited_by or "called out" in task.limited_by


def _contracts(facts: Facts, late: tuple[str, ...], held: list[ScheduledTask]) -> Finding:
    model = facts.model
    elements = tuple(dict.fromkeys(task.element for task in held))
    contracts = [
        f"{item.key} of {model.elements[element].key} ({item.service_hours.strip()})"
        for element in elements
        for item in sorted(model.agreements_of.get(element, ()), key=lambda a: key_order(a.key))
        if item.type == "UC" and item.service_hours.strip()
    ]
    text = (
        f"In the scenario {_scenario(facts)}, suppliers start only within the contract hours "
        f"of {listed(contracts)}; without them {keys_of(model, late)} would be in time."
    )
    return Finding("warning", "contract-hours-late", (*late, *elements), text)


def _teams(facts: Facts, late: tuple[str, ...], held: list[ScheduledTask]) -> Finding:
    model = facts.model
    teams = sorted(
        {team for task in held for team, _ in task.teams if model.teams[team].hours.strip()},
        key=lambda team: key_order(model.teams[team].key),
    )
    shown = [f"{model.teams[team].key} ({model.teams[team].hours.strip()})" for team in teams]
    text = (
        f"In the scenario {_scenario(facts)}, work waits for the hours or the call-out of "
        f"{listed(shown)}; if they were there at all times, {keys_of(model, late)} would be in "
        "time."
    )
    return Finding("warning", "team-hours-late", late, text)


def _scenario(facts: Facts) -> str:
    assert facts.recovery is not None
    scenario = facts.model.scenarios[facts.recovery.scenario]
    return f"{scenario.key} (begun on {calendars.format_week_time(facts.recovery.start or 0)})"
