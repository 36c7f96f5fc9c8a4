"""A Table as a worksheet: header, filter, frozen panes, colours by rule, print set-up."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Literal

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bcm_tool.exchange.write_workbook import put_text
from bcm_tool.export.excel_cells import (
    GAP,
    HEADER_ALIGN,
    HEADER_FILL,
    HEADER_FONT,
    put,
    tone_fill,
)
from bcm_tool.export.table import Cell, Column, Table, Tone, cell_type

Paper = Literal["A4", "Letter"]
_WIDEST = 60
_MOST_RULES = 12


def write_table(sheet: Worksheet, table: Table, paper: Paper) -> None:
    """Fill an empty worksheet with ``table``; notes stand below the last row."""
    write_header(sheet, [column.title for column in table.columns])
    for number, row in enumerate(table.rows, 2):
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 1):
            if cell.value is not None or cell.words:
                _write_cell(sheet.cell(number, place), column, cell)
    for place, column in enumerate(table.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = min(_WIDEST, max(column.width, 8)) + 2
        _colour_column(sheet, letter, [row.cells[place - 1] for row in table.rows])
    sheet.freeze_panes = f"{get_column_letter(_frozen(table) + 1)}2"
    last = get_column_letter(max(1, len(table.columns)))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    _write_notes(sheet, table, len(table.rows) + 3)
    print_setup(sheet, table.title, paper)


def write_header(sheet: Worksheet, titles: list[str]) -> None:
    """The header row: bold, dark, wrapped."""
    for place, title in enumerate(titles, 1):
        cell = sheet.cell(1, place)
        put_text(cell, title)
        cell.font, cell.fill, cell.alignment = HEADER_FONT, HEADER_FILL, HEADER_ALIGN
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


def _write_cell(target: Any, column: Column, cell: Cell) -> None:
    put(target, cell_type(column, cell), cell)
    target.alignment = Alignment(
        horizontal=None if column.align == "left" else column.align,
        vertical="top",
        wrap_text=column.width >= 18,
    )


def _write_notes(sheet: Worksheet, table: Table, start: int) -> None:
    for number, note in enumerate(table.notes, start):
        cell = sheet.cell(number, 1)
        put_text(cell, note)
        cell.font = Font(italic=True, color="555555")


# --- colours --------------------------------------------------------------------------------------


def _colour_column(sheet: Worksheet, letter: str, cells: list[Cell]) -> None:
    """Colour by rule, so that it follows an edit; cell by cell where no rule says it."""
    if not any(cell.tone for cell in cells):
        return
    area = f"{letter}2:{letter}{len(cells) + 1}"
    if any(sheet[f"{letter}{number}"].number_format == GAP for number in range(2, len(cells) + 2)):
        _rule(sheet, area, "greaterThan", "0", "bad")
        return
    tones = _tone_of_value(cells)
    if tones is not None:
        for formula, tone in tones.items():
            _rule(sheet, area, "equal", formula, tone)
        return
    for number, cell in enumerate(cells, 2):
        if cell.tone:
            sheet[f"{letter}{number}"].fill = tone_fill(cell.tone)


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
