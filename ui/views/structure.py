"""Structure: what together takes a service down, and how available that leaves it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.session import Session
from ui.structure.availability import AvailabilityPage
from ui.structure.concentration import ConcentrationPage
from ui.structure.cut_sets import CutSetsPage
from ui.structure.question import Question
from ui.widgets.result_table import ResultTable


class StructureView(QWidget):
    """Assembles the tabs; all ask about the same service."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.question = Question(session, self)
        self.question.settle()
        self.cut_sets = CutSetsPage(self.question)
        self.availability = AvailabilityPage(self.question)
        self.concentration = ConcentrationPage(self.question)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.cut_sets, "Cut sets")
        self.tabs.addTab(self.availability, "Availability")
        self.tabs.addTab(self.concentration, "Concentration")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.tabs)
        session.documentReplaced.connect(self._replaced)
        session.modelChanged.connect(lambda _: self._ask())

    @property
    def current(self) -> ResultTable | None:
        """The table in sight."""
        page = self.tabs.currentWidget()
        return getattr(page, "table", None)

    def _ask(self) -> None:
        """The tab in sight; out of sight none: it asks when it is shown."""
        if not self.isVisible():
            return
        self.question.settle()
        self.cut_sets.ask()
        self.availability.ask()
        self.concentration.ask()

    def _replaced(self) -> None:
        self.question.service, self.question.context = "", ()
        self.cut_sets.forget()
        self.availability.forget()
        self.concentration.forget()
        self._ask()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show the cut sets of the first service among these."""
        services = set(self.question.services())
        first = next((item for item in ids if item in services), "")
        if first:
            self.question.set_service(first)
            self.tabs.setCurrentWidget(self.cut_sets)
            self.cut_sets.table.setFocus()

    def reset_layout(self) -> None:
        """All columns in their own order and widths."""
        self.cut_sets.fit_columns()
        self.availability.fit_columns()
        self.concentration.fit_columns()

    def save_state(self) -> None:
        """Remember the columns."""
        self.cut_sets.save_state()
