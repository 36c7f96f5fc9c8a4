"""What a scenario loses: elements, sites and suppliers, with what that stops at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.errors import BcmError
from bcm_tool.export.tables.words import label
from bcm_tool.model import edits
from bcm_tool.model.fields import field_spec
from bcm_tool.model.model import Model
from bcm_tool.model.records import Scenario
from ui.graph.whatif import WhatIf
from ui.icons import set_icon
from ui.models.completion import reference_completer
from ui.models.values import Reader, parse
from ui.session import Session
from ui.widgets.labels import plain_label

Role = Qt.ItemDataRole


class LostEditor(QWidget):
    """The list of what is lost, a field to add to it, and the count of what stops."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scenario = ""
        self.whatif = WhatIf(session, self)
        self.entries = QListWidget()
        self.entries.setAccessibleName("What is lost")
        self.entries.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.entries.setMinimumHeight(56)
        self.entries.setMaximumHeight(88)
        self.entries.installEventFilter(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Add an element, site:NAME or supplier:NAME")
        self.field.setAccessibleName("Add what is lost")
        self.field.returnPressed.connect(self.add_typed)
        self.add_button = QPushButton("Add")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add_typed)
        self.remove_button = QPushButton("Remove")
        set_icon(self.remove_button, "x")
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self.remove_selected)
        self.entries.itemSelectionChanged.connect(self._enable)
        self.count = plain_label(muted=True, wrap=True)
        self.count.setAccessibleName("What the loss stops")
        self.problem = plain_label(wrap=True)
        self.problem.setProperty("problem", True)
        self.problem.hide()
        self.field.textEdited.connect(self.problem.hide)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(plain_label("What is lost", muted=True), 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.entries, 1)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(self.count)
        self.whatif.resultChanged.connect(self._count)
        self._completer_of: object = None
        self._counted_of: object = None
        self._counted_for = ""

    def show_scenario(self, scenario: str) -> None:
        """Show what a scenario loses."""
        if scenario != self.scenario:
            self.problem.hide()
            self.field.clear()
        self.scenario = scenario
        model = self.session.model
        record = model.scenarios.get(scenario)
        self.setEnabled(record is not None)
        for widget in (self.field, self.add_button, self.remove_button):
            widget.setEnabled(self.session.can_edit)
        self._fill(model, record.lost if record else ())
        if self._completer_of is not model.elements:
            spec = field_spec(Scenario, "lost")
            self.field.setCompleter(reference_completer(model, spec, self.field))
            self._completer_of = model.elements
        if self._counted_of is not model or scenario != self._counted_for:
            self._counted_of, self._counted_for = model, scenario
            self.whatif.set_lost(model.lost_elements(record) if record else ())
            self.whatif.refresh()
        self._count()
        self._enable()

    def _fill(self, model: Model, lost: tuple[str, ...]) -> None:
        shown = [self.entries.item(row).data(Role.UserRole) for row in range(self.entries.count())]
        texts = [entry_text(model, entry) for entry in lost]
        if shown == list(lost) and texts == [
            self.entries.item(row).text() for row in range(self.entries.count())
        ]:
            return
        self.entries.clear()
        for entry, text in zip(lost, texts, strict=True):
            item = QListWidgetItem(text)
            item.setData(Role.UserRole, entry)
            self.entries.addItem(item)

    def _enable(self) -> None:
        chosen = bool(self.entries.selectedItems()) and self.session.can_edit
        self.remove_button.setEnabled(chosen)

    def _count(self) -> None:
        model = self.session.model
        record = model.scenarios.get(self.scenario)
        lost = model.lost_elements(record) if record else ()
        self.count.setText(lost_words(model, lost, self.whatif))

    # --- editing ----------------------------------------------------------------------------

    def add_typed(self) -> None:
        """Add what stands in the field; a refusal is said below it."""
        text = self.field.text().strip()
        if not text:
            return
        try:
            entries = parse(
                Reader(self.session.model), Scenario, field_spec(Scenario, "lost"), text
            )
        except BcmError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        if self._change("Add to what is lost", lambda lost: (*lost, *entries)):
            self.field.clear()
            self.problem.hide()

    def remove_selected(self) -> None:
        """Take the selected entries out."""
        gone = {str(item.data(Role.UserRole)) for item in self.entries.selectedItems()}
        if gone:
            self._change(
                "Take out of what is lost",
                lambda lost: tuple(item for item in lost if item not in gone),
            )

    def _change(self, label: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> bool:
        scenario = self.scenario

        def edit(model: Model) -> Model:
            record = model.scenarios[scenario]
            lost = tuple(dict.fromkeys(change(record.lost)))
            return edits.put(model, [replace(record, lost=lost)])

        return scenario in self.session.model.scenarios and self.session.edit(label, edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.entries and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.remove_selected()
                return True
        return super().eventFilter(watched, event)


def entry_text(model: Model, entry: str) -> str:
    """An entry of what is lost, with how many elements a label stands for."""
    prefix, _, rest = entry.partition(":")
    if prefix == "element":
        return label(model, rest)
    one = Scenario(id="", key="", name="", lost=(entry,))
    count = len(model.lost_elements(one))
    return f"{prefix}: {rest}  ({count} element{'s' if count != 1 else ''})"


def lost_words(model: Model, lost: tuple[str, ...], whatif: WhatIf) -> str:
    """How many elements are lost, stop, and run on."""
    if not lost:
        return "Nothing is lost yet."
    words = f"{len(lost)} element{'s' if len(lost) != 1 else ''} lost"
    result = whatif.result
    if result is None or result.model is not model or set(result.lost) != set(lost):
        return f"{words}; counting what stops…"
    stopped = [item for item in result.outages if item not in result.lost]
    services = sum(model.is_service(model.elements[item]) for item in result.outages)
    return (
        f"{words}; {len(stopped)} more stop, {services} service{'s' if services != 1 else ''} "
        f"in all; {len(result.tolerating)} run on without what they need, "
        f"{len(result.degraded)} degraded."
    )
