"""A diff as text, as the command log keeps it.

``{"elements": {"id": [before, after]}}``: what was added or removed is written by the names of
its columns, without those that are unset; what was changed only with the columns that differ.
Names, not positions, so that a log outlives a change of the tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bcm_tool.files.schema import RecordTable, Row, Value, record_tables
from bcm_tool.model.diff import Change, Diff
from bcm_tool.model.model import Model
from bcm_tool.model.records import Record

RowChange = tuple[Row | None, Row | None]
RowChanges = Mapping[str, Mapping[str, RowChange]]


def row_changes(changes: Diff) -> RowChanges:
    """Table -> id -> (row before, row after)."""
    found: dict[str, dict[str, RowChange]] = {}
    for name, table_changes in changes.tables.items():
        row = record_tables()[name].row
        found[name] = {
            key: (None if old is None else row(old), None if new is None else row(new))
            for key, (old, new) in table_changes.items()
        }
    return found


def write_changes(changes: RowChanges) -> str:
    """The text that the log keeps."""
    written = {
        name: {
            key: _written(record_tables()[name], before, after)
            for key, (before, after) in table_changes.items()
        }
        for name, table_changes in changes.items()
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def read_changes(text: str, model: Model, *, backward: bool = False) -> Diff:
    """The diff that leads from ``model`` over the logged command, or back over it.

    ``model`` must be what the document held before the command (after it, when ``backward``).

    Raises
    ------
    ValueError, KeyError
        When the text does not fit the tables or the model.
    """
    tables: dict[str, dict[str, Change]] = {}
    for name, table_changes in json.loads(text).items():
        table, present = record_tables()[name], model.table(name)
        found = tables.setdefault(name, {})
        for key, (before, after) in table_changes.items():
            wanted = before if backward else after
            record = present.get(key)
            found[key] = (record, None if wanted is None else _made(table, key, wanted, record))
    return Diff({name: changes for name, changes in tables.items() if changes})


def _written(table: RecordTable, before: Row | None, after: Row | None) -> list[Any]:
    if before is None or after is None:
        return [None if row is None else _without_unset(table, row) for row in (before, after)]
    differing = [
        (name, old, new)
        for name, old, new in zip(table.names, before, after, strict=True)
        if old != new
    ]
    return [
        {name: old for name, old, _ in differing},
        {name: new for name, _, new in differing},
    ]


def _without_unset(table: RecordTable, row: Row) -> dict[str, Value]:
    return {
        column.name: value
        for column, value in zip(table.columns, row[1:], strict=True)
        if value != column.unset
    }


def _made(
    table: RecordTable, key: str, wanted: Mapping[str, Value], present: Record | None
) -> Record:
    known = {column.name for column in table.columns}
    if not known.issuperset(wanted):
        raise ValueError(f"columns {sorted(set(wanted) - known)} are not in {table.name}")
    if present is None:
        start: Row = (key, *(column.unset for column in table.columns))
    else:
        start = table.row(present)
    values = dict(zip(table.names, start, strict=True)) | dict(wanted)
    return table.record(tuple(values.values()))
