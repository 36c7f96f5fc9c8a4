"""Small building blocks that several sections of the plan use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Table,
)

from bcm_tool.export.pdf.fonts import REGULAR
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.page import Heading
from bcm_tool.export.pdf.style import DARK, LINE, cell_style, paragraph


class Box(Flowable):  # type: ignore[misc]
    """An empty box to tick by hand."""

    def __init__(self, size: float = 11.0) -> None:
        super().__init__()
        self.width = self.height = size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        """Draw the outline."""
        self.canv.setStrokeColor(DARK)
        self.canv.setLineWidth(0.9)
        self.canv.rect(0, 0, self.width, self.height, stroke=1, fill=0)


def chapter(ink: Ink, text: str, name: str, *, landscape: bool = False) -> list[Flowable]:
    """A heading of the first level on a new page of the wanted orientation."""
    template = "landscape" if landscape else "portrait"
    return [NextPageTemplate(template), PageBreak(), Heading(ink, text, 1, name)]


def section(ink: Ink, text: str, name: str, room: float = 45 * mm) -> list[Flowable]:
    """A heading of the second level, on the next page when less than ``room`` is left."""
    return [CondPageBreak(room), Heading(ink, text, 2, name)]


def section_small(ink: Ink, text: str) -> list[Flowable]:
    """A heading of the second level that is not in the contents."""
    return [body(ink, text, "Heading2")]


def body(ink: Ink, text: str, style: str = "Body") -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(ink.markup(text), paragraph(style))


def head_cells(ink: Ink, titles: Iterable[str], size: float = 8) -> list[Paragraph]:
    """The cells of a table's header."""
    style = cell_style(size, "left", True)
    return [Paragraph(ink.markup(title, bold=True), style) for title in titles]


def pairs_table(
    ink: Ink, pairs: Iterable[tuple[str, str]], width: float, label_width: float = 42 * mm
) -> Table:
    """Labels on the left, values on the right; an unset value is a line to write on."""
    rows = [
        [
            Paragraph(ink.markup(name), cell_style(9.5, "left", False, True)),
            Paragraph(ink.markup(value, limit=1200, newline=70), cell_style(9.5, "left", False))
            if value
            else "",
        ]
        for name, value in pairs
    ]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, DARK),
    ]
    return Table(rows, [label_width, width - label_width], style=style, hAlign="LEFT")


def form(
    ink: Ink, titles: Sequence[str], widths: Sequence[float], rows: int, height: float = 21
) -> Table:
    """An empty form to fill in by hand: a header and ``rows`` blank lines."""
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 1.0, DARK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("INNERGRID", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, 0), 2),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 3),
    ]
    blank = [[""] * len(titles) for _ in range(rows)]
    heights = [None, *([height] * rows)]
    return Table(
        [head_cells(ink, titles), *blank],
        list(widths),
        heights,
        style=style,
        hAlign="LEFT",
        repeatRows=1,
    )


def shares(width: float, *parts: float) -> list[float]:
    """``width`` divided in proportion to ``parts``."""
    return [width * part / sum(parts) for part in parts]
