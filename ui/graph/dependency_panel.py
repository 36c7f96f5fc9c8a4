"""The table twin of the edges that are shown, with the form of the chosen one beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
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
        self.table = RecordTable(session, "dependencies")
        self.table.setAccessibleName("Dependencies shown on the map")
        self.form = DependencyForm(session)
        self._quiet = False
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(340)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table, 1)
        row.addWidget(scroll)
        self.table.currentRecordChanged.connect(self._row_changed)
        session.modelChanged.connect(lambda _: self.form.refresh())
        session.documentReplaced.connect(lambda: self.form.show_dependency(None))

    def set_scope(self, shown: set[str] | None, focus: tuple[str, ...]) -> None:
        """Rows for the edges between shown elements, of the selected ones when there are any."""
        chosen = set(focus)

        def keep(record: Record) -> bool:
            assert isinstance(record, Dependency)
            ends = {record.dependent, record.provider}
            if chosen and not ends & chosen:
                return False
            return shown is None or ends <= shown

        self._quiet = True
        self.table.records.set_scope(keep if chosen or shown is not None else None)
        self._quiet = False

    def show_dependency(self, dependency: str | None) -> None:
        """Show one dependency in form and table."""
        self.form.show_dependency(dependency)
        self._quiet = True
        if dependency is None or not self.table.show_record(dependency):
            self.table.clearSelection()
        self._quiet = False

    def _row_changed(self, dependency: str) -> None:
        if not self._quiet and dependency:
            self.form.show_dependency(dependency)
            self.chosen.emit(dependency)
