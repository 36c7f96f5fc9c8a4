"""What an element needs, and what needs it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from bcm_tool.durations import format_duration
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import Dependency
from ui.models.values import record_label
from ui.session import Session
from ui.widgets.labels import heading

Role = Qt.ItemDataRole


class LinkList(QTreeWidget):
    """Elements at the other end; ``elementChosen(id)`` is a double click or Enter."""

    elementChosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(["Element", "How"])
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setColumnWidth(0, 190)
        self.itemActivated.connect(
            lambda item, _: self.elementChosen.emit(str(item.data(0, Role.UserRole)))
        )

    def fill(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Show rows of (element id, label, how)."""
        self.clear()
        for element, label, how in rows:
            item = QTreeWidgetItem([label, how])
            item.setData(0, Role.UserRole, element)
            item.setToolTip(1, "")
            self.addTopLevelItem(item)


class LinksPanel(QWidget):
    """Both directions, one above the other."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.needs_title = heading("Needs", 1.0)
        self.needed_title = heading("Needed by", 1.0)
        self.needs = LinkList("Needs")
        self.needed_by = LinkList("Needed by")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        for widget in (self.needs_title, self.needs, self.needed_title, self.needed_by):
            layout.addWidget(widget)
        for one in (self.needs, self.needed_by):
            one.elementChosen.connect(lambda element: session.select([element]))

    def show_element(self, element: str) -> None:
        """Show the links of an element."""
        model = self.session.model
        needs = _rows(model, model.needs.get(element, ()), "provider")
        needed = _rows(model, model.needed_by.get(element, ()), "dependent")
        self.needs_title.setText(f"Needs {len(needs)}" if needs else "Needs nothing")
        self.needed_title.setText(f"Needed by {len(needed)}" if needed else "Needed by nothing")
        self.needs.fill(needs)
        self.needed_by.fill(needed)


def _rows(model: Model, links: Iterable[Dependency], end: str) -> list[tuple[str, str, str]]:
    found = [(str(getattr(link, end)), link) for link in links]
    found.sort(key=lambda pair: key_order(model.elements[pair[0]].key))
    return [
        (element, record_label(model, "elements", element), how(model, link))
        for element, link in found
    ]


def how(model: Model, link: Dependency) -> str:
    """ "hard, 30 min without", "soft", "1 of 2 in Databases"."""
    parts = [link.strength]
    group = model.groups.get(link.group or "")
    if group is not None:
        members = len(model.members_of.get(group.id, ()))
        parts = [f"{group.required} of {members} in {group.name}"]
    if link.tolerance:
        parts.append(f"{format_duration(link.tolerance)} without")
    return ", ".join(parts)
