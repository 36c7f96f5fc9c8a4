"""A Table on paper: columns as wide as what they hold, the header on every page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Paragraph

from bcm_tool.export.pdf.fonts import BOLD
from bcm_tool.export.pdf.ink import Ink, whole
from bcm_tool.export.pdf.letters import letters
from bcm_tool.export.pdf.set_table import Content, Room, SetLook, SetTable, content_of, set_table
from bcm_tool.export.pdf.style import BOLD_TONES, TONES, paragraph
from bcm_tool.export.table import Cell, Column, Table, Tone, cell_text, cell_type

_WORDS = re.compile(r"[ \n\t]").split
_PADDING = 4.0
_UNBROKEN = ("minutes", "elapsed", "gap", "money", "percent", "figure")
_AROUND = 2 * _PADDING + 1.5
_SHARES = (1.0, 0.95, 0.9, 0.75, 0.5)
_MEASURED = 600
"""Letters of a text that count towards the width of its column."""
_MOST_LINES = 18
"""A cell longer than this is cut: a row must fit on a page."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is printed. ``columns`` are keys in order (all when empty).

    ``titles`` replaces column titles, ``widths`` fixes widths in points, ``high`` leaves room
    for handwriting, ``bold`` columns are set bold, ``whole`` ones have no line ends in their texts.
    """

    columns: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=dict)
    size: float = 8.5
    high: bool = False
    bold: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    grid: bool = False
    notes: bool = True
    most: int = 400


def table_flowables(ink: Ink, table: Table, width: float, look: Look, empty: str) -> list[Flowable]:
    """The table, or the sentence ``empty`` where it has no rows, and its notes."""
    if not table.rows:
        return [Paragraph(ink.markup(empty), paragraph("Empty"))]
    notes = list(table.notes) if look.notes else []
    if len(table.rows) > look.most:
        notes.append(f"{len(table.rows) - look.most:,} more rows are in the workbook.")
    written = _written(table, look)
    del table  # a large one takes more memory than all its texts
    found: list[Flowable] = [_table(ink, written, width, look)]
    return found + [Paragraph(ink.markup(note), paragraph("Note")) for note in notes]


@dataclass(frozen=True, slots=True)
class _Written:
    """What is printed of a table: its columns, the texts of its rows, and how cells stand out."""

    columns: list[Column]
    texts: list[list[str]]
    bold_cells: frozenset[tuple[int, int]]
    tones: dict[tuple[int, int], Color]


def _written(table: Table, look: Look) -> _Written:
    places = [table.index(key) for key in look.columns] or list(range(len(table.columns)))
    columns = [table.columns[place] for place in places]
    rows = [[row.cells[place] for place in places] for row in table.rows[: look.most]]
    texts = [
        [_text(column, cell, look) for column, cell in zip(columns, cells, strict=True)]
        for cells in rows
    ]
    return _Written(columns, texts, _cells_with(rows, BOLD_TONES), _tones(rows))


def _table(ink: Ink, written: _Written, width: float, look: Look) -> SetTable:
    columns, texts = written.columns, written.texts
    titles = [look.titles.get(column.key, column.title) for column in columns]
    widths = column_widths(columns, titles, texts, width, look)
    high = 6.5 if look.high else 2.6
    set_look = SetLook(
        widths=widths,
        aligns=[column.align for column in columns],
        size=look.size,
        head_size=look.size - 0.5,
        room=Room(top=high, bottom=high + 1),
        head_room=Room(top=high, bottom=high + 1),
        grid=1 if look.grid else None,
        bold=frozenset(place for place, item in enumerate(columns) if item.key in look.bold),
        bold_cells=written.bold_cells,
        tones=written.tones,
    )
    insides = [each - 2 * _PADDING for each in widths]
    newlines = [int(max(4, inside / (0.56 * look.size))) for inside in insides]
    limits = [int(max(4, inside / (0.56 * look.size)) * _MOST_LINES) for inside in insides]

    def content(row: int, place: int, text: str) -> Content:
        return content_of(
            ink,
            text,
            set_look.is_bold(row, place),
            look.size,
            insides[place],
            columns[place].align,
            limits[place],
            newlines[place],
        )

    head = [
        content_of(ink, title, True, look.size - 0.5, inside, column.align, 2000, 20)
        for column, title, inside in zip(columns, titles, insides, strict=True)
    ]
    body = [
        tuple(content(row, place, text) for place, text in enumerate(line))
        for row, line in enumerate(texts)
    ]
    return set_table(set_look, head, body)


def _text(column: Column, cell: Cell, look: Look) -> str:
    """The cell's text; a time or an amount never breaks inside."""
    text = cell_text(column, cell)
    if cell_type(column, cell) == "elapsed":
        return clocked_text(column, cell)
    unbroken = cell_type(column, cell) in _UNBROKEN or column.key in look.whole
    return whole(text) if unbroken and len(text) < 24 else text


def clocked_text(column: Column, cell: Cell) -> str:
    """Minutes after the event and the time of the week: a line breaks between them at most."""
    text = cell_text(column, cell)
    time = text.removesuffix(cell.words).rstrip() if cell.words else text
    return " ".join(whole(part) for part in (time, cell.words) if part)


def _cells_with(
    rows: Sequence[Sequence[Cell]], tones: frozenset[Tone]
) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, place)
        for row, cells in enumerate(rows)
        for place, cell in enumerate(cells)
        if cell.tone in tones
    )


def _tones(rows: Sequence[Sequence[Cell]]) -> dict[tuple[int, int], Color]:
    return {
        (row, place): TONES[cell.tone]
        for row, cells in enumerate(rows)
        for place, cell in enumerate(cells)
        if cell.tone in TONES
    }


# --- widths ---------------------------------------------------------------------------------------


def column_widths(
    columns: Sequence[Column],
    titles: Sequence[str],
    texts: Sequence[Sequence[str]],
    width: float,
    look: Look,
) -> list[float]:
    """Widths in points that fill ``width``: no word broken, and as few lines as may be.

    The widths that texts want are those in which so many of them take one line; of several such
    shares the one that makes the table shortest counts.
    """
    measured = [
        _measured(title, [line[place] for line in texts], look.size, width)
        for place, title in enumerate(titles)
    ]
    least = [
        look.widths.get(column.key, found.least)
        for column, found in zip(columns, measured, strict=True)
    ]
    texts_are = [column.type in ("text", "level") for column in columns]
    best, shortest = least, math.inf
    for share in _SHARES:
        wanted = [
            need if column.key in look.widths else max(need, found.holds(share if is_text else 1.0))
            for column, need, found, is_text in zip(
                columns, least, measured, texts_are, strict=True
            )
        ]
        widths = _shared(least, wanted, width, texts_are)
        length = _length(measured, widths)
        if length < shortest:
            best, shortest = widths, length
    return best


@dataclass(frozen=True, slots=True)
class _Measured:
    """A column's texts in points: the longest word with padding, and the lines row by row."""

    least: float
    lines: list[float]
    ordered: list[float]

    def holds(self, share: float) -> float:
        """The width in which this share of the texts takes one line."""
        if not self.ordered:
            return self.least
        return self.ordered[math.ceil(share * len(self.ordered)) - 1] * 1.04 + _AROUND


def _measured(title: str, cells: Sequence[str], size: float, width: float) -> _Measured:
    different = set(cells)
    words = {word for text in different for word in _WORDS(text[:300])}
    # Measured bold, for some of the cells will be.
    width_of = letters(BOLD).width
    longest = max(map(width_of, words), default=0) * size / 1000
    head = max(map(width_of, title.split()), default=0) * (size - 0.5) / 1000
    known = {text: width_of(text[:_MEASURED]) * size / 1000 for text in different}
    lines = [known[text] for text in cells]
    return _Measured(
        min(max(longest, head), width * 0.3) + _AROUND,
        lines,
        sorted(line for line in lines if line),
    )


def _length(measured: Sequence[_Measured], widths: Sequence[float]) -> int:
    """About how many lines all rows take together, each as many as its longest cell."""
    insides = [width - _AROUND for width in widths]
    rows = zip(*(found.lines for found in measured), strict=True)
    return sum(
        max(
            1, *(math.ceil(1.04 * line / inside) for line, inside in zip(row, insides, strict=True))
        )
        for row in rows
    )


def _shared(
    least: list[float], wanted: list[float], width: float, texts_are: list[bool]
) -> list[float]:
    """What is left over goes to texts; what is missing is missing where most is wanted.

    Columns that want no more than an even share beyond their longest words get it; the others
    share the rest by what they want, so that none takes many more lines than another.
    """
    if sum(least) > width:
        return _squeezed(least, width)
    spare = width - sum(wanted)
    if spare >= 0:
        weights = [want * is_text for want, is_text in zip(wanted, texts_are, strict=True)]
        weights = weights if any(weights) else wanted
        return [
            want + spare * weight / sum(weights)
            for want, weight in zip(wanted, weights, strict=True)
        ]
    more = [want - need for want, need in zip(wanted, least, strict=True)]
    left, wide = width - sum(least), set(range(len(more)))
    while content := {place for place in wide if more[place] <= left / len(wide)}:
        left -= sum(more[place] for place in content)
        wide -= content
    scale = left / sum(more[place] for place in wide)
    return [
        need + more[place] * (scale if place in wide else 1) for place, need in enumerate(least)
    ]


def _squeezed(least: list[float], width: float) -> list[float]:
    """Too much for the page: the widest columns give way first, where words then break."""
    low, high = 0.0, max(least)
    for _ in range(40):
        limit = (low + high) / 2
        low, high = (
            (limit, high) if sum(min(each, limit) for each in least) < width else (low, limit)
        )
    return [min(each, low) for each in least]
