"""Who does the work: demands beyond a team's capacity, work without a team, teams of nobody."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import named
from bcm_tool.analysis.results import Finding
from bcm_tool.calendars import understood
from bcm_tool.model import records as r
from bcm_tool.model.model import key_order


def staff_findings(facts: Facts) -> Iterator[Finding]:
    """Findings about tasks, teams and people."""
    for task in sorted(facts.model.tasks.values(), key=lambda item: key_order(item.key)):
        yield from _task(facts, task)
    for team in sorted(facts.model.teams.values(), key=lambda item: key_order(item.key)):
        yield from _team(facts, team)
    yield from _unreachable(facts)


def _task(facts: Facts, task: r.RecoveryTask) -> Iterator[Finding]:
    owner = named(facts.model, task.element)
    for team_id, units in task.demand:
        team = facts.model.teams[team_id]
        if units > team.capacity:
            text = (
                f"The task {task.key} of {owner} needs {units} of {team.key} at a time, "
                f"which has {team.capacity}: it can never start."
            )
            yield Finding("error", "over-capacity", (task.element,), text)
    if not task.demand and not task.skill.strip() and not _by_supplier(facts, task):
        text = f"The task {task.key} of {owner} has no team, so nobody is planned to do it."
        yield Finding("warning", "task-without-team", (task.element,), text)


def _by_supplier(facts: Facts, task: r.RecoveryTask) -> bool:
    """Whether an underpinning contract with service hours says that its supplier does the work."""
    agreements = facts.model.agreements_of.get(task.element, ())
    stated = (item for item in agreements if item.type == "UC" and item.service_hours.strip())
    return any(understood(item.service_hours) is not None for item in stated)


def _team(facts: Facts, team: r.Team) -> Iterator[Finding]:
    people = sum(person.team == team.id for person in facts.model.people.values())
    if not people:
        text = f"The team {team.key} ({team.name}) has no people: the plan calls nobody."
        yield Finding("warning", "team-without-people", (), text)
    elif people < team.capacity:
        text = (
            f"The team {team.key} ({team.name}) is planned to do {team.capacity} things at a "
            f"time with {people} named."
        )
        yield Finding("note", "team-short-of-people", (), text)


def _unreachable(facts: Facts) -> Iterator[Finding]:
    for person in sorted(facts.model.people.values(), key=lambda item: key_order(item.key)):
        if person.team and not person.phone.strip() and not person.email.strip():
            text = f"The person {person.key} has neither a phone number nor an e-mail address."
            yield Finding("note", "unreachable-person", (), text)
