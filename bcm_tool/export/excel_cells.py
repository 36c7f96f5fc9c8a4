"""Typed cells of a workbook: text stays text, times are times, money is money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

from bcm_tool.durations import as_timedelta
from bcm_tool.exchange.sheet_cells import DATE, NUMBER, TEXT
from bcm_tool.exchange.write_workbook import Typed, sheet_text, typed_cell
from bcm_tool.export.table import Align, Cell, CellType, Tone, Value
from bcm_tool.percents import places

_MOST_PLACES = 15  # as many figures as Excel keeps
_LONGEST_WORDS = 200  # Excel refuses a number format of more than 255 characters

TIME = "[h]:mm"
ELAPSED = '"T+"[h]:mm'
MONEY = "#,##0.00"
# A negative time shows as ##### in Excel, so a gap is a number of hours with its own words.
GAP = '0.0# "h late";0.0# "h to spare";"just in time"'

FILLS: dict[Tone, str] = {
    "good": "DDEFE0",
    "note": "E4EAF2",
    "warning": "FFEBC2",
    "bad": "F8D0CC",
    "heat1": "E3F0E4",
    "heat2": "F3F3CF",
    "heat3": "FFE7B8",
    "heat4": "FBCBA5",
    "heat5": "F3A79F",
}
HEADER_FILL = PatternFill("solid", start_color="22384F", end_color="22384F")
FONT = "Calibri"
HEADER_FONT = Font(name=FONT, size=11, bold=True, color="FFFFFF")


def tone_fill(tone: Tone) -> PatternFill:
    """The fill of a tone; both colours are set because a rule reads the one, a cell the other."""
    return PatternFill("solid", start_color=FILLS[tone], end_color=FILLS[tone])


def header_alignment(align: Align = "left") -> Alignment:
    """How a header stands above cells of this alignment."""
    indent = 0 if align == "center" else 1
    return Alignment(horizontal=align, vertical="center", wrap_text=True, indent=indent)


def typed(kind: CellType, cell: Cell, places: int = 0) -> Typed | None:
    """A cell with its type as it stands in a workbook; None for what is unset and says nothing.

    ``places`` are those of the column's percentages.
    """
    value = cell.value
    if value is None or value == "":
        return (sheet_text(cell.words), TEXT, "General") if cell.words else None
    if isinstance(value, str | date):
        return typed_cell(value)
    if kind == "percent" and isinstance(value, Decimal):
        return value / 100, NUMBER, percent_shown(value, places)
    found, shown = _typed(value, kind, cell.words)
    if isinstance(found, timedelta):
        return found, DATE, shown
    return found, TEXT if isinstance(found, str) else NUMBER, shown


def _typed(value: Value, kind: CellType, words: str) -> tuple[Any, str]:
    """The value for Excel and its number format."""
    if isinstance(value, Decimal) and kind == "figure":
        return ("∞", "@") if value.is_infinite() else (value, "General")
    if isinstance(value, Decimal):
        return value, MONEY if kind == "money" else "General"
    assert isinstance(value, int)
    if kind == "gap":
        return value / 60, ";".join(with_words(part, words) for part in GAP.split(";"))
    if kind in ("minutes", "elapsed"):
        return as_timedelta(value), with_words(ELAPSED if kind == "elapsed" else TIME, words)
    return value, with_words("#,##0" if kind in ("integer", "money") else "0", words)


def percent_shown(value: Decimal, least: int = 0) -> str:
    """The number format that shows a percentage as it reads everywhere else."""
    digits = min(places(value, least), _MOST_PLACES)
    return f"0.{'0' * digits}%" if digits else "0%"


def with_words(number_format: str, words: str) -> str:
    """A number format that shows words after the value: the cell stays a number."""
    plain = words.replace('"', "")[:_LONGEST_WORDS]
    return f'{number_format}" {plain}"' if plain else number_format
