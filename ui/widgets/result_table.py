"""A table of results on screen: sort, filter, copy, and go to what a row is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from bcm_tool.export.table import Table
from ui.actions import ActionSpec
from ui.models.result_model import ResultModel
from ui.widgets.grid import Grid

ROOM = 8  # beside a cell's text
WIDEST = 420  # however long a name is
SAMPLE_ROWS = 200  # looked at to find the width of a column


class ResultTable(Grid):
    """Shows a :class:`bcm_tool.export.table.Table`.

    ``elementChosen(id)`` follows the current row; ``rowActivated(place)`` is a double click or
    Enter, with the row's position in the table.
    """

    elementChosen = Signal(str)
    rowActivated = Signal(int)

    def __init__(self, content: Table | None = None, parent: QWidget | None = None) -> None:
        self.results = ResultModel(content)
        self._pending: Callable[[], None] | None = None
        self._fitted: list[int] = []  # the widths found last
        self._fit_again: Callable[[], None]  # finds them as the last time
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

    def show_table(self, content: Table, texts: list[list[str]] | None = None) -> bool:
        """Show another table; the current record stays current where it is still there.

        ``texts`` are those of ``content`` where a worker has made them already. Returns whether
        its columns are others than before, so that they want widths.
        """
        kept, before = self.current_record(), self.results.columns
        records = {row.ref or row.cells for row in self.results.content.rows}
        fresh = [c.key for c in content.columns] != [c.key for c in self.results.content.columns]
        self.results.set_content(content, texts)
        self.setAccessibleName(content.title)
        if fresh:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.fit_columns()
        elif 2 * sum((row.ref or row.cells) in records for row in content.rows) < len(content.rows):
            self._fit_others()
        self.show_record(kept)
        self.rowsShownChanged.emit()
        return self.results.columns is not before

    def fit_to_content(self) -> None:
        """Whole titles, and no column wider than what stands in it or than it wants to be."""
        self.fit_columns()
        self._fit_again = self.fit_to_content
        header = self.horizontalHeader()
        for number, column in enumerate(self.results.columns):
            wanted = min(column.width, self.sizeHintForColumn(number) + ROOM)
            self.setColumnWidth(number, max(wanted, header.sectionSizeHint(number)))
        self._fitted = self._widths()

    def fit_columns(self) -> None:
        """The columns' own widths, all columns shown, in their own order."""
        super().fit_columns()
        self._fit_again = self.fit_columns
        self._fitted = self._widths()

    def _fit_others(self) -> None:
        """Most records are others: another document, or the first; widths chosen by hand stay."""
        if self._widths() == self._fitted:
            self._fit_again()

    def _widths(self) -> list[int]:
        """Of the columns that a person can drag."""
        header = self.horizontalHeader()
        interactive = QHeaderView.ResizeMode.Interactive
        return [
            self.columnWidth(number)
            for number in range(header.count())
            if header.sectionResizeMode(number) == interactive
        ]

    def fit_whole(
        self,
        cut: Mapping[str, int],
        least: Mapping[str, int] | None = None,
        sight: Collection[str] = (),
    ) -> None:
        """Titles and cells whole, at least ``least``; where there is less room than that, the
        columns of ``cut`` give way down to so many pixels. Out of sight, done when shown.

        They give way only until those of ``sight`` have room, which stand first; until all have
        when none are named.
        """
        self._pending = partial(self._fit_whole, cut, least or {}, sight)
        self._fit_again = partial(self.fit_whole, cut, least, sight)
        if self.isVisible():
            self._fit_pending()

    def _fit_pending(self) -> None:
        if self._pending is not None:
            fit, self._pending = self._pending, None
            fit()

    def _fit_whole(
        self, cut: Mapping[str, int], least: Mapping[str, int], sight: Collection[str]
    ) -> None:
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(SAMPLE_ROWS)
        names = [column.name for column in self.results.columns]
        wide = {
            number: max(
                min(self.sizeHintForColumn(number) + ROOM, WIDEST),
                header.sectionSizeHint(number),
                least.get(names[number], 0),
            )
            for number in self.shown_columns()
        }
        wanted = (width for number, width in wide.items() if not sight or names[number] in sight)
        over = sum(wanted) - self.viewport().width()
        for number in wide:
            if over > 0 and names[number] in cut:
                less = min(over, max(0, wide[number] - cut[names[number]]))
                wide[number] -= less
                over -= less
        for number, width in wide.items():
            self.setColumnWidth(number, width)
        self._fitted = self._widths()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and self.hasFocus():
            self.choose(current.row())

    def choose(self, row: int) -> None:
        """Tell which element a row is about."""
        element = self.results.element_of(row)
        if element:
            self.elementChosen.emit(element)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._pending is not None:
            QTimer.singleShot(0, self._fit_pending)  # once there is a width

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
