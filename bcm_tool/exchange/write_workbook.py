"""Contract sheets into a workbook: typed cells, text that can never become a formula."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import SHEET_BY_NAME, CellType, Column
from bcm_tool.exchange.sheet_cells import DATE, NUMBER, TEXT, SheetCells
from bcm_tool.exchange.staged import CellValue, column_letter
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model.model import Model
from bcm_tool.percents import parse_percent

if TYPE_CHECKING:
    from openpyxl import Workbook

DATE_FORMAT = "yyyy-mm-dd"
MONEY_FORMAT = "#,##0.00"
_LONGEST_CELL = 32_767
_FIRST_YEAR = 1901  # spreadsheets know no earlier dates, and count 1900 wrongly
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDTHS = {"name": 32, "title": 32, "description": 40, "note": 32, "treatment": 32, "control": 32}


def write_workbook_sheets(workbook: Workbook, model: Model) -> None:
    """Add every contract sheet of ``model`` to an openpyxl workbook, in the contract's order."""
    for name, (columns, rows) in contract_sheets(model).items():
        sheet = workbook.create_sheet(name)
        write_headers(sheet, SHEET_BY_NAME[name].columns)
        kinds = [column.type for column in SHEET_BY_NAME[name].columns]
        cells = SheetCells(sheet)
        for number, row in enumerate(rows, 2):
            for place, (kind, value) in enumerate(zip(kinds, row, strict=True), 1):
                if value is not None:
                    cells.put(number, place, *typed_cell(value, kind))
        last = column_letter(len(columns) - 1)
        sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"


def write_headers(sheet: Any, columns: tuple[Column, ...]) -> None:
    """The header row: bold where required, frozen, with columns wide enough to read."""
    from openpyxl.styles import Font, PatternFill

    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        put_text(cell, column.name)
        cell.font = Font(bold=column.required, italic=not column.required)
        cell.fill = PatternFill("solid", fgColor="E7ECF2")
        width = _WIDTHS.get(column.name, max(12, len(column.name) + 3))
        sheet.column_dimensions[column_letter(place - 1)].width = width
    sheet.freeze_panes = "A2"


Typed = tuple[Any, str, str]
"""A value, its kind (see :mod:`bcm_tool.exchange.sheet_cells`) and its number format."""


def typed_cell(value: CellValue, kind: CellType = "text") -> Typed:
    """How a value of a column of this kind stands in a workbook; what it cannot hold is text."""
    match value:
        case str() if kind == "percent":
            return _typed_percent(value)
        case str():
            return sheet_text(value), TEXT, "General"
        case bool():
            return value, "b", "General"
        case int() | float():
            return value, NUMBER, "General"
        case Decimal():
            return _typed_decimal(value, kind == "money")
        case date() if value.year >= _FIRST_YEAR:
            return value, DATE, DATE_FORMAT
        case _:
            return sheet_text(str(value)), TEXT, "General"


def sheet_text(text: str) -> str:
    """A text as the file of a workbook holds it; see also :func:`in_xml`.

    Raises
    ------
    BcmError
        When it is longer than a cell of a spreadsheet can be; it is never cut.
    """
    # A workbook reads _x0041_ as an escape for A, so an underscore that looks like one is escaped.
    escaped = in_xml(_LIKE_ESCAPE.sub("_x005F_", text) if "_x" in text else text)
    if len(escaped) > _LONGEST_CELL // 2 and len(escaped.encode("utf-16-le")) // 2 > _LONGEST_CELL:
        raise BcmError(
            f"A text of {len(text):,} characters that begins with “{text[:40]}” is too long for "
            "a cell of a workbook."
        )
    return escaped


def in_xml(text: str) -> str:
    """A text without the two characters that no XML file can hold.

    None can be typed or imported, but documents of earlier versions may have some.
    """
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def put_text(cell: Any, text: str) -> None:
    """Text as text: never a formula, an error value or a link; see :func:`sheet_text`."""
    cell.value = sheet_text(text)
    cell.data_type = "s"
    cell.quotePrefix = True


def _typed_decimal(value: Decimal, money: bool) -> Typed:
    if Decimal(f"{float(value):.15g}") != value:
        return sheet_text(decimal_text(value)), TEXT, "General"  # more digits than it keeps
    whole = value == value.to_integral_value()
    shown = "General" if not money else "#,##0" if whole else MONEY_FORMAT
    return int(value) if whole else float(value), NUMBER, shown


def _typed_percent(text: str) -> Typed:
    """``99.9 %`` as the number 0.999 in a percentage format, or as text with too many digits."""
    fraction = parse_percent(text) / 100
    if Decimal(f"{float(fraction):.15g}") != fraction:
        return text, TEXT, "General"
    digits = len(text.removesuffix(" %").partition(".")[2])
    return float(fraction), NUMBER, f"0.{'0' * digits}%" if digits else "0%"


def decimal_text(value: Decimal) -> str:
    """A number as text that cannot be misread: ``1.500`` would be, ``1.5000`` is not."""
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
