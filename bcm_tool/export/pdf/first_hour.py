"""The page to open first: who decides, when, whom to call, what to do."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepInFrame,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from bcm_tool.analysis.explain_sequence import at_clock
from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.calendars import clock
from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.export.pdf.fonts import REGULAR
from bcm_tool.export.pdf.ink import Ink, whole
from bcm_tool.export.pdf.page import Heading
from bcm_tool.export.pdf.parts import Box, body, head_cells, pairs_table, section_small, shares
from bcm_tool.export.pdf.style import DARK, LINE, cell_style
from bcm_tool.export.tables.people import members, tasks_by_team
from bcm_tool.export.tables.recovery import start_text
from bcm_tool.export.tables.words import label, teams_text
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

_MOST_CALLS = 9
_MOST_TASKS = 8
_MOST_LOST = 10
_SIZE = 9.0
_HEADING = 34.0
"""Points that the heading above takes."""


def first_hour(
    ink: Ink,
    model: Model,
    scenario: r.Scenario,
    recovery: RecoveryResult,
    area: tuple[float, float],
) -> list[Flowable]:
    """One page: what is a little too long for it is set smaller."""
    width = area[0]
    parts: list[Flowable] = [
        pairs_table(ink, _decision(model, scenario, recovery), width, 34 * mm),
        Spacer(1, 2.5 * mm),
        _activation(ink, width),
        *section_small(ink, "Call in this order"),
        *_calls(ink, model, scenario, recovery, width),
        *section_small(ink, "First tasks"),
        *_tasks(ink, model, recovery, width),
    ]
    return [
        NextPageTemplate("portrait"),
        PageBreak(),
        Heading(ink, "The first hour", 1, "first-hour"),
        KeepInFrame(width, area[1] - _HEADING, parts, mode="shrink"),
    ]


def _decision(
    model: Model, scenario: r.Scenario, recovery: RecoveryResult
) -> list[tuple[str, str]]:
    method = model.method
    release = method.detection + method.decision
    clock = f"T is the moment of the event. Work begins at {format_elapsed(release)}"
    if release:
        clock += (
            f": {format_duration(method.detection)} to detect it, "
            f"{format_duration(method.decision)} to decide"
        )
    started = start_text(recovery)
    back = f"The work is done at {at_clock(recovery, recovery.objective.makespan)}."
    return [
        ("Invoke when", scenario.invoke_when),
        ("Decides", scenario.decided_by),
        ("What is lost", _lost(model, scenario)),
        ("Time", " ".join(part for part in (f"{clock}.", started, back) if part)),
        ("First limits", _limits(model, recovery)),
    ]


def _lost(model: Model, scenario: r.Scenario) -> str:
    labels = [
        entry.replace(":", " ", 1)
        for entry in scenario.lost
        if entry.startswith(("site:", "supplier:"))
    ]
    names = [_short(label(model, item), 44) for item in model.lost_elements(scenario)]
    shown = names[:_MOST_LOST]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ": ".join(part for part in (", ".join(labels), f"{', '.join(shown)}{more}") if part)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _limits(model: Model, recovery: RecoveryResult) -> str:
    """The three services whose RTO runs out first."""
    due = sorted(
        (outcome.down + outcome.rto, label(model, item), outcome.met)
        for item, outcome in recovery.services.items()
        if outcome.down is not None and outcome.rto is not None
    )
    return "; ".join(
        f"{_short(name, 44)} by {at_clock(recovery, time)}{'' if met else ', will be missed'}"
        for time, name, met in due[:3]
    )


def _activation(ink: Ink, width: float) -> Table:
    """Lines to write on: when, by whom."""
    titles = ("Event (T), date and time", "Detected at", "Plan invoked at", "By", "Log kept by")
    head = [Paragraph(ink.markup(title), cell_style(7.5, "left", False, True)) for title in titles]
    parts = (2.3, 1.4, 1.5, 1.9, 1.9)
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("BOX", (0, 0), (-1, -1), 0.9, DARK),
        ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table([head], shares(width, *parts), [32], style=style, hAlign="LEFT")


# --- calls ----------------------------------------------------------------------------------------


def call_order(
    model: Model, scenario: r.Scenario, recovery: RecoveryResult
) -> list[tuple[str, r.Person]]:
    """(why, person): who decides, then the first person of every team in order of its tasks."""
    decider = scenario.decided_by.casefold()
    named = [
        ("Decides", person)
        for person in sorted(model.people.values(), key=lambda item: item.key.casefold())
        if decider and _names(person, decider)
    ]
    found = {person.id: (why, person) for why, person in named}
    for team, tasks in tasks_by_team(model, recovery):
        first = next(iter(members(model, team)), None)
        if first is not None and first.id not in found:
            why = f"{model.teams[team].name}, needed at {at_clock(recovery, tasks[0].start)}"
            found[first.id] = (why, first)
    return list(found.values())


def _names(person: r.Person, text: str) -> bool:
    """Whether a text mentions a person by name, key or role."""
    return (
        any(part and part.casefold() in text for part in (person.name, person.role))
        or person.key.casefold() in text.replace(",", " ").split()
    )


def _calls(
    ink: Ink, model: Model, scenario: r.Scenario, recovery: RecoveryResult, width: float
) -> list[Flowable]:
    calls = call_order(model, scenario, recovery)
    if not calls:
        return [body(ink, "No people are recorded for the teams of this plan.", "Empty")]
    rows = [
        [Box(9), *(_text(ink, text) for text in _call(model, why, person)), ""]
        for why, person in calls[:_MOST_CALLS]
    ]
    head = ["", "Who", "Why", "Phone", "If no answer", "Reached at"]
    found: list[Flowable] = [_list(ink, head, rows, width, (0.5, 2.7, 2.7, 2.2, 2.7, 1.3))]
    if len(calls) > _MOST_CALLS:
        rest = f"{len(calls) - _MOST_CALLS} more are in the call list of this plan."
        found.append(body(ink, rest, "Note"))
    return found


def _call(model: Model, why: str, person: r.Person) -> list[str]:
    deputy = model.people.get(person.deputy or "")
    who = "\n".join(_short(part, 48) for part in (person.name, person.role) if part)
    second = (
        "\n".join(part for part in (deputy.name, whole(deputy.phone)) if part) if deputy else ""
    )
    return [who, why, whole(person.phone), second]


def _tasks(ink: Ink, model: Model, recovery: RecoveryResult, width: float) -> list[Flowable]:
    ordered = sorted(recovery.tasks, key=lambda task: (task.start, task.finish, task.key))
    if not ordered:
        return [body(ink, "No task has to be done in this scenario.", "Empty")]
    rows = [
        [Box(9), *(_text(ink, text) for text in _task(model, recovery, task)), ""]
        for task in ordered[:_MOST_TASKS]
    ]
    head = ["", "Start", "Task", "Element", "Team", "Done at"]
    return [_list(ink, head, rows, width, (0.5, 1.75, 4.0, 3.2, 1.4, 1.4))]


def _task(model: Model, recovery: RecoveryResult, task: ScheduledTask) -> list[str]:
    times = (format_elapsed(task.start), clock(recovery.start, task.start))
    return [
        "\n".join(whole(time) for time in times if time),
        _short(f"{task.key} {task.name}", 72),
        _short(label(model, task.element), 44),
        teams_text(model, task.teams),
    ]


def _text(ink: Ink, text: str) -> Paragraph:
    return Paragraph(ink.markup(text, limit=120), cell_style(_SIZE, "left", False))


def _list(
    ink: Ink,
    titles: list[str],
    rows: list[list[object]],
    width: float,
    parts: tuple[float, ...],
) -> Table:
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, DARK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ]
    return Table(
        [head_cells(ink, titles), *rows],
        shares(width, *parts),
        style=style,
        repeatRows=1,
        hAlign="LEFT",
    )
