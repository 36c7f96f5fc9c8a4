"""What a table does to the document, as functions ``Model -> Model`` with a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.fields import field_spec, field_specs
from bcm_tool.model.model import KEYED_TABLES, RECORD_TYPES, Model
from bcm_tool.model.rules import NOUNS, describe
from ui.models.values import Reader, parse, title

Edit = Callable[[Model], Model]
PLURALS = {
    "groups": "redundancy groups",
    "dependencies": "dependencies",
    "categories": "impact categories",
    "people": "people",
}
_KEYS = {
    "elements": "E-001",
    "teams": "TEAM-01",
    "people": "P-001",
    "options": "O-001",
    "tasks": "T-001",
    "agreements": "A-001",
    "risks": "R-001",
    "scenarios": "S-01",
}


def counted(table: str, count: int) -> str:
    """ "1 element", "3 elements"."""
    noun = NOUNS[table] if count == 1 else PLURALS.get(table, f"{NOUNS[table]}s")
    return f"{count:,} {noun}"


def change_label(model: Model, table: str, ids: Sequence[str], name: str) -> str:
    """What Undo calls a change of one field."""
    shown = title(name)
    if len(ids) == 1:
        return f"Change {shown} of {describe(model, model.table(table)[ids[0]])}"
    return f"Change {shown} of {counted(table, len(ids))}"


def set_field(table: str, ids: Iterable[str], name: str, value: Any) -> Edit:
    """Set one field of some records; selecting a recovery option unselects its rivals."""
    wanted = tuple(ids)
    if table == "options" and name == "selected" and value:
        return lambda model: _select_options(model, wanted)
    if table == "dependencies" and name == "group":
        return lambda model: edits.set_group(model, wanted, value)
    return lambda model: edits.change_many(model, table, wanted, **{name: value})


def _select_options(model: Model, ids: Iterable[str]) -> Model:
    for option in ids:
        model = edits.select_option(model, option)
    return model


def set_text(table: str, ids: Sequence[str], name: str, text: str) -> Edit:
    """Set one field of some records to what was typed (each reads it for itself)."""

    def edit(model: Model) -> Model:
        if table == "dependencies" and name == "group" and text.strip():
            return _join_groups(model, ids, text.strip())
        kind = RECORD_TYPES[table]
        spec = field_spec(kind, name)
        value = parse(Reader(model), kind, spec, text)
        return set_field(table, ids, name, value)(model)

    return edit


def _join_groups(model: Model, ids: Sequence[str], text: str) -> Model:
    """Put dependencies into the groups of that name, which are made where they are missing."""
    for dependency in ids:
        record = model.dependencies[dependency]
        group = Reader(model, dependent=record.dependent).find("groups", text)
        if group is None:
            model = edits.make_group(model, text, [dependency])
        else:
            model = edits.set_group(model, [dependency], group)
    return model


def new_record(model: Model, table: str, **values: Any) -> r.Record:
    """A record with a free key and a name to type over."""
    kind = RECORD_TYPES[table]
    given = dict(values)
    if table in KEYED_TABLES and not given.get("key"):
        given["key"] = edits.free_key(model, table, _next_key(model, table))
    for name in ("name", "title"):
        known = name in {spec.name for spec in field_specs(kind)}
        if known and not given.get(name):
            given[name] = _fresh_name(model, table)
    return kind(id=r.new_id(), **given)


def _fresh_name(model: Model, table: str) -> str:
    """ "New tier", or with a number where names must differ and that one is taken."""
    wanted = f"New {NOUNS[table]}"
    if table in KEYED_TABLES:
        return wanted
    taken = {str(getattr(record, "name", "")).casefold() for record in model.table(table).values()}
    numbers = (f"{wanted} {number}" if number > 1 else wanted for number in count(1))
    return next(name for name in numbers if name.casefold() not in taken)


def _next_key(model: Model, table: str) -> str:
    """A key like those that are there: most often the same letters, the next number."""
    keys = sorted(model.ids_by_key[table].items())
    if not keys:
        return _KEYS[table]
    record: Any = model.table(table)[keys[-1][1]]
    return str(record.key) if record.key[-1:].isdigit() else _KEYS[table]


def delete(table: str, ids: Iterable[str]) -> Edit:
    """Delete records with all that makes no sense without them."""
    wanted = tuple(ids)
    return lambda model: edits.remove(model, table, wanted)


def duplicate(model: Model, table: str, ids: Sequence[str]) -> tuple[Edit, str]:
    """Copy records; (edit, id of the last copy is only known after it was made).

    Raises
    ------
    BcmError
        Where a copy could only be the same thing twice (a dependency, a rating).
    """
    if table not in KEYED_TABLES:
        raise BcmError(f"A {NOUNS[table]} cannot be there twice; change the one there is.")
    label = f"Duplicate {counted(table, len(ids))}"

    def edit(before: Model) -> Model:
        for record_id in ids:
            before = _copy(before, table, record_id)
        return before

    return edit, label


def _copy(model: Model, table: str, record_id: str) -> Model:
    if table == "elements":
        return edits.duplicate_element(model, record_id)
    record: Any = model.table(table)[record_id]
    extra = {"selected": False} if table == "options" else {}
    key = edits.free_key(model, table, record.key)
    return edits.add(model, replace(record, id=r.new_id(), key=key, **extra))
