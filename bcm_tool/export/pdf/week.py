"""The scenario over the hours of a week, printed: a picture of all starts, and what they mean."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from bcm_tool.analysis.week_result import WeekResult
from bcm_tool.calendars import DAYS
from bcm_tool.export.pdf.ink import Ink, draw_centred, draw_runs
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.style import DARK, LINE, MUTED, TEXT
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.tables.week import (
    measures,
    shades,
    week_notes,
    week_services_table,
    worst_place,
)
from bcm_tool.model.model import Model

_ROW, _HEAD, _DAY = 15.0, 12.0, 26.0
_STEPS = 5
_LIGHTEST, _DARKEST = 1.0, 0.62


def week_chapter(ink: Ink, model: Model, week: WeekResult, width: float) -> list[Flowable]:
    """Picture, notes, and the table of services."""
    look = Look(
        columns=("key", "name", "rto", "best", "worst", "worst_start", "held", "result"),
        bold=("key",),
        notes=False,
    )
    found = chapter(ink, "When in the week it happens", "week")
    found += [body(ink, note) for note in week_notes(model, week)]
    if week.bound_by_hours:
        found += section(ink, "Services late, by day and hour of the start", "week-picture")
        found.append(WeekPicture(ink, model, week, width))
    found += section(ink, "What holds from every start", "week-services")
    return found + table_flowables(
        ink, week_services_table(model, week), width, look, "No service stops in this scenario."
    )


class WeekPicture(Flowable):  # type: ignore[misc]
    """Days down, hours across: the number of services late, darker for more.

    The worst start has a thick frame.
    """

    def __init__(self, ink: Ink, model: Model, week: WeekResult, width: float) -> None:
        super().__init__()
        self.ink, self.week, self.width = ink, week, width
        self.height = _HEAD + 7 * _ROW + 14
        late = measures(model, week)[0]
        self._shades = shades([late.value(hour) for hour in week.hours], _STEPS)
        self._worst = worst_place(late, week)
        self._texts = [late.text(hour) for hour in week.hours]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        """Draw heads, cells and the legend."""
        canvas, top = self.canv, self.height - _HEAD
        cell = (self.width - _DAY) / 24
        canvas.setFillColor(MUTED)
        for hour in range(24):
            draw_centred(
                canvas, _DAY + (hour + 0.5) * cell, top + 3, self.ink.runs(f"{hour:02d}"), 6.5
            )
        for place, text in enumerate(self._texts):
            day, hour = divmod(place, 24)
            left, bottom = _DAY + hour * cell, top - (day + 1) * _ROW
            grey = _LIGHTEST - (_LIGHTEST - _DARKEST) * self._shades[place] / (_STEPS - 1)
            canvas.setFillColor(Color(grey, grey, grey))
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.4)
            canvas.rect(left, bottom, cell, _ROW, stroke=1, fill=1)
            canvas.setFillColor(TEXT)
            draw_centred(canvas, left + cell / 2, bottom + 4.6, self.ink.runs(text), 7)
        for day, name in enumerate(DAYS):
            canvas.setFillColor(TEXT)
            draw_runs(canvas, 0, top - (day + 1) * _ROW + 4.6, self.ink.runs(name), 7.5)
        words = "Number of services late; darker is more."
        if self._worst is not None:
            day, hour = divmod(self._worst, 24)
            canvas.setStrokeColor(DARK)
            canvas.setLineWidth(1.6)
            canvas.rect(_DAY + hour * cell, top - (day + 1) * _ROW, cell, _ROW, stroke=1, fill=0)
            words += " Thick frame: the worst start."
        canvas.setFillColor(MUTED)
        draw_runs(canvas, 0, top - 7 * _ROW - 11, self.ink.runs(words), 7)
