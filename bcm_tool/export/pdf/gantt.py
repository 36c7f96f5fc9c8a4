"""The sequence as a Gantt chart, drawn so that it reads in black and white."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import white
from reportlab.platypus import Flowable

from bcm_tool.calendars import clock
from bcm_tool.durations import DAY, format_elapsed
from bcm_tool.export.pdf.gantt_rows import GanttRow, axis_ticks
from bcm_tool.export.pdf.ink import Ink, draw_centred, draw_right, draw_runs, runs_width
from bcm_tool.export.pdf.page import is_trying
from bcm_tool.export.pdf.style import DARK, FAINT, LINE, MIDDLE, MUTED, TEXT

ROW = 14.0
AXIS = 20.0
LEGEND = 20.0
_SIZE = 7.5
_LABELS = 0.30


class Gantt(Flowable):  # type: ignore[misc]
    """One page of the chart: labels on the left, time to the right."""

    def __init__(
        self,
        ink: Ink,
        rows: list[GanttRow],
        width: float,
        span: int,
        legend: bool,
        start: int | None = None,
    ) -> None:
        super().__init__()
        self.rows, self.span, self.legend, self.ink = rows, span, legend, ink
        self.start = start  # minute of the week of the event
        self.width = width
        self.height = AXIS + ROW * len(rows) + (LEGEND if legend else 0) + 2
        self._left = width * _LABELS
        # Kept free on the right for the words after the last bar.
        self._right = width - 12

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        """Draw axis, lines and legend; nothing in a pass that is only a try."""
        if is_trying(self.canv):
            return
        top = self.height - AXIS
        bottom = top - ROW * len(self.rows)
        self._axis(top, bottom)
        for number, row in enumerate(self.rows):
            self._row(row, top - ROW * (number + 1))
        if self.legend:
            self._legend(bottom - LEGEND + 4)

    def _x(self, minutes: float) -> float:
        return self._left + (self._right - self._left) * min(1.0, minutes / self.span)

    def _axis(self, top: float, bottom: float) -> None:
        canvas = self.canv
        most = 12 if self.span <= DAY else 8
        ticks = axis_ticks(self.span, most if self.start is None else 6)
        for minutes in ticks:
            x = self._x(minutes)
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.4)
            canvas.line(x, bottom, x, top + 3)
            canvas.setFillColor(MUTED)
            time = clock(self.start, minutes)
            label = f"{format_elapsed(minutes)}, {time}" if time else format_elapsed(minutes)
            draw_centred(canvas, x, top + 7, self.ink.runs(label), 7)
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(0.8)
        canvas.line(0, top, self.width, top)

    def _row(self, row: GanttRow, y: float) -> None:
        canvas = self.canv
        if row.heading:
            canvas.setFillColor(FAINT)
            canvas.rect(0, y, self.width, ROW, stroke=0, fill=1)
            canvas.setFillColor(DARK)
            title = self.ink.fitted(row.title, self.width - 8, 8, bold=True)
            draw_runs(canvas, 3, y + 4, title, 8)
            return
        canvas.setFillColor(TEXT)
        title = self.ink.fitted(row.title, self._left - 14, _SIZE, bold=row.critical)
        draw_runs(canvas, 8, y + 4, title, _SIZE)
        if row.service:
            self._outage(row, y)
        else:
            self._task(row, y)

    def _task(self, row: GanttRow, y: float) -> None:
        canvas = self.canv
        end = row.start if row.end is None else row.end
        left, width = self._x(row.start), max(1.4, self._x(end) - self._x(row.start))
        if row.latest is not None:
            canvas.setStrokeColor(MUTED)
            canvas.setLineWidth(0.7)
            reach = self._x(row.latest)
            canvas.line(left + width, y + ROW / 2, reach, y + ROW / 2)
            canvas.line(reach, y + ROW / 2 - 2, reach, y + ROW / 2 + 2)
        self._bar(left, y, width, critical=row.critical)
        reach = left + width if row.latest is None else max(left + width, self._x(row.latest))
        self._words(row.note, left, reach, y)

    def _bar(self, left: float, y: float, width: float, *, critical: bool) -> None:
        self.canv.setStrokeColor(DARK)
        self.canv.setLineWidth(0.6)
        self.canv.setFillColor(DARK if critical else MIDDLE)
        self.canv.rect(left, y + 3, width, ROW - 6, stroke=1, fill=1)

    def _outage(self, row: GanttRow, y: float) -> None:
        canvas = self.canv
        never = row.end is None
        right = self._right if row.end is None else self._x(row.end)
        left = self._x(row.start)
        width = max(1.4, right - left)
        hatched(canvas, left, y + 3, width, ROW - 6, open_end=never)
        reach = left + width
        note, mark = row.note, None
        if row.mark is not None and row.mark <= self.span:
            mark = self._x(row.mark)
            self._mark(mark, y)
        elif row.mark is not None:
            note = f"{note}; RTO {format_elapsed(row.mark)}".removeprefix("; ")
        self._words(note, left, reach, y, mark)

    def _mark(self, x: float, y: float) -> None:
        canvas = self.canv
        canvas.setStrokeColor(TEXT)
        canvas.setFillColor(TEXT)
        canvas.setLineWidth(1.1)
        canvas.line(x, y + 1, x, y + ROW - 3)
        triangle(canvas, x, y + ROW - 4)

    def _words(
        self, words: str, left: float, right: float, y: float, mark: float | None = None
    ) -> None:
        """Words after the bar, else before it, else on it beside the RTO mark."""
        if not words:
            return
        canvas, runs = self.canv, self.ink.runs(words)
        width = runs_width(runs, 6.8)
        canvas.setFillColor(MUTED)
        after = right + 4 if mark is None or mark < right else mark + 6
        if after + width <= self.width:
            draw_runs(canvas, after, y + 4.2, runs, 6.8)
        elif left - 4 - width >= self._left:
            draw_right(canvas, left - 4, y + 4.2, runs, 6.8)
        else:
            middle = _widest_middle(left, right, mark)
            canvas.setFillColor(white)
            canvas.rect(middle - width / 2 - 2, y + 3.6, width + 4, ROW - 7.2, stroke=0, fill=1)
            canvas.setFillColor(TEXT)
            draw_centred(canvas, middle, y + 4.4, runs, 6.8)

    def _legend(self, y: float) -> None:
        x = 0.0
        for name in ("task", "critical task", "float", "outage", "RTO"):
            self._sample(name, x, y)
            self.canv.setFillColor(MUTED)
            x = draw_runs(self.canv, x + 27, y + 1, self.ink.runs(name), 7.5) + 18

    def _sample(self, name: str, x: float, y: float) -> None:
        canvas = self.canv
        if name in ("task", "critical task"):
            self._bar(x, y - 4, 22, critical=name != "task")
        elif name == "float":
            canvas.setStrokeColor(MUTED)
            canvas.line(x, y + 3, x + 22, y + 3)
            canvas.line(x + 22, y + 1, x + 22, y + 5)
        elif name == "outage":
            hatched(canvas, x, y - 1, 22, 8)
        else:
            self._mark(x + 15, y - 3)


def _widest_middle(left: float, right: float, mark: float | None) -> float:
    """The middle of the bar, or of the longer of its parts on both sides of a mark."""
    if mark is None or not left < mark < right:
        return (left + right) / 2
    return (left + mark) / 2 if mark - left > right - mark else (mark + right) / 2


def triangle(canvas: Any, x: float, y: float) -> None:
    """A small filled triangle that points down to the line below it."""
    path = canvas.beginPath()
    path.moveTo(x - 3, y + 3.6)
    path.lineTo(x + 3, y + 3.6)
    path.lineTo(x, y - 1)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def hatched(
    canvas: Any, x: float, y: float, width: float, height: float, *, open_end: bool = False
) -> None:
    """A box filled with diagonal lines; ``open_end`` leaves its right side open."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.45)
    start = x - height
    while start < x + width:
        canvas.line(start, y, start + height, y + height)
        start += 3.2
    canvas.restoreState()
    canvas.setStrokeColor(TEXT)
    canvas.setLineWidth(0.6)
    canvas.line(x, y, x + width, y)
    canvas.line(x, y + height, x + width, y + height)
    canvas.line(x, y, x, y + height)
    if not open_end:
        canvas.line(x + width, y, x + width, y + height)
