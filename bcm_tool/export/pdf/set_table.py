"""A table of many rows, set straight onto the page: the look of a LongTable at a fraction of the
time and memory.

Texts that need more than one typeface, lines of their own or broken words are set by ReportLab's
Paragraph, as everywhere else in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, Literal, TypeAlias

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Paragraph

from bcm_tool.export.pdf.fonts import BOLD, REGULAR
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.letters import Pen, Tight, letters, pen_of, plain_letters
from bcm_tool.export.pdf.page import is_trying
from bcm_tool.export.pdf.parts import Box
from bcm_tool.export.pdf.style import DARK, LINE, TEXT, cell_style
from bcm_tool.export.table import Align

Stand = Literal["top", "middle", "bottom"]
Content: TypeAlias = str | tuple[str, ...] | Any
"""One line, several, or what is set by ReportLab; an empty text is an empty cell."""
LEADING = 1.28
_EMPTY_HEIGHT = 12.0
"""What an empty cell takes at least, as in a LongTable: room to write by hand."""
_HEIGHT_FUZZ = 1e-6


@dataclass(frozen=True, slots=True)
class Room:
    """Points around what stands in a cell."""

    left: float = 4.0
    right: float = 4.0
    top: float = 2.6
    bottom: float = 3.6


@dataclass(frozen=True)
class SetLook:
    """How a table is set: one size, an alignment for each column, lines, colours behind cells.

    ``bold`` are columns set bold, ``bold_cells`` and ``tones`` single cells by (row, column);
    ``grid`` is the first column with a line on its left, ``line`` the width of lines below rows.
    """

    widths: Sequence[float]
    aligns: Sequence[Align]
    size: float
    head_size: float
    room: Room = Room()
    head_room: Room = Room()
    stand: Stand = "top"
    head_stand: Stand = "bottom"
    grid: int | None = None
    line: float = 0.4
    bold: frozenset[int] = frozenset()
    bold_cells: frozenset[tuple[int, int]] = frozenset()
    tones: Mapping[tuple[int, int], Color] = field(default_factory=dict)

    def is_bold(self, row: int | None, column: int) -> bool:
        """Whether a cell is set bold; the header (None) is."""
        return row is None or column in self.bold or (row, column) in self.bold_cells


@dataclass(frozen=True)
class SetRows:
    """What all parts of one table share: its cells, and where each row begins (points)."""

    look: SetLook
    head: tuple[Content, ...]
    head_height: float
    rows: Sequence[tuple[Content, ...]]
    starts: Sequence[float]


def content_of(
    ink: Ink,
    text: str,
    bold: bool,
    size: float,
    room: float,
    align: Align,
    limit: int = 2000,
    newline: int = 20,
) -> Content:
    """A text ready to be set in ``room`` points, cut after ``limit`` letters."""
    if not text:
        return ""
    if len(text) <= limit and plain_letters(BOLD if bold else REGULAR, bold).issuperset(text):
        own = letters(BOLD if bold else REGULAR)
        within = room * 1000 / size
        if own.width(text) <= within and text[0] != " " and text[-1] != " " and "  " not in text:
            return text
        lines = own.lines(text, within)
        if lines:
            return lines[0] if len(lines) == 1 and type(lines[0]) is str else lines
    return Paragraph(ink.markup(text, bold, limit, newline), cell_style(size, align, bold))


def set_table(
    look: SetLook, head: Sequence[Content], rows: Sequence[tuple[Content, ...]]
) -> SetTable:
    """The table as a flowable that splits at rows and repeats its header."""
    insides = [width - look.room.left - look.room.right for width in look.widths]
    high = look.size * LEADING
    around = look.room.top + look.room.bottom
    heights = [_row_height(row, insides, high) + around for row in rows]
    around = look.head_room.top + look.head_room.bottom
    head_height = _row_height(head, insides, look.head_size * LEADING) + around
    starts = list(accumulate(heights, initial=0.0))
    return SetTable(SetRows(look, tuple(head), head_height, rows, starts), 0, len(rows))


def _row_height(row: Sequence[Content], insides: Sequence[float], high: float) -> float:
    tallest = 0.0
    for content, inside in zip(row, insides, strict=True):
        if isinstance(content, str):
            height = high if content else _EMPTY_HEIGHT
        elif isinstance(content, tuple):
            height = high * len(content)
        else:
            height = content.wrap(inside, 0x7FFFFFFF)[1]
        tallest = max(tallest, height)
    return tallest


class SetTable(Flowable):  # type: ignore[misc]
    """Rows ``first`` to ``last`` (excluded) of a table, below its header."""

    def __init__(self, table: SetRows, first: int, last: int) -> None:
        super().__init__()
        self.table, self.first, self.last = table, first, last
        self.width = sum(table.look.widths)
        self.height = table.head_height + table.starts[last] - table.starts[first]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits above, and the rest with the header again."""
        starts = self.table.starts
        room = height - self.table.head_height + starts[self.first] + _HEIGHT_FUZZ
        end = self.first
        while end < self.last and starts[end + 1] <= room:
            end += 1
        if end == self.first:
            return []
        if end == self.last:
            return [self]
        upper = SetTable(self.table, self.first, end)
        return [upper, SetTable(self.table, end, self.last)]

    def draw(self) -> None:
        """Colours behind cells, then texts, then lines; nothing in a pass that is only a try."""
        if is_trying(self.canv):
            return
        Setter(self.canv, self.table.look).draw(self)


class Setter:
    """Sets one part of a table onto a canvas, its lower left corner at the origin."""

    def __init__(self, canvas: Any, look: SetLook) -> None:
        self._canvas, self._look = canvas, look
        self._code: list[str] = []
        self._lefts = list(accumulate(look.widths, initial=0.0))
        self._pen: Pen | None = None
        self._boxes: list[str] = []

    def draw(self, part: SetTable) -> None:
        """Write all of it, and leave the canvas as it was."""
        canvas, table = self._canvas, part.table
        rows = range(part.first, part.last)
        top = part.height - table.head_height + table.starts[part.first]
        bounds = [top - start for start in table.starts[part.first : part.last + 1]]
        canvas.saveState()
        self._backgrounds(part.first, bounds)
        canvas.setFillColor(TEXT)
        self._begin()
        self._row(table.head, part.height, bounds[0], None)
        for row, (upper, lower) in zip(rows, pairwise(bounds), strict=True):
            self._row(table.rows[row], upper, lower, row)
        self._end()
        self._lines(bounds)
        canvas.restoreState()

    def _begin(self) -> None:
        self._code, self._pen = ["BT"], None

    def _end(self) -> None:
        self._canvas._code.append("\n".join([*self._code, "ET"]))

    def _row(self, cells: Sequence[Content], upper: float, lower: float, row: int | None) -> None:
        look = self._look
        room = look.head_room if row is None else look.room
        size = look.head_size if row is None else look.size
        stand = look.head_stand if row is None else look.stand
        for column, content in enumerate(cells):
            if content == "":
                continue
            if isinstance(content, Flowable):
                self._flowable(content, column, upper, lower, room, stand)
                continue
            lines = (content,) if isinstance(content, str) else content
            top = _top(stand, room, upper, lower, len(lines) * size * LEADING)
            self._text(lines, column, top, size, room, look.is_bold(row, column))

    def _text(
        self,
        lines: Sequence[str],
        column: int,
        top: float,
        size: float,
        room: Room,
        bold: bool,
    ) -> None:
        pen = pen_of(self._canvas, BOLD if bold else REGULAR, size)
        if pen is not self._pen:
            self._code.append(pen.select)
            self._pen = pen
        align = self._look.aligns[column]
        left = self._lefts[column] + room.left
        right = self._lefts[column + 1] - room.right
        y = top - size  # as ReportLab's Paragraph stands
        for line in lines:
            x = left
            if isinstance(line, Tight):
                pass  # fills its column
            elif align == "right":
                x = right - pen.width(line)
            elif align == "center":
                x = (left + right - pen.width(line)) / 2
            self._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {pen.show(line)}")
            y -= size * LEADING

    def _flowable(
        self, content: Flowable, column: int, upper: float, lower: float, room: Room, stand: Stand
    ) -> None:
        x = self._lefts[column] + room.left
        y = _top(stand, room, upper, lower, content.height) - content.height
        if isinstance(content, Box):
            self._boxes.append(f"{x:.2f} {y:.2f} {content.width:g} {content.height:g} re")
            return
        self._end()
        content.drawOn(self._canvas, x, y)
        self._begin()

    def _backgrounds(self, first: int, bounds: Sequence[float]) -> None:
        look, canvas = self._look, self._canvas
        if not look.tones:
            return
        for row, (upper, lower) in enumerate(pairwise(bounds), first):
            for column, width in enumerate(look.widths):
                tone = look.tones.get((row, column))
                if tone is not None:
                    canvas.setFillColor(tone)
                    left, high = self._lefts[column], upper - lower
                    canvas._code.append(f"{left:.2f} {lower:.2f} {width:.2f} {high:.2f} re f")

    def _lines(self, bounds: Sequence[float]) -> None:
        look, canvas, right = self._look, self._canvas, self._lefts[-1]
        canvas.setStrokeColor(DARK)
        if self._boxes:
            canvas.setLineWidth(0.9)
            canvas._code.append("\n".join([*self._boxes, "S"]))
        canvas.setLineWidth(1.0)
        canvas._code.append(f"0 {bounds[0]:.2f} m {right:.2f} {bounds[0]:.2f} l S")
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(look.line)
        code = [f"0 {y:.2f} m {right:.2f} {y:.2f} l" for y in bounds[1:]]
        if look.grid is not None:
            code += [
                f"{x:.2f} {bounds[0]:.2f} m {x:.2f} {bounds[-1]:.2f} l"
                for x in self._lefts[look.grid : -1]
            ]
        canvas._code.append("\n".join([*code, "S"]))


def _top(stand: Stand, room: Room, upper: float, lower: float, height: float) -> float:
    """Where what stands in a cell begins."""
    if stand == "top":
        return upper - room.top
    if stand == "bottom":
        return lower + room.bottom + height
    return lower + (upper - lower + room.bottom - room.top + height) / 2
