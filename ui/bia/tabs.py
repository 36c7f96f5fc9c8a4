"""What stands below the grid: loss curve and table, notes, explanation, all services."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from bcm_tool.analysis.results import Explanation
from bcm_tool.export.tables.bia import bia_table
from ui.bia.loss_curve import NOTHING, LossChart, LossPicture, loss_table
from ui.bia.ratings import rating_at
from ui.session import Session
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.labels import plain_label
from ui.widgets.record_fields import RecordFields
from ui.widgets.result_table import ResultTable


class ElementTabs(QTabWidget):
    """``elementAsked`` follows a row of all services."""

    elementAsked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setDocumentMode(True)
        self.chart = LossChart()
        self.losses = ResultTable()
        self.overview = ResultTable()
        self.notes = RecordFields(session, "impacts", ("note", "source", "as_of"), across=1)
        self.notes_head = plain_label(muted=True, wrap=True)
        self.why = ExplanationPanel()
        self.why_hint = plain_label(
            "“why?” beside MTPD and RTO explains them here.", muted=True, wrap=True
        )
        self._why = _scrolling(self.why_hint, self.why)
        self.addTab(self.chart, "Loss curve")
        self.addTab(self.losses, "Loss table")
        self.addTab(_scrolling(self.notes_head, self.notes), "Note and source")
        self.addTab(self._why, "Why?")
        self.addTab(self.overview, "All services")
        self.currentChanged.connect(lambda _: self.show_overview())
        self.overview.rowActivated.connect(lambda _: self._ask(self.overview.current_record()))

    def _ask(self, element: str) -> None:
        if element:
            self.elementAsked.emit(element)

    def show_loss(self, element: str) -> None:
        """Curve and table of an element id; of nothing where it has no results yet."""
        picture = self._picture(element)
        if picture != self.chart.picture or not self.losses.results.columns:
            self.chart.show_picture(picture)
            self.losses.show_table(loss_table(picture))

    def show_note(self, element: str, place: tuple[str, str] | None, words: str) -> None:
        """The note at a rating, given as (category id, band id); ``words`` say which it is."""
        model = self._session.model
        found = rating_at(model, element, *place) if place else None
        self.notes.show_record(found.id if found else "")
        if place is None:
            self.notes_head.setText("Select a rating to see who said so, and when.")
        else:
            more = "" if found else ". Rate it first; then a note can stand with it."
            self.notes_head.setText(f"{words}{more}")

    def explain(self, explanation: Explanation | None) -> None:
        """Show an explanation, or none."""
        self.why.show_explanation(explanation, self._session.model.method.currency)
        self.why_hint.setVisible(explanation is None)
        if explanation is not None:
            self.setCurrentWidget(self._why)

    def show_overview(self) -> None:
        """The table of all services, while it is in sight."""
        impact = self._session.results.impact
        shown = self.currentWidget() is self.overview
        if shown and impact is not None and impact.model is self._session.model:
            self.overview.show_table(bia_table(impact.model, impact))

    def _picture(self, element: str) -> LossPicture:
        impact, model = self._session.results.impact, self._session.model
        found = impact.elements.get(element) if impact else None
        if found is None:
            return NOTHING
        marks = [("RTO", found.rto), ("MTPD", found.mtpd)]
        return LossPicture(
            found.loss,
            tuple(band.minutes for band in model.sorted_bands),
            tuple((name, minutes) for name, minutes in marks if minutes is not None),
            model.method.currency,
        )


def _scrolling(*widgets: QWidget) -> QScrollArea:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(12, 8, 12, 8)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
