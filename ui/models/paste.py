"""A pasted block: read whole, then changed whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange.contract import SHEET_BY_NAME, header_name
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.model import KEYED_TABLES, RECORD_TYPES, Model
from bcm_tool.model.rules import NOUNS
from ui.models.changes import new_record
from ui.models.clipboard import Grid
from ui.models.values import Reader, parse, title


@dataclass(frozen=True)
class Paste:
    """What a block would do: cells to set, records to add, and what is wrong with it."""

    table: str
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    added: tuple[r.Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()

    @property
    def cells(self) -> int:
        """How many cells of existing records are set."""
        return sum(len(values) for values in self.changes.values())

    def apply(self, model: Model) -> Model:
        """``model`` with the block in place."""
        if self.added:
            model = edits.add(model, *self.added)
        if self.changes:
            model = edits.change_each(model, self.table, self.changes)
        for dependency, name in self.groups:
            model = _join(model, dependency, name)
        return model


def _join(model: Model, dependency: str, name: str) -> Model:
    owner = model.dependencies[dependency].dependent
    group = Reader(model, dependent=owner).find("groups", name)
    if group is None:
        return edits.make_group(model, name, [dependency])
    return edits.set_group(model, [dependency], group)


def headed(table: str, grid: Grid) -> tuple[list[FieldSpec | None], Grid] | None:
    """The fields that the first row names, and the rows below it; None when it is no header.

    A heading is the title of a column here, or its name in the sheets of an export.

    Raises
    ------
    BcmError
        When the row is a header and one of its headings is none of them.
    """
    by_name = _fields_by_heading(table)
    texts = [text.strip() for text in grid[0]]
    found = [by_name.get(header_name(text)) for text in texts]
    known = sum(spec is not None for spec in found)
    unknown = [text for text, spec in zip(texts, found, strict=True) if text and spec is None]
    if not known or (unknown and (known < 2 or known < len(unknown))):
        return None
    if unknown:
        titles = ", ".join(title(spec.name) for spec in field_specs(RECORD_TYPES[table]))
        what = "These headings are" if len(unknown) > 1 else "This heading is"
        names = ", ".join(f"“{text}”" for text in unknown)
        raise BcmError(f"{what} not known here: {names}. The columns are: {titles}.")
    return _with_units(table, found, grid)


def _fields_by_heading(table: str) -> dict[str, FieldSpec]:
    """Names of fields and their titles are alike; those of an export differ here and there."""
    by_name = {header_name(spec.name): spec for spec in field_specs(RECORD_TYPES[table])}
    specs = {spec.name: spec for spec in by_name.values()}
    for column in SHEET_BY_NAME[table].columns:
        by_name.setdefault(header_name(column.name), specs[column.field])
    return by_name


def _with_units(
    table: str, specs: list[FieldSpec | None], grid: Grid
) -> tuple[list[FieldSpec | None], Grid]:
    """An export has a task's team and its units in two columns; here they are one field."""
    names = [header_name(text) for text in grid[0]]
    if table != "tasks" or not {"team", "demand"} <= set(names):
        return specs, grid[1:]
    team, units = names.index("team"), names.index("demand")
    specs = [None if place == units else spec for place, spec in enumerate(specs)]
    rows = [list(row) for row in grid[1:]]
    for row in rows:
        who, many = row[team].strip(), row[units].strip()
        row[team] = f"{who}:{many}" if who and many and ";" not in who else who or many
    return specs, rows


def plan_cells(
    model: Model, table: str, ids: Sequence[str], specs: Sequence[FieldSpec], grid: Grid
) -> Paste:
    """A block over existing rows ``ids`` and columns ``specs``; a single cell fills them all."""
    if len(grid) == 1 and len(grid[0]) == 1:
        grid = [[grid[0][0]] * len(specs) for _ in ids]
    kind, reader = RECORD_TYPES[table], Reader(model)
    changes: dict[str, dict[str, Any]] = {}
    groups: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for number, (record_id, row) in enumerate(zip(ids, grid, strict=False), 1):
        for spec, text in zip(specs, row, strict=False):
            if _is_group(table, spec) and text.strip():
                groups.append((record_id, text.strip()))
                continue
            try:
                value = parse(reader, kind, spec, text)
            except BcmError as error:
                problems.append(Problem(str(error), row=number, column=title(spec.name)))
                continue
            changes.setdefault(record_id, {})[spec.name] = value
    return Paste(table, changes, (), tuple(problems), tuple(groups))


def plan_rows(
    model: Model, table: str, specs: Sequence[FieldSpec | None], grid: Grid, first: int = 1
) -> Paste:
    """A block as new records; rows may refer to keys that other rows of the block bring.

    ``first`` is the number of the block's first row, for the problems.
    """
    fresh = [r.new_id() for _ in grid]
    reader = Reader(model, {table: _new_keys(table, specs, grid, fresh)})
    problems: list[Problem] = []
    groups: list[tuple[str, str]] = []
    added: list[r.Record] = []
    after = model
    for number, (row, record_id) in enumerate(zip(grid, fresh, strict=True), first):
        if not any(text.strip() for text in row):
            continue
        values = _row_values(reader, table, specs, row, number, problems)
        group = str(values.pop("group", "")) if table == "dependencies" else ""
        if group:
            groups.append((record_id, group))
        lacking = _lacking(table, values)
        if lacking:
            problems.append(Problem(f"A {NOUNS[table]} needs {lacking}.", row=number))
            continue
        record = replace(new_record(after, table, **values), id=record_id)
        # Free keys look at what is there, so each record is shown to the next one.
        after = after.with_tables({table: {**after.table(table), record_id: record}})
        added.append(record)
    return Paste(table, {}, tuple(added), tuple(problems), tuple(groups))


def _new_keys(
    table: str, specs: Sequence[FieldSpec | None], grid: Grid, fresh: Sequence[str]
) -> dict[str, str]:
    if table not in KEYED_TABLES:
        return {}
    place = next((n for n, spec in enumerate(specs) if spec and spec.name == "key"), None)
    if place is None:
        return {}
    keys = ((row[place].strip().casefold(), new) for row, new in zip(grid, fresh, strict=True))
    return {key: new for key, new in keys if key}


def _row_values(
    reader: Reader,
    table: str,
    specs: Sequence[FieldSpec | None],
    row: Sequence[str],
    number: int,
    problems: list[Problem],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for spec, text in zip(specs, row, strict=False):
        if spec is None or not text.strip():
            continue
        if _is_group(table, spec):
            values[spec.name] = text.strip()
            continue
        try:
            values[spec.name] = parse(reader, RECORD_TYPES[table], spec, text)
        except BcmError as error:
            problems.append(Problem(str(error), row=number, column=title(spec.name)))
    return values


def _is_group(table: str, spec: FieldSpec) -> bool:
    return table == "dependencies" and spec.name == "group"


def _lacking(table: str, values: Mapping[str, Any]) -> str:
    needed = [
        title(spec.name).lower()
        for spec in field_specs(RECORD_TYPES[table])
        if spec.required and spec.type == "ref" and not values.get(spec.name)
    ]
    return " and ".join(needed)


def joined(first: Paste, second: Paste) -> Paste:
    """Two parts of one block of the same table."""
    return Paste(
        first.table,
        {**first.changes, **second.changes},
        first.added + second.added,
        first.problems + second.problems,
        first.groups + second.groups,
    )
