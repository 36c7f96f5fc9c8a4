"""Search and filter of the map."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from bcm_tool.model.model import Model
from bcm_tool.model.records import Element
from ui.icons import set_icon
from ui.session import Session

ALL, NONE = "", "\0none"
NARROW = 74
"""Width to which the filters give way, for how much is found to stand beside what is typed."""


class FilterBar(QWidget):
    """``changed(ids or None)`` another filter; ``jumped(element)`` a search result to go to;
    ``found(ids)`` what the search matches while it is typed."""

    changed = Signal(object)
    jumped = Signal(str)
    found = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._place = -1
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find an element")
        self.search.setAccessibleName("Find an element on the map")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(130)
        self.search.setMaximumWidth(260)
        glass = QAction(self.search)
        set_icon(glass, "search")
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.count = QLabel()
        self.count.hide()
        self.kind = _combo("Kind")
        self.site = _combo("Site")
        self.supplier = _combo("Supplier")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, 2)
        row.addWidget(self.count)
        for box in (self.kind, self.site, self.supplier):
            row.addWidget(box, 1)
            box.activated.connect(self._filter_changed)
        self.search.textChanged.connect(self._searched)
        self.search.returnPressed.connect(lambda: self.jump(1))
        self.search.installEventFilter(self)
        self.reload()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shift+Enter goes back, Esc empties the search."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if back and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.jump(-1)
                return True
        return False

    # --- search -----------------------------------------------------------------------------

    def matches(self) -> list[str]:
        """Elements whose key, name, owner, site or supplier holds every word typed."""
        words = self.search.text().casefold().split()
        if not words:
            return []
        return [
            item.id
            for item in self._session.model.sorted_elements
            if all(word in _hay(item) for word in words)
        ]

    def jump(self, step: int) -> None:
        """Go to the next match, or the one before."""
        matches = self.matches()
        if not matches:
            return
        start = self._place if self._place >= 0 or step > 0 else 0
        self._place = (start + step) % len(matches)
        self.count.setText(f"{self._place + 1} of {len(matches)}")
        self.jumped.emit(matches[self._place])

    def _searched(self) -> None:
        self._place = -1
        self._search()

    def _search(self) -> None:
        """Say what matches; somebody who goes through the matches stays where they are."""
        matches = self.matches()
        count, typed = len(matches), bool(self.search.text().strip())
        self._place = min(self._place, count - 1)
        found = f"{count} found" if self._place < 0 else f"{self._place + 1} of {count}"
        self.count.setText(found if typed else "")
        self.count.setVisible(typed)
        for box in (self.kind, self.site, self.supplier):
            box.setMinimumWidth(NARROW if typed else 0)
        self.found.emit(matches)

    # --- filter -----------------------------------------------------------------------------

    def reload(self) -> None:
        """Offer what the document has, and search it again for what is typed."""
        model = self._session.model
        elements = model.elements.values()
        used = set(map(attrgetter("kind"), elements))
        kinds = [(item.name, item.id) for item in model.sorted_kinds if item.id in used]
        if None in used:
            kinds.append(("No kind", NONE))
        _fill(self.kind, "All kinds", kinds)
        sites = set(map(attrgetter("site"), elements)) - {""}
        _fill(self.site, "All sites", [(site, site) for site in sorted(sites)])
        suppliers = set(map(attrgetter("supplier"), elements)) - {""}
        _fill(self.supplier, "All suppliers", [(name, name) for name in sorted(suppliers)])
        self.site.setVisible(bool(sites))
        self.supplier.setVisible(bool(suppliers))
        if self.search.text():
            self._search()

    def passing(self, model: Model) -> set[str] | None:
        """The elements that pass the filter; None when nothing is filtered."""
        kind, site, supplier = (
            str(box.currentData() or "") for box in (self.kind, self.site, self.supplier)
        )
        if not (kind or site or supplier):
            return None
        return {
            item.id
            for item in model.elements.values()
            if (not kind or (item.kind or NONE) == kind)
            and (not site or item.site == site)
            and (not supplier or item.supplier == supplier)
        }

    def clear(self) -> None:
        """Show everything."""
        for box in (self.kind, self.site, self.supplier):
            box.setCurrentIndex(0)
        self._filter_changed()

    def _filter_changed(self) -> None:
        self.changed.emit(self.passing(self._session.model))


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(f"Filter by {name.lower()}")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setMaximumWidth(190)
    return box


def _fill(box: QComboBox, every: str, entries: list[tuple[str, str]]) -> None:
    chosen = box.currentData()
    box.clear()
    box.addItem(every, ALL)
    for text, value in entries:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _hay(element: Element) -> str:
    return "\t".join(
        (element.key, element.name, element.owner, element.site, element.supplier)
    ).casefold()
