"""Findings: what needs attention, worst first, and the tables that the findings come from."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.results import Finding, FindingsResult
from bcm_tool.export.table import Table
from bcm_tool.export.tables.findings import findings_table, kind_title
from bcm_tool.export.tables.objectives import objectives_table
from bcm_tool.export.tables.structure import cfia_table, single_points_table
from ui import settings
from ui.icons import set_icon, with_words
from ui.results import Results
from ui.session import Session
from ui.tasks import Task, Work
from ui.theme import SPACE
from ui.widgets.computed_page import ComputedPage
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.inspector_panels import SEVERITY_ICONS
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

SEVERITIES = ("error", "warning", "note")
AT_ONCE = 1_500
"""Findings up to which the table is made while the window waits."""
Listed = tuple[FindingsResult | None, Table, list[list[str]] | None]
_PLURAL = {"": "All", "error": "Errors", "warning": "Warnings", "note": "Notes"}


class FindingsView(QWidget):
    """Tabs: findings over the explanation of the current one; single points, CFIA, objectives."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.severity = ""
        self._shown: FindingsResult | None = None
        self._listing: Task | None = None
        self._dirty = False
        self._wanted = ""
        self.table = ResultTable()
        self.table.setWordWrap(False)
        self.page = TablePage(
            self.table, "Findings", "Nothing to worry about was found.", ["result.filters"]
        )
        self.buttons: dict[str, QToolButton] = {}
        self.text = selectable(plain_label(wrap=True))
        self.title = heading("", 1.0)
        self.explanation = ExplanationPanel()
        self.explanation.elementChosen.connect(lambda item: session.select([item]))
        self.pages = _pages(session)
        self.tabs = QTabWidget()
        self._lay_out()
        self.table.currentRecordChanged.connect(lambda _: self._explain())
        self.table.elementChosen.connect(lambda element: session.select([element]))
        self.table.rowActivated.connect(self._go)
        session.resultsChanged.connect(self._changed)
        session.documentReplaced.connect(self.refresh)
        self.refresh()
        self.table.restore_state(settings.state("tables/findings"))

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE + 4, 0, SPACE, SPACE)
        row.setSpacing(4)
        for severity, title in _PLURAL.items():
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setChecked(not severity)
            with_words(button)
            if severity:
                set_icon(button, SEVERITY_ICONS[severity])
            button.clicked.connect(lambda _=False, one=severity: self.show_severity(one))
            group.addButton(button)
            self.buttons[severity] = button
            row.addWidget(button)
        row.addStretch(1)
        layout = self.page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, row)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE + 4)
        for widget in (self.title, self.text, self.explanation):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(below)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.page)
        split.addWidget(area)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([520, 220])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(split, "Findings")
        for title, page in self.pages.items():
            self.tabs.addTab(page, title)
        whole.addWidget(self.tabs)

    @property
    def current(self) -> ResultTable:
        """The table in sight."""
        page = self.tabs.currentWidget()
        return page.table if isinstance(page, ComputedPage) else self.table

    # --- content ----------------------------------------------------------------------------

    def show_severity(self, severity: str) -> None:
        """Show errors, warnings or notes alone; empty shows all."""
        self.severity = severity
        self.buttons[severity].setChecked(True)
        self.refresh()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show a severity, a finding by its number, or the first one about an element."""
        self.tabs.setCurrentIndex(0)
        wanted = next(iter(ids), "")
        if wanted in SEVERITIES:
            self.show_severity(wanted)
            return
        if self.severity:
            self.show_severity("")
        if self._dirty:
            self.refresh()
        result = self.session.results.findings
        found = result.findings if result else ()
        numbers = (str(n) for n, finding in enumerate(found) if wanted in finding.elements)
        self._wanted = next(numbers, wanted)
        if self._listing is None:
            self._show_wanted()
        self.table.setFocus()

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.table.show_record(wanted)

    def _changed(self, name: str) -> None:
        self._dirty |= name == "findings"
        if self._dirty and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show the findings as they are known now.

        Many are put into words in the background: thousands of lines take longer than a
        person should have to wait for the next key.
        """
        result, self._listing, self._dirty = self.session.results.findings, None, False
        if result is None:
            self._take((None, _nothing(), None))
        elif len(result.findings) <= AT_ONCE:
            self._take(_listed(result, self.severity))
        else:
            severity = self.severity

            def listed(_: Work) -> Listed:
                return _listed(result, severity)

            self._listing = self.session.tasks.start("Listing findings", listed, quiet=True)
            self._listing.done.connect(self._listing_done)

    @Slot(object)
    def _listing_done(self, listed: Listed) -> None:
        if self.sender() is self._listing:
            self._listing = None
            self._take(listed)

    def _take(self, listed: Listed) -> None:
        self._shown, content, texts = listed
        self.table.show_table(content, texts)
        self.table.stretch(3)
        self._count()
        self._show_wanted()
        if not self.table.currentIndex().isValid() and self.table.results.rowCount():
            self.table.setCurrentIndex(self.table.results.index(0, 0))
        self._explain()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self.refresh()

    def _count(self) -> None:
        findings = self._shown.findings if self._shown else ()
        for severity, button in self.buttons.items():
            count = sum(severity in ("", finding.severity) for finding in findings)
            button.setText(f"{_PLURAL[severity]} ({count})")
        if self._shown is None:
            self.page.empty.setText("The findings are being computed.")

    def _current_finding(self) -> Finding | None:
        number = self.table.current_record()
        return self._shown.findings[int(number)] if self._shown and number else None

    def _explain(self) -> None:
        finding = self._current_finding()
        self.title.setText(kind_title(finding.kind) if finding else "")
        self.text.setText(finding.text if finding else "Select a finding to read why.")
        explanation = finding.explanation if finding else None
        self.explanation.show_explanation(explanation, self.session.model.method.currency)

    def _go(self, _place: int) -> None:
        finding = self._current_finding()
        if finding is not None and finding.elements:
            self.session.show_in("catalogue", finding.elements)

    def reset_layout(self) -> None:
        """All columns in their own order and widths."""
        self.table.fit_columns()
        self.table.stretch(3)
        for page in self.pages.values():
            page.fit_columns()

    def save_state(self) -> None:
        """Remember the columns."""
        settings.set_state("tables/findings", self.table.save_state())


def _pages(session: Session) -> dict[str, ComputedPage]:
    return {
        title: ComputedPage(session, heading_, name, make, empty)
        for title, heading_, name, make, empty in (
            (
                "Single points of failure",
                "Single points of failure",
                "structure",
                _single_points,
                "No element stops a service by its loss alone.",
            ),
            (
                "CFIA",
                "Component failure impact",
                "structure",
                _cfia,
                "Nothing to show: no service needs a component yet.",
            ),
            (
                "Objectives",
                "Objectives",
                "objectives",
                _objectives,
                "Nothing is required or known yet: rate a service, or type an RTO or RPO.",
            ),
        )
    }


def _single_points(results: Results) -> Table | None:
    found = results.structure
    return None if found is None else single_points_table(found.model, found)


def _cfia(results: Results) -> Table | None:
    found = results.structure
    return None if found is None else cfia_table(found.model, found)


def _objectives(results: Results) -> Table | None:
    found, impact = results.objectives, results.impact
    if found is None or impact is None or found.model is not impact.model:
        return None  # one of them is about an earlier model
    return objectives_table(found.model, found, impact)


def _listed(result: FindingsResult, severity: str) -> Listed:
    """The findings of a severity as a table, and its texts."""
    table = findings_table(result.model, result)
    rows = tuple(
        row for row in table.rows if severity in ("", result.findings[int(row.ref)].severity)
    )
    kept = Table(table.key, table.title, table.columns, rows, table.notes)
    return result, kept, kept.texts()


def _nothing() -> Table:
    from bcm_tool.model.model import Model

    return findings_table(Model(), FindingsResult(Model(), ()))
