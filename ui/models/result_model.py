"""A table of results (:class:`bcm_tool.export.table.Table`) as a read-only Qt model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from bcm_tool.export.table import Table, Tone, sort_key, table
from ui import theme
from ui.models.filters import Test, compile_filter, words_of

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
CHARACTER = 8
_TONES = {"good": "ok", "note": "note", "warning": "warning", "bad": "error"}
_COMPARED_AS = {"elapsed": "minutes", "percent": "number", "figure": "number"}
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


@dataclass(frozen=True)
class ResultColumn:
    """What the table widget needs to know of a column."""

    name: str
    title: str
    tip: str
    width: int


def tone_of(name: Tone) -> theme.Tone | None:
    """The colours on screen for a cell's tone; the cell's text says the same."""
    if not name:
        return None
    if name.startswith("heat"):
        return theme.heat(int(name[4:]), 5)
    return theme.tone(_TONES[name])


class ResultModel(QAbstractTableModel):
    """Rows that pass the filters, in the order chosen; ``ids`` are the rows' records."""

    def __init__(self, content: Table | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.content = content or table("empty", "", (), ())
        self.columns: tuple[ResultColumn, ...] = ()
        self.ids: list[str] = []
        self._order: list[int] = []
        self._texts: list[list[str]] = []
        self._sort: tuple[int, Qt.SortOrder] | None = None
        self._words: tuple[str, ...] = ()
        self._tests: dict[int, Test] = {}
        self.set_content(self.content)

    def set_content(self, content: Table, texts: list[list[str]] | None = None) -> None:
        """Show another table; sorting and filters stay where the columns do.

        ``texts`` are those of ``content`` where a worker has made them already.
        """
        same = [column.key for column in content.columns] == [
            column.key for column in self.content.columns
        ]
        self.beginResetModel()
        self.content = content
        self._texts = content.texts() if texts is None else texts
        if not same or not self.columns:
            self._tests, self._sort = {}, None
            self.columns = tuple(
                ResultColumn(item.key, item.title, item.about, 18 + item.width * CHARACTER)
                for item in content.columns
            )
        self._arrange()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._order):
            return None
        place, column = self._order[index.row()], index.column()
        text = self._texts[place][column]
        if role in (Role.DisplayRole, Role.EditRole):
            return text.replace("\n", " ⏎ ") if role == Role.DisplayRole else text
        if role == Role.TextAlignmentRole:
            return _ALIGN[self.content.columns[column].align] | Qt.AlignmentFlag.AlignVCenter
        if role in (Role.BackgroundRole, Role.ForegroundRole):
            tone = tone_of(self.content.rows[place].cells[column].tone)
            if tone is None:
                return None
            return QBrush(tone.fill if role == Role.BackgroundRole else tone.text)
        if role == Role.AccessibleTextRole:
            return f"{self.columns[column].title}: {text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return section + 1 if role == Role.DisplayRole else None
        if role == Role.DisplayRole:
            return self.columns[section].title
        if role == Role.ToolTipRole:
            return self.columns[section].tip or None
        if role == Role.TextAlignmentRole:
            return _ALIGN[self.content.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [(self._order[index.row()], index.column()) for index in before]
        self._arrange()
        rows = {place: row for row, place in enumerate(self._order)}
        after = [self.index(rows[place], number) for place, number in places]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def set_search(self, text: str) -> None:
        """Show only rows that hold every word somewhere."""
        self._words = words_of(text)
        self._reset()

    def set_filter(self, column: int, text: str) -> None:
        """Show only rows whose cell passes (see :mod:`ui.models.filters`)."""
        kind = self.content.columns[column].type
        test = compile_filter(text, _COMPARED_AS.get(kind, kind))
        self._tests.pop(column, None)
        if test is not None:
            self._tests[column] = test
        self._reset()

    @property
    def total(self) -> int:
        """How many rows there are without the filters."""
        return len(self.content.rows)

    def row_of(self, record_id: str) -> int:
        """The first row about a record; -1 when none is shown."""
        return self.ids.index(record_id) if record_id and record_id in self.ids else -1

    def element_of(self, row: int) -> str:
        """Id of the element to select with a row; empty when there is none."""
        return self.content.rows[self._order[row]].element

    def place_of(self, row: int) -> int:
        """Position of a shown row in the table."""
        return self._order[row]

    def copied(self, row: int, column: int) -> str:
        """What is copied from a cell."""
        return self._texts[self._order[row]][column]

    def _reset(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        places = list(range(len(self.content.rows)))
        if self._words or self._tests:
            places = [place for place in places if self._passes(place)]
        if self._sort is not None and self._sort[0] < len(self.columns):
            number, order = self._sort
            column, rows = self.content.columns[number], self.content.rows
            backwards = order == Qt.SortOrder.DescendingOrder
            places.sort(key=lambda p: sort_key(column, rows[p].cells[number]), reverse=backwards)
            if backwards:  # unset stays last
                places.sort(key=lambda p: sort_key(column, rows[p].cells[number])[0])
        self._order = places
        self.ids = [self.content.rows[place].ref for place in places]

    def _passes(self, place: int) -> bool:
        texts, cells = self._texts[place], self.content.rows[place].cells
        if not all(test(texts[n], cells[n].value) for n, test in self._tests.items()):
            return False
        hay = "\t".join(texts).casefold() if self._words else ""
        return all(word in hay for word in self._words)
