"""A model as the sheets of the exchange contract: plain rows with exactly its columns.

Rows are ordered by identity, so that two models with equal content give equal sheets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from bcm_tool.exchange.contract import METHOD_DURATIONS, METHOD_NAMES, SHEETS, Column, Sheet
from bcm_tool.exchange.staged import CellValue
from bcm_tool.exchange.values import (
    CLEAR,
    demand_text,
    join_list,
    list_entry,
    minutes_text,
)
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order
from bcm_tool.percents import typed_percent

ContractSheet = tuple[tuple[str, ...], tuple[tuple[CellValue, ...], ...]]


def contract_sheets(model: Model) -> dict[str, ContractSheet]:
    """Sheet name -> (columns, rows). Durations are text, money is Decimal, dates are dates."""
    return {sheet.name: (sheet.names, tuple(_rows(model, sheet))) for sheet in SHEETS}


def record_cells(model: Model, sheet: Sheet, record: r.Record) -> list[tuple[str, CellValue]]:
    """(column, cell) for one record; for the method (name, value) pairs."""
    if sheet.name == "method":
        return _method_cells(cast(r.Method, record))
    return [(column.name, _cell(model, column, record)) for column in sheet.columns]


def label_of(model: Model, sheet: Sheet, record: r.Record) -> str:
    """How a preview names a record: its identity, as the contract writes it."""
    cells = (_cell(model, column, record) for column in sheet.identity)
    return " · ".join(str(cell) for cell in cells)


def _rows(model: Model, sheet: Sheet) -> Iterable[tuple[CellValue, ...]]:
    if sheet.name == "method":
        return _method_cells(model.method)
    records = sorted(
        model.table(sheet.table).values(), key=lambda record: _order(model, sheet, record)
    )
    return [tuple(cell for _, cell in record_cells(model, sheet, record)) for record in records]


def _method_cells(method: r.Method) -> list[tuple[str, CellValue]]:
    return [(name, _method_cell(name, getattr(method, name))) for name in METHOD_NAMES]


def _method_cell(name: str, value: Any) -> CellValue:
    # A value is required there, so what is unset is written the way it is cleared.
    return minutes_text(value) if name in METHOD_DURATIONS else _said(value) or CLEAR


def _order(model: Model, sheet: Sheet, record: Any) -> tuple[Any, ...]:
    if isinstance(record, r.ScaleLevel):
        return ((*r.SCALES, "").index(record.scale), record.number)
    if isinstance(record, r.Tier):
        return (record.rto_up_to, *key_order(record.name))
    if isinstance(record, r.ImpactRating):
        element, category = model.elements[record.element], model.categories[record.category]
        band = model.bands[record.band]
        return (*key_order(element.key), *key_order(category.name), band.minutes)
    cells = (_cell(model, column, record) for column in sheet.identity)
    return tuple(key_order(cell) if isinstance(cell, str) else (cell,) for cell in cells)


def _cell(model: Model, column: Column, record: Any) -> CellValue:
    value = getattr(record, column.field)
    if value is None or value == "":
        return None
    match column.type:
        case "text" | "choice":
            text = str(value)
            if column.identity:
                return text.strip()
            return text if column.required else _said(text)
        case "minutes":
            return minutes_text(value)
        case "flag":
            return "yes" if value else "no"
        case "key":
            return cast(str, cast(Any, model.table(column.target)[value]).key.strip())
        case "keys":
            return join_list(_keys(model, column.target, value)) or None
        case "named" | "group":
            return cast(str, cast(Any, model.table(column.target)[value]).name.strip())
        case "band":
            return minutes_text(model.bands[value].minutes)
        case "teams":
            return _teams_cell(model, value)
        case "units":
            return value[0][1] if len(value) == 1 else None
        case "percent":
            return typed_percent(value)
        case "words":
            return join_list(value) or None
        case "lost":
            return ";".join(_lost_cell(model, entry) for entry in value) or CLEAR
        case _:
            return cast(CellValue, value)


def _said(text: str) -> str | None:
    """Text that says nothing is left empty; a lone dash would clear on the way back."""
    return text if text.strip() and text.strip() != CLEAR else None


def _keys(model: Model, table: str, ids: Iterable[str]) -> list[str]:
    return [cast(Any, model.table(table)[item]).key.strip() for item in ids]


def _teams_cell(model: Model, demand: tuple[tuple[str, int], ...]) -> str | None:
    named = [(model.teams[team].key.strip(), units) for team, units in demand]
    if len(named) == 1:
        return list_entry(named[0][0], ";:")
    return demand_text(named) or None


def _lost_cell(model: Model, entry: str) -> str:
    prefix, _, rest = entry.partition(":")
    if prefix != "element":
        return list_entry(f"{prefix}:{rest.strip()}")
    key = model.elements[rest].key.strip()
    plain = key.partition(":")[0].strip().casefold() not in ("site", "supplier", "element")
    return list_entry(key if plain or ":" not in key else f"element:{key}")
