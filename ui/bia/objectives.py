"""MTPD, RTO and the rest of one element: derived beside typed, each with its "why?"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from bcm_tool.analysis.results import ElementImpact, Explanation, ImpactResult
from bcm_tool.durations import format_duration
from bcm_tool.export.tables.words import kind_name
from bcm_tool.model.model import Model
from ui.session import Session
from ui.widgets.chip import chip, set_chip
from ui.widgets.labels import heading, plain_label, selectable
from ui.widgets.record_fields import RecordFields

FIELDS = ("mtpd", "rto", "wrt", "rpo", "impact_tolerance", "mbco")


class ObjectivesStrip(QFrame):
    """``asked(explanation)``: somebody wants to know why."""

    asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.element = ""
        self.title = selectable(heading("", 1.15))
        self.kind = plain_label(muted=True)
        self.tier = chip()
        self.mtpd = selectable(plain_label())
        self.rto = selectable(plain_label())
        self.why: dict[str, QToolButton] = {}
        self.problem = chip()
        self.fields = RecordFields(session, "elements", FIELDS, across=6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.kind, 1)
        top.addWidget(self.tier)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        for name, label, explain in (
            ("mtpd", self.mtpd, self._why_mtpd),
            ("rto", self.rto, self._why_rto),
        ):
            label.setWordWrap(True)
            numbers.addWidget(label, 1)
            numbers.addWidget(self._button(name, explain))
            numbers.addSpacing(10)
        numbers.addWidget(self.problem)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(numbers)
        layout.addWidget(self.fields)

    def _button(self, name: str, explain: Callable[[], Explanation | None]) -> QToolButton:
        button = QToolButton()
        button.setText("why?")
        button.setProperty("link", True)
        button.setAccessibleName(f"Why this {name.upper()}?")
        button.clicked.connect(lambda: self.asked.emit(explain()))
        self.why[name] = button
        return button

    def show_element(self, element: str) -> None:
        """Show another element, or the same one as it is now."""
        self.element = element
        model, impact = self.session.model, self.session.results.impact
        record = model.elements.get(element)
        self.fields.show_record(element)
        self.title.setText(record.name if record else "")
        self.kind.setText(f"{record.key}  ·  {kind_name(model, record)}" if record else "")
        found = impact.elements.get(element) if impact else None
        if record is None or impact is None or found is None:
            for label in (self.mtpd, self.rto):
                label.setText("…" if record else "")
            set_chip(self.tier, "", "neutral")
            set_chip(self.problem, "", "error")
            return
        self._show_numbers(model, impact, found)
        for name, button in self.why.items():
            button.setVisible(getattr(found, name) is not None)
        set_chip(self.problem, _problem(record.wrt or 0, found), "error")

    def _show_numbers(self, model: Model, impact: ImpactResult, found: ElementImpact) -> None:
        self.mtpd.setText(_mtpd_words(impact.model, found))
        used = {"typed": "typed", "proposed": "as proposed"}.get(found.rto_source, "")
        proposed = format_duration(found.proposed_rto) or "none"
        words = f"Proposed RTO {proposed}"
        if found.rto is not None:
            words += f", used {format_duration(found.rto)} ({used})"
        self.rto.setText(words)
        tier = model.tiers.get(found.tier or "")
        set_chip(self.tier, tier.name if tier else "no tier", "note" if tier else "neutral")

    def _why_mtpd(self) -> Explanation | None:
        from bcm_tool.analysis.explain import explain_mtpd

        impact = self.session.results.impact
        return explain_mtpd(impact, self.element) if impact else None

    def _why_rto(self) -> Explanation | None:
        from bcm_tool.analysis.explain import explain_rto

        impact = self.session.results.impact
        return explain_rto(impact, self.element) if impact else None


def _mtpd_words(model: Model, found: ElementImpact) -> str:
    category = model.categories.get(found.category or "")
    if found.mtpd_derived is None or category is None:
        return "No MTPD from the ratings"
    return f"Derived MTPD {format_duration(found.mtpd_derived)}, forced by {category.name}"


def _problem(wrt: int, found: ElementImpact) -> str:
    """What contradicts itself here, in a few words."""
    if (
        found.mtpd is not None
        and found.mtpd_derived is not None
        and found.mtpd > found.mtpd_derived
    ):
        return "typed MTPD above the derived one"
    if found.rto is not None and found.mtpd is not None and found.rto + wrt > found.mtpd:
        return "RTO and WRT above the MTPD" if wrt else "RTO above the MTPD"
    if found.rto == 0:
        return "may not stop at all"
    return ""
