"""A foreign source and a mapping to staged rows, which are then imported like any others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bcm_tool.durations import DAY, HOUR, LONGEST_UPTIME, parse_duration, refuse_longer
from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange.contract import SHEET_BY_NAME, folded
from bcm_tool.exchange.mapping import Mapping, SheetMapping, Unit, split_header
from bcm_tool.exchange.staged import (
    BadCell,
    CellValue,
    Grid,
    GridRow,
    Source,
    Staged,
    StagedRow,
    is_empty,
)
from bcm_tool.exchange.values import is_clear, join_list, read_decimal, read_text

# Where people often have a name and no key, or the other way round.
_NAMED = ("elements", "teams")
_WORTH: Dictionary[Unit, int] = {"minutes": 1, "hours": HOUR, "days": DAY}


def apply_mapping(source: Source, mapping: Mapping) -> Staged:
    """Rows of the contract from somebody's own sheets and columns.

    Elements without a key column take their name as key. Where a column of ours holds keys and
    theirs holds names of elements of the same source, the names are understood.
    """
    return _Applying(source, mapping).staged()


class _Applying:
    def __init__(self, source: Source, mapping: Mapping) -> None:
        self.source = source
        self.mapping = mapping
        self.grids = {grid.name: grid for grid in source.grids}
        self.problems = list(source.problems)
        self.notes = list(source.notes)
        self.keys: dict[str, str] = {}
        self._checked: set[str] = set()

    def staged(self) -> Staged:
        sheets: dict[str, list[StagedRow]] = {}
        columns: dict[str, set[str]] = {}
        # Elements first: they say which names other sheets may use instead of keys.
        order = sorted(self.mapping.sheets, key=lambda item: item.target != "elements")
        for item in order:
            rows = list(self._rows(item))
            sheets.setdefault(item.target, []).extend(rows)
            found = columns.setdefault(item.target, set())
            found.update(*(row.cells for row in rows))
            found.update(use.column for use in item.columns)
            if item.target == "elements":
                self._learn(rows)
        sheets = {
            name: [found for row in rows for found in self._resolved(name, row)]
            for name, rows in sheets.items()
        }
        if "dependencies" in sheets:
            sheets["dependencies"] = list(_without_doubles(sheets["dependencies"]))
        if not self.mapping.sheets:
            self.problems.append(Problem("no sheet is mapped to one of ours.", self.source.name))
        return Staged(
            self.source.name,
            {name: tuple(rows) for name, rows in sheets.items()},
            {name: tuple(sorted(found)) for name, found in columns.items()},
            tuple(self.problems),
            tuple(self.notes),
        )

    def _problem(self, text: str, sheet: str, row: int | None = None, column: str = "") -> None:
        self.problems.append(Problem(text, self.source.name, sheet, row, column))

    def _rows(self, item: SheetMapping) -> Iterator[StagedRow]:
        grid = self.grids.get(item.sheet)
        if grid is None:
            self._problem("there is no such sheet.", item.sheet)
            return
        header, rows = split_header(grid)
        self._check(grid, header)
        names = [_plain(value) for value in header.values] if header else []
        places = {name: place for place, name in reversed(list(enumerate(names))) if name}
        for use in item.columns:
            if use.header not in places:
                number = header.number if header else None
                self._problem("there is no such column.", item.sheet, number, use.header)
                return
        headers = {use.column: use.header for use in item.columns}
        if item.target in _NAMED:
            _name_and_key(headers)
        optional = self._optional(item)
        for row in rows:
            cells = dict(self._cells(item, row, places))
            if cells and optional <= cells.keys():
                cells |= {name: value for name, value in item.fixed if name not in cells}
                if item.target in _NAMED and item.header_of("key") in (
                    None,
                    item.header_of("name"),
                ):
                    _name_and_key(cells)
                elif item.target in _NAMED and "name" not in cells and "key" in cells:
                    cells["name"] = cells["key"]
                yield StagedRow(row.number, cells, item.sheet, headers)

    def _optional(self, item: SheetMapping) -> set[str]:
        """Columns without which a row says nothing here: it may be about the element alone."""
        same = sum(other.sheet == item.sheet for other in self.mapping.sheets)
        if same == 1 or item.target == "elements":
            return set()
        return {
            use.column
            for use in item.columns
            if SHEET_BY_NAME[item.target].column(use.column).identity
        }

    def _check(self, grid: Grid, header: GridRow | None) -> None:
        """What is wrong with a sheet as a whole, once however often it is used."""
        if grid.name in self._checked:
            return
        self._checked.add(grid.name)
        self.problems += grid.problems
        seen: set[str] = set()
        for value in header.values if header else ():
            name = _plain(value)
            if name and name in seen and header:
                self._problem("is there twice.", grid.name, header.number, name)
            seen.add(name)

    def _cells(
        self, item: SheetMapping, row: GridRow, places: Dictionary[str, int]
    ) -> Iterator[tuple[str, CellValue]]:
        for use in item.columns:
            place = places[use.header]
            value = row.values[place] if place < len(row.values) else None
            if is_empty(value):
                continue
            if use.unit and not is_clear(value):
                value, taken = _with_unit(value, use.unit)
                if taken:
                    text = f"“{taken}” has its own unit and was taken as it is."
                    self.notes.append(
                        Problem(text, self.source.name, item.sheet, row.number, use.header)
                    )
            yield use.column, value

    def _learn(self, rows: list[StagedRow]) -> None:
        """Keys of elements by key and, where it is unique, by name."""
        names: dict[str, list[str]] = {}
        for row in rows:
            key, name = (_plain(row.cells.get(part)) for part in ("key", "name"))
            if key:
                self.keys[folded(key)] = key
                names.setdefault(folded(name), []).append(key)
        for name, keys in names.items():
            if name and len(keys) == 1:
                self.keys.setdefault(name, keys[0])

    def _resolved(self, target: str, row: StagedRow) -> Iterator[StagedRow]:
        """Keys for names; a list of providers becomes a dependency each."""
        cells = dict(row.cells)
        for column in SHEET_BY_NAME[target].columns:
            value = cells.get(column.name)
            if not isinstance(value, str) or is_clear(value):
                continue
            if column.target == "elements" and column.type == "key":
                cells[column.name] = self._key(value)
            elif column.type in ("keys", "lost"):
                cells[column.name] = join_list(self._key(item) for item in self._split(value))
        provider = row.cells.get("provider")
        if target != "dependencies" or not isinstance(provider, str):
            yield replace(row, cells=cells)
            return
        for entry in dict.fromkeys(self._key(item) for item in self._split(provider)):
            yield replace(row, cells={**cells, "provider": entry})

    def _key(self, text: str) -> str:
        return self.keys.get(folded(text), text)

    def _split(self, text: str) -> list[str]:
        return split_their_list(text, self.keys)


def split_their_list(text: str, known: Dictionary[str, str]) -> list[str]:
    """A list as people write it: by semicolon or line, else by comma, unless it is one name."""
    if folded(text) in known:
        return [text.strip()]
    parts = re.split(r"[;\n]", text) if re.search(r"[;\n]", text) else text.split(",")
    return [part.strip() for part in parts if part.strip()]


def _plain(value: CellValue) -> str:
    """A cell as text without outer blanks; one without a usable value says nothing."""
    try:
        return read_text(value).strip()
    except BcmError:
        return ""


def _name_and_key(cells: dict[str, Any]) -> None:
    for name, other in (("key", "name"), ("name", "key")):
        if name not in cells and other in cells:
            cells[name] = cells[other]


def _with_unit(value: CellValue, unit: Unit) -> tuple[CellValue, str]:
    """A bare number as a time of this unit; text with a unit of its own stays (and is said)."""
    if isinstance(value, str):
        try:
            parse_duration(value, LONGEST_UPTIME)
        except BcmError:
            pass
        else:
            return value, value.strip()
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return value, ""
    try:
        minutes = read_decimal(value) * _WORTH[unit]
        refuse_longer(float(minutes), f"{read_text(value)} {unit}", LONGEST_UPTIME)
    except BcmError as error:
        return BadCell(str(error)), ""
    return timedelta(minutes=float(minutes)), ""


def _without_doubles(rows: list[StagedRow]) -> Iterator[StagedRow]:
    """Dependencies named twice without saying anything else about them count once."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        pair = (
            folded(_plain(row.cells.get("dependent"))),
            folded(_plain(row.cells.get("provider"))),
        )
        if len(row.cells) == 2 and pair in seen:
            continue
        seen.add(pair)
        yield row
