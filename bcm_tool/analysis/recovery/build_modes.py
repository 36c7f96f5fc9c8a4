"""Who can do each task and when they may start: teams, skills, hours, call-out, contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from bcm_tool.analysis.recovery.hours import Window, all_of, any_of, window_of
from bcm_tool.analysis.recovery.problem import CONTRACT, Mode, Problem, Task
from bcm_tool.analysis.work import NEVER
from bcm_tool.calendars import Calendar, parse_week_time, understood
from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import RecoveryTask, Scenario, Team

IMMEDIATE = "immediate"
"""The strategy of an option that takes over by itself."""


def team_list(model: Model) -> tuple[tuple[str, int], ...]:
    """(team id, capacity) in key order."""
    ordered = sorted(model.teams.values(), key=lambda team: key_order(team.key))
    return tuple((team.id, team.capacity) for team in ordered)


def week_minute(scenario: Scenario) -> int | None:
    """The minute of the week at which a scenario begins; None when that is not known."""
    try:
        return parse_week_time(scenario.start) if scenario.start.strip() else None
    except BcmError:
        return None


def at_start(problem: Problem, start: int | None) -> Problem:
    """The same problem for an event at another minute of the week."""
    model = problem.model
    numbers = {name: number for number, (name, _) in enumerate(problem.teams)}

    def moved(task: Task) -> Task:
        record = None if task.id is None else model.tasks[task.id]
        element = problem.items[task.item].id
        modes = task_modes(model, record, element, numbers, start, problem.release)
        return with_modes(task, modes, problem.teams)

    return replace(problem, start=start, tasks=tuple(map(moved, problem.tasks)))


@lru_cache(maxsize=4)
def hours_matter(problem: Problem) -> bool:
    """Whether some task is bound to hours once the start in the week is known."""
    known = problem if problem.start is not None else at_start(problem, 0)
    return any(way.hours for task in known.tasks for way in task.ways)


def with_modes(task: Task, modes: tuple[Mode, ...], teams: tuple[tuple[str, int], ...]) -> Task:
    """A task with the ways to do it; those that can never be taken are left out, if others can."""

    def open_(mode: Mode) -> bool:
        enough = all(units <= teams[team][1] for team, units in mode.demand)
        return enough and not (mode.window is not None and mode.window.never)

    able = tuple(mode for mode in modes if open_(mode))
    shown = able or modes[:1]
    return replace(
        task,
        demand=shown[0].demand if shown else (),
        modes=shown,
        possible=bool(able) and not task.cyclic,
    )


def task_modes(
    model: Model,
    task: RecoveryTask | None,
    element: str,
    numbers: Mapping[str, int],
    start: int | None,
    release: int,
) -> tuple[Mode, ...]:
    """The ways to do a task of an element, in the order of the teams' keys.

    Whoever does a task for its skill is one unit of its team. What neither names a team nor a
    skill is the supplier's and keeps the hours of the contracts; but not recovery by an option
    whose strategy is immediate: that takes over by itself, whoever is there.

    Parameters
    ----------
    task
        None stands for the recovery by a selected option, which no team does.
    numbers
        Team id -> number.
    start, release
        Minute of the week of the event (None: hours are not counted), and the minutes of
        detection and decision after it, when teams outside their hours are called.
    """

    def mode(demand: tuple[tuple[str, int], ...]) -> Mode:
        known = tuple(sorted((numbers[name], units) for name, units in demand))
        limits = ((numbers[name], hours_of(model.teams[name])) for name, _ in demand)
        hours = tuple(sorted((team, window) for team, window in limits if window is not None))
        return Mode(known, all_of(window for _, window in hours), hours)

    def hours_of(team: Team) -> Window | None:
        calendar = None if start is None else understood(team.hours)
        if start is None or calendar is None:
            return None
        return window_of(
            calendar, start, NEVER if team.call_out is None else release + team.call_out
        )

    if task is not None and task.demand:
        return (mode(task.demand),)
    if task is not None and task.skill.strip():
        able = teams_with(model, task.skill)
        return tuple(mode(((team.id, 1),)) for team in able)
    by_itself = task is None and _takes_over(model, element)
    calendar = None if start is None or by_itself else contract_hours(model, element)
    window = None if start is None or calendar is None else window_of(calendar, start, NEVER)
    return (Mode((), window, () if window is None else ((CONTRACT, window),)),)


def _takes_over(model: Model, element: str) -> bool:
    """Whether the selected option of an element takes over by itself."""
    option = model.selected_option(element)
    return option is not None and option.strategy == IMMEDIATE


def teams_with(model: Model, skill: str) -> list[Team]:
    """Teams that have a skill, in key order."""
    wanted = skill.strip().casefold()
    able = (
        team
        for team in model.teams.values()
        if any(word.strip().casefold() == wanted for word in team.skills)
    )
    return sorted(able, key=lambda team: key_order(team.key))


def contract_hours(model: Model, element: str) -> Calendar | None:
    """The hours in which suppliers of an element may start, under any of its contracts (UC).

    A contract counts whenever it ends: a scenario has a time of the week and no date.
    """
    found = [
        understood(item.service_hours)
        for item in model.agreements_of.get(element, ())
        if item.type == "UC" and item.service_hours.strip()
    ]
    known = [calendar for calendar in found if calendar is not None]
    return any_of(known) if known else None
