"""Workbooks (.xlsx) to grids: read row by row, checked before, nothing calculated.

openpyxl's read-only mode believes what a sheet says about its own size, gives nothing for a
formula that was never calculated, and hands out error values as text; each is dealt with here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange import limits
from bcm_tool.exchange.archive import opened_zip, scan_part
from bcm_tool.exchange.staged import BadCell, CellValue, Grid, GridRow, Percentage, Source, is_empty
from bcm_tool.progress import Progress, no_progress

_FORMULA = rb"<(?:\w+:)?f[\s/>]"
_SHARED_TEXT = rb"<(?:\w+:)?si[\s/>]"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STEP = 200


def read_workbook(path: Path, progress: Progress = no_progress) -> Source:
    """Every visible and hidden sheet of a workbook as a grid.

    Raises
    ------
    BcmError
        When it is no workbook, damaged, hostile or too large.
    """
    path = Path(path)
    with opened_zip(path, "workbook (.xlsx)") as archive:
        formulas = _scan(path.name, archive)
        macros = any(
            part.filename.lower().endswith("vbaproject.bin") for part in archive.infolist()
        )
    notes = [Problem("holds macros; they are neither run nor kept.", path.name)] if macros else []
    grids: list[Grid] = []
    with _opened(path, data_only=True) as workbook:
        sheets = workbook.worksheets
        for number, sheet in enumerate(sheets):
            progress(number, len(sheets))
            if sheet.sheet_state != "visible":
                notes.append(Problem("is hidden.", path.name, sheet.title))
            grids.append(_read_sheet(path.name, sheet))
    if formulas:
        grids = list(_with_formulas(path, grids))
    return Source(path.name, tuple(grids), (), tuple(notes))


def _scan(name: str, archive: zipfile.ZipFile) -> bool:
    """Look through every XML part; True when a sheet holds formulas."""
    formulas = False
    names = {part.filename.lower() for part in archive.infolist()}
    if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
        raise BcmError(f"{name}: this is no workbook (.xlsx), or it is damaged.")
    for part in archive.infolist():
        kind = part.filename.lower()
        if not kind.endswith((".xml", ".rels", ".vml")):
            continue
        try:
            if kind.endswith("sharedstrings.xml"):
                if scan_part(archive, part, _SHARED_TEXT) > limits.MOST_SHARED_TEXTS:
                    raise BcmError(f"more than {limits.MOST_SHARED_TEXTS:,} texts.")
            elif "/worksheets/" in kind:
                formulas = bool(scan_part(archive, part, _FORMULA)) or formulas
            else:
                scan_part(archive, part)
        except BcmError as error:
            raise BcmError(f"{name}: {error}") from error
    return formulas


@contextmanager
def _opened(path: Path, *, data_only: bool) -> Iterator[Any]:
    # Loaded only here: it takes a third of a second, which no other command should wait for.
    from openpyxl import load_workbook

    try:
        with catch_warnings():
            simplefilter("ignore")  # about pictures and styles that we do not read
            workbook = load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
            try:
                yield workbook
            finally:
                workbook.close()
    except (BcmError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise BcmError(f"{path.name}: the workbook is damaged and cannot be read.") from error


def _read_sheet(file: str, sheet: Any) -> Grid:
    sheet.reset_dimensions()  # what a sheet says about its size may be wrong
    rows: list[GridRow] = []
    problems: list[Problem] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > limits.MOST_ROWS:
            text = f"has more than {limits.MOST_ROWS:,} rows."
            problems.append(Problem(text, file, sheet.title))
            break
        if len(cells) > limits.MOST_COLUMNS:
            text = f"has more than {limits.MOST_COLUMNS} columns."
            problems.append(Problem(text, file, sheet.title, number))
            break
        values = tuple(_value(cell) for cell in cells)
        if any(not is_empty(value) for value in values):
            rows.append(GridRow(number, values))
    return Grid(sheet.title, tuple(rows), tuple(problems))


def _value(cell: Any) -> CellValue:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e":
        return BadCell(f"the cell {cell.coordinate} holds the error {value}.")
    if isinstance(value, str):
        return _ESCAPE.sub(_unescaped, value) if "_x" in value else value
    if isinstance(value, int | float) and "%" in (cell.number_format or ""):
        return Percentage(value)
    known: CellValue = value
    return known


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _with_formulas(path: Path, grids: list[Grid]) -> Iterator[Grid]:
    """The same grids, in which a formula without a stored result is no empty cell."""
    with _opened(path, data_only=False) as workbook:
        for grid, sheet in zip(grids, workbook.worksheets, strict=True):
            sheet.reset_dimensions()
            yield _with_missing(grid, dict(_formula_cells(sheet)))


def _formula_cells(sheet: Any) -> Iterator[tuple[int, dict[int, str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_row=limits.MOST_ROWS), 1):
        found = {
            index: cell.coordinate
            for index, cell in enumerate(cells[: limits.MOST_COLUMNS])
            if cell.data_type == "f"
        }
        if found:
            yield number, found


def _with_missing(grid: Grid, formulas: dict[int, dict[int, str]]) -> Grid:
    rows = {row.number: row for row in grid.rows}
    for number, cells in formulas.items():
        values = list(rows[number].values) if number in rows else []
        values += [None] * (max(cells) + 1 - len(values))
        for index, place in cells.items():
            if values[index] is None:
                values[index] = BadCell(
                    f"the cell {place} holds a formula that was never calculated; "
                    "open the workbook in a spreadsheet program and save it."
                )
        rows[number] = GridRow(number, tuple(values))
    return replace(grid, rows=tuple(rows[number] for number in sorted(rows)))
