"""A table with its tool row: search, actions, and how many rows are shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.theme import SPACE
from ui.widgets.grid import Grid
from ui.widgets.labels import heading, plain_label

WAIT_MS = 150


class TablePage(QWidget):
    """``grid`` under a row with a title, a search field and buttons for some of its actions."""

    def __init__(
        self,
        grid: Grid,
        title: str,
        hint: str,
        buttons: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.grid = grid
        self.title = heading(title)
        self.count = plain_label(muted=True)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search in this table")
        self.search.setAccessibleName(f"Search in {title}")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(280)
        glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        set_icon(glass, "search")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(lambda: grid.search(self.search.text()))
        self.search.textChanged.connect(lambda _: self._wait.start())
        self.search.returnPressed.connect(grid.setFocus)
        self.empty = plain_label(hint, muted=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setParent(grid.viewport())
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint = hint
        self._lay_out(buttons)
        grid.rowsShownChanged.connect(self.recount)
        grid.verticalScrollBar().valueChanged.connect(lambda _: self._place_empty())
        grid.horizontalScrollBar().valueChanged.connect(lambda _: self._place_empty())
        self.recount()

    def _lay_out(self, buttons: Sequence[str]) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE + 4, SPACE, SPACE, SPACE)
        bar.setSpacing(4)
        bar.addWidget(self.title)
        bar.addSpacing(SPACE)
        bar.addWidget(self.count)
        bar.addStretch(1)
        self._bar = bar
        bar.addWidget(self.search, 2)
        for name in buttons:
            bar.addWidget(self._button(name))
        bar.addWidget(self._columns_button())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.grid, 1)

    def _button(self, name: str) -> QToolButton:
        action = self.grid.actions_[name]
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _columns_button(self) -> QToolButton:
        button = QToolButton()
        set_icon(button, "columns-3")
        button.setToolTip("Choose columns")
        button.setAccessibleName("Choose columns")

        def pop() -> None:
            menu = self.grid.column_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

        button.clicked.connect(pop)
        return button

    def add_choice(self, widget: QWidget) -> None:
        """Put a choice about what is listed before the search field."""
        self._bar.insertWidget(self._bar.indexOf(self.search), widget)
        # Keys go as the eye does: behind the field first, then the field behind it.
        self.setTabOrder(self.search, widget)
        self.setTabOrder(widget, self.search)

    def say_empty(self, hint: str) -> None:
        """What is said while there is no row."""
        self._hint = hint
        self.recount()

    def recount(self) -> None:
        """Say how many rows are shown, and what to do when there are none."""
        shown, total = self.grid.source.rowCount(), self.grid.source.total
        self.count.setText(f"{shown:,} of {total:,}" if shown != total else f"{total:,}")
        self.empty.setText("No row matches the filters." if total else self._hint)
        self.empty.setVisible(shown == 0)
        self._place_empty()

    def _place_empty(self) -> None:
        """Where the rows would be, also after the table was scrolled: that moves all in it."""
        self.empty.setGeometry(self.grid.viewport().rect())

    def resizeEvent(self, event: object) -> None:
        self._place_empty()
