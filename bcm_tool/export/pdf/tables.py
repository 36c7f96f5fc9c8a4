"""A Table on paper: columns as wide as what they hold, the header on every page."""

from __future__ import annotations

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
    """Widths in points that fill ``width``: no word broken, long texts given what is left."""
    least, wanted = [], []
    for place, (column, title) in enumerate(zip(columns, titles, strict=True)):
        fixed = look.widths.get(column.key)
        if fixed is not None:
            least.append(fixed)
            wanted.append(fixed)
            continue
        cells = [line[place] for line in texts]
        narrow, wide = _natural(title, cells, look.size, width)
        least.append(narrow)
        wanted.append(wide)
    texts_are = [column.type in ("text", "level") for column in columns]
    return _shared(least, wanted, width, texts_are)


def _natural(title: str, cells: Sequence[str], size: float, width: float) -> tuple[float, float]:
    """(width of the longest word, width of the longest text) with padding, both bounded."""
    different = set(cells)
    words = {word for text in different for word in _WORDS(text[:300])}
    # Measured bold, for some of the cells will be.
    width_of = letters(BOLD).width
    longest = max(map(width_of, words), default=0) * size / 1000
    head = max(map(width_of, title.split()), default=0) * (size - 0.5) / 1000
    line = max((width_of(text[:120]) for text in different), default=0) * size / 1000
    extra = 2 * _PADDING + 1.5
    narrow = min(max(longest, head), width * 0.3) + extra
    return narrow, max(narrow, min(line * 1.04, width * 0.45) + extra)


def _shared(
    least: list[float], wanted: list[float], width: float, texts_are: list[bool]
) -> list[float]:
    """Numbers get what they want; what is left over or missing is a matter of the texts."""
    if sum(least) > width:
        return _squeezed(least, width)
    more = [want - need for want, need in zip(wanted, least, strict=True)]
    left = width - sum(least)
    if sum(more) <= left:
        spare = left - sum(more)
        weights = [want * is_text for want, is_text in zip(wanted, texts_are, strict=True)]
        weights = weights if any(weights) else wanted
        return [
            want + spare * weight / sum(weights)
            for want, weight in zip(wanted, weights, strict=True)
        ]
    return [need + left * each / sum(more) for need, each in zip(least, more, strict=True)]


def _squeezed(least: list[float], width: float) -> list[float]:
    """Too much for the page: the widest columns give way first, where words then break."""
    low, high = 0.0, max(least)
    for _ in range(40):
        limit = (low + high) / 2
        low, high = (
            (limit, high) if sum(min(each, limit) for each in least) < width else (low, limit)
        )
    return [min(each, low) for each in least]
