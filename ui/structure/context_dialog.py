"""Choose what is out beforehand: elements, whole sites, suppliers."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.analysis.cutsets.causes import shared_causes
from bcm_tool.export.tables.cutsets import LABELS, cause_key
from bcm_tool.export.tables.words import label
from bcm_tool.model.model import Model
from ui.structure.question import Question
from ui.tips import wrapped_tip
from ui.widgets.labels import plain_label

Role = Qt.ItemDataRole
NAME_WIDTH = 150  # pixels of a name on the button


class ContextDialog(QDialog):
    """A list to tick, with a field that narrows it."""

    def __init__(self, model: Model, chosen: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Out beforehand")
        self.resize(520, 480)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search elements, sites, suppliers")
        self.field.setAccessibleName("Search what may be out")
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("What is out beforehand")
        ticked = set(chosen)
        for ref, text in _entries(model):
            item = QListWidgetItem(text)
            item.setData(Role.UserRole, ref)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(ref in ticked))
            self.list.addItem(item)
        self.field.textChanged.connect(self._narrow)
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel | buttons.Reset)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        box.button(buttons.Reset).setText("Nothing is out")
        box.button(buttons.Reset).clicked.connect(self._clear)
        says = "Planned maintenance: what is ticked counts as failed before anything else happens."
        layout = QVBoxLayout(self)
        for widget in (plain_label(says, muted=True, wrap=True), self.field, self.list, box):
            layout.addWidget(widget)

    def chosen(self) -> tuple[str, ...]:
        """What is ticked, narrowed away or not."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(Role.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            hay = item.text().casefold()
            item.setHidden(not all(word in hay for word in words))

    def _clear(self) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(Qt.CheckState.Unchecked)


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked


def _entries(model: Model) -> list[tuple[str, str]]:
    found = [(item.id, label(model, item.id)) for item in model.sorted_elements]
    for cause in shared_causes(model).values():
        kind = cause.id.partition(":")[0]
        if kind in ("site", "supplier", "scenario"):
            count = len(cause.elements)
            size = "1 element" if count == 1 else f"{count} elements"
            found.append((cause.id, f"{LABELS[kind]} {cause.name} ({size})"))
    return found


def ask_context(question: Question, parent: QWidget) -> None:
    """Ask what is out beforehand."""
    dialog = ContextDialog(question.session.model, question.context, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: question.set_context(dialog.chosen()))
    dialog.open()


def say_context(button: QPushButton, question: Question, about: str, most: int) -> None:
    """Name on the button what is out: the first ``most``, cut where long, whole in its hint."""
    names = [entry_name(question.session.model, ref) for ref in question.context]
    metrics = button.fontMetrics()
    said = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, NAME_WIDTH) for name in names]
    if len(said) > most:
        said = [*said[:most], f"{len(said) - most} more"]
    text = ", ".join(said) or "nothing"
    button.setText(f"&Out beforehand: {text.replace('&', '&&')}…")
    button.setToolTip(wrapped_tip("\n".join([about, *names])))


def entry_name(model: Model, ref: str) -> str:
    """One thing that is out, as short as it can be said."""
    element = model.elements.get(ref)
    return element.key if element else cause_key(model, ref)
