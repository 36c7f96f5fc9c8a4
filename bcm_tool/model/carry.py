"""Taking indexes along from one model to the next, where an edit has changed a few records."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import filterfalse
from operator import eq
from typing import Any

from bcm_tool.model.diff import Change, Diff
from bcm_tool.model.model import Model

FEW = 500
"""Changed records of a table up to which this is quicker than making its indexes anew."""
GROUPED = {
    "dependencies": {"needs": "dependent", "needed_by": "provider"},
    "groups": {"groups_of": "dependent"},
    "impacts": {"impacts_of": "element"},
    "options": {"options_of": "element"},
    "agreements": {"agreements_of": "element"},
}
"""Table -> its indexes, and the field that each of them groups the records by."""
Index = Mapping[str, tuple[Any, ...]]


def carry_indexes(old: Model, new: Model, changes: Diff) -> None:
    """Give ``new`` the indexes of ``old``, brought up to date.

    They are what ``new`` would make of its own tables, order included; where ``old`` has not
    been asked for one, or the order of a table is another one, nothing is done.
    """
    for table, fields in GROUPED.items():
        changed = changes.changed(table)
        wanted = [name for name in fields if name in old.__dict__ and name not in new.__dict__]
        if changed and wanted and len(changed) <= FEW and _same_order(old, new, table, changed):
            for name in wanted:
                before = getattr(old, name)
                new.__dict__[name] = _again(before, new.table(table), fields[name], changed)


def _same_order(old: Model, new: Model, table: str, changed: Mapping[str, Change]) -> bool:
    """Whether what stays in the table stands in the order it had, before all that is new."""
    before, after = old.table(table), new.table(table)
    gone = {key for key, (_, record) in changed.items() if record is None}
    left = filterfalse(gone.__contains__, before) if gone else before
    added = sum(record is None for record, _ in changed.values())
    return len(after) == len(before) - len(gone) + added and all(map(eq, left, after))


def _again(
    before: Index, table: Mapping[str, Any], field: str, changed: Mapping[str, Change]
) -> Index:
    found = dict(before)
    pairs: list[tuple[Any, Any]] = list(changed.values())
    ends = {getattr(record, field) for pair in pairs for record in pair if record is not None}
    if any(
        None not in (old, new) and getattr(old, field) != getattr(new, field) for old, new in pairs
    ):
        # A record that has moved from one to another stands anywhere among the others.
        fresh: dict[str, list[Any]] = {end: [] for end in ends}
        for record in table.values():
            end = getattr(record, field)
            if end in fresh:
                fresh[end].append(record)
        made = {end: tuple(records) for end, records in fresh.items()}
    else:
        made = {end: _own(found.get(end, ()), field, end, changed) for end in ends}
    for end, records in made.items():
        if records:
            found[end] = records
        else:
            found.pop(end, None)
    return found


def _own(
    before: tuple[Any, ...], field: str, end: str, changed: Mapping[str, Change]
) -> tuple[Any, ...]:
    own = {record.id: record for record in before}
    for key, (_, record) in changed.items():
        if record is None:
            own.pop(key, None)
        elif getattr(record, field) == end:
            own[key] = record
    return tuple(own.values())
