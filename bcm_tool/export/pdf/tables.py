"""A Table on paper: columns as wide as what they hold, the header on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.platypus import Flowable, LongTable, Paragraph

from bcm_tool.export.pdf.fonts import BOLD, REGULAR, text_width
from bcm_tool.export.pdf.ink import Ink, whole
from bcm_tool.export.pdf.style import BOLD_TONES, DARK, LINE, TONES, cell_style, paragraph
from bcm_tool.export.table import Cell, Column, Table, cell_text, cell_type

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
    found: list[Flowable] = [_table(ink, table, width, look)]
    notes = list(table.notes) if look.notes else []
    if len(table.rows) > look.most:
        notes.append(f"{len(table.rows) - look.most:,} more rows are in the workbook.")
    return found + [Paragraph(ink.markup(note), paragraph("Note")) for note in notes]


def _table(ink: Ink, table: Table, width: float, look: Look) -> LongTable:
    places = [table.index(key) for key in look.columns] or list(range(len(table.columns)))
    columns = [table.columns[place] for place in places]
    titles = [look.titles.get(column.key, column.title) for column in columns]
    rows = [[row.cells[place] for place in places] for row in table.rows[: look.most]]
    texts = [
        [_text(column, cell, look) for column, cell in zip(columns, cells, strict=True)]
        for cells in rows
    ]
    widths = column_widths(columns, titles, texts, width, look)
    head = [
        Paragraph(ink.markup(title, bold=True), cell_style(look.size - 0.5, column.align, True))
        for column, title in zip(columns, titles, strict=True)
    ]
    body = [
        [
            _paragraph(ink, column, cell, text, room, look)
            for column, cell, text, room in zip(columns, cells, line, widths, strict=True)
        ]
        for cells, line in zip(rows, texts, strict=True)
    ]
    return LongTable([head, *body], widths, repeatRows=1, style=_style(rows, look), hAlign="LEFT")


def _text(column: Column, cell: Cell, look: Look) -> str:
    """The cell's text; a time or an amount never breaks inside."""
    text = cell_text(column, cell)
    unbroken = cell_type(column, cell) in _UNBROKEN or column.key in look.whole
    return whole(text) if unbroken and len(text) < 24 else text


def _paragraph(
    ink: Ink, column: Column, cell: Cell, text: str, room: float, look: Look
) -> Paragraph | str:
    if not text:
        return ""
    bold = cell.tone in BOLD_TONES or column.key in look.bold
    letters = max(4, (room - 2 * _PADDING) / (0.56 * look.size))
    marked = ink.markup(text, bold, int(letters * _MOST_LINES), newline=int(letters))
    return Paragraph(marked, cell_style(look.size, column.align, bold))


def _style(rows: Sequence[Sequence[Cell]], look: Look) -> list[tuple[object, ...]]:
    room = 6.5 if look.high else 2.6
    style: list[tuple[object, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), room),
        ("BOTTOMPADDING", (0, 0), (-1, -1), room + 1),
        ("LINEBELOW", (0, 0), (-1, 0), 1.0, DARK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
    ]
    if look.grid:
        style.append(("INNERGRID", (0, 1), (-1, -1), 0.4, LINE))
    for number, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            if cell.tone in TONES:
                style.append(("BACKGROUND", (place, number), (place, number), TONES[cell.tone]))
    return style


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
    words = {word for text in cells for word in re.split(r"[ \n\t]", text[:300])}
    # Measured bold, for some of the cells will be.
    longest = max((text_width(word, BOLD, size) for word in words), default=0)
    head = max((text_width(word, BOLD, size - 0.5) for word in title.split()), default=0)
    line = max((text_width(text[:120], BOLD, size) for text in set(cells)), default=0)
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
