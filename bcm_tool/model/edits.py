"""Every change a person can make: functions ``Model -> Model`` that refuse nonsense.

Each returns another model and never touches the one given; each raises ``BcmError`` with a
complete sentence and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.model import records as r
from bcm_tool.model.diff import diff, with_changes
from bcm_tool.model.groupings import take_along
from bcm_tool.model.model import TABLE_OF, Model
from bcm_tool.model.removal import Records, fit_groups, removed
from bcm_tool.model.rules import NOUNS, already_there, refuse_bad

Edit = Callable[[Model], Model]


def add(model: Model, *records: r.Record) -> Model:
    """Add records of any tables, all or none."""
    found: Records = {}
    for record in records:
        name = TABLE_OF[type(record)]
        own = found.setdefault(name, {})
        known = own.get(record.id) or model.table(name).get(record.id)
        if known is not None:
            raise BcmError(already_there(model, known))
        own[record.id] = record
    return _with(model, found)


def change(model: Model, table: str, record_id: str, **values: Any) -> Model:
    """Set fields of one record."""
    return change_many(model, table, [record_id], **values)


def change_many(model: Model, table: str, ids: Iterable[str], **values: Any) -> Model:
    """Set the same fields of several records (bulk edit), all or none."""
    return change_each(model, table, dict.fromkeys(ids, values))


def change_each(model: Model, table: str, values: Mapping[str, Mapping[str, Any]]) -> Model:
    """Set fields of several records of one table: id -> {field: value}, all or none."""
    records = model.table(table)
    found: dict[str, r.Record | None] = {}
    for record_id, given in values.items():
        if record_id not in records:
            raise BcmError(f"The {NOUNS[table]} to change no longer exists.")
        found[record_id] = replace(records[record_id], **given)
    return _with(model, {table: found})


def put(model: Model, records: Iterable[r.Record]) -> Model:
    """Add or replace records by id, all or none."""
    found: Records = {}
    for record in records:
        found.setdefault(TABLE_OF[type(record)], {})[record.id] = record
    return _with(model, found)


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
    return _with(model, removed(model, table, ids))


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
    found: Records = {
        "groups": {group.id: group},
        "dependencies": {
            item: replace(model.dependencies[item], group=group.id, strength="hard") for item in ids
        },
    }
    fit_groups(model, found)
    return _with(model, found)


def set_group(model: Model, dependencies: Iterable[str], group: str | None) -> Model:
    """Put dependencies into a group of their element, or out of any; empty groups go."""
    strength: dict[str, Any] = {} if group is None else {"strength": "hard"}
    found: Records = {
        "dependencies": {
            item: replace(model.dependencies[item], group=group, **strength)
            for item in dependencies
        }
    }
    fit_groups(model, found)
    return _with(model, found)


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
    impacts: dict[str, r.Record | None] = {}
    if level is None and loss is None:
        if found is not None:
            impacts[found.id] = None
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
    return _with(model, {"impacts": impacts})


def select_option(model: Model, option: str) -> Model:
    """Select one recovery option of its element and none of the others."""
    element = model.options[option].element
    options = {
        item.id: replace(item, selected=item.id == option) for item in model.options_of[element]
    }
    return _with(model, {"options": options})


def set_method(model: Model, **values: Any) -> Model:
    """Set fields of the organisation's method."""
    changed = replace(model.method, **values)
    return _with(model, {"methods": {changed.id: changed}})


def move_elements(model: Model, places: Mapping[str, tuple[float, float]]) -> Model:
    """Put elements at map coordinates."""
    moved = {
        element: r.Position(id=element, element=element, x=x, y=y)
        for element, (x, y) in places.items()
    }
    return _with(model, {"positions": moved})


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


def _with(model: Model, records: Mapping[str, Mapping[str, r.Record | None]]) -> Model:
    return checked(model, with_changes(model, records))


def checked(old: Model, new: Model) -> Model:
    """``new``, when what it changes breaks no rule."""
    changes = diff(old, new)
    take_along(old, new, changes)
    refuse_bad(new, changes)
    return new
