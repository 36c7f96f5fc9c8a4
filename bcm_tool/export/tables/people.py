"""People and teams: whom to call, and who does what."""

from __future__ import annotations

from collections.abc import Iterable

from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.export.table import Cell, Row, Table, column, row, table
from bcm_tool.export.tables.words import clock_cell, label, teams_text
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order

NO_TEAM = ""


def contacts_table(model: Model, people: Iterable[r.Person] | None = None) -> Table:
    """People by team, with role, deputy, phone and email (personal data)."""
    chosen = model.people.values() if people is None else people
    ordered = sorted(chosen, key=lambda person: (_team_order(model, person), _order(person)))
    return table("contacts", "Contacts", _CONTACTS, (_contact(model, item) for item in ordered))


_CONTACTS = (
    column("team", "Team", width=20),
    column("name", "Name", width=26),
    column("role", "Role", width=26),
    column("phone", "Phone", width=20),
    column("email", "Email", width=30),
    column("deputy", "Deputy", width=26),
    column("deputy_phone", "Deputy's phone", width=20),
)


def _contact(model: Model, person: r.Person) -> Row:
    team = model.teams.get(person.team or "")
    deputy = model.people.get(person.deputy or "")
    return row(
        team.name if team else "",
        person.name,
        person.role,
        person.phone,
        person.email,
        deputy.name if deputy else "",
        deputy.phone if deputy else "",
        ref=person.id,
    )


def _team_order(model: Model, person: r.Person) -> tuple[bool, tuple[str, str]]:
    team = model.teams.get(person.team or "")
    return (team is None, key_order(team.key) if team else ("", ""))


def _order(person: r.Person) -> tuple[str, str]:
    return key_order(person.key)


def members(model: Model, team: str) -> tuple[r.Person, ...]:
    """People of a team id, in key order."""
    return tuple(sorted((p for p in model.people.values() if p.team == team), key=_order))


def tasks_by_team(
    model: Model, recovery: RecoveryResult
) -> tuple[tuple[str, tuple[ScheduledTask, ...]], ...]:
    """(team id, its tasks by start), in order of the teams' first task.

    A task of several teams stands with each of them; those of no team come last under
    :data:`NO_TEAM`.
    """
    found: dict[str, list[ScheduledTask]] = {}
    for task in sorted(recovery.tasks, key=lambda item: (item.start, item.finish, item.key)):
        teams = [team for team, _ in task.teams if team in model.teams]
        for team in teams or [NO_TEAM]:
            found.setdefault(team, []).append(task)
    ordered = sorted(
        found, key=lambda team: (team == NO_TEAM, found[team][0].start, _team_key(model, team))
    )
    return tuple((team, tuple(found[team])) for team in ordered)


def _team_key(model: Model, team: str) -> tuple[str, str]:
    return key_order(model.teams[team].key) if team in model.teams else ("", "")


def checklist_table(
    model: Model, recovery: RecoveryResult, team: str, tasks: Iterable[ScheduledTask]
) -> Table:
    """What one team does, in order, with room for what really happened."""
    found = model.teams.get(team)
    title = found.name if found else "Tasks without a team"
    rows = (_check(model, recovery, team, task) for task in tasks)
    return table(f"checklist-{team}", title, _CHECKLIST, rows)


_CHECKLIST = (
    column("done", "Done", "code", 6),
    column("key", "Key", width=12),
    column("name", "Task", width=40),
    column("after", "After", width=18),
    column("with", "With", width=12),
    column("start", "Planned start", "elapsed"),
    column("finish", "Planned finish", "elapsed"),
    column("actual_start", "Actual start", width=13),
    column("actual_finish", "Actual finish", width=13),
    column("initials", "Initials", width=9),
)


def _check(model: Model, recovery: RecoveryResult, team: str, task: ScheduledTask) -> Row:
    others = [item for item in task.teams if item[0] != team]
    after = ", ".join(recovery.tasks[index].key for index in task.waits_for)
    name = f"{task.name} ({label(model, task.element)})"
    return row(
        "☐",
        task.key,
        Cell(name, "warning" if task.critical else ""),
        after,
        teams_text(model, others),
        clock_cell(recovery, task.start),
        clock_cell(recovery, task.finish),
        "",
        "",
        "",
        ref=task.task or task.key,
        element=task.element,
    )
