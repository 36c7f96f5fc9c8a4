"""A small read-only table: what a loss does, row by row, for keyboard and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ELEMENT = int(Role.UserRole)
"""The role that holds the id of the element a row is about."""


@dataclass(frozen=True, slots=True)
class Row:
    """Texts of the cells, what they sort by, the tone of the first cell, the element."""

    element: str
    texts: tuple[str, ...]
    order: tuple[Any, ...]
    tone: str = ""


class RowsModel(QAbstractTableModel):
    """Rows of texts under fixed titles."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.titles = tuple(titles)
        self.rows: list[Row] = []
        self._sort: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, in the order last chosen."""
        self.beginResetModel()
        self.rows = list(rows)
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        if self._sort is not None:
            column, backwards = self._sort
            self.rows.sort(key=lambda row: row.order[column], reverse=backwards)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            text = row.texts[index.column()]
            return text if role == Role.DisplayRole or not text.startswith("<") else None
        if role == Role.AccessibleTextRole:
            return f"{self.titles[index.column()]}: {row.texts[index.column()]}"
        if role == ELEMENT:
            return row.element
        if role == Role.BackgroundRole and row.tone and index.column() == 0:
            return theme.tone(row.tone).fill
        if role == Role.ForegroundRole and row.tone and index.column() == 0:
            return theme.tone(row.tone).text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role != Role.DisplayRole:
            return None
        return self.titles[section] if orientation == Qt.Orientation.Horizontal else section + 1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._sort = (max(column, 0), order == Qt.SortOrder.DescendingOrder)
        self._arrange()
        self.layoutChanged.emit()
