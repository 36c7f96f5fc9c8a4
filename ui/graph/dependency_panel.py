"""The table twin of the edges that are shown, with the form of the chosen one beside it.

Both are made when they are first looked at: the map is there without them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from bcm_tool.model.records import Dependency, Record
from ui.session import Session

if TYPE_CHECKING:
    from ui.graph.dependency_form import DependencyForm
    from ui.widgets.record_table import RecordTable


class DependencyPanel(QWidget):
    """``chosen(dependency)`` when a row becomes the current one."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dependency: str | None = None
        self._quiet = False
        self._scope: tuple[set[str] | None, frozenset[str]] = (None, frozenset())
        self._stale = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        session.modelChanged.connect(self._refresh_form)
        session.documentReplaced.connect(lambda: self._show_in_form(None))

    @cached_property
    def form(self) -> DependencyForm:
        """The form of the chosen dependency."""
        from ui.graph.dependency_form import DependencyForm

        form = DependencyForm(self._session)
        scroll = QScrollArea()
        scroll.setWidget(form)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(340)
        self._row.addWidget(scroll)
        form.show_dependency(self._dependency)
        return form

    @cached_property
    def table(self) -> RecordTable:
        """The table, made when first looked at: a large one takes its time to fill."""
        from ui.widgets.record_table import RecordTable

        table = RecordTable(self._session, "dependencies")
        table.setAccessibleName("Dependencies shown on the map")
        table.currentRecordChanged.connect(self._row_changed)
        self._row.insertWidget(0, table, 1)
        return table

    def set_scope(self, shown: set[str] | None, focus: tuple[str, ...]) -> None:
        """Rows for the edges between shown elements, of the selected ones when there are any."""
        scope = (shown, frozenset(focus))
        if scope != self._scope:
            self._scope, self._stale = scope, True
            if self.isVisible():
                self._apply_scope()

    def showEvent(self, event: QShowEvent) -> None:
        self._apply_scope()
        super().showEvent(event)
        self.show_dependency(self.form.dependency)

    def enter(self) -> None:
        """Go to the chosen dependency's row, else to the first; arrow keys choose from there."""
        table = self.table
        self._apply_scope()
        table.show()  # else a table just made has no focus to take yet
        table.setFocus()
        if not table.show_record(self.form.dependency or ""):
            table.setCurrentIndex(table.records.index(0, 0))

    def _apply_scope(self) -> None:
        table = self.table
        if not self._stale:
            return
        self._stale = False
        shown, chosen = self._scope

        def keep(record: Record) -> bool:
            assert isinstance(record, Dependency)
            ends = {record.dependent, record.provider}
            if chosen and not ends & chosen:
                return False
            return shown is None or ends <= shown

        self._quiet = True
        table.records.set_scope(keep if chosen or shown is not None else None)
        self._quiet = False

    def show_dependency(self, dependency: str | None) -> None:
        """Show one dependency in form and table."""
        self._show_in_form(dependency)
        if not self.isVisible():
            return
        self._quiet = True
        if dependency is None or not self.table.show_record(dependency):
            self.table.clearSelection()
        self._quiet = False

    def _row_changed(self, dependency: str) -> None:
        # A row also becomes current when the one above it is deleted on the map.
        if not self._quiet and dependency and self.table.hasFocus():
            self._show_in_form(dependency)
            self.chosen.emit(dependency)

    def _show_in_form(self, dependency: str | None) -> None:
        self._dependency = dependency
        if "form" in self.__dict__:
            self.form.show_dependency(dependency)

    def _refresh_form(self, _: object) -> None:
        if "form" in self.__dict__:
            self.form.refresh()
