"""How somebody's own sheets and columns become ours: the description, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Any, Literal, get_args

from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import SHEET_BY_NAME
from bcm_tool.exchange.staged import Grid, GridRow, Source, is_empty
from bcm_tool.exchange.values import read_text

Unit = Literal["", "minutes", "hours", "days"]
UNITS: tuple[Unit, ...] = get_args(Unit)
_SAMPLES = 5
_LONGEST_SAMPLE = 200
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class InspectedSheet:
    """A foreign sheet as a person sees it: headers and the first rows, as text."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """A foreign file as a person sees it."""

    source: str
    sheets: tuple[InspectedSheet, ...]


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """Their ``header`` fills our ``column``; ``unit`` is what a bare number of a time counts."""

    header: str
    column: str
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """Their ``sheet`` feeds our sheet ``target``; ``fixed`` are (column, value) for every row."""

    sheet: str
    target: str
    columns: tuple[MappedColumn, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()

    def header_of(self, column: str) -> str | None:
        """Their header for one of our columns."""
        return next((item.header for item in self.columns if item.column == column), None)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One foreign sheet may feed several of ours, and several may feed one."""

    sheets: tuple[SheetMapping, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for a settings file."""
        return {
            "sheets": [
                {
                    "sheet": item.sheet,
                    "target": item.target,
                    "columns": [[use.header, use.column, use.unit] for use in item.columns],
                    "fixed": [list(pair) for pair in item.fixed],
                }
                for item in self.sheets
            ]
        }


def mapping_from_json(data: Any) -> Mapping:
    """The mapping that :meth:`Mapping.to_json` wrote.

    Raises
    ------
    BcmError
        When the data are of another shape, or name sheets and columns that we do not have.
    """
    try:
        return Mapping(tuple(_sheet_from_json(item) for item in data["sheets"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BcmError("The remembered mapping cannot be read.") from error


def _sheet_from_json(data: Dictionary[str, Any]) -> SheetMapping:
    known = SHEET_BY_NAME[data["target"]].names
    columns = tuple(MappedColumn(str(h), str(c), u) for h, c, u in data["columns"])
    fixed = tuple((str(column), str(value)) for column, value in data["fixed"])
    if any(use.column not in known or use.unit not in UNITS for use in columns):
        raise ValueError("unknown column or unit")
    if any(column not in known for column, _ in fixed):
        raise ValueError("unknown column")
    return SheetMapping(str(data["sheet"]), data["target"], columns, fixed)


def inspect_source(source: Source) -> Inspected:
    """What a person needs to see to say how their columns map to ours."""
    return Inspected(source.name, tuple(_inspected(grid) for grid in source.grids))


def _inspected(grid: Grid) -> InspectedSheet:
    header, rows = split_header(grid)
    headers = tuple(_shown(value).strip() for value in header.values) if header else ()
    samples = tuple(tuple(_shown(value) for value in row.values) for row in rows[:_SAMPLES])
    return InspectedSheet(grid.name, headers, samples, len(rows))


def split_header(grid: Grid) -> tuple[GridRow | None, tuple[GridRow, ...]]:
    """The header row and what follows it; titles above the table are passed over.

    The header is the first row that is at least half as wide as the widest of the first rows.
    """
    widths = [_width(row) for row in grid.rows[:_HEADER_WITHIN]]
    if not widths:
        return None, ()
    place = next(index for index, width in enumerate(widths) if 2 * width >= max(widths))
    return grid.rows[place], grid.rows[place + 1 :]


def _width(row: GridRow) -> int:
    return sum(not is_empty(value) for value in row.values)


def _shown(value: Any) -> str:
    try:
        return read_text(value)[:_LONGEST_SAMPLE]
    except BcmError as error:
        return f"({error})"
