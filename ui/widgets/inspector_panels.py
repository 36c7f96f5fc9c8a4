"""What is known of one element: times, details, links and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.icons import tinted
from ui.session import Session
from ui.widgets.inspector_form import ElementForm
from ui.widgets.inspector_links import LinksPanel
from ui.widgets.inspector_times import TimesPanel
from ui.widgets.labels import heading, plain_label, selectable

if TYPE_CHECKING:
    from bcm_tool.analysis.results import Finding, FindingsResult

SEVERITY_ICONS = {"error": "octagon-alert", "warning": "triangle-alert", "note": "info"}


class ElementPanels(QWidget):
    """The selected element by name, and a tab for each thing to know about it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.title = selectable(heading("", 1.15))
        self.title.setWordWrap(True)
        self.subtitle = selectable(plain_label(muted=True, wrap=True))
        self.times = TimesPanel(session)
        self.form = ElementForm(session)
        self.links = LinksPanel(session)
        self.findings = QListWidget()
        self.findings.setAccessibleName("Findings of this element")
        self.findings.setWordWrap(True)
        self.findings.setFrameShape(QFrame.Shape.NoFrame)
        self.findings.itemActivated.connect(
            lambda item: session.show_in("findings", [str(item.data(Qt.ItemDataRole.UserRole))])
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_scrolled(self.times), "Times")
        self.tabs.addTab(_scrolled(self.form), "Details")
        self.tabs.addTab(self.links, "Links")
        self.tabs.addTab(self.findings, "Findings")
        self._lay_out()
        self._numbers: dict[str, list[int]] = {}
        self._listed: tuple[str, FindingsResult | None, object] = ("", None, None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 8)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.subtitle)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)

    def show_elements(self, chosen: Sequence[str]) -> None:
        """Show the first of the elements, as it is now, and how many there are."""
        element = self.session.model.elements[chosen[0]]
        kind = self.session.model.kinds.get(element.kind or "")
        more = f"first of {len(chosen)} selected" if len(chosen) > 1 else ""
        parts = (kind.name if kind else "", element.site, element.supplier, element.owner, more)
        self.title.setText(f"{element.key}  {element.name}")
        self.subtitle.setText("  ·  ".join(part for part in parts if part))
        self.subtitle.setVisible(bool(self.subtitle.text()))
        self._show_findings(element.id)
        tab = self.tabs.currentIndex()
        if tab == 0:
            self.times.show_element(element.id)
        elif tab == 1:
            self.form.show_element(element.id)
        elif tab == 2:
            self.links.show_element(element.id)

    def _show_findings(self, element: str) -> None:
        found = self.session.results.findings
        shown, result, look = self._listed
        if shown == element and result is found and look is theme.current():
            return
        if found is not self._listed[1]:
            self._numbers = _numbers_by_element(found.findings if found else ())
        self._listed = (element, found, theme.current())
        self.findings.clear()
        everything = found.findings if found else ()
        for number in self._numbers.get(element, ()):
            finding = everything[number]
            tone = theme.tone(finding.severity)
            mark = tinted(SEVERITY_ICONS[finding.severity], tone.edge)
            item = QListWidgetItem(mark, f"{finding.severity}: {finding.text}")
            item.setData(Qt.ItemDataRole.UserRole, str(number))
            self.findings.addItem(item)
        count = self.findings.count()
        self.tabs.setTabText(3, f"Findings ({count})" if count else "Findings")


def _numbers_by_element(findings: Sequence[Finding]) -> dict[str, list[int]]:
    """Element -> the numbers of the findings about it: asked at every step of the selection."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        for element in dict.fromkeys(finding.elements):
            numbers[element].append(number)
    return numbers


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
