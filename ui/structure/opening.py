"""From a row of the structure view to the record that it is about."""

from __future__ import annotations

from ui.session import Session
from ui.widgets.result_table import ResultTable


def open_in_catalogue(session: Session, grid: ResultTable) -> None:
    """Open the element of the current row in the catalogue."""
    element = grid.current_record()
    if element in session.model.elements:
        session.show_in("catalogue", [element])
