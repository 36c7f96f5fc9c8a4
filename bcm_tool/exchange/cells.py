"""One row of the contract to the values of a record's fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.exchange import values as v
from bcm_tool.exchange.contract import METHOD_DURATIONS, Column, Sheet
from bcm_tool.exchange.draft import Draft
from bcm_tool.exchange.staged import CellValue, StagedRow
from bcm_tool.model import records as r
from bcm_tool.model.fields import FieldSpec, field_spec
from bcm_tool.model.forms import check_text, different, minutes_problem, number_problem
from bcm_tool.model.model import RECORD_TYPES

_PREFIXES = ("site", "supplier", "element")


class CellError(BcmError):
    """A cell that cannot be taken, with its column."""

    def __init__(self, column: str, text: str) -> None:
        self.column = column
        super().__init__(text)


def read_identity(draft: Draft, sheet: Sheet, row: StagedRow) -> dict[str, Any]:
    """Field -> value of the identity columns.

    Raises
    ------
    CellError
        When one is empty or names something that is not there.
    """
    found: dict[str, Any] = {}
    for column in sheet.identity:
        value = row.cells.get(column.name)
        if value is None:
            raise CellError(column.name, "is empty.")
        found[column.field] = _guarded(draft, sheet, column, value, found)
    return found


def read_values(
    draft: Draft,
    sheet: Sheet,
    row: StagedRow,
    identity: Mapping[str, Any],
    existing: r.Record | None,
) -> Iterator[tuple[str, Any] | CellError]:
    """(field, value) for every cell that says something, or what is wrong with it."""
    for column in sheet.columns:
        if column.identity or column.type in ("teams", "units") or column.name not in row.cells:
            continue
        value = row.cells[column.name]
        try:
            if v.is_clear(value) and not (column.required and column.type == "text"):
                yield column.field, _cleared(sheet, column)
            else:
                yield column.field, _guarded(draft, sheet, column, value, identity, existing)
        except CellError as error:
            yield error
    if sheet.name == "tasks":
        yield from _read_team(draft, row, existing)


def _cleared(sheet: Sheet, column: Column) -> Any:
    if column.type == "lost":
        return ()  # a scenario that loses nothing yet is unfinished, not wrong
    if column.required:
        raise CellError(column.name, "cannot be cleared: it is required.")
    record_type = RECORD_TYPES[sheet.table]
    return next(item.default for item in fields(record_type) if item.name == column.field)


def _guarded(
    draft: Draft,
    sheet: Sheet,
    column: Column,
    value: CellValue,
    identity: Mapping[str, Any],
    existing: r.Record | None = None,
) -> Any:
    try:
        return _read(draft, sheet, column, value, identity, existing)
    except BcmError as error:
        raise CellError(column.name, str(error)) from error


def _read(
    draft: Draft,
    sheet: Sheet,
    column: Column,
    value: CellValue,
    identity: Mapping[str, Any],
    existing: r.Record | None,
) -> Any:
    match column.type:
        case "text":
            text = v.read_text(value)
            if not column.lenient:
                check_text(column.form, text)
            return text.strip() if column.identity else text
        case "integer":
            return v.read_integer(value)
        case "minutes":
            return read_duration(sheet, column, value)
        case "money" | "number":
            return v.read_decimal(value)
        case "percent":
            percent = v.read_percent(value)
            _refuse(number_problem(_spec(sheet, column), column.name, percent))
            return percent
        case "words":
            return different(v.split_list(v.read_text(value)))
        case "flag":
            return v.read_flag(value)
        case "date":
            return v.read_date(value)
        case "choice":
            return v.read_choice(value, column.choices)
        case "level":
            return _read_level(draft, sheet, column, value, existing)
        case "key":
            return draft.by_key(column.target, v.read_text(value))
        case "keys":
            keys = v.split_list(v.read_text(value))
            return _unique(draft.by_key(column.target, key) for key in keys)
        case "named":
            return draft.by_name(column.target, v.read_text(value))
        case "band":
            return draft.band(v.read_minutes(value))
        case "group":
            return draft.group(identity["dependent"], v.read_text(value))
        case "lost":
            entries = v.split_list(v.read_text(value))
            return _unique(_lost_entry(draft, entry) for entry in entries)
    raise AssertionError(column.type)


def _spec(sheet: Sheet, column: Column) -> FieldSpec:
    return field_spec(RECORD_TYPES[sheet.table], column.field)


def read_duration(sheet: Sheet, column: Column, value: CellValue) -> int:
    """A cell of a column of durations, in the range of its field; BcmError when it is none."""
    spec = _spec(sheet, column)
    minutes = v.read_minutes(value, spec.most)
    _refuse(minutes_problem(spec, column.name, minutes))
    return minutes


def _refuse(problem: str) -> None:
    if problem:
        raise BcmError(problem)


def _read_level(
    draft: Draft, sheet: Sheet, column: Column, value: CellValue, existing: r.Record | None
) -> int:
    # A matrix may be wider than its scales; and what is there already is not doubted again.
    number = draft.level(column.target, value, known=False)
    if sheet.name != "matrix" and getattr(existing, column.field, None) != number:
        return draft.level(column.target, value)
    return number


def _unique(items: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _lost_entry(draft: Draft, entry: str) -> str:
    prefix, mark, name = entry.partition(":")
    word = prefix.strip().casefold()
    if not mark or word not in _PREFIXES:
        return f"element:{draft.by_key('elements', entry)}"
    if not name.strip():
        raise BcmError(f"“{entry}” names nothing; write for example site:North.")
    if word == "element":
        return f"element:{draft.by_key('elements', name)}"
    return f"{word}:{name.strip()}"


def _read_team(
    draft: Draft, row: StagedRow, existing: r.Record | None
) -> Iterator[tuple[str, Any] | CellError]:
    """The columns ``team`` and ``demand`` of a task fill one field together."""
    team, demand = row.cells.get("team"), row.cells.get("demand")
    before = existing.demand if isinstance(existing, r.RecoveryTask) else ()
    if team is None and demand is None:
        return
    if v.is_clear(team):
        yield "demand", ()
        return
    try:
        units = None if demand is None or v.is_clear(demand) else v.read_integer(demand)
    except BcmError as error:
        yield CellError("demand", str(error))
        return
    try:
        if team is None:
            yield "demand", _other_units(before, units)
        else:
            yield "demand", _teams(draft, v.read_text(team), units, before, demand is not None)
    except CellError as error:
        yield error
    except BcmError as error:
        yield CellError("team", str(error))


def _other_units(before: tuple[tuple[str, int], ...], units: int | None) -> Any:
    if len(before) != 1:
        raise CellError("demand", "is the units of a single team, and this task has none.")
    return ((before[0][0], _positive(1 if units is None else units)),)


def _teams(
    draft: Draft, text: str, units: int | None, before: tuple[tuple[str, int], ...], said: bool
) -> tuple[tuple[str, int], ...]:
    entries = [(draft.by_key("teams", name), number) for name, number in v.read_demand(text)]
    if len({team for team, _ in entries}) != len(entries):
        raise CellError("team", "a team is named twice.")
    if len(entries) != 1:
        if units is not None:
            raise CellError("demand", "is for a single team; write the units as DBA:1;SYS:2.")
        return tuple((team, _positive(1 if number is None else number)) for team, number in entries)
    team, number = entries[0]
    if number is not None and units is not None and number != units:
        raise CellError("demand", f"says {units} and the column team says {number}.")
    number = units if number is None else number
    if number is None:
        kept = not said and len(before) == 1 and before[0][0] == team
        number = before[0][1] if kept else 1
    return ((team, _positive(number)),)


def _positive(units: int) -> int:
    if units < 1:
        raise CellError("demand", "must be at least 1.")
    return units


def read_method(name: str, value: CellValue) -> Any:
    """The value of a row of the sheet ``method``."""
    if name in METHOD_DURATIONS:
        return (
            (0 if name != "horizon" else r.Method(id="").horizon)
            if v.is_clear(value)
            else v.read_minutes(value)
        )
    text = "" if v.is_clear(value) else v.read_text(value)
    check_text(field_spec(r.Method, name).form, text)
    return text
