"""How a help page looks: room around headings and tables, thin lines, units kept with numbers."""

from __future__ import annotations

import re

from PySide6.QtGui import (
    QBrush,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ui import theme

LINE_PER_CENT = 122
_UNIT = re.compile(r"(?<=[0-9]) (?=(?:d|h|min|EUR)\b)")
_ABOVE = {1: 0, 2: 20, 3: 14}
_BELOW = {1: 10, 2: 6, 3: 4}


def together(markdown: str) -> str:
    """The text with numbers that no line break parts from their units; code stays as it is."""
    parts = re.split(r"(`[^`]*`)", markdown)
    kept = (part if part.startswith("`") else _UNIT.sub("\u00a0", part) for part in parts)
    return "".join(kept)


def lay_out(document: QTextDocument) -> None:
    """Give a page that was just filled its room and lines."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        _lay_out_block(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _lay_out_table(frame)
    cursor.endEditBlock()


def _lay_out_block(block: QTextBlock) -> None:
    style = QTextBlockFormat()
    level = block.blockFormat().headingLevel()
    if level:
        style.setTopMargin(_ABOVE.get(level, 12))
        style.setBottomMargin(_BELOW.get(level, 4))
    else:
        style.setLineHeight(
            LINE_PER_CENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
    QTextCursor(block).mergeBlockFormat(style)


def _lay_out_table(table: QTextTable) -> None:
    style = table.format()
    style.setBorderCollapse(True)
    style.setBorder(1)
    style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    style.setBorderBrush(QBrush(theme.colour("line")))
    style.setCellPadding(5)
    style.setTopMargin(6)
    style.setBottomMargin(12)
    style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(style)
    head = QBrush(theme.colour("window"))
    for number in range(table.columns()):
        cell = table.cellAt(0, number)
        shape = cell.format()
        shape.setBackground(head)
        cell.setFormat(shape)
