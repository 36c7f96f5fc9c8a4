"""The loss curve of an element, with hover values and the RTO and MTPD on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

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

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.loss import LossCurve
from bcm_tool.durations import format_duration
from bcm_tool.export.table import Row, Table, column, row, table
from ui import theme
from ui.widgets import chart_parts as parts
from ui.widgets.reading_plate import paint_reading

TOP, BOTTOM, RIGHT = 22, 26, 18


@dataclass(frozen=True, slots=True)
class LossPicture:
    """What is drawn: the curve, the bands' minutes, and marks (name, minutes)."""

    curve: LossCurve | None
    bands: tuple[int, ...]
    marks: tuple[tuple[str, int], ...]
    currency: str


NOTHING = LossPicture(None, (), (), "")


class LossChart(QWidget):
    """Time bands stand at equal distances; between them time runs evenly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NOTHING
        self.read_at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Loss curve; the table beside it says the same")
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(420, 190)

    def show_picture(self, picture: LossPicture) -> None:
        """Draw another curve."""
        self.picture = picture
        self.read_at = None
        self._describe()
        self.update()

    # --- places -----------------------------------------------------------------------------

    @property
    def _knots(self) -> tuple[int, ...]:
        known = {0, *self.picture.bands}
        far = [minutes for _, minutes in self.picture.marks if minutes > max(known)]
        return tuple(sorted(known | set(far)))

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = 14 + max(
            (metrics.horizontalAdvance(format_amount(v)) for v in self._levels()), default=40
        )
        return parts.plot_area(self, left, TOP, RIGHT, BOTTOM)

    def _levels(self) -> list[Decimal]:
        top = self._top()
        return [top * step / 4 for step in range(5)] if top else []

    def _top(self) -> Decimal:
        curve, knots = self.picture.curve, self._knots
        return nice_top(curve.at(knots[-1])) if curve is not None and knots else Decimal(0)

    def x_of(self, minutes: float) -> float:
        """The place of a minute."""
        knots, area = self._knots, self._area()
        wide = area.width() / max(1, len(knots) - 1)
        for number, (low, high) in enumerate(pairwise(knots)):
            if minutes <= high:
                return area.left() + wide * (number + (minutes - low) / (high - low))
        return area.right()

    def minute_at(self, x: float) -> int:
        """The minute at a place."""
        knots, area = self._knots, self._area()
        wide = area.width() / max(1, len(knots) - 1)
        place = min(max(0.0, (x - area.left()) / wide), len(knots) - 1.0)
        number = min(int(place), len(knots) - 2)
        low, high = knots[number], knots[number + 1]
        return round(low + (place - number) * (high - low))

    def _y(self, value: Decimal) -> float:
        area, top = self._area(), self._top()
        return area.bottom() - (float(value / top) * area.height() if top else 0.0)

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = parts.begin(self)
        curve = self.picture.curve
        if curve is None or len(self._knots) < 2:
            words = "No loss is rated. Type amounts into the rows of money to see the curve."
            parts.say_nothing(painter, self, words)
            return
        self._axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._curve(painter, curve)
        self._marks(painter, curve)
        if self.read_at is not None:
            self._reader(painter, curve, self.read_at)
        painter.end()

    def _axes(self, painter: QPainter) -> None:
        area = self._area()
        for value in self._levels():
            parts.level(painter, area, self._y(value), format_amount(value))
        free = -1.0
        for minutes in self._knots:
            text = format_duration(minutes) if minutes else "0"
            free = parts.tick(painter, area, self.x_of(minutes), text, free)
        painter.setPen(theme.colour("muted"))
        painter.drawText(QPointF(6, 14), f"Loss, {self.picture.currency}".removesuffix(", "))

    def _curve(self, painter: QPainter, curve: LossCurve) -> None:
        area, end = self._area(), self._knots[-1]
        times = sorted({0, end, *(t for t, _ in curve.points if t <= end), *self._knots})
        path = QPainterPath(QPointF(self.x_of(0), self._y(Decimal(0))))
        for minutes in times:
            path.lineTo(self.x_of(minutes), self._y(curve.at(minutes)))
        parts.curve(painter, area, path)
        painter.setPen(QPen(theme.tone("note").edge, 2.2))
        painter.setBrush(theme.colour("base"))
        for minutes in self.picture.bands:
            point = QPointF(self.x_of(minutes), self._y(curve.at(minutes)))
            painter.drawEllipse(point, 3, 3)

    def _marks(self, painter: QPainter, curve: LossCurve) -> None:
        area, metrics = self._area(), QFontMetricsF(painter.font())
        free = -1.0
        for name, minutes in sorted(self.picture.marks, key=lambda mark: mark[1]):
            x = self.x_of(minutes)
            thick = name == "MTPD"
            ink = theme.tone("error" if thick else "ok").edge
            painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine if thick else Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
            text = f"{name} {format_duration(minutes)}: {format_amount(curve.at(minutes))}"
            width = metrics.horizontalAdvance(text)
            left = min(max(free, x - width / 2, area.left()), self.width() - width - 4)
            painter.setPen(theme.colour("text"))
            painter.drawText(QPointF(left, 14), text)
            free = left + width + 10

    def _reader(self, painter: QPainter, curve: LossCurve, minutes: int) -> None:
        at = QPointF(self.x_of(minutes), self._y(curve.at(minutes)))
        paint_reading(painter, at, self._area(), self.width(), self.reading())

    # --- looking ----------------------------------------------------------------------------

    def reading(self) -> str:
        """What an outage costs that lasts until the cursor."""
        curve = self.picture.curve
        if curve is None or self.read_at is None:
            return ""
        amount = format_amount(curve.at(self.read_at), self.picture.currency)
        return f"{format_duration(self.read_at)}: {amount}"

    def set_reading(self, minutes: int | None) -> None:
        """Read the curve at a minute; None reads nowhere."""
        self.read_at = minutes
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.reading())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.picture.curve is not None and len(self._knots) > 1:
            inside = event.position().x() >= self._area().left() - 4
            self.set_reading(self.minute_at(event.position().x()) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self.set_reading(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = parts.pixels_by_key(event)
        if not step or self.picture.curve is None or len(self._knots) < 2:
            super().keyPressEvent(event)
            return
        here = self.x_of(self.read_at or 0)
        self.set_reading(self.minute_at(here + step))


def nice_top(most: Decimal) -> Decimal:
    """The next round number that four even steps reach."""
    if most <= 0:
        return Decimal(0)
    unit = Decimal(10) ** most.adjusted()
    steps = (Decimal(n) for n in ("1", "1.2", "1.6", "2", "2.4", "3.2", "4", "6", "8", "10"))
    return next(unit * step for step in steps if unit * step >= most)


def loss_table(picture: LossPicture) -> Table:
    """The curve as a table: every band, RTO and MTPD."""
    columns = (
        column("minutes", "After", "minutes", 12),
        column("loss", f"Loss, {picture.currency}".removesuffix(", "), "money", 18),
        column("rate", "Per hour until then", "money", 20),
        column("what", "", width=30),
    )
    if picture.curve is None:
        return table("loss", "Loss over time", columns, ())
    marks: dict[int, list[str]] = {}
    for name, minutes in picture.marks:
        marks.setdefault(minutes, []).append(name)
    times = sorted({*picture.bands, *marks} - {0})
    rows, before = [], 0
    for minutes in times:
        rows.append(_loss_row(picture.curve, before, minutes, marks.get(minutes, ())))
        before = minutes
    return table("loss", "Loss over time", columns, rows, "Straight lines between the bands.")


def _loss_row(curve: LossCurve, before: int, minutes: int, names: Sequence[str]) -> Row:
    gained = curve.at(minutes) - curve.at(before)
    rate = (gained * 60 / (minutes - before)).quantize(Decimal(1))
    return row(minutes, curve.at(minutes), rate, ", ".join(names), ref=str(minutes))
