"""The table twin of the edges that are shown, with the form of the chosen one beside it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from bcm_tool.model.records import Dependency, Record
from ui.graph.dependency_form import DependencyForm
from ui.session import Session
from ui.widgets.record_table import RecordTable


class DependencyPanel(QWidget):
    """``chosen(dependency)`` when a row becomes the current one."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form = DependencyForm(session)
        self._quiet = False
        self._scope: tuple[set[str] | None, frozenset[str]] = (None, frozenset())
        self._stale = False
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(340)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(scroll)
        session.modelChanged.connect(lambda _: self.form.refresh())
        session.documentReplaced.connect(lambda: self.form.show_dependency(None))

    @cached_property
    def table(self) -> RecordTable:
        """The table, made when first looked at: a large one takes its time to fill."""
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
        self.form.show_dependency(dependency)
        if not self.isVisible():
            return
        self._quiet = True
        if dependency is None or not self.table.show_record(dependency):
            self.table.clearSelection()
        self._quiet = False

    def _row_changed(self, dependency: str) -> None:
        # A row also becomes current when the one above it is deleted on the map.
        if not self._quiet and dependency and self.table.hasFocus():
            self.form.show_dependency(dependency)
            self.chosen.emit(dependency)
