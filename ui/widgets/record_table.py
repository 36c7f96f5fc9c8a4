"""The editable table of one kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from bcm_tool.model import edits
from bcm_tool.model.fields import FieldSpec
from bcm_tool.model.model import Model
from bcm_tool.model.rules import describe
from ui.actions import ActionSpec
from ui.dialogs.bulk import BulkDialog
from ui.dialogs.problems import show_problems
from ui.dialogs.records import ask_for_record
from ui.models import changes, clipboard, paste
from ui.models.columns import missing_first
from ui.models.delegate import FieldDelegate
from ui.models.record_model import RecordModel
from ui.session import Session
from ui.widgets.grid import Grid

Trigger = QAbstractItemView.EditTrigger


class RecordTable(Grid):
    """All records of ``table``, to sort, filter, type into, copy and paste.

    ``elementChosen(id)`` follows the current row where the record is, or belongs to, an
    element. ``fresh`` gives the values that a new row starts with.
    """

    elementChosen = Signal(str)

    def __init__(self, session: Session, table: str, parent: QWidget | None = None) -> None:
        self.session, self.table = session, table
        self.fresh: Callable[[Model], dict[str, Any]] = lambda model: {}
        self.records = RecordModel(session, table)
        super().__init__(self.records, parent)
        self.records.setParent(self)
        delegate = FieldDelegate(self.records, self)
        delegate.closeEditor.connect(self._editor_closed)
        self.setItemDelegate(delegate)
        self.setEditTriggers(Trigger.DoubleClicked | Trigger.EditKeyPressed | Trigger.AnyKeyPressed)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.currentRecordChanged.connect(self._choose_element)
        self.setAccessibleName(f"Table of {changes.PLURALS.get(table, table)}")
        self.install_actions(TABLE_ACTIONS)
        self._hidden = False
        session.modelChanged.connect(lambda _: self._model_changed())
        session.documentReplaced.connect(self.update_actions)

    # --- in sight or not --------------------------------------------------------------------

    def _model_changed(self) -> None:
        if not self._hidden:
            self.update_actions()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._hidden = True
            self.records.sleep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._hidden:
            self._hidden = False
            self.records.wake()
            self.update_actions()

    # --- actions ----------------------------------------------------------------------------

    def new_row(self) -> None:
        """Add a record, asking first for what it cannot be without."""
        if self.table == "groups" or missing_first(self.table):
            ask_for_record(self.session, self.table, self.show_new, self)
            return
        values = self.fresh(self.session.model)
        record = changes.new_record(self.session.model, self.table, **values)
        label = f"Add {describe(self.session.model, record)}"
        if self.session.edit(label, lambda model: edits.add(model, record)):
            self.show_new(record.id)
            self._edit_first(("name", "title"))

    def show_new(self, record_id: str) -> None:
        """Go to a record that was just made."""
        self.show_record(record_id)
        self.setFocus()

    def _edit_first(self, names: tuple[str, ...]) -> None:
        for number in self.shown_columns():
            if self.records.columns[number].name in names:
                self.setCurrentIndex(self.records.index(self.currentIndex().row(), number))
                self.edit(self.currentIndex())
                return

    def edit_cell(self) -> None:
        """Type into the current cell."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def delete_rows(self) -> None:
        """Delete the records with a selected cell; one step to undo."""
        ids = self.selected_records()
        if not ids:
            return
        row = self.currentIndex().row()
        label = f"Delete {changes.counted(self.table, len(ids))}"
        if self.session.edit(label, changes.delete(self.table, ids)) and self.records.ids:
            self.show_record(self.records.ids[min(row, len(self.records.ids) - 1)])

    def duplicate_rows(self) -> None:
        """Copy the records with a selected cell, under free keys."""
        ids = self.selected_records()
        known = set(self.session.model.table(self.table))

        def act() -> None:
            edit, label = changes.duplicate(self.session.model, self.table, ids)
            if self.session.edit(label, edit):
                fresh = [item for item in self.session.model.table(self.table) if item not in known]
                self.show_record(fresh[-1])

        if ids:
            self.session.attempt(act)

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self._over_selection([[""]], "Clear")

    def paste_cells(self) -> None:
        """Put the clipboard's table over the cells from the current one on.

        A single value fills the selection; rows beyond the last become new records; a block
        with a header row becomes new records by that header.
        """
        self.session.attempt(self._paste_cells)

    def _paste_cells(self) -> None:
        grid = clipboard.pasted()
        if not grid:
            return
        if len(grid) > 1 and paste.headed(self.table, grid):
            self._paste_rows(grid)
        elif len(grid) == 1 and len(grid[0]) == 1:
            self._over_selection(grid, "Paste")
        else:
            self._over_block(grid)

    def paste_rows(self) -> None:
        """Make a new record of every row on the clipboard."""
        self.session.attempt(lambda: self._paste_rows(clipboard.pasted()))

    def _paste_rows(self, grid: clipboard.Grid) -> None:
        if not grid:
            return
        headed = paste.headed(self.table, grid)
        shown: list[FieldSpec | None] = [self.records.columns[n].spec for n in self.shown_columns()]
        specs, rows = headed or (shown, grid)
        first = 2 if headed else 1
        model = self.session.model
        self._apply(paste.plan_rows(model, self.table, specs, rows, first))

    def _over_selection(self, grid: clipboard.Grid, verb: str) -> None:
        ids = self.selected_records()
        used = {index.column() for index in self.selectionModel().selectedIndexes()}
        specs = [self.records.columns[n].spec for n in self.shown_columns() if n in used]
        if ids:
            plan = paste.plan_cells(self.session.model, self.table, ids, specs, grid)
            self._apply(plan, verb)

    def _over_block(self, grid: clipboard.Grid) -> None:
        shown = self.shown_columns()
        start = self.currentIndex()
        row = max(0, start.row())
        left = shown.index(start.column()) if start.column() in shown else 0
        specs = [self.records.columns[n].spec for n in shown[left : left + len(grid[0])]]
        ids = self.records.ids[row : row + len(grid)]
        model = self.session.model
        plan = paste.plan_cells(model, self.table, ids, specs, grid) if ids else None
        more = paste.plan_rows(model, self.table, specs, grid[len(ids) :], len(ids) + 1)
        self._apply(paste.joined(plan, more) if plan else more)

    def _apply(self, plan: paste.Paste, verb: str = "Paste") -> None:
        if plan.problems:
            show_problems("Nothing was pasted", plan.problems, self)
            return
        parts = [changes.counted(self.table, len(plan.added))] if plan.added else []
        cells = plan.cells + len(plan.groups)
        parts += [f"{cells} cell{'s' if cells != 1 else ''}"] if cells and not plan.added else []
        if parts and self.session.edit(f"{verb} {parts[0]}", plan.apply) and plan.added:
            self.show_record(plan.added[-1].id)

    def set_column(self) -> None:
        """Ask for one value and set it in the current column of all selected rows."""
        index, ids = self.currentIndex(), self.selected_records()
        if index.isValid() and ids:
            BulkDialog(self.session, self.table, ids, index.column(), self).open()

    def toggle_filters(self) -> None:
        """Show or hide the filter fields under the header."""
        self.head.open_filters(not self.head.is_open)

    # --- enabled ----------------------------------------------------------------------------

    def can_edit_selection(self) -> bool:
        """Whether there is something selected that may be changed."""
        return self.session.can_edit and self.currentIndex().isValid()

    def _choose_element(self, record_id: str) -> None:
        record = self.session.model.table(self.table).get(record_id)
        if record is None:
            return
        if self.table == "elements":
            self.elementChosen.emit(record_id)
            return
        element = getattr(record, "element", None) or getattr(record, "dependent", None)
        if element:
            self.elementChosen.emit(element)

    # --- keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QAbstractItemView.State.EditingState:
            self.edit_cell()
            return
        super().keyPressEvent(event)

    def _editor_closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        # As in a spreadsheet: Enter goes on in the row below.
        row = self.currentIndex().row() + 1
        submitted = hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache
        if submitted and row < len(self.records.ids):
            self.setCurrentIndex(self.records.index(row, self.currentIndex().column()))


def _refuse_nothing(table: RecordTable) -> bool:
    return table.session.can_edit


def _is_keyed(table: RecordTable) -> bool:
    return table.can_edit_selection() and table.records.columns[0].name == "key"


TABLE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "row.new", "&New row", RecordTable.new_row, "Ctrl+N", "plus",
        "Add a record to this table", _refuse_nothing,
    ),
    ActionSpec(
        "row.edit", "&Edit cell", RecordTable.edit_cell, "F2", "pencil",
        "Type into the current cell", RecordTable.can_edit_selection,
    ),
    ActionSpec(
        "row.duplicate", "&Duplicate", RecordTable.duplicate_rows, "Ctrl+D", "copy-plus",
        "Copy the selected records under free keys", _is_keyed,
    ),
    ActionSpec(
        "row.delete", "De&lete", RecordTable.delete_rows, "Del", "trash-2",
        "Delete the selected records and what makes no sense without them",
        RecordTable.can_edit_selection,
    ),
    ActionSpec(
        "row.set_column", "&Set column for selected rows…", RecordTable.set_column, "Ctrl+E",
        "columns-3", "One value into the current column of all selected rows",
        RecordTable.can_edit_selection,
    ),
    ActionSpec(
        "row.clear", "Clear &cells", RecordTable.clear_cells, "Backspace", "",
        "Empty the selected cells", RecordTable.can_edit_selection,
    ),
    ActionSpec(
        "row.copy", "C&opy", RecordTable.copy, "Ctrl+C", "copy",
        "Copy the selected cells", lambda table: table.currentIndex().isValid(),
    ),
    ActionSpec(
        "row.copy_head", "Copy with &headers", lambda table: table.copy(head=True),
        "Ctrl+Shift+C", "", "Copy the selected cells with the titles of their columns",
        lambda table: table.currentIndex().isValid(),
    ),
    ActionSpec(
        "row.paste", "&Paste", RecordTable.paste_cells, "Ctrl+V", "clipboard-paste",
        "Paste a table from a spreadsheet over the cells from here on", _refuse_nothing,
    ),
    ActionSpec(
        "row.paste_rows", "Paste as ne&w rows", RecordTable.paste_rows, "Ctrl+Shift+V", "",
        "Make a record of every row on the clipboard", _refuse_nothing,
    ),
    ActionSpec(
        "row.filters", "&Filter by column", RecordTable.toggle_filters, "Ctrl+Shift+L", "filter",
        "Show or hide the filter fields under the header", None,
        lambda table: table.head.is_open,
    ),
)  # fmt: skip
