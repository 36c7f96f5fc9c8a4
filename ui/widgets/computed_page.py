"""A page with one computed table, made only while it is in sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bcm_tool.export.table import Table, table
from ui.results import Results
from ui.session import Session
from ui.theme import SPACE
from ui.widgets.labels import plain_label
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

SAMPLE_ROWS = 50  # looked at to find the width of a column
WAITING = "This table is being computed."


class ComputedPage(TablePage):
    """The table that ``make`` gives of the result ``name``; ``empty`` is said when it has no row.

    ``make`` gives None while there is no result. The current row's element is selected
    everywhere; Enter goes to its record.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        name: str,
        make: Callable[[Results], Table | None],
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        self.table = ResultTable()
        super().__init__(self.table, title, WAITING, ["result.filters"], parent)
        self._session, self._make, self._said = session, make, empty
        self._dirty = True
        self.table.horizontalHeader().setResizeContentsPrecision(SAMPLE_ROWS)
        self.notes = plain_label(muted=True, wrap=True)
        self.notes.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        self.notes.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.notes)
        self.table.elementChosen.connect(lambda element: session.select([element]))
        self.table.rowActivated.connect(lambda _: self._go())
        session.resultsChanged.connect(lambda at: self.refresh() if at == name else None)
        session.documentReplaced.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is known now; a page out of sight waits until it is shown."""
        self._dirty = not self.isVisible()
        if self._dirty:
            return
        content = self._make(self._session.results)
        shown = content or table("none", self.title.text(), (), ())
        self._hint = WAITING if content is None else self._said
        if self.table.show_table(shown):
            self.fit_columns()
        self.notes.setText("\n".join(shown.notes))
        self.notes.setVisible(bool(shown.notes))

    def fit_columns(self) -> None:
        """Whole titles, and no column wider than what stands in it: a grid has many columns."""
        self.table.fit_to_content()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self.refresh()

    def _go(self) -> None:
        element = self.table.current_record()
        if element in self._session.model.elements:
            self._session.show_in("catalogue", [element])
