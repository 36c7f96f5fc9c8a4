"""Catalogue: every record of the document in editable tables."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from ui import settings, theme
from ui.icons import tinted
from ui.models.columns import CATALOGUE, INFO
from ui.session import Session
from ui.widgets.record_table import RecordTable
from ui.widgets.table_page import TablePage

BUTTONS = ("row.new", "row.duplicate", "row.delete", "row.filters")
Role = Qt.ItemDataRole


class CatalogueView(QWidget):
    """A picker of the kinds of records beside the table of the one picked."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.pages: dict[str, TablePage] = {}
        self.picker = QListWidget()
        self.picker.setObjectName("picker")
        self.picker.setAccessibleName("Kinds of records")
        self.picker.setFixedWidth(224)
        self.picker.setIconSize(QSize(18, 18))
        for info in CATALOGUE:
            item = QListWidgetItem(tinted(info.icon, theme.colour("muted")), info.title)
            item.setSizeHint(QSize(180, 32))
            item.setData(Role.UserRole, info.name)
            item.setToolTip(info.hint)
            self.picker.addItem(item)
        self.stack = QStackedWidget()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picker)
        layout.addWidget(self.stack, 1)
        self.picker.currentItemChanged.connect(self._picked)
        session.documentReplaced.connect(self._recount)
        session.modelChanged.connect(lambda _: self._recount())
        session.selectionChanged.connect(self._follow)
        self._hidden = False
        self._recount()
        self.show_table(settings.text("catalogue/table", "elements"))

    def table(self, name: str) -> RecordTable:
        """The table called ``name``, made when first asked for."""
        return self._page(name).grid  # type: ignore[return-value]

    @property
    def current(self) -> RecordTable:
        """The table in sight."""
        return self.table(self.current_name)

    @property
    def current_name(self) -> str:
        """The name of the table in sight."""
        return str(self.picker.currentItem().data(Role.UserRole))

    def show_table(self, name: str) -> None:
        """Pick a kind of records."""
        wanted = name if name in INFO else "elements"
        for row in range(self.picker.count()):
            if self.picker.item(row).data(Role.UserRole) == wanted:
                self.picker.setCurrentRow(row)

    def show_records(self, ids: Iterable[str]) -> None:
        """Pick the table that has the first of these records, and go to it."""
        first = next(iter(ids), "")
        for info in CATALOGUE:
            if first in self.session.model.table(info.name):
                self.show_table(info.name)
                table = self.table(info.name)
                if not table.show_record(first):
                    self._page(info.name).search.clear()
                    table.search("")
                    table.head.clear_filters()
                    table.show_record(first)
                table.setFocus()
                return

    def refresh_icons(self) -> None:
        """Draw the picker's icons in the palette's colours again."""
        for row in range(self.picker.count()):
            item = self.picker.item(row)
            name = INFO[item.data(Role.UserRole)].icon
            item.setIcon(tinted(name, theme.colour("muted")))

    def save_state(self) -> None:
        """Remember the table in sight and the columns of all tables."""
        settings.set_text("catalogue/table", self.current_name)
        for name, page in self.pages.items():
            settings.set_state(f"tables/{name}", page.grid.save_state())

    def reset_layout(self) -> None:
        """All columns in their own order and widths."""
        for page in self.pages.values():
            page.grid.fit_columns()

    def _page(self, name: str) -> TablePage:
        if name not in self.pages:
            grid = RecordTable(self.session, name)
            info = INFO[name]
            buttons = [item for item in BUTTONS if name != "people" or item != "row.duplicate"]
            page = TablePage(grid, info.title, f"{info.hint}. Ctrl+N adds the first one.", buttons)
            grid.elementChosen.connect(lambda element: self.session.select([element]))
            grid.restore_state(settings.state(f"tables/{name}"))
            self.pages[name] = page
            self.stack.addWidget(page)
        return self.pages[name]

    def _picked(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.stack.setCurrentWidget(self._page(str(item.data(Role.UserRole))))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hidden = not event.spontaneous()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._hidden:
            self._hidden = False
            self._recount()
            self._follow(self.session.selection)

    def _follow(self, ids: tuple[str, ...]) -> None:
        """Elements selected elsewhere become the current row here, when it is in sight."""
        if self._hidden:
            return
        table = self.pages["elements"].grid if "elements" in self.pages else None
        if ids and table is not None and table.current_record() != ids[0]:
            table.show_record(ids[0])

    def _recount(self) -> None:
        if self._hidden:
            return
        for row in range(self.picker.count()):
            item = self.picker.item(row)
            name = str(item.data(Role.UserRole))
            count = len(self.session.model.table(name))
            item.setText(f"{INFO[name].title}  ({count:,})" if count else INFO[name].title)
