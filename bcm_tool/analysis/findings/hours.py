"""Who can do it, and when: skills that nobody has, hours that nobody understands or can count."""

from __future__ import annotations

from collections.abc import Iterator

from bcm_tool import calendars
from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import listed, named
from bcm_tool.analysis.results import Finding
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order


def hours_findings(facts: Facts) -> Iterator[Finding]:
    """Findings about skills of tasks and teams, hours of teams and agreements, unknown starts."""
    model = facts.model
    for task in sorted(model.tasks.values(), key=lambda item: key_order(item.key)):
        if task.skill.strip():
            yield from _skill(model, task)
    for agreement in sorted(model.agreements.values(), key=lambda item: key_order(item.key)):
        yield from _service_hours(model, agreement)
    working = {team for task in model.tasks.values() for team in _possible(model, task)}
    for team in sorted(model.teams.values(), key=lambda item: key_order(item.key)):
        if team.id in working:
            yield from _nobody_comes(team)
    if _states_hours(model):
        yield from _unknown_starts(model)


def _possible(model: Model, task: r.RecoveryTask) -> set[str]:
    """Ids of the teams that work on a task, or may."""
    if task.demand or not task.skill.strip():
        return {team for team, _ in task.demand}
    return {team.id for team in model.teams.values() if has_skill(team, task.skill)}


def has_skill(team: r.Team, skill: str) -> bool:
    """Whether the team has the skill, whatever its case."""
    wanted = skill.strip().casefold()
    return any(word.strip().casefold() == wanted for word in team.skills)


def _skill(model: Model, task: r.RecoveryTask) -> Iterator[Finding]:
    able = [team for team in model.teams.values() if has_skill(team, task.skill)]
    owner, skill = named(model, task.element), task.skill.strip()
    if not task.demand and not able:
        text = (
            f"The task {task.key} of {owner} needs the skill “{skill}”, which no team has: "
            "it can never start."
        )
        yield Finding("error", "skill-nobody-has", (task.element,), text)
    asked = [model.teams[team] for team, _ in task.demand]
    if asked and not any(has_skill(team, skill) for team in asked):
        keys = listed(sorted((team.key for team in asked), key=key_order))
        others = listed(sorted((team.key for team in able), key=key_order))
        has = f"{others} has it" if len(able) == 1 else f"{others} have it"
        text = (
            f"The task {task.key} of {owner} needs the skill “{skill}”, which its team {keys} "
            f"does not have; {has if able else 'no team has it'}."
        )
        yield Finding("warning", "team-lacks-skill", (task.element,), text)


def _service_hours(model: Model, agreement: r.Agreement) -> Iterator[Finding]:
    text = agreement.service_hours.strip()
    if calendars.understood(text) is None:
        shown = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
        sentence = (
            f"The service hours “{shown}” of the agreement {agreement.key} for "
            f"{named(model, agreement.element)} are not understood, so none are counted; write "
            f"for example {calendars.EXAMPLE}."
        )
        yield Finding("warning", "hours-not-understood", (agreement.element,), sentence)


def _nobody_comes(team: r.Team) -> Iterator[Finding]:
    calendar = calendars.understood(team.hours)
    if team.call_out is None and calendar is not None and not calendar.always:
        text = (
            f"The team {team.key} ({team.name}) works {calendar.format()} and has no call-out "
            "time: outside these hours its tasks wait."
        )
        yield Finding("note", "no-call-out", (), text)


def _states_hours(model: Model) -> bool:
    """Whether anything would be counted if a scenario said when it begins."""
    hours = [team.hours for team in model.teams.values()]
    hours += [item.service_hours for item in model.agreements.values() if item.type == "UC"]
    found = (calendars.understood(text) for text in hours if text.strip())
    return any(calendar is not None and not calendar.always for calendar in found)


def _unknown_starts(model: Model) -> Iterator[Finding]:
    for scenario in sorted(model.scenarios.values(), key=lambda item: key_order(item.key)):
        if scenario.lost and not scenario.start.strip():
            text = (
                f"The scenario {scenario.key} ({scenario.name}) does not say when it begins: hours "
                "of teams and suppliers are not counted in its sequence."
            )
            yield Finding("note", "start-unknown", (), text)
