"""What goes with a record that is removed, and what lets go of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.groupings import GROUPED
from bcm_tool.model.model import RECORD_TYPES, Model
from bcm_tool.model.rules import describe

Records = dict[str, dict[str, r.Record | None]]
"""Table -> id -> the record as it is to be; None: it goes."""
BY_REFERENCE = {place: name for name, place in GROUPED.items()}
"""(Table, field) -> the grouping of a model that has its records by that field."""


def removed(model: Model, table: str, ids: Iterable[str]) -> Records:
    """What changes when records of a table go; see :func:`bcm_tool.model.edits.remove`."""
    gone = {table: {item for item in ids if item in model.table(table)}}
    found: Records = {table: dict.fromkeys(gone[table])}
    while gone:
        gone = _sweep(model, found, gone)
    fit_groups(model, found)
    return found


def fit_groups(model: Model, found: Records) -> None:
    """Groups that ``found`` leaves fewer members than they require ask for fewer, or go."""
    changed: Mapping[str, Any] = found.get("dependencies", {})
    touched = {
        item.group
        for record_id, record in changed.items()
        for item in (model.dependencies.get(record_id), record)
        if item is not None and item.group is not None
    }
    for name in touched:
        group: Any = _now(model, found, "groups", name)
        if group is None:
            continue
        stay = sum(item.id not in changed for item in model.members_of.get(name, ()))
        count = stay + sum(item is not None and item.group == name for item in changed.values())
        if count < group.required:
            found.setdefault("groups", {})[name] = replace(group, required=count) if count else None


def _sweep(model: Model, found: Records, gone: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """One pass over every reference to what is gone; what goes with it."""
    more: dict[str, set[str]] = {}
    for name, kind in RECORD_TYPES.items():
        specs = [spec for spec in field_specs(kind) if gone.get(spec.target)]
        for record in _mentioning(model, found, name, specs, gone):
            changed = _let_go(model, record, specs, gone)
            found.setdefault(name, {})[record.id] = changed
            if changed is None:
                more.setdefault(name, set()).add(record.id)
    return more


def _now(model: Model, found: Records, name: str, record_id: str) -> r.Record | None:
    """A record as it is to be."""
    own = found.get(name, {})
    return own[record_id] if record_id in own else model.table(name).get(record_id)


def _mentioning(
    model: Model,
    found: Records,
    name: str,
    specs: Iterable[FieldSpec],
    gone: Mapping[str, set[str]],
) -> list[Any]:
    """The records of a table, as they are to be, that refer to something that is gone."""
    hits: dict[str, Any] = {}
    for spec in specs:
        away = gone[spec.target]
        for record_id in _referring(model, name, spec, away):
            record = _now(model, found, name, record_id)
            if record is not None:
                hits[record_id] = record
    return list(hits.values())


def _referring(model: Model, name: str, spec: FieldSpec, away: set[str]) -> list[str]:
    """Ids of the records of a table that refer by one field to something that is gone."""
    grouping = BY_REFERENCE.get((name, spec.name))
    if grouping is not None:
        groups = getattr(model, grouping)
        return [record.id for item in away for record in groups.get(item, ())]
    read, records = attrgetter(spec.name), model.table(name).values()
    if spec.type == "ref":
        return [record.id for record in records if read(record) in away]
    return [
        record.id
        for record in records
        if any(_mentioned(spec.type, item) in away for item in read(record))
    ]


def _let_go(
    model: Model, record: Any, specs: Iterable[FieldSpec], gone: Mapping[str, set[str]]
) -> r.Record | None:
    for spec in specs:
        away, value = gone[spec.target], getattr(record, spec.name)
        if spec.type == "ref" and value in away:
            if spec.on_delete == "cascade":
                return None
            if spec.on_delete == "refuse":
                raise BcmError(f"The {describe(model, record)} still uses this; change it first.")
            record = replace(record, **{spec.name: None})
        elif spec.type in ("refs", "demand", "lost"):
            kept = tuple(item for item in value if _mentioned(spec.type, item) not in away)
            record = replace(record, **{spec.name: kept})
    kept_record: r.Record = record
    return kept_record


def _mentioned(kind: str, item: Any) -> str:
    if kind == "demand":
        return str(item[0])
    return str(item).removeprefix("element:") if kind == "lost" else str(item)
