"""A Table with the columns of its sheet: the time of the week stands beside the time elapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bcm_tool.export.table import Cell, Column, Row, Table, column

OF_THE_WEEK = "of the week"


def with_week_times(table: Table) -> Table:
    """The table with a column of texts behind every column of times with words.

    Words in a cell's number format would need a format for every time of the week, and Excel
    takes only some two hundred; a sheet also sorts and filters by a column of its own.
    """
    spread = [_has_words(table, place) for place in range(len(table.columns))]
    if not any(spread):
        return table
    columns: list[Column] = []
    for found, apart in zip(table.columns, spread, strict=True):
        columns.append(found)
        if apart:
            columns.append(column(f"{found.key}_week", f"{found.title}, {OF_THE_WEEK}", width=16))
    rows = tuple(replace(row, cells=tuple(_cells(row, spread))) for row in table.rows)
    return replace(table, columns=tuple(columns), rows=rows)


def _has_words(table: Table, place: int) -> bool:
    if table.columns[place].type != "elapsed":
        return False
    cells = (row.cells[place] for row in table.rows)
    return any(cell.value is not None and cell.words for cell in cells)


def _cells(row: Row, spread: list[bool]) -> Iterator[Cell]:
    for cell, apart in zip(row.cells, spread, strict=True):
        if not apart:
            yield cell
        elif cell.value is None:  # the words stand for the time
            yield cell
            yield Cell(None)
        else:
            yield replace(cell, words="")
            yield Cell(cell.words)
