"""The list of elements to rate, with what chooses among them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.bia.element_list import SCOPES, ElementList
from ui.session import Session
from ui.widgets.labels import plain_label

SCOPE_WORDS = {
    "services": "Services",
    "unrated": "Services not rated yet",
    "all": "All elements",
}


class ElementSide(QWidget):
    """``relisted`` follows another scope or filter: other elements are listed."""

    relisted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = ElementList(session)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter elements")
        self.filter.setClearButtonEnabled(True)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Which elements are listed")
        for name in SCOPES:
            self.scope.addItem(SCOPE_WORDS[name], name)
        self.count = plain_label(muted=True)
        self._lay_out()
        self.filter.textChanged.connect(self._filtered)
        self.filter.returnPressed.connect(self.list.setFocus)
        self.scope.activated.connect(lambda _: self.set_scope(str(self.scope.currentData())))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.scope, 1)
        row.addWidget(self.count)
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(5)
        head.addLayout(row)
        head.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def set_scope(self, scope: str) -> None:
        """List services, services not rated yet, or all elements."""
        self.scope.setCurrentIndex(self.scope.findData(scope))
        self.list.elements.set_scope(scope)
        self.relisted.emit()

    def _filtered(self, text: str) -> None:
        self.list.elements.set_filter(text)
        self.relisted.emit()

    def focus_filter(self) -> None:
        """Type words that the elements must hold."""
        self.filter.setFocus()
        self.filter.selectAll()

    def show_count(self) -> None:
        """How many elements are listed."""
        self.count.setText(f"{len(self.list.elements.ids):,}")

    def seek(self, element: str) -> None:
        """Make an element current, whatever the list is filtered by."""
        if not self.list.show_element(element):
            self.filter.clear()
            if not self.list.show_element(element):
                self.set_scope("all")
                self.list.show_element(element)
