"""One definition of a table for the screen, the workbook and the printed plan.

A table is data only: typed cells, a tone for colour that always goes with text, and for every
row the record it is about, so that a view can select it and Excel can sort it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from bcm_tool.amounts import format_number
from bcm_tool.durations import format_duration, format_elapsed
from bcm_tool.percents import format_percent, places

CellType = Literal[
    "text",
    "integer",
    "number",
    "minutes",  # a length of time
    "elapsed",  # minutes after the event
    "gap",  # minutes too late, or to spare when negative
    "money",  # Decimal in the document's currency
    "percent",  # Decimal in percent, shown by the rule of format_percent
    "figure",  # Decimal with three figures, however small
    "date",
    "level",  # a number of a scale; the text says its name
    "code",  # a short mark such as a CFIA code
]
Align = Literal["left", "center", "right"]
Tone = Literal["", "good", "note", "warning", "bad", "heat1", "heat2", "heat3", "heat4", "heat5"]
Value: TypeAlias = str | int | Decimal | date | None

MOST_EVEN = 4
_RIGHT: frozenset[CellType] = frozenset(
    ("integer", "number", "minutes", "elapsed", "gap", "money", "percent", "figure")
)
_CENTER: frozenset[CellType] = frozenset(("code",))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in characters, ``about`` one sentence for tool-tips and notes.

    ``places`` are the fewest that its percentages have after the point, so that they can be
    compared; exactly 0 and 100 have none.
    """

    key: str
    title: str
    type: CellType = "text"
    width: int = 14
    align: Align = "left"
    about: str = ""
    places: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it stands: ``words`` follow it, or stand alone where it is unset.

    A tone never says what the text does not say too. ``type`` overrides the column's.
    """

    value: Value = None
    tone: Tone = ""
    words: str = ""
    type: CellType | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in column order.

    ``ref`` is the id of the record the row is about, ``element`` the id of the element to
    select with it; either may be empty.
    """

    cells: tuple[Cell, ...]
    ref: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names the table in code, ``title`` to people; ``notes`` stand below it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        width = len(self.columns)
        assert all(len(row.cells) == width for row in self.rows), self.key

    def index(self, key: str) -> int:
        """Position of the column called ``key``; ValueError when there is none."""
        return [column.key for column in self.columns].index(key)

    def texts(self) -> list[list[str]]:
        """Every cell as people read it, row by row."""
        return [
            [cell_text(column, cell) for column, cell in zip(self.columns, row.cells, strict=True)]
            for row in self.rows
        ]


def column(
    key: str, title: str, type: CellType = "text", width: int = 0, about: str = ""
) -> Column:
    """A column with the width and alignment that go with its type."""
    align: Align = "right" if type in _RIGHT else "center" if type in _CENTER else "left"
    return Column(key, title, type, width or _WIDTHS[type], align, about)


_WIDTHS: dict[CellType, int] = {
    "text": 24,
    "integer": 9,
    "number": 10,
    "minutes": 12,
    "elapsed": 13,
    "gap": 18,
    "money": 14,
    "percent": 12,
    "figure": 11,
    "date": 12,
    "level": 14,
    "code": 6,
}


def row(*values: Value | Cell, ref: str = "", element: str = "") -> Row:
    """A row of cells; plain values become cells without tone."""
    cells = (value if isinstance(value, Cell) else Cell(value) for value in values)
    return Row(tuple(cells), ref, element)


def table(
    key: str, title: str, columns: Sequence[Column], rows: Iterable[Row], *notes: str
) -> Table:
    """A table; empty notes are left out."""
    return Table(key, title, tuple(columns), tuple(rows), tuple(note for note in notes if note))


def even(shown: Table, *keys: str) -> Table:
    """The table with as many places in each percentage of a column ``keys`` as one there needs.

    Those that need more than :data:`MOST_EVEN` have them alone.
    """
    columns = list(shown.columns)
    for place in map(shown.index, keys):
        values = (row.cells[place].value for row in shown.rows)
        needed = (places(value) for value in values if isinstance(value, Decimal))
        fewest = max((count for count in needed if count <= MOST_EVEN), default=0)
        columns[place] = replace(columns[place], places=fewest)
    return replace(shown, columns=tuple(columns))


def without_empty(shown: Table, *keys: str) -> Table:
    """The table without those of the columns ``keys`` in which nothing stands."""
    gone = {
        key for key in keys if all(row.cells[shown.index(key)] in _NOTHING for row in shown.rows)
    }
    kept = [place for place, one in enumerate(shown.columns) if one.key not in gone]
    if not shown.rows or len(kept) == len(shown.columns):
        return shown
    rows = (
        Row(tuple(row.cells[place] for place in kept), row.ref, row.element) for row in shown.rows
    )
    columns = tuple(shown.columns[place] for place in kept)
    return Table(shown.key, shown.title, columns, tuple(rows), shown.notes)


_NOTHING = (Cell(), Cell(""))


def cell_type(column: Column, cell: Cell) -> CellType:
    """What the cell's value is."""
    return cell.type or column.type


def cell_text(column: Column, cell: Cell) -> str:
    """The cell as people read it; unset is empty, never zero."""
    shown = "" if cell.value is None else _value_text(cell_type(column, cell), cell.value, column)
    return f"{shown} {cell.words}".strip()


def _value_text(kind: CellType, value: str | int | Decimal | date, column: Column) -> str:
    match kind:
        case "minutes" if isinstance(value, int):
            return format_duration(value)
        case "elapsed" if isinstance(value, int):
            return format_elapsed(value)
        case "gap" if isinstance(value, int):
            return gap_text(value)
        case "money" | "number" | "integer" if isinstance(value, Decimal | int):
            return format_number(value)
        case "percent" if isinstance(value, Decimal | int):
            return format_percent(Decimal(value), column.places)
        case "figure" if isinstance(value, Decimal | int):
            return format_figure(Decimal(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def gap_text(minutes: int) -> str:
    """A gap in words: a sign alone is easily overlooked."""
    if minutes > 0:
        return f"{format_duration(minutes)} late"
    return f"{format_duration(-minutes)} to spare" if minutes else "just in time"


def format_figure(value: Decimal, smallest: int = -4) -> str:
    """Three figures that say something, whatever the size: 1,230; 0.0123; 1.23e-09.

    ``smallest`` is the power of ten from which zeros after the point are written out.
    """
    if value.is_infinite():
        return "∞"
    if value == 0:
        return "0"
    if value.adjusted() >= 2:
        return f"{value:,.0f}"
    if value.adjusted() < smallest:
        return f"{float(value):.2e}"
    return f"{value:.{2 - value.adjusted()}f}"


def sort_key(column: Column, cell: Cell) -> tuple[int, int, Decimal, tuple[str, str]]:
    """Order of a cell among those of its column: numbers, then dates, then text; unset last."""
    value = cell.value
    nothing = Decimal(0), ("", "")
    if value is None or value == "":
        return (1, 0, *nothing)
    if isinstance(value, int | Decimal):
        return (0, 0, Decimal(value), ("", ""))
    if isinstance(value, date):
        return (0, 1, Decimal(value.toordinal()), ("", ""))
    return (0, 2, Decimal(0), (value.casefold(), value))
