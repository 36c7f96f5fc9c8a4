"""How long a service's outage takes over all simulated runs: the cumulative curve."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from bcm_tool.durations import format_duration
from ui import theme
from ui.recovery.time_axis import step_for, ticks
from ui.widgets import chart_parts as parts
from ui.widgets.reading_plate import paint_reading

TOP, BOTTOM, LEFT, RIGHT = 36, 24, 44, 16
FAR = 1.6
"""A limit further away than so many times the longest outage is told, not drawn."""


@dataclass(frozen=True, slots=True)
class OutagePicture:
    """The quantiles from 0 % to 100 % (None: never back) and marks (name, minutes)."""

    name: str
    curve: tuple[int | None, ...]
    marks: tuple[tuple[str, int], ...]


NOTHING = OutagePicture("", (), ())


class OutageChart(QWidget):
    """Time to the right, share of runs upwards; the arrow keys read the curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NOTHING
        self.read_at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Outage over all runs; the table beside it says the same")
        self.setMinimumSize(220, 84)

    def sizeHint(self) -> QSize:
        return QSize(460, 200)

    def show_picture(self, picture: OutagePicture) -> None:
        """Draw another service."""
        self.picture = picture
        self.set_reading(None)

    # --- places -----------------------------------------------------------------------------

    @property
    def known(self) -> list[int]:
        """The quantiles that are a time at all."""
        return [minutes for minutes in self.picture.curve if minutes is not None]

    def span(self) -> tuple[int, int]:
        """First and last minute of the axis."""
        known = self.known or [0]
        near = [m for _, m in self.picture.marks if m <= FAR * max(known[-1], 1)]
        first, last = min(known[0], *near, known[0]), max(known[-1], *near, known[-1])
        room = max(5, (last - first) // 12)
        return max(0, first - room), last + room

    def _area(self) -> QRectF:
        return parts.plot_area(self, LEFT, TOP, RIGHT, BOTTOM)

    def x_of(self, minutes: float) -> float:
        """The place of a minute."""
        (first, last), area = self.span(), self._area()
        return area.left() + area.width() * (minutes - first) / max(1, last - first)

    def minute_at(self, x: float) -> int:
        """The minute at a place."""
        (first, last), area = self.span(), self._area()
        share = min(1.0, max(0.0, (x - area.left()) / area.width()))
        return round(first + share * (last - first))

    def _y(self, percent: float) -> float:
        area = self._area()
        return area.bottom() - area.height() * percent / 100

    def percent_at(self, minutes: int) -> int:
        """How many runs, in percent, take no longer."""
        return max(0, bisect_right(self.known, minutes) - 1)

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = parts.begin(self)
        if not self.picture.curve:
            words = "Choose a service that stops to see how long its outage takes."
            parts.say_nothing(painter, self, words)
            return
        self._axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._curve(painter)
        self._marks(painter)
        if self.read_at is not None:
            self._reader(painter, self.read_at)
        painter.end()

    def _axes(self, painter: QPainter) -> None:
        area = self._area()
        for percent in (0, 50, 80, 90, 100) if area.height() > 110 else (0, 50, 90):
            parts.level(painter, area, self._y(percent), f"{percent} %")
        first, last = self.span()
        free = 0.0
        for minutes in ticks(first, last, step_for((last - first) / area.width(), 76)):
            text = format_duration(minutes) if minutes else "0"
            free = parts.tick(painter, area, self.x_of(minutes), text, free)

    def _curve(self, painter: QPainter) -> None:
        area, known = self._area(), self.known
        if not known:
            return
        path = QPainterPath(QPointF(area.left(), area.bottom()))
        path.lineTo(self.x_of(known[0]), area.bottom())
        for percent, minutes in enumerate(known):
            path.lineTo(self.x_of(minutes), self._y(percent))
        path.lineTo(area.right(), self._y(len(known) - 1))
        parts.curve(painter, area, path)

    def _marks(self, painter: QPainter) -> None:
        area, metrics = self._area(), QFontMetricsF(painter.font())
        _, last = self.span()
        free = -1.0
        for name, minutes in sorted(self.picture.marks, key=lambda mark: mark[1]):
            text = f"{name} {format_duration(minutes)}"
            if minutes > last:
                text += " →"
            x = min(self.x_of(minutes), area.right())
            if minutes <= last:
                painter.setPen(_pen(name))
                painter.drawLine(QPointF(x, area.top() - 6), QPointF(x, area.bottom()))
            width = metrics.horizontalAdvance(text)
            left = min(max(4.0, x - width / 2), self.width() - width - 4)
            line = 13.0 if left > free else 27.0
            painter.setPen(theme.colour("text"))
            painter.drawText(QPointF(left, line), text)
            free = max(free, left + width + 8) if line < 20 else free

    def _reader(self, painter: QPainter, minutes: int) -> None:
        at = QPointF(self.x_of(minutes), self._y(self.percent_at(minutes)))
        paint_reading(painter, at, self._area(), self.width(), self.reading())

    # --- looking ----------------------------------------------------------------------------

    def reading(self) -> str:
        """How many runs are back by the cursor."""
        if self.read_at is None or not self.picture.curve:
            return ""
        share = self.percent_at(self.read_at)
        return f"{share} % of the runs within {format_duration(self.read_at)}"

    def set_reading(self, minutes: int | None) -> None:
        """Read the curve at a minute; None reads nowhere."""
        self.read_at = minutes
        self.setAccessibleDescription(self.reading())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.picture.curve:
            inside = event.position().x() >= self._area().left() - 4
            self.set_reading(self.minute_at(event.position().x()) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self.set_reading(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = parts.pixels_by_key(event)
        if not step or not self.picture.curve:
            super().keyPressEvent(event)
            return
        here = self.x_of(self.span()[0] if self.read_at is None else self.read_at)
        self.set_reading(self.minute_at(here + step))


def _pen(name: str) -> QPen:
    """Each limit has a line of its own kind, not only a colour."""
    kinds = {
        "MTPD": ("error", 2.0, Qt.PenStyle.SolidLine),
        "RTO": ("ok", 2.0, Qt.PenStyle.DashLine),
    }
    tone, width, style = kinds.get(name, ("neutral", 1.4, Qt.PenStyle.DotLine))
    return QPen(theme.tone(tone).edge, width, style)


def marks_of(rto: int | None, mtpd: int | None, planned: int | None) -> Iterator[tuple[str, int]]:
    """The marks of a service that has these times."""
    for name, minutes in (("planned", planned), ("RTO", rto), ("MTPD", mtpd)):
        if minutes is not None:
            yield name, minutes
