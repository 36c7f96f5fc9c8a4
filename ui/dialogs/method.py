"""The organisation's method: scales, categories, bands, tiers, matrix, kinds and threats."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.model import edits
from bcm_tool.model.fields import field_specs
from bcm_tool.model.model import Model
from bcm_tool.model.records import SCALES, Method, Record, ScaleLevel
from ui.models.delegate import hint_of, mark_invalid, problem_with
from ui.models.values import Reader, parse, show, title
from ui.session import Session
from ui.widgets.labels import heading, plain_label
from ui.widgets.matrix_grid import MatrixGrid
from ui.widgets.record_table import RecordTable

BUTTONS = ("row.new", "row.delete")
_TIPS = {
    "detection": "How long until somebody notices; delays every recovery task",
    "decision": "How long until the plan is invoked; delays every recovery task",
    "horizon": "Bounds what never ends, for instance the loss of what never comes back",
    "appetite": "Yearly losses that are accepted, each with its highest probability: "
    "100000: 10 %; 1000000: 1 %",
    "currency": "For all money of the document, for example EUR",
}
_HINTS = {
    "categories": "Kinds of harm, each with the impact level from which it may not go on.",
    "bands": "Points in time after the event at which impacts are rated.",
    "tiers": "Recovery classes by RTO; the weight counts in the recovery sequence.",
    "kinds": "What elements are. The layer orders the map from top (0) to bottom.",
    "threats": "What can happen; risks refer to it.",
}


class MethodDialog(QDialog):
    """Tabs of small tables; every change is a command that can be undone here, too."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Method")
        self.resize(780, 560)
        self.session = session
        self.tables: dict[str, RecordTable] = {}
        self.general = GeneralForm(session)
        self.matrix = MatrixGrid(session)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.general, "General")
        self.tabs.addTab(self._scales(), "Scales")
        self.tabs.addTab(self._table("categories", _first_category), "Categories")
        self.tabs.addTab(self._table("bands", _next_band), "Time bands")
        self.tabs.addTab(self._table("tiers", _next_tier), "Tiers")
        self.tabs.addTab(self.matrix, "Risk matrix")
        self.tabs.addTab(self._table("kinds", _next_kind), "Kinds")
        self.tabs.addTab(self._table("threats", lambda model: {}), "Threats")
        self.problem = plain_label(wrap=True)
        self.problem.hide()
        session.problemRaised.connect(self._refused)
        session.modelChanged.connect(self._changed)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.problem)
        layout.addLayout(self._buttons())
        self._changed()

    def _buttons(self) -> QHBoxLayout:
        self.undo = QPushButton("Undo")
        self.redo = QPushButton("Redo")
        self.undo.clicked.connect(self.session.undo)
        self.redo.clicked.connect(self.session.redo)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.session.undo)
        QShortcut(QKeySequence("Ctrl+Shift+Z"), self, self.session.redo)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        for button in (self.undo, self.redo):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _scales(self) -> QWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        for scale in SCALES:
            page = self._table("scales", _next_level(scale), scale)
            tabs.addTab(page, title(scale))
        return tabs

    def _table(
        self, name: str, fresh: Callable[[Model], dict[str, Any]], scale: str = ""
    ) -> QWidget:
        table = RecordTable(self.session, name)
        table.fresh = fresh
        if scale:
            table.records.set_scope(_on_scale(scale))
            table.setColumnHidden(0, True)
            table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        if name in ("bands", "tiers", "kinds"):
            sorted_by = {"bands": 0, "tiers": 1, "kinds": 1}[name]
            table.sortByColumn(sorted_by, Qt.SortOrder.AscendingOrder)
        wide = {"scales": "description", "bands": "minutes"}.get(name, "name")
        table.stretch([column.name for column in table.records.columns].index(wide))
        self.tables[scale or name] = table
        page = QWidget()
        layout = QVBoxLayout(page)
        bar = QHBoxLayout()
        bar.addWidget(plain_label(_HINTS.get(name, "From harmless to worst."), muted=True), 1)
        for action in BUTTONS:
            button = QToolButton()
            button.setDefaultAction(table.actions_[action])
            bar.addWidget(button)
        layout.addLayout(bar)
        layout.addWidget(table, 1)
        return page

    def _changed(self, _changes: object = None) -> None:
        document = self.session.document
        self.undo.setEnabled(document is not None and document.can_undo)
        self.redo.setEnabled(document is not None and document.can_redo)
        self.problem.hide()

    def _refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


class GeneralForm(QWidget):
    """The fields of the method itself."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.fields: dict[str, QLineEdit] = {}
        layout = QVBoxLayout(self)
        layout.addWidget(heading("This document", 1.0))
        form = QFormLayout()
        for spec in field_specs(Method):
            field = QLineEdit()
            field.setAccessibleName(title(spec.name))
            field.setMaximumWidth(320)
            field.setPlaceholderText(hint_of(spec))
            field.editingFinished.connect(lambda name=spec.name: self.commit(name))
            self.fields[spec.name] = field
            form.addRow(plain_label(title(spec.name)), field)
            if spec.name in _TIPS:
                form.addRow("", plain_label(_TIPS[spec.name], muted=True))
        layout.addLayout(form)
        layout.addStretch(1)
        session.modelChanged.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the method as it is."""
        method = self.session.model.method
        for spec in field_specs(Method):
            field = self.fields[spec.name]
            field.setEnabled(self.session.can_edit)
            text = show(self.session.model, Method, spec, getattr(method, spec.name))
            if field.text() != text:
                field.setText(text)
            mark_invalid(field, "")

    def commit(self, name: str) -> None:
        """Put a field into the document."""
        spec = next(item for item in field_specs(Method) if item.name == name)
        text = self.fields[name].text()
        problem = problem_with(self.session, Method, spec, text)
        mark_invalid(self.fields[name], problem)
        if not problem:
            value = parse(Reader(self.session.model), Method, spec, text)
            self.session.edit(
                f"Change {title(name).lower()}", lambda m: edits.set_method(m, **{name: value})
            )


def _on_scale(scale: str) -> Callable[[Record], bool]:
    return lambda record: isinstance(record, ScaleLevel) and record.scale == scale


def _next_level(scale: str) -> Callable[[Model], dict[str, Any]]:
    def fresh(model: Model) -> dict[str, Any]:
        levels = model.scale(scale)
        number = levels[-1].number + 1 if levels else 1
        return {"scale": scale, "number": number}

    return fresh


def _first_category(model: Model) -> dict[str, Any]:
    levels = model.scale("impact")
    return {"intolerable": levels[-1].number if levels else None}


def _next_band(model: Model) -> dict[str, Any]:
    bands = model.sorted_bands
    return {"minutes": bands[-1].minutes * 2 if bands else 60}


def _next_tier(model: Model) -> dict[str, Any]:
    tiers = model.sorted_tiers
    return {"rto_up_to": tiers[-1].rto_up_to * 2 if tiers else 240, "weight": Decimal(1)}


def _next_kind(model: Model) -> dict[str, Any]:
    kinds = model.sorted_kinds
    return {"layer": kinds[-1].layer + 1 if kinds else 0}
