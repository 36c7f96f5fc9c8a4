"""The same table by ReportLab's own means: a LongTable of Paragraphs, cell by cell."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable, LongTable, Paragraph

from bcm_tool.export.pdf.fonts import REGULAR
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import Box
from bcm_tool.export.pdf.set_table import Content, SetTable
from bcm_tool.export.pdf.style import DARK, LINE, cell_style

_STANDS = {"top": "TOP", "middle": "MIDDLE", "bottom": "BOTTOM"}


def as_long_table(ink: Ink, given: SetTable) -> LongTable:
    """What :class:`SetTable` sets, with the same widths, paddings, lines and colours."""
    table = given.table
    look, room, head = table.look, table.look.room, table.look.head_room

    def cell(content: Content, row: int | None, column: int) -> Any:
        if isinstance(content, Box):
            return Box()
        if isinstance(content, Flowable) or content == "":
            return content
        text = content if isinstance(content, str) else " ".join(content)
        bold = look.is_bold(row, column)
        style = cell_style(look.head_size if row is None else look.size, look.aligns[column], bold)
        return Paragraph(ink.markup(text, bold), style)

    top = [cell(content, None, column) for column, content in enumerate(table.head)]
    rows = [
        [cell(content, row, column) for column, content in enumerate(cells)]
        for row, cells in enumerate(table.rows)
    ]
    style: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), _STANDS[look.stand]),
        ("VALIGN", (0, 0), (-1, 0), _STANDS[look.head_stand]),
        ("LEFTPADDING", (0, 0), (-1, -1), room.left),
        ("RIGHTPADDING", (0, 0), (-1, -1), room.right),
        ("TOPPADDING", (0, 0), (-1, -1), room.top),
        ("BOTTOMPADDING", (0, 0), (-1, -1), room.bottom),
        ("TOPPADDING", (0, 0), (-1, 0), head.top),
        ("BOTTOMPADDING", (0, 0), (-1, 0), head.bottom),
        ("LINEBELOW", (0, 0), (-1, 0), 1.0, DARK),
        ("LINEBELOW", (0, 1), (-1, -1), look.line, LINE),
    ]
    if look.grid is not None:
        style.append(("INNERGRID", (look.grid - 1, 1), (-1, -1), look.line, LINE))
    style += [
        ("BACKGROUND", (column, row + 1), (column, row + 1), colour)
        for (row, column), colour in look.tones.items()
    ]
    return LongTable([top, *rows], look.widths, style=style, repeatRows=1, hAlign="LEFT")
