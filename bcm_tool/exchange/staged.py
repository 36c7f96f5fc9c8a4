"""Foreign rows between reading and importing: first a grid as found, then contract columns.

Nothing here touches a document. A ``Grid`` is what a sheet or file holds; ``stage`` keeps of it
what the contract knows and says what it left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from bcm_tool.errors import Problem
from bcm_tool.exchange.contract import SHEET_BY_NAME, folded, header_name


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell without a usable value (an error, a formula never calculated) and why."""

    text: str


class Percentage(float):
    """A number that its cell shows as a percentage: 0.2 where a person reads 20 %."""


CellValue: TypeAlias = (
    str | bool | int | float | Decimal | datetime | date | time | timedelta | BadCell | None
)


@dataclass(frozen=True, slots=True)
class StagedRow:
    """Contract column -> cell value; ``number`` is the row or line as seen in the source.

    A cell that is empty, or whose column the source does not have, is not in ``cells``. Where
    the source has its own sheets and columns, ``sheet`` and ``headers`` (by contract column)
    are what a person finds there.
    """

    number: int
    cells: Mapping[str, CellValue]
    sheet: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staged:
    """What a source offers to the contract. Any problem means that nothing is imported."""

    source: str
    sheets: Mapping[str, tuple[StagedRow, ...]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row as found; ``values`` may be shorter or longer than the header."""

    number: int
    values: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or CSV file. ``problems`` count only when the grid is used."""

    name: str
    rows: tuple[GridRow, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Everything read from one foreign file or folder."""

    name: str
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def column_letter(index: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheets name columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_empty(value: CellValue) -> bool:
    """Nothing there: no value, or only blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def header_texts(grid: Grid) -> tuple[str, ...]:
    """The header's cells as text, empty where there is none."""
    return tuple(_text(value) for value in grid.rows[0].values) if grid.rows else ()


def stage(source: Source) -> Staged:
    """Keep what the contract knows; report unknown sheets and columns."""
    problems, notes = list(source.problems), list(source.notes)
    sheets: dict[str, tuple[StagedRow, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for grid in source.grids:
        name = folded(grid.name)
        if name not in SHEET_BY_NAME:
            notes.append(
                Problem("is no sheet of the contract and was left out.", source.name, grid.name)
            )
            continue
        if name in sheets:
            problems.append(Problem("is there twice.", source.name, grid.name))
            continue
        problems += grid.problems
        places, found_problems, found_notes = _places(source.name, grid)
        problems += found_problems
        notes += found_notes
        columns[name] = tuple(places.values())
        sheets[name] = tuple(_rows(grid, places))
    if not sheets and not problems:
        problems.append(_nothing(source))
    return Staged(source.name, sheets, columns, tuple(problems), tuple(notes))


def _nothing(source: Source) -> Problem:
    names = ", ".join(f"“{grid.name}”" for grid in source.grids[:5])
    found = f" It has {names}." if names else ""
    return Problem(
        f"holds no sheet of the exchange contract (elements, dependencies, ...).{found} "
        "A workbook of your own is imported in the window, where it is said what its sheets and "
        "columns mean.",
        source.name,
    )


def _places(file: str, grid: Grid) -> tuple[dict[int, str], list[Problem], list[Problem]]:
    """Position -> contract column, with what is wrong with the header and what is unknown."""
    known = SHEET_BY_NAME[folded(grid.name)].names
    places: dict[int, str] = {}
    problems: list[Problem] = []
    notes: list[Problem] = []
    header = header_texts(grid)
    number = grid.rows[0].number if grid.rows else None
    for index, text in enumerate(header):
        name = header_name(text)
        if not name:
            continue
        if name not in known:
            notes.append(
                Problem(
                    "is no column of this sheet and was left out.", file, grid.name, number, text
                )
            )
        elif name in places.values():
            problems.append(Problem("is there twice.", file, grid.name, number, text))
        else:
            places[index] = name
    if not places and len(grid.rows) > 1:
        known_text = ", ".join(known[:3])
        text = f"the first row names no column of this sheet ({known_text}, ...)."
        problems.append(Problem(text, file, grid.name, number))
    notes += _headless(file, grid, header)
    return places, problems, notes


def _headless(file: str, grid: Grid, header: tuple[str, ...]) -> Iterator[Problem]:
    """Cells in columns without a header are left out, too, and said once per column."""
    seen: set[int] = set()
    for row in grid.rows[1:]:
        for index, value in enumerate(row.values):
            named = index < len(header) and header[index]
            if not named and index not in seen and not is_empty(value):
                seen.add(index)
                yield Problem(
                    "has no header and was left out.",
                    file,
                    grid.name,
                    row.number,
                    column_letter(index),
                )


def _rows(grid: Grid, places: Mapping[int, str]) -> Iterator[StagedRow]:
    for row in grid.rows[1:]:
        cells = {
            places[index]: _newlines(value)
            for index, value in enumerate(row.values)
            if index in places and not is_empty(value)
        }
        if cells:
            yield StagedRow(row.number, cells)


def _newlines(value: CellValue) -> CellValue:
    """One kind of line break, whatever system the source was written on."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _text(value: CellValue) -> str:
    return "" if value is None or isinstance(value, BadCell) else str(value).strip()
