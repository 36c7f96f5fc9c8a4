"""What every table on screen can do: sort, filter, choose columns, copy, keep its state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui.actions import Actions, ActionSpec, install, update
from ui.models import clipboard
from ui.models.record_model import RecordModel
from ui.models.result_model import ResultModel
from ui.widgets.filter_header import FilterHeader

ROW_HEIGHT = 28


class Grid(QTableView):
    """A table with filter fields in its header; ``currentRecordChanged(id)`` follows the row."""

    currentRecordChanged = Signal(str)
    rowsShownChanged = Signal()

    def __init__(self, source: RecordModel | ResultModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.actions_: Actions = {}
        self.specs: tuple[ActionSpec, ...] = ()
        header = FilterHeader(self)
        self.head = header
        self.setHorizontalHeader(header)
        self.setModel(source)
        header.setParent(self)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().hide()
        header.filterChanged.connect(self._filter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        for signal in (source.modelReset, source.rowsInserted, source.rowsRemoved):
            signal.connect(lambda *_: self.rowsShownChanged.emit())
        self.fit_columns()

    def install_actions(self, specs: Sequence[ActionSpec]) -> None:
        """Give the table its actions: keys, context menu and whoever else shows them."""
        self.specs = tuple(specs)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.actions_ = install(self, specs, context)
        self.update_actions()

    def update_actions(self) -> None:
        """Enable what makes sense for the present selection."""
        update(self, self.specs, self.actions_)

    # --- columns ----------------------------------------------------------------------------

    def fit_columns(self) -> None:
        """The columns' own widths, all columns shown, in their own order."""
        header = self.horizontalHeader()
        for number in range(self.source.columnCount()):
            self.setColumnHidden(number, False)
            header.moveSection(header.visualIndex(number), number)
            self.setColumnWidth(number, self.source.columns[number].width)

    def stretch(self, column: int) -> None:
        """Let one column take the room that the others leave; its text is cut, not scrolled."""
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        for number in range(header.count()):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                number, mode.Stretch if number == column else mode.Interactive
            )

    def column_menu(self) -> QMenu:
        """A menu of all columns, ticked where shown."""
        menu = QMenu("Columns", self)
        for number in range(self.source.columnCount()):
            action = QAction(self.source.columns[number].title, menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(lambda shown, n=number: self.show_column(n, shown))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("All columns, usual widths", self.fit_columns)
        return menu

    def show_column(self, number: int, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if not shown and len(self.shown_columns()) <= 1:
            return
        self.setColumnHidden(number, not shown)
        self.head.place()

    def shown_columns(self) -> list[int]:
        """The columns in sight, from left to right."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [number for number in order if not self.isColumnHidden(number)]

    def _header_menu(self, point: QPoint) -> None:
        number = self.head.logicalIndexAt(point)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if number >= 0:
            title = self.source.columns[number].title
            menu.addAction("Sort upwards", lambda: self._sort(number, up=True))
            menu.addAction("Sort downwards", lambda: self._sort(number, up=False))
            menu.addAction("Filter this column", lambda: self.head.focus_filter(number))
            menu.addAction(f"Hide {title}", lambda: self.show_column(number, False))
            menu.addSeparator()
        menu.addMenu(self.column_menu())
        menu.popup(self.head.mapToGlobal(point))

    def _sort(self, number: int, *, up: bool) -> None:
        order = Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder
        self.sortByColumn(number, order)

    def _filter(self, column: int, text: str) -> None:
        kept = self.current_record()
        self.source.set_filter(column, text)
        self.show_record(kept)
        self.rowsShownChanged.emit()

    def search(self, text: str) -> None:
        """Show only rows that hold every word of ``text``."""
        kept = self.current_record()
        self.source.set_search(text)
        self.show_record(kept)
        self.rowsShownChanged.emit()

    # --- rows -------------------------------------------------------------------------------

    def current_record(self) -> str:
        """Id of the record in the current row; empty when there is none."""
        row = self.currentIndex().row()
        return self.source.ids[row] if 0 <= row < len(self.source.ids) else ""

    def selected_records(self) -> list[str]:
        """Ids of the records with a selected cell, from top to bottom."""
        selection = self.selectionModel()
        rows = sorted({index.row() for index in selection.selectedIndexes()})
        return [self.source.ids[row] for row in rows if row < len(self.source.ids)]

    def show_record(self, record_id: str) -> bool:
        """Make a record's row the current one; False when it is not shown."""
        row = self.source.row_of(record_id)
        if row < 0:
            return False
        columns = self.shown_columns()
        column = self.currentIndex().column() if self.currentIndex().isValid() else columns[0]
        index = self.source.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.currentRecordChanged.emit(self.current_record())
        self.update_actions()

    # --- copy -------------------------------------------------------------------------------

    def copy(self, *, head: bool = False) -> None:
        """Put the selected cells on the clipboard, as text and as a table."""
        selected = {(i.row(), i.column()) for i in self.selectionModel().selectedIndexes()}
        if not selected:
            return
        rows = sorted({row for row, _ in selected})
        used = {column for _, column in selected}
        columns = [number for number in self.shown_columns() if number in used]
        cells = [
            [self.source.copied(row, n) if (row, n) in selected else "" for n in columns]
            for row in rows
        ]
        heads = [self.source.columns[number].title for number in columns]
        clipboard.copy([heads, *cells] if head else cells, head=head)

    # --- menu and state ---------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.update_actions()
        for spec in self.specs:
            menu.addAction(self.actions_[spec.id])
        menu.addMenu(self.column_menu())
        menu.popup(event.globalPos())

    def save_state(self) -> QByteArray:
        """Widths, order, sorting and hidden columns."""
        return self.horizontalHeader().saveState()

    def restore_state(self, state: QByteArray) -> None:
        """What :meth:`save_state` gave; ignored when it does not fit."""
        header = self.horizontalHeader()
        if state.size() and not header.restoreState(state):
            return
        if header.count() and not self.shown_columns():
            self.fit_columns()
