"""A table of results on screen: sort, filter, copy, and go to what a row is about."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from bcm_tool.export.table import Table
from ui.actions import ActionSpec
from ui.models.result_model import ResultModel
from ui.widgets.grid import Grid

ROOM = 8  # beside a cell's text


class ResultTable(Grid):
    """Shows a :class:`bcm_tool.export.table.Table`.

    ``elementChosen(id)`` follows the current row; ``rowActivated(place)`` is a double click or
    Enter, with the row's position in the table.
    """

    elementChosen = Signal(str)
    rowActivated = Signal(int)

    def __init__(self, content: Table | None = None, parent: QWidget | None = None) -> None:
        self.results = ResultModel(content)
        super().__init__(self.results, parent)
        self.results.setParent(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.doubleClicked.connect(self._activate)
        # The current row too can be clicked: it was made current before anybody asked for it.
        self.clicked.connect(lambda index: self.choose(index.row()))
        self.install_actions(RESULT_ACTIONS)
        if content is not None:
            self.setAccessibleName(content.title)

    def show_table(self, content: Table, texts: list[list[str]] | None = None) -> None:
        """Show another table; the current record stays current where it is still there.

        ``texts`` are those of ``content`` where a worker has made them already.
        """
        kept = self.current_record()
        fresh = [c.key for c in content.columns] != [c.key for c in self.results.content.columns]
        self.results.set_content(content, texts)
        self.setAccessibleName(content.title)
        if fresh:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.fit_columns()
        self.show_record(kept)
        self.rowsShownChanged.emit()

    def fit_to_content(self) -> None:
        """Whole titles, and no column wider than what stands in it or than it wants to be."""
        self.fit_columns()
        header = self.horizontalHeader()
        for number, column in enumerate(self.results.columns):
            wanted = min(column.width, self.sizeHintForColumn(number) + ROOM)
            self.setColumnWidth(number, max(wanted, header.sectionSizeHint(number)))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and self.hasFocus():
            self.choose(current.row())

    def choose(self, row: int) -> None:
        """Tell which element a row is about."""
        element = self.results.element_of(row)
        if element:
            self.elementChosen.emit(element)

    def toggle_filters(self) -> None:
        """Show or hide the filter fields under the header."""
        self.head.open_filters(not self.head.is_open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> None:
        if index.isValid():
            self.choose(index.row())
            self.rowActivated.emit(self.results.place_of(index.row()))


def _has_row(table: ResultTable) -> bool:
    return table.currentIndex().isValid()


RESULT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "result.copy", "C&opy", ResultTable.copy, "Ctrl+C", "copy",
        "Copy the selected rows", _has_row,
    ),
    ActionSpec(
        "result.copy_head", "Copy with &headers", lambda table: table.copy(head=True),
        "Ctrl+Shift+C", "", "Copy the selected rows with the titles of their columns", _has_row,
    ),
    ActionSpec(
        "result.filters", "&Filter by column", ResultTable.toggle_filters, "Ctrl+Shift+L",
        "filter", "Show or hide the filter fields under the header", None,
        lambda table: table.head.is_open,
    ),
)  # fmt: skip
