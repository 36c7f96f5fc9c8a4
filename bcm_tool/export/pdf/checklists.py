"""One checklist per team, each on pages of its own so that it can be handed out."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, Paragraph, Spacer, Table

from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.export.pdf.fonts import REGULAR, text_width
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import Box, body, chapter, head_cells, section_small, shares
from bcm_tool.export.pdf.style import DARK, FAINT, LINE, cell_style
from bcm_tool.export.table import Cell, Column, cell_text
from bcm_tool.export.tables.people import checklist_table, members, tasks_by_team
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

# Millimetres beside the task's own column, which takes what is left.
_WIDTHS = {
    "done": 11,
    "after": 27,
    "with": 18,
    "start": 22,
    "finish": 22,
    "actual_start": 23,
    "actual_finish": 23,
    "initials": 16,
}


def checklists(ink: Ink, model: Model, recovery: RecoveryResult, width: float) -> list[Flowable]:
    """A chapter per team, on landscape pages."""
    found: list[Flowable] = []
    for number, (team, tasks) in enumerate(tasks_by_team(model, recovery)):
        table = checklist_table(model, recovery, team, tasks)
        name = f"checklist-{number}"
        found += chapter(ink, f"Checklist: {table.title}", name, landscape=True)
        found += _people(ink, model, team, width)
        found.append(_list(ink, model, recovery, team, tasks, width))
        found += [Spacer(1, 5 * mm), KeepTogether(_sign_off(ink, width))]
    return found


def _people(ink: Ink, model: Model, team: str, width: float) -> list[Flowable]:
    found = model.teams.get(team)
    if found is None:
        return [body(ink, "No team is planned for these tasks: name who does them.")]
    people = members(model, team)
    units = f"{found.capacity} can work at the same time."
    if not people:
        return [body(ink, f"{units} No people are recorded for this team.")]
    cells = [
        Paragraph(ink.markup(_person(model, person), limit=200), cell_style(8.5, "left", False))
        for person in people
    ]
    rows = [cells[start : start + 3] for start in range(0, len(cells), 3)]
    rows[-1] += [""] * (3 - len(rows[-1]))
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, -1), FAINT),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
    ]
    grid = Table(rows, [width / 3] * 3, style=style, hAlign="LEFT")
    return [body(ink, units), grid, Spacer(1, 3 * mm)]


def _person(model: Model, person: r.Person) -> str:
    deputy = model.people.get(person.deputy or "")
    role = f" ({person.role})" if person.role else ""
    second = f"\nDeputy: {deputy.name}, {deputy.phone}".rstrip(", ") if deputy else ""
    return f"{person.name}{role}\n{person.phone}{second}"


def _list(
    ink: Ink,
    model: Model,
    recovery: RecoveryResult,
    team: str,
    tasks: tuple[ScheduledTask, ...],
    width: float,
) -> LongTable:
    table = checklist_table(model, recovery, team, tasks)
    key_width = _key_width(tasks)
    fixed = sum(_WIDTHS.values()) * mm + key_width
    own = {**{key: each * mm for key, each in _WIDTHS.items()}, "key": key_width}
    widths = [own.get(column.key, width - fixed) for column in table.columns]
    head = head_cells(ink, (column.title for column in table.columns))
    rows: list[list[object]] = [
        [Box(), *_cells(ink, table.columns[1:], row.cells[1:])] for row in table.rows
    ]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, 0), 1.0, DARK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
        ("INNERGRID", (5, 1), (-1, -1), 0.5, LINE),
        ("TOPPADDING", (0, 1), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 7),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    return LongTable([head, *rows], widths, style=style, repeatRows=1, hAlign="LEFT")


def _key_width(tasks: tuple[ScheduledTask, ...]) -> float:
    """Room for the longest key, within bounds."""
    longest = max(text_width(task.key, REGULAR, 9) for task in tasks)
    return float(min(max(longest + 10, 16 * mm), 40 * mm))


def _cells(ink: Ink, columns: Sequence[Column], cells: Sequence[Cell]) -> list[object]:
    found: list[object] = []
    for column, cell in zip(columns, cells, strict=True):
        text = cell_text(column, cell)
        bold = column.key == "name" and cell.tone == "warning"
        marked = ink.markup(f"{text} [critical]" if bold else text, bold, limit=280)
        found.append(Paragraph(marked, cell_style(9, "left", bold)) if text else "")
    return found


def _sign_off(ink: Ink, width: float) -> list[Flowable]:
    titles = ("Tasks complete, may proceed", "Name and role", "Signature", "Date, time")
    head = [Paragraph(ink.markup(title), cell_style(7.5, "left", False, True)) for title in titles]
    choice = Paragraph(ink.markup("yes / no"), cell_style(9, "left", False))
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("BOX", (0, 0), (-1, -1), 0.9, DARK),
        ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0, FAINT),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
    ]
    widths = shares(width, 2.5, 3.5, 3, 2)
    blank = ["", "", ""]
    return [
        *section_small(ink, "Sign-off"),
        Table([head, [choice, *blank]], widths, [14, 24], style=style, hAlign="LEFT"),
    ]
