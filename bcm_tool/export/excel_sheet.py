"""A Table as a worksheet: header, filter, frozen panes, colours by rule, print set-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Literal

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bcm_tool.exchange.sheet_cells import SheetCells, fill_cell
from bcm_tool.exchange.write_workbook import put_text
from bcm_tool.export.excel_cells import (
    FONT,
    HEADER_FILL,
    HEADER_FONT,
    header_alignment,
    tone_fill,
    typed,
)
from bcm_tool.export.table import Cell, Column, Table, Tone, cell_type

Paper = Literal["A4", "Letter"]
_WIDEST = 60
_MOST_RULES = 12
_LINE = 15.0
_MOST_LINES = 20
_PAGE = 170
"""Characters across a landscape page that can still be read; wider tables take more pages."""


def write_table(
    sheet: Worksheet, table: Table, paper: Paper, written: Callable[[int], None]
) -> None:
    """Fill an empty worksheet with ``table``; notes stand below the last row.

    ``written`` is told after every row how many cells it has.
    """
    write_header(sheet, table.columns)
    cells, dresses = SheetCells(sheet), [_dress(column) for column in table.columns]
    for number, row in enumerate(table.rows, 2):
        lines = 1
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 1):
            if cell.value is not None or cell.words:
                found = typed(cell_type(column, cell), cell, column.places)
                if found is not None:
                    cells.put(number, place, *found, dresses[place - 1], place)
                lines = max(lines, _lines(column, cell))
        if lines > 1:
            sheet.row_dimensions[number].height = _LINE * min(lines, _MOST_LINES)
        written(len(row.cells))
    for place, column in enumerate(table.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = min(_WIDEST, max(column.width, 8)) + 2
        _colour_column(sheet, letter, column, [row.cells[place - 1] for row in table.rows])
    sheet.freeze_panes = f"{get_column_letter(_frozen(table) + 1)}2"
    last = get_column_letter(max(1, len(table.columns)))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    _write_notes(sheet, table, len(table.rows) + 3)
    print_setup(sheet, table.title, paper)
    wide = sum(column.width + 2 for column in table.columns)
    sheet.page_setup.fitToWidth = max(1, round(wide / _PAGE))
    if _frozen(table):
        sheet.print_title_cols = f"A:{get_column_letter(_frozen(table))}"


def write_header(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """The header row: bold, dark, wrapped, each title above its cells."""
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        put_text(cell, column.title)
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
        cell.alignment = header_alignment(column.align)
    sheet.row_dimensions[1].height = 32


def print_setup(sheet: Worksheet, title: str, paper: Paper) -> None:
    """Landscape, one page wide, the header on every page, page x of y below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4 if paper == "A4" else sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddHeader.left.text = _furniture(title)
    sheet.oddFooter.left.text = "Uncontrolled when printed"
    sheet.oddFooter.right.text = "Page &P of &N"


def _furniture(text: str) -> str:
    """Text for a header or footer, where ``&`` begins a code and a digit after one a size."""
    return re.sub(r"\s+", " ", text).replace("&", "&&")[:200]


def _frozen(table: Table) -> int:
    """How many columns stay in view: the key, and the name where there is one."""
    keys = [column.key for column in table.columns[:2]]
    return 2 if keys == ["key", "name"] else 1 if keys[:1] == ["key"] else 0


def _dress(column: Column) -> Callable[[Any], None]:
    def dress(cell: Any) -> None:
        cell.alignment = Alignment(
            horizontal=column.align,
            vertical="top",
            wrap_text=_wraps(column),
            indent=0 if column.align == "center" else 1,
        )

    return dress


def _wraps(column: Column) -> bool:
    return column.type == "text" and column.width >= 18


def _lines(column: Column, cell: Cell) -> int:
    """How many lines a wrapped text takes: not every program sizes a row by itself."""
    if not _wraps(column) or not isinstance(cell.value, str):
        return 1
    room = 1.1 * min(_WIDEST, column.width)
    return sum(1 + int((len(line) - 1) / room) for line in cell.value.split("\n") if line)


def _write_notes(sheet: Worksheet, table: Table, start: int) -> None:
    for number, note in enumerate(table.notes, start):
        cell = sheet.cell(number, 1)
        put_text(cell, note)
        cell.font = Font(name=FONT, size=11, italic=True, color="555555")


# --- colours --------------------------------------------------------------------------------------


def _colour_column(sheet: Worksheet, letter: str, column: Column, cells: list[Cell]) -> None:
    """Colour by rule, so that it follows an edit; cell by cell where no rule says it."""
    if not any(cell.tone for cell in cells):
        return
    area = f"{letter}2:{letter}{len(cells) + 1}"
    if column.type == "gap":
        _rule(sheet, area, "greaterThan", "0", "bad")
        return
    tones = _tone_of_value(cells)
    if tones is not None:
        for formula, tone in tones.items():
            _rule(sheet, area, "equal", formula, tone)
        return
    for number, cell in enumerate(cells, 2):
        if cell.tone:
            fill_cell(sheet[f"{letter}{number}"], tone_fill(cell.tone))


def _rule(
    sheet: Worksheet,
    area: str,
    operator: Literal["equal", "greaterThan"],
    formula: str,
    tone: Tone,
) -> None:
    rule = CellIsRule(operator=operator, formula=[formula], fill=tone_fill(tone))
    sheet.conditional_formatting.add(area, rule)


def _tone_of_value(cells: list[Cell]) -> dict[str, Tone] | None:
    """Excel literal -> tone; None when one value has several tones or there are too many."""
    found: defaultdict[str, set[Tone]] = defaultdict(set)
    for cell in cells:
        literal = _literal(cell)
        if literal is None:
            return None
        if literal:
            found[literal].add(cell.tone)
    if any(len(tones) > 1 for tones in found.values()):
        return None
    coloured: dict[str, Tone] = {
        literal: tone for literal, tones in found.items() for tone in tones if tone
    }
    return coloured if len(coloured) <= _MOST_RULES else None


def _literal(cell: Cell) -> str | None:
    """A short value as it stands in a rule; empty for no value, None where it cannot stand."""
    value = cell.value
    if value is None or value == "":
        return None if cell.tone else ""
    if cell.type not in (None, "level", "code", "text"):
        return None
    if isinstance(value, str):
        return None if len(value) > 40 else '"' + value.replace('"', '""') + '"'
    return str(value) if cell.type == "level" else None
