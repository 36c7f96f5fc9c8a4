"""One checklist per team, each on pages of its own so that it can be handed out."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.export.pdf.fonts import REGULAR, text_width
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import Box, body, chapter, section_small, shares
from bcm_tool.export.pdf.set_table import Content, Room, SetLook, SetTable, content_of, set_table
from bcm_tool.export.pdf.style import DARK, FAINT, LINE, cell_style
from bcm_tool.export.pdf.tables import clocked_text
from bcm_tool.export.table import Table as SomeTable
from bcm_tool.export.tables.people import checklist_table, members, tasks_by_team
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

# Millimetres beside the task's own column, which takes what is left.
_WIDTHS = {
    "done": 11,
    "after": 27,
    "with": 18,
    "start": 25,
    "finish": 25,
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
        found.append(_list(ink, table, tasks, width))
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


def _list(ink: Ink, table: SomeTable, tasks: tuple[ScheduledTask, ...], width: float) -> SetTable:
    key_width = _key_width(tasks)
    fixed = sum(_WIDTHS.values()) * mm + key_width
    own = {**{key: each * mm for key, each in _WIDTHS.items()}, "key": key_width}
    widths = [own.get(column.key, width - fixed) for column in table.columns]
    name = table.index("name")
    critical = frozenset(
        (row, name) for row, item in enumerate(table.rows) if item.cells[name].tone == "warning"
    )
    look = SetLook(
        widths=widths,
        aligns=["left"] * len(widths),
        size=9,
        head_size=8,
        room=Room(top=6, bottom=7),
        head_room=Room(top=3, bottom=3),
        stand="middle",
        head_stand="middle",
        grid=6,
        line=0.5,
        bold_cells=critical,
    )
    insides = [each - look.room.left - look.room.right for each in widths]

    def content(row: int, place: int, text: str) -> Content:
        bold = look.is_bold(row, place)
        marked = f"{text} [critical]" if bold else text
        return content_of(ink, marked, bold, 9, insides[place], "left", 280, 20)

    def shown(row: int, place: int, text: str) -> str:
        column, cell = table.columns[place], table.rows[row].cells[place]
        return clocked_text(column, cell) if column.type == "elapsed" else text

    head = [
        content_of(ink, column.title, True, 8, inside, "left", 2000, 20)
        for column, inside in zip(table.columns, insides, strict=True)
    ]
    box = Box()
    rows = [
        (box, *(content(row, place, shown(row, place, text)) for place, text in line))
        for row, line in enumerate(list(enumerate(texts))[1:] for texts in table.texts())
    ]
    return set_table(look, head, rows)


def _key_width(tasks: tuple[ScheduledTask, ...]) -> float:
    """Room for the longest key, within bounds."""
    longest = max(text_width(task.key, REGULAR, 9) for task in tasks)
    return float(min(max(longest + 10, 16 * mm), 40 * mm))


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
