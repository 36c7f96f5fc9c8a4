"""One table of the document as a Qt model: sorted, filtered and edited without a proxy.

A QSortFilterProxyModel over Python objects is slow; here the order is a list of record ids,
and the text of every cell is kept until the record or something it mentions changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.fields import field_specs
from bcm_tool.model.model import RECORD_TYPES, Model
from bcm_tool.model.records import Record
from ui.models.changes import change_label, set_text
from ui.models.columns import columns
from ui.models.filters import Test, compile_filter, words_of
from ui.models.values import display, record_label, sort_key
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
MANY = 200


class RecordModel(QAbstractTableModel):
    """The records of one table that pass the filters, in the order chosen."""

    def __init__(self, session: Session, table: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.table = table
        self.kind = RECORD_TYPES[table]
        self.columns = columns(table)
        self.ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._cells: dict[str, tuple[Record, tuple[str, ...]]] = {}
        self._sort: tuple[int, Qt.SortOrder] = (0, Qt.SortOrder.AscendingOrder)
        self._words: tuple[str, ...] = ()
        self._filters: dict[int, str] = {}
        self._tests: dict[int, Test] = {}
        self._keep: Callable[[Record], bool] | None = None
        self._seen = session.model
        self._asleep = False
        self._mentions = {spec.target for spec in field_specs(self.kind) if spec.target}
        self._mentions |= {"scales"}
        session.documentReplaced.connect(self.reload)
        session.modelChanged.connect(self._changed)
        self.reload()

    # --- what Qt asks -----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not self._is_there(index):
            return None
        column = self.columns[index.column()]
        if role == Role.DisplayRole:
            return self.texts(self.ids[index.row()])[index.column()].replace("\n", " ⏎ ")
        if role == Role.EditRole:
            return display(self.model, self.record(index.row()), column.spec)
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.AccessibleTextRole:
            return f"{column.title}: {self.texts(self.ids[index.row()])[index.column()]}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Role.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.title
        if role == Role.ToolTipRole:
            return column.tip or None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        fine = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.session.can_edit:
            return fine | Qt.ItemFlag.ItemIsEditable
        return fine

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not self._is_there(index):
            return False
        record, name = self.ids[index.row()], self.columns[index.column()].name
        if str(value) == self.data(index, Role.EditRole):
            return True
        return self.set_cells([record], name, str(value))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = (max(column, 0), order)
        self._rearrange()

    # --- what the table widget asks ---------------------------------------------------------

    @property
    def model(self) -> Model:
        """The document's model."""
        return self.session.model

    @property
    def total(self) -> int:
        """How many records there are without the filters."""
        return len(self.model.table(self.table))

    def record(self, row: int) -> Record:
        """The record in a row."""
        return self.model.table(self.table)[self.ids[row]]

    def row_of(self, record_id: str) -> int:
        """The row of a record; -1 when it is not shown."""
        return self._rows.get(record_id, -1)

    def texts(self, record_id: str) -> tuple[str, ...]:
        """The text of every cell of a record."""
        record = self.model.table(self.table)[record_id]
        kept = self._cells.get(record_id)
        if kept is None or kept[0] is not record:
            kept = (
                record,
                tuple(self._text(record, number) for number in range(len(self.columns))),
            )
            self._cells[record_id] = kept
        return kept[1]

    def copied(self, row: int, column: int) -> str:
        """What is copied from a cell: references as keys, so that they can be pasted."""
        return display(self.model, self.record(row), self.columns[column].spec)

    def set_cells(self, ids: Sequence[str], name: str, text: str) -> bool:
        """Set one field of some records to what was typed; one step to undo."""
        label = change_label(self.model, self.table, ids, name)
        return self.session.edit(label, set_text(self.table, ids, name, text))

    def set_search(self, text: str) -> None:
        """Show only rows that hold every word somewhere."""
        self._words = words_of(text)
        self._rearrange()

    def set_filter(self, column: int, text: str) -> None:
        """Show only rows whose cell passes (see :mod:`ui.models.filters`)."""
        test = compile_filter(text, self.columns[column].spec.type)
        self._filters.pop(column, None)
        self._tests.pop(column, None)
        if test is not None:
            self._filters[column], self._tests[column] = text, test
        self._rearrange()

    def set_scope(self, keep: Callable[[Record], bool] | None) -> None:
        """Show only records that ``keep`` lets through (those of one element, say)."""
        self._keep = keep
        self._rearrange()

    def reload(self) -> None:
        """Begin again with the document of the session."""
        self.beginResetModel()
        self._seen = self.model
        self._cells.clear()
        self._set_ids(self._wanted())
        self.endResetModel()

    def sleep(self) -> None:
        """Nobody sees the table: follow no edits until :meth:`wake`."""
        self._asleep = True

    def wake(self) -> None:
        """Follow all that has changed since."""
        if self._asleep:
            self._asleep = False
            self._changed(diff(self._seen, self.model))

    # --- order and filters ------------------------------------------------------------------

    def _is_there(self, index: Index) -> bool:
        """Whether the index is about a record that is still in the document."""
        if not index.isValid() or index.row() >= len(self.ids):
            return False
        return self.ids[index.row()] in self.model.table(self.table)

    def _text(self, record: Record, number: int) -> str:
        spec = self.columns[number].spec
        if spec.type == "ref" and spec.target == "elements":
            return record_label(self.model, "elements", getattr(record, spec.name))
        return display(self.model, record, spec)

    def _passes(self, record: Record) -> bool:
        if self._keep is not None and not self._keep(record):
            return False
        if not self._words and not self._tests:
            return True
        texts = self.texts(record.id)
        for number, test in self._tests.items():
            if not test(texts[number], getattr(record, self.columns[number].name)):
                return False
        hay = "\t".join(texts).casefold()
        return all(word in hay for word in self._words)

    def _wanted(self) -> list[str]:
        records = self.model.table(self.table).values()
        return self._ordered(item for item in records if self._passes(item))

    def _ordered(self, records: Iterable[Record]) -> list[str]:
        keyed = [self._order(item) for item in records]
        known = sorted((item for item in keyed if not item[0][0]), reverse=self._backwards)
        return [record_id for _, record_id in (*known, *(item for item in keyed if item[0][0]))]

    def _order(self, record: Record) -> tuple[tuple[bool, Any], str]:
        return sort_key(self.model, record, self.columns[self._sort[0]].spec), record.id

    @property
    def _backwards(self) -> bool:
        return self._sort[1] == Qt.SortOrder.DescendingOrder

    def _set_ids(self, ids: list[str]) -> None:
        self.ids = ids
        self._rows = {record_id: row for row, record_id in enumerate(ids)}

    def _rearrange(self) -> None:
        """Sort and filter anew; what stays keeps its selection."""
        wanted = self._wanted()
        if len(wanted) == len(self.ids) and set(wanted) == set(self.ids):
            self._reorder(wanted)
        else:
            self.beginResetModel()
            self._set_ids(wanted)
            self.endResetModel()

    def _reorder(self, wanted: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self.ids[index.row()], index.column()) for index in before]
        self._set_ids(wanted)
        after = [self.index(self._rows[record_id], column) for record_id, column in kept]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # --- following edits --------------------------------------------------------------------

    def _changed(self, changes: Diff) -> None:
        if self._asleep:
            return
        self._seen = self.model
        own = changes.changed(self.table)
        if self._mentions & set(changes.tables):
            self._cells.clear()
        removed = [key for key, (_, after) in own.items() if after is None and key in self._rows]
        added = [key for key, (before, _) in own.items() if before is None]
        if len(removed) + len(added) > MANY:
            self.reload()
            return
        self._take_out(removed)
        self._put_in(added)
        if self._mentions & set(changes.tables) or len(own) > MANY:
            self._repaint()
            return
        for row in (self._rows[key] for key in own if key in self._rows):
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def _repaint(self) -> None:
        # Rows keep their place while people type in them, even when order or filter would move
        # them; sorting or filtering again does.
        if self.ids:
            last = self.index(len(self.ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _take_out(self, removed: Iterable[str]) -> None:
        for row in sorted((self._rows[key] for key in removed), reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            gone = self.ids.pop(row)
            self._cells.pop(gone, None)
            self._set_ids(self.ids)
            self.endRemoveRows()

    def _put_in(self, added: Sequence[str]) -> None:
        if not added:
            return
        # A new record shows even where a filter would hide it: it was just made.
        fits = self._keep or (lambda record: True)
        table = self.model.table(self.table)
        fresh = [key for key in added if key not in self._rows and fits(table[key])]
        for key in self._ordered(table[key] for key in fresh):
            row = self._place(table[key])
            self.beginInsertRows(QModelIndex(), row, row)
            self.ids.insert(row, key)
            self._set_ids(self.ids)
            self.endInsertRows()

    def _place(self, record: Record) -> int:
        """Before the rows that come later in the order; at the end where a filter hides it."""
        own, table = self._order(record), self.model.table(self.table)
        if own[0][0] or not self._passes(record):
            return len(self.ids)
        first, last = 0, len(self.ids)
        while first < last:
            middle = (first + last) // 2
            other = self._order(table[self.ids[middle]])
            if other[0][0] or (other < own if self._backwards else other > own):
                last = middle
            else:
                first = middle + 1
        return first
