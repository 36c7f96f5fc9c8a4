"""Every change a person can make: functions ``Model -> Model`` that refuse nonsense.

Each returns another model and never touches the one given; each raises ``BcmError`` with a
complete sentence and then nothing has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.diff import diff
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.groupings import take_along
from bcm_tool.model.model import RECORD_TYPES, TABLE_OF, Model
from bcm_tool.model.rules import NOUNS, already_there, describe, refuse_bad

Edit = Callable[[Model], Model]


def add(model: Model, *records: r.Record) -> Model:
    """Add records of any tables, all or none."""
    tables: dict[str, dict[str, r.Record]] = {}
    for record in records:
        name = TABLE_OF[type(record)]
        table = tables.setdefault(name, dict(model.table(name)))
        if record.id in table:
            raise BcmError(already_there(model, table[record.id]))
        table[record.id] = record
    return checked(model, model.with_tables(tables))


def change(model: Model, table: str, record_id: str, **values: Any) -> Model:
    """Set fields of one record."""
    return change_many(model, table, [record_id], **values)


def change_many(model: Model, table: str, ids: Iterable[str], **values: Any) -> Model:
    """Set the same fields of several records (bulk edit), all or none."""
    return change_each(model, table, dict.fromkeys(ids, values))


def change_each(model: Model, table: str, values: Mapping[str, Mapping[str, Any]]) -> Model:
    """Set fields of several records of one table: id -> {field: value}, all or none."""
    records = dict(model.table(table))
    for record_id, given in values.items():
        if record_id not in records:
            raise BcmError(f"The {NOUNS[table]} to change no longer exists.")
        records[record_id] = replace(records[record_id], **given)
    return checked(model, model.with_tables({table: records}))


def put(model: Model, records: Iterable[r.Record]) -> Model:
    """Add or replace records by id, all or none."""
    tables: dict[str, dict[str, r.Record]] = {}
    for record in records:
        name = TABLE_OF[type(record)]
        tables.setdefault(name, dict(model.table(name)))[record.id] = record
    return checked(model, model.with_tables(tables))


def remove(model: Model, table: str, ids: Iterable[str]) -> Model:
    """Remove records with everything that makes no sense without them.

    What merely mentions them (a task's predecessor, a risk's element) lets go of them. A
    redundancy group that would keep fewer members than it requires asks for fewer, and goes
    with its last member.

    Raises
    ------
    BcmError
        When a record is in use and its removal would leave others without meaning (a kind
        that elements have).
    """
    gone: dict[str, set[str]] = {table: {item for item in ids if item in model.table(table)}}
    tables: dict[str, dict[str, Any]] = {}
    _take_out(model, tables, table, gone[table])
    while gone:
        gone = _sweep(model, tables, gone)
    return checked(model, _fit_groups(model.with_tables(tables)))


def _take_out(
    model: Model, tables: dict[str, dict[str, Any]], name: str, ids: Iterable[str]
) -> None:
    table = tables.setdefault(name, dict(model.table(name)))
    for record_id in ids:
        del table[record_id]


def _sweep(
    model: Model, tables: dict[str, dict[str, Any]], gone: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """One pass over every reference to what is gone; what goes with it."""
    more: dict[str, set[str]] = {}
    for name, kind in RECORD_TYPES.items():
        specs = [spec for spec in field_specs(kind) if gone.get(spec.target)]
        present = tables.get(name, model.table(name))
        leaving: set[str] = set()
        for record in _mentioning(present, specs, gone):
            changed = _let_go(model, record, specs, gone)
            if changed is None:
                leaving.add(record.id)
            else:
                tables.setdefault(name, dict(model.table(name)))[record.id] = changed
        if leaving:
            _take_out(model, tables, name, leaving)
            more[name] = leaving
    return more


def _mentioning(
    table: Mapping[str, Any], specs: Iterable[FieldSpec], gone: Mapping[str, set[str]]
) -> list[Any]:
    """The records of a table that refer to something that is gone."""
    found: dict[str, Any] = {}
    for spec in specs:
        read, away = attrgetter(spec.name), gone[spec.target]
        if spec.type == "ref":
            hits = [record for record in table.values() if read(record) in away]
        else:
            hits = [
                record
                for record in table.values()
                if any(_mentioned(spec.type, item) in away for item in read(record))
            ]
        found.update((record.id, record) for record in hits)
    return list(found.values())


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


def _fit_groups(model: Model) -> Model:
    if not model.groups:
        return model
    groups = dict(model.groups)
    members = Counter(map(attrgetter("group"), model.dependencies.values()))
    for group in model.groups.values():
        count = members[group.id]
        if count == 0:
            del groups[group.id]
        elif group.required > count:
            groups[group.id] = replace(group, required=count)
    return model.with_tables({"groups": groups}) if groups != model.groups else model


def connect(
    model: Model,
    dependent: str,
    provider: str,
    *,
    strength: str = "hard",
    tolerance: int = 0,
) -> Model:
    """``dependent`` now needs ``provider``."""
    record = r.Dependency(
        id=r.new_id(),
        dependent=dependent,
        provider=provider,
        strength=strength,
        tolerance=tolerance,
    )
    return add(model, record)


def make_group(
    model: Model,
    name: str,
    dependencies: Iterable[str],
    *,
    required: int = 1,
    takeover: str = "automatic",
    takeover_time: int = 0,
) -> Model:
    """Turn dependencies of one element into a redundancy group."""
    ids = tuple(dependencies)
    owners = {model.dependencies[item].dependent for item in ids}
    if len(owners) != 1:
        raise BcmError("A redundancy group joins providers of one and the same element.")
    group = r.RedundancyGroup(
        id=r.new_id(),
        dependent=owners.pop(),
        name=name,
        required=required,
        takeover=takeover,
        takeover_time=takeover_time,
    )
    members = {
        item: replace(model.dependencies[item], group=group.id, strength="hard") for item in ids
    }
    tables: dict[str, Mapping[str, Any]] = {
        "groups": {**model.groups, group.id: group},
        "dependencies": {**model.dependencies, **members},
    }
    return checked(model, _fit_groups(model.with_tables(tables)))


def set_group(model: Model, dependencies: Iterable[str], group: str | None) -> Model:
    """Put dependencies into a group of their element, or out of any; empty groups go."""
    strength: dict[str, Any] = {} if group is None else {"strength": "hard"}
    members = {
        item: replace(model.dependencies[item], group=group, **strength) for item in dependencies
    }
    changed = model.with_tables({"dependencies": {**model.dependencies, **members}})
    return checked(model, _fit_groups(changed))


def set_rating(
    model: Model,
    element: str,
    category: str,
    band: str,
    *,
    level: int | None,
    loss: Decimal | None = None,
) -> Model:
    """Rate one cell of the BIA grid; no level and no loss clears the cell."""
    found = next(
        (
            item
            for item in model.impacts_of.get(element, ())
            if (item.category, item.band) == (category, band)
        ),
        None,
    )
    impacts = dict(model.impacts)
    if level is None and loss is None:
        if found is not None:
            del impacts[found.id]
    elif found is not None:
        impacts[found.id] = replace(found, level=level, loss=loss)
    else:
        fresh = r.ImpactRating(
            id=r.new_id(),
            element=element,
            category=category,
            band=band,
            level=level,
            loss=loss,
        )
        impacts[fresh.id] = fresh
    return checked(model, model.with_tables({"impacts": impacts}))


def select_option(model: Model, option: str) -> Model:
    """Select one recovery option of its element and none of the others."""
    element = model.options[option].element
    options = {
        key: replace(item, selected=key == option) if item.element == element else item
        for key, item in model.options.items()
    }
    return checked(model, model.with_tables({"options": options}))


def set_method(model: Model, **values: Any) -> Model:
    """Set fields of the organisation's method."""
    changed = replace(model.method, **values)
    return checked(model, model.with_tables({"methods": {changed.id: changed}}))


def move_elements(model: Model, places: Mapping[str, tuple[float, float]]) -> Model:
    """Put elements at map coordinates."""
    moved = {
        element: r.Position(id=element, element=element, x=x, y=y)
        for element, (x, y) in places.items()
    }
    return checked(model, model.with_tables({"positions": {**model.positions, **moved}}))


def duplicate_element(model: Model, element: str) -> Model:
    """Copy an element with its own needs (not what needs it), under a fresh key."""
    original = model.elements[element]
    copy = replace(original, id=r.new_id(), key=free_key(model, "elements", original.key))
    groups = {
        group.id: replace(group, id=r.new_id(), dependent=copy.id)
        for group in model.groups_of.get(element, ())
    }
    needs = [
        replace(
            item,
            id=r.new_id(),
            dependent=copy.id,
            group=groups[item.group].id if item.group else None,
        )
        for item in model.needs.get(element, ())
    ]
    return add(model, copy, *groups.values(), *needs)


def free_key(model: Model, table: str, wanted: str) -> str:
    """``wanted``, or with the first number behind it that makes it free."""
    taken = model.ids_by_key[table]
    if wanted.casefold() not in taken:
        return wanted
    stem = wanted.rstrip("0123456789")
    stem = stem if stem != wanted and stem else f"{wanted}-"
    digits = len(wanted) - len(stem) if len(wanted) > len(stem) else 1
    number = 1
    while f"{stem}{number:0{digits}d}".casefold() in taken:
        number += 1
    return f"{stem}{number:0{digits}d}"


def checked(old: Model, new: Model) -> Model:
    """``new``, when what it changes breaks no rule."""
    changes = diff(old, new)
    take_along(old, new, changes)
    refuse_bad(new, changes)
    return new
