"""Findings: what needs attention, worst first, each with its explanation."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.results import Finding, FindingsResult
from bcm_tool.export.table import Table
from bcm_tool.export.tables.findings import findings_table
from ui import settings
from ui.icons import set_icon
from ui.session import Session
from ui.theme import SPACE
from ui.widgets.explanation import ExplanationPanel
from ui.widgets.inspector import SEVERITY_ICONS
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

TERMS = ("rto", "rpo", "rta", "rpa", "mtpd", "wrt", "sla", "ola", "bia")
SEVERITIES = ("error", "warning", "note")
_PLURAL = {"": "All", "error": "Errors", "warning": "Warnings", "note": "Notes"}


class FindingsView(QWidget):
    """The table of findings over the explanation of the current one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.severity = ""
        self._shown: FindingsResult | None = None
        self._places: list[int] = []
        self.current = ResultTable()
        self.current.setWordWrap(False)
        self.page = TablePage(
            self.current, "Findings", "Nothing to worry about was found.", ["result.filters"]
        )
        self.buttons: dict[str, QToolButton] = {}
        self.text = selectable(plain_label(wrap=True))
        self.title = heading("", 1.0)
        self.explanation = ExplanationPanel()
        self.explanation.elementChosen.connect(lambda item: session.select([item]))
        self._lay_out()
        self.current.currentRecordChanged.connect(lambda _: self._explain())
        self.current.elementChosen.connect(lambda element: session.select([element]))
        self.current.rowActivated.connect(self._go)
        session.resultsChanged.connect(self._changed)
        session.documentReplaced.connect(self.refresh)
        self.refresh()
        self.current.restore_state(settings.state("tables/findings"))

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
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
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
        whole.addWidget(split)

    # --- content ----------------------------------------------------------------------------

    def show_severity(self, severity: str) -> None:
        """Show errors, warnings or notes alone; empty shows all."""
        self.severity = severity
        self.buttons[severity].setChecked(True)
        self.refresh()

    def show_records(self, ids: Iterable[str]) -> None:
        """Show a severity, a finding by its number, or the first one about an element."""
        wanted = next(iter(ids), "")
        if wanted in SEVERITIES:
            self.show_severity(wanted)
            return
        if self.severity:
            self.show_severity("")
        found = self._shown.findings if self._shown else ()
        numbers = [str(n) for n, finding in enumerate(found) if wanted in finding.elements]
        self.current.show_record(numbers[0] if numbers else wanted)
        self.current.setFocus()

    def _changed(self, name: str) -> None:
        if name == "findings":
            self.refresh()

    def refresh(self) -> None:
        """Show the findings as they are known now."""
        self._shown = result = self.session.results.findings
        if result is None:
            self.current.show_table(_nothing())
        else:
            table = findings_table(result.model, result)
            rows = tuple(
                row
                for row in table.rows
                if self.severity in ("", result.findings[int(row.ref)].severity)
            )
            kept = Table(table.key, table.title, table.columns, rows, table.notes)
            self.current.show_table(kept)
        self.current.stretch(3)
        self._count()
        if not self.current.currentIndex().isValid() and self.current.results.rowCount():
            self.current.setCurrentIndex(self.current.results.index(0, 0))
        self._explain()

    def _count(self) -> None:
        findings = self._shown.findings if self._shown else ()
        for severity, button in self.buttons.items():
            count = sum(severity in ("", finding.severity) for finding in findings)
            button.setText(f"{_PLURAL[severity]} ({count})")
        if self._shown is None:
            self.page.empty.setText("The findings are being computed.")

    def _current_finding(self) -> Finding | None:
        number = self.current.current_record()
        return self._shown.findings[int(number)] if self._shown and number else None

    def _explain(self) -> None:
        finding = self._current_finding()
        self.title.setText(_sentence(finding.kind) if finding else "")
        self.text.setText(finding.text if finding else "Select a finding to read why.")
        explanation = finding.explanation if finding else None
        self.explanation.show_explanation(explanation, self.session.model.method.currency)

    def _go(self, _place: int) -> None:
        finding = self._current_finding()
        if finding is not None and finding.elements:
            self.session.show_in("catalogue", finding.elements)

    def reset_layout(self) -> None:
        """All columns in their own order and widths."""
        self.current.fit_columns()
        self.current.stretch(3)

    def save_state(self) -> None:
        """Remember the columns."""
        settings.set_state("tables/findings", self.current.save_state())


def _sentence(kind: str) -> str:
    words = kind.replace("-", " ").split()
    known = [word.upper() if word in TERMS else word for word in words]
    return " ".join([known[0][:1].upper() + known[0][1:], *known[1:]]) if known else ""


def _nothing() -> Table:
    from bcm_tool.model.model import Model

    return findings_table(Model(), FindingsResult(Model(), ()))
