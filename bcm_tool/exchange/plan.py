"""What an import would do to a document: worked out whole before anything is touched.

The rules are those of the exchange contract: an absent column changes nothing; an empty cell
never overwrites, ``-`` clears; records that the source does not have are kept and listed; any
problem anywhere means that nothing can be applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from bcm_tool.errors import BcmError, Problem
from bcm_tool.exchange.cells import CellError, read_identity, read_method, read_values
from bcm_tool.exchange.contract import SHEETS, Sheet, folded
from bcm_tool.exchange.draft import Draft, fold
from bcm_tool.exchange.planned import Change, ImportPlan, Planned, changes_of, shown
from bcm_tool.exchange.staged import Staged, StagedRow
from bcm_tool.exchange.values import read_choice
from bcm_tool.exchange.write_contract import label_of, record_cells
from bcm_tool.model import records as r
from bcm_tool.model.diff import diff
from bcm_tool.model.forms import check_text
from bcm_tool.model.method import default_model
from bcm_tool.model.model import RECORD_TYPES, Model
from bcm_tool.model.rules import broken_rules
from bcm_tool.progress import Progress, no_progress

__all__ = ["Change", "ImportPlan", "Planned", "new_document_model", "plan_import"]

_STEP = 500
# What a new document takes from a source that has it, instead of from the default method.
_OWN_METHOD = ("scales", "categories", "tiers", "matrix")


@dataclass(slots=True)
class _Located:
    """A row of the source and the record it is about."""

    sheet: Sheet
    row: StagedRow
    id: str
    identity: Mapping[str, Any]
    existing: r.Record | None


def plan_import(
    model: Model | None, staged: Staged, progress: Progress = no_progress
) -> ImportPlan:
    """Work out what importing ``staged`` into ``model`` does; None stands for a new document.

    A new document has the default method, except for the scales, categories, tiers and matrix
    that the source brings.
    """
    base = new_document_model(staged) if model is None else model
    return _Planning(base, staged, progress).plan()


def new_document_model(staged: Staged) -> Model:
    """The model a new document starts with, before ``staged`` is imported into it."""
    model = default_model()
    brought = {name for name in _OWN_METHOD if staged.sheets.get(name)}
    tables = {name: dict(model.table(name)) for name in brought}
    for name in brought - {"scales"}:
        tables[name].clear()
    if "scales" in brought:
        # A source that has only an impact scale leaves the other two as they are.
        cells = (row.cells.get("scale") for row in staged.sheets["scales"])
        scales = {folded(cell) for cell in cells if isinstance(cell, str)}
        tables["scales"] = {
            level.id: level for level in model.scales.values() if level.scale not in scales
        }
    return model.with_tables(tables)


class _Planning:
    """One import on its way: rows are located, then read, then checked as a whole."""

    def __init__(self, base: Model, staged: Staged, progress: Progress) -> None:
        self.base = base
        self.staged = staged
        self.draft = Draft(base)
        self.problems: list[Problem] = list(staged.problems)
        self.notes: list[Problem] = list(staged.notes)
        self.located: list[_Located] = []
        self.refused: set[tuple[str, str]] = set()
        self.method_rows: list[tuple[StagedRow, str]] = []
        self._progress = progress
        self._done = 0
        self._total = 2 * sum(len(rows) for rows in staged.sheets.values())

    def plan(self) -> ImportPlan:
        for sheet in SHEETS:
            if sheet.name != "method":
                self._locate(sheet)
        self._read_method()
        for item in self.located:
            self._read(item)
        self._select_options()
        model = self.draft.model()
        self._check(model)
        return self._result(model)

    def _step(self) -> None:
        self._done += 1
        if self._done % _STEP == 0:
            self._progress(min(self._done, self._total), self._total)

    def _problem(self, sheet: str, row: StagedRow | None, text: str, column: str = "") -> None:
        place: tuple[str, int | None, str] = (sheet, None, column)
        if row is not None:
            place = (row.sheet or sheet, row.number, row.headers.get(column, column))
        self.problems.append(Problem(text, self.staged.source, *place))

    def _locate(self, sheet: Sheet) -> None:
        rows = self.staged.sheets.get(sheet.name, ())
        columns = self.staged.columns.get(sheet.name, ())
        missing = [column.name for column in sheet.identity if column.name not in columns]
        if rows and missing:
            for name in missing:
                self._problem(sheet.name, None, "this required column is missing.", name)
            return
        seen: dict[str, StagedRow] = {}
        table = self.base.table(sheet.table)
        for row in rows:
            self._step()
            try:
                identity = read_identity(self.draft, sheet, row)
            except CellError as error:
                self._problem(sheet.name, row, str(error), error.column)
                continue
            known = tuple(fold(value) for value in identity.values())
            record_id = self.draft.claim(sheet.table, known)
            if record_id in seen:
                text = f"is the same as {_place(seen[record_id], row)}."
                self._problem(sheet.name, row, text, sheet.identity[0].name)
                continue
            seen[record_id] = row
            self.located.append(_Located(sheet, row, record_id, identity, table.get(record_id)))

    def _read_method(self) -> None:
        sheet = SHEETS[0]
        values: dict[str, Any] = {}
        for row in self.staged.sheets.get(sheet.name, ()):
            self._step()
            column = "name"
            try:
                name = read_choice(row.cells.get("name"), sheet.column("name").choices)
                if name in dict(self._method_names()):
                    raise BcmError(f"{name} is there twice.")
                self.method_rows.append((row, name))
                column = "value"
                if "value" in row.cells:
                    values[name] = read_method(name, row.cells["value"])
            except BcmError as error:
                self._problem(sheet.name, row, str(error), column)
        if values:
            self.draft.put("methods", replace(self.base.method, **values))

    def _method_names(self) -> Iterator[tuple[str, int]]:
        return ((name, row.number) for row, name in self.method_rows)

    def _read(self, item: _Located) -> None:
        self._step()
        values: dict[str, Any] = {}
        said = len(self.problems)
        for result in read_values(self.draft, item.sheet, item.row, item.identity, item.existing):
            if isinstance(result, CellError):
                self._problem(item.sheet.name, item.row, str(result), result.column)
            else:
                values[result[0]] = result[1]
        if item.existing is not None:
            record = replace(item.existing, **values)
        else:
            self._refuse_incomplete(item)
            record = RECORD_TYPES[item.sheet.table](id=item.id, **{**item.identity, **values})
        if len(self.problems) > said:
            self.refused.add((item.sheet.table, item.id))
        self._say_unread(item, values)
        # Even a refused row stands, as far as it goes: what mentions it is not wrong for that.
        self.draft.put(item.sheet.table, record)

    def _say_unread(self, item: _Located, values: Mapping[str, Any]) -> None:
        """Texts that are kept though they do not read as what their column is for."""
        for column in item.sheet.columns:
            text = str(values.get(column.field, "")) if column.lenient else ""
            try:
                check_text(column.form, text)
            except BcmError as error:
                row = item.row
                place = (row.sheet or item.sheet.name, row.number, row.headers.get(column.name))
                note = f"{error} It is kept as it is, and no hours are counted."
                self.notes.append(
                    Problem(note, self.staged.source, *place[:2], place[2] or column.name)
                )

    def _refuse_incomplete(self, item: _Located) -> None:
        """A new record needs a cell in every required column."""
        for column in item.sheet.columns:
            if column.required and column.name not in item.row.cells:
                self._problem(item.sheet.name, item.row, "is required and empty.", column.name)

    def _select_options(self) -> None:
        """One option of an element is selected: the one the source selects, if it does."""
        chosen: defaultdict[str, list[_Located]] = defaultdict(list)
        for item in self.located:
            record = self.draft.table(item.sheet.table).get(item.id)
            says = "selected" in item.row.cells
            if isinstance(record, r.RecoveryOption) and record.selected and says:
                chosen[record.element].append(item)
        for items in chosen.values():
            for item in items[1:]:
                text = f"{_place(items[0].row, item.row)} selects another option of this element."
                self._problem(item.sheet.name, item.row, text, "selected")
        for option in list(self.draft.table("options").values()) if chosen else ():
            option = cast(r.RecoveryOption, option)
            items = chosen.get(option.element, [])
            if option.selected and items and option.id != items[0].id:
                self.draft.put("options", replace(option, selected=False))

    def _check(self, model: Model) -> None:
        places = {(item.sheet.table, item.id): item for item in self.located}
        incomplete = bool(self.problems)
        for table, record_id, sentence in broken_rules(model, diff(self.base, model)):
            # What a refused row lacks, and what a group lacks for it, was said there already.
            if (table, record_id) in self.refused or (incomplete and table == "groups"):
                continue
            item = places.get((table, record_id))
            sheet = item.sheet.name if item else _sheet_of(table)
            self._problem(sheet, item.row if item else None, sentence)

    def _result(self, model: Model) -> ImportPlan:
        problems = tuple(sorted(self.problems, key=_order))
        if problems:
            return ImportPlan(
                self.staged.source, self.base, None, problems=problems, notes=tuple(self.notes)
            )
        added: list[Planned] = []
        changed: list[Planned] = []
        unchanged: list[Planned] = []
        for item in self.located:
            before, after = item.existing, model.table(item.sheet.table)[item.id]
            planned = Planned(item.sheet.name, label_of(model, item.sheet, after), item.row.number)
            if before is None:
                added.append(planned)
            elif before == after:
                unchanged.append(planned)
            else:
                changes = changes_of(self.base, model, item.sheet, before, after)
                changed.append(replace(planned, changes=changes))
        self._sort_method(model, changed, unchanged)
        changed += self._deselected(model)
        return ImportPlan(
            self.staged.source,
            self.base,
            model,
            tuple(added),
            tuple(changed),
            tuple(unchanged),
            tuple(self._kept()),
            tuple(self.draft.created),
            (),
            tuple(self.notes),
        )

    def _sort_method(self, model: Model, changed: list[Planned], unchanged: list[Planned]) -> None:
        before = dict(record_cells(self.base, SHEETS[0], self.base.method))
        after = dict(record_cells(model, SHEETS[0], model.method))
        for row, name in self.method_rows:
            change = Change(name, shown(before.get(name)), shown(after.get(name)))
            planned = Planned("method", name, row.number)
            if change.before == change.after:
                unchanged.append(planned)
            else:
                changed.append(replace(planned, changes=(change,)))

    def _deselected(self, model: Model) -> Iterator[Planned]:
        sheet = next(sheet for sheet in SHEETS if sheet.name == "options")
        named = {item.id for item in self.located}
        for option in self.base.options.values():
            if option.id not in named and option != model.options[option.id]:
                change = Change("selected", "yes", "no")
                yield Planned("options", label_of(model, sheet, option), None, (change,))

    def _kept(self) -> Iterator[Planned]:
        named = {item.id for item in self.located}
        for sheet in SHEETS:
            if sheet.name == "method" or sheet.name not in self.staged.sheets:
                continue
            for record in self.base.table(sheet.table).values():
                if record.id not in named:
                    yield Planned(sheet.name, label_of(self.base, sheet, record))


def _place(first: StagedRow, second: StagedRow) -> str:
    where = f" of sheet {first.sheet}" if first.sheet != second.sheet else ""
    return f"row {first.number}{where}"


def _sheet_of(table: str) -> str:
    return next((sheet.name for sheet in SHEETS if sheet.table == table), table)


def _order(problem: Problem) -> tuple[int, int]:
    names = [sheet.name for sheet in SHEETS]
    place = names.index(problem.sheet) if problem.sheet in names else -1
    return place, problem.row or 0
