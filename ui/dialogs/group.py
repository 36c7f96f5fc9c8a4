"""A new redundancy group: which of an element's providers stand in for each other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.durations import parse_duration
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import TAKEOVERS
from ui.models.values import record_label
from ui.session import Session
from ui.widgets.labels import plain_label

Checked = Qt.CheckState.Checked
NOTHING = (
    "No element needs two others yet that could stand in for each other. First add the "
    "dependencies on them, on the map or in the catalogue under Dependencies."
)


class GroupDialog(QDialog):
    """Asks for an element and for two or more of what it needs."""

    def __init__(
        self, session: Session, made: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New redundancy group")
        self.setMinimumWidth(460)
        self._session, self._made = session, made
        self.element = QComboBox()
        self.members = QListWidget()
        self.name = QLineEdit()
        self.required = QSpinBox()
        self.required.setMinimum(1)
        self.takeover = QComboBox()
        self.takeover.addItems(list(TAKEOVERS))
        self.time = QLineEdit("0 min")
        self.problem = plain_label(wrap=True)
        self._lay_out()
        self._offer_elements()
        self.element.currentIndexChanged.connect(self._offer_members)
        self._offer_members()

    def _lay_out(self) -> None:
        self.form = QWidget()
        layout = QVBoxLayout(self)
        layout.addWidget(
            plain_label("Some of several providers are enough for an element.", muted=True)
        )
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Element", self.element),
            ("Members", self.members),
            ("Name", self.name),
            ("Required", self.required),
            ("Takeover", self.takeover),
            ("Takeover time", self.time),
        )
        for text, editor in rows:
            editor.setAccessibleName(text)
            form.addRow(plain_label(text), editor)
        layout.addWidget(self.form)
        layout.addWidget(self.problem)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(ok | cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def _offer_elements(self) -> None:
        model = self._session.model
        for element in model.sorted_elements:
            free = [need for need in model.needs.get(element.id, ()) if need.group is None]
            if len(free) > 1:
                self.element.addItem(record_label(model, "elements", element.id), element.id)
        if not self.element.count():
            self.problem.setText(NOTHING)
            self.form.hide()
            self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        if self._session.selection:
            self.element.setCurrentIndex(max(0, self.element.findData(self._session.selection[0])))

    def _offer_members(self) -> None:
        model = self._session.model
        self.members.clear()
        needs = model.needs.get(str(self.element.currentData()), ())
        for item in sorted(needs, key=lambda need: key_order(model.elements[need.provider].key)):
            if item.group is None:
                row = QListWidgetItem(record_label(model, "elements", item.provider))
                row.setData(Qt.ItemDataRole.UserRole, item.id)
                row.setCheckState(Qt.CheckState.Unchecked)
                self.members.addItem(row)
        taken = len(model.groups_of.get(str(self.element.currentData()), ()))
        self.name.setText(f"Group {taken + 1}")

    def accept(self) -> None:
        rows = [self.members.item(number) for number in range(self.members.count())]
        chosen = [row.data(Qt.ItemDataRole.UserRole) for row in rows if row.checkState() == Checked]
        known = set(self._session.model.groups)
        refused: list[str] = []
        self._session.problemRaised.connect(refused.append)
        done = self._session.edit("Add redundancy group", lambda m: self._make(m, chosen))
        self._session.problemRaised.disconnect(refused.append)
        if done:
            self._made(next(item for item in self._session.model.groups if item not in known))
            super().accept()
        elif refused:
            self.problem.setText(refused[-1])

    def _make(self, model: Model, chosen: list[str]) -> Model:
        if len(chosen) < 2:
            raise BcmError("Tick at least two members; one alone is just a dependency.")
        if self.required.value() > len(chosen):
            raise BcmError(f"There are only {len(chosen)} members; require at most as many.")
        return edits.make_group(
            model,
            self.name.text().strip(),
            chosen,
            required=self.required.value(),
            takeover=self.takeover.currentText(),
            takeover_time=parse_duration(self.time.text()),
        )
