"""Tables to and from the clipboard, the way spreadsheets do it: TSV beside HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from bcm_tool.errors import BcmError

Grid = list[list[str]]
MOST_CELLS = 500_000


def to_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as tab-separated text; cells with tabs, quotes or line breaks are quoted."""
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def to_html(rows: Sequence[Sequence[str]], *, head: bool) -> str:
    """Rows as an HTML table; user text stays text."""
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if head and number == 0 else "td"
        cells = "".join(f"<{tag}>{_cell(text)}</{tag}>" for text in row)
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cell(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def copy(rows: Sequence[Sequence[str]], *, head: bool = False) -> None:
    """Put rows on the clipboard."""
    data = QMimeData()
    data.setText(to_tsv(rows))
    data.setHtml(to_html(rows, head=head))
    QGuiApplication.clipboard().setMimeData(data)


def pasted() -> Grid:
    """The table on the clipboard; empty when there is no text.

    Raises
    ------
    BcmError
        When it is no table, or larger than anything a person would paste.
    """
    return from_tsv(QGuiApplication.clipboard().text())


def from_tsv(text: str) -> Grid:
    """Tab-separated text as rows of equal length."""
    if not text.strip("\r\n"):
        return []
    if text.count("\t") + text.count("\n") > MOST_CELLS:
        raise BcmError(
            f"The clipboard holds more than {MOST_CELLS:,} cells; import a file instead."
        )
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    try:
        rows = list(csv.reader(io.StringIO(cleaned), delimiter="\t", strict=True))
    except csv.Error:
        # Not written by a spreadsheet: a lone quotation mark is then just a character.
        rows = [line.split("\t") for line in cleaned.split("\n")]
    width = max(len(row) for row in rows)
    return [[*row, *[""] * (width - len(row))] for row in rows]
