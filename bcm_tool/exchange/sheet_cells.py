"""Many cells into a worksheet: openpyxl's own, each style looked up once and not at every cell."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.styles import Fill

TEXT, NUMBER, DATE = "s", "n", "d"
"""What openpyxl calls the kinds of values; a length of time is a date to it."""


class SheetCells:
    """Writes cells of one worksheet. Cells with the same look share their style."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[tuple[str, str, object], Any] = {}

    def put(
        self,
        row: int,
        column: int,
        value: Any,
        kind: str,
        number_format: str,
        dress: Callable[[Any], None] | None = None,
        look: object = None,
    ) -> None:
        """A cell with a value of the kind TEXT, NUMBER or DATE.

        ``dress`` gives the first cell of a ``look`` its font, alignment and so on.
        A text is a text whatever it looks like: never a formula, an error value or a link.
        """
        key = (kind, number_format, look)
        style = self._styles.get(key)
        target = self._cell(row, column)
        if style is None:
            target.number_format = number_format
            if kind == TEXT:
                target.quotePrefix = True
            if dress is not None:
                dress(target)
            style = self._styles[key] = target._style
        target._style, target._value, target.data_type = style, value, kind

    def _cell(self, row: int, column: int) -> Any:
        from openpyxl.cell import Cell

        found = Cell(self._sheet, row, column)
        self._sheet._add_cell(found)
        return found


def fill_cell(cell: Any, fill: Fill) -> None:
    """Colour one cell, and none that shares its style."""
    cell._style = copy(cell._style)
    cell.fill = fill
