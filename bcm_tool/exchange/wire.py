"""Models and plans as JSON, for the pipe between the program and its reading process.

JSON and not pickle: what comes back was made next to hostile bytes, and reading JSON runs
nothing. Records are rebuilt field by field from their descriptions and checked by the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from bcm_tool.errors import Problem
from bcm_tool.exchange.draft import Created
from bcm_tool.exchange.mapping import Inspected, InspectedSheet
from bcm_tool.exchange.planned import Change, ImportPlan, Planned
from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.edits import checked
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.model import RECORD_TYPES, Model
from bcm_tool.model.records import Record


def model_to_json(model: Model) -> dict[str, Any]:
    """Every record of every table."""
    return {
        name: [record_to_json(record) for record in model.table(name).values()]
        for name in RECORD_TYPES
    }


def model_from_json(data: Mapping[str, Any]) -> Model:
    """The model that :func:`model_to_json` wrote."""
    tables: dict[str, Any] = {}
    for name, kind in RECORD_TYPES.items():
        records = [record_from_json(kind, item) for item in data[name]]
        tables[name] = {record.id: record for record in records}
    return Model(**tables)


def record_to_json(record: Record) -> dict[str, Any]:
    """Field -> plain value."""
    values = {spec.name: getattr(record, spec.name) for spec in field_specs(type(record))}
    return {"id": record.id, **{name: _plain(value) for name, value in values.items()}}


def record_from_json(kind: type[Record], data: Mapping[str, Any]) -> Record:
    """The record that :func:`record_to_json` wrote."""
    values = {spec.name: _typed(spec, data[spec.name]) for spec in field_specs(kind)}
    return kind(id=str(data["id"]), **values)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _typed(spec: FieldSpec, value: Any) -> Any:
    if value is None:
        return None
    match spec.type:
        case "money" | "number":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
        case "refs" | "lost" | "words":
            return tuple(str(item) for item in value)
        case "demand":
            return tuple((str(team), int(units)) for team, units in value)
        case "real":
            return float(value)
        case _:
            return value


def plan_to_json(plan: ImportPlan) -> dict[str, Any]:
    """A plan, of which the model travels as what differs from the base."""
    changes = None
    if plan.model is not None:
        changes = {
            name: [
                [key, None if after is None else record_to_json(after)]
                for key, (_, after) in table.items()
            ]
            for name, table in diff(plan.base, plan.model).tables.items()
        }
    return {
        "source": plan.source,
        "changes": changes,
        **{
            name: [asdict(item) for item in getattr(plan, name)]
            for name in ("added", "changed", "unchanged", "kept", "created", "problems", "notes")
        },
    }


def plan_from_json(base: Model, data: Mapping[str, Any]) -> ImportPlan:
    """The plan over ``base`` that :func:`plan_to_json` wrote; its model breaks no rule."""
    return ImportPlan(
        str(data["source"]),
        base,
        None if data["changes"] is None else checked(base, _changed(base, data["changes"])),
        _planned(data["added"]),
        _planned(data["changed"]),
        _planned(data["unchanged"]),
        _planned(data["kept"]),
        tuple(Created(**item) for item in data["created"]),
        problems_from_json(data["problems"]),
        problems_from_json(data["notes"]),
    )


def _changed(base: Model, data: Mapping[str, Any]) -> Model:
    changes = {
        name: {
            key: (
                base.table(name).get(key),
                None if after is None else record_from_json(RECORD_TYPES[name], after),
            )
            for key, after in table
        }
        for name, table in data.items()
    }
    return Diff(changes).apply(base)


def _planned(items: Iterable[Mapping[str, Any]]) -> tuple[Planned, ...]:
    return tuple(
        Planned(
            item["sheet"],
            item["label"],
            item["row"],
            tuple(Change(**change) for change in item["changes"]),
        )
        for item in items
    )


def problems_from_json(items: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Problems or notes as they were."""
    return tuple(Problem(**item) for item in items)


def inspected_from_json(data: Mapping[str, Any]) -> Inspected:
    """What ``dataclasses.asdict`` made of an inspection."""
    sheets = (
        InspectedSheet(
            item["name"],
            tuple(item["headers"]),
            tuple(tuple(row) for row in item["rows"]),
            item["row_count"],
        )
        for item in data["sheets"]
    )
    return Inspected(data["source"], tuple(sheets))
