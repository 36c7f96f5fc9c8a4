"""The loss exceedance curve against the appetite line, both axes logarithmic."""

from __future__ import annotations

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

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.money.result import Appetite, CurvePoint
from bcm_tool.export.axes import exceedance_axes, short
from bcm_tool.percents import format_share
from ui import theme
from ui.widgets import chart_parts as parts
from ui.widgets.reading_plate import paint_reading

LEFT, TOP, RIGHT, BOTTOM = 58, 26, 16, 40


@dataclass(frozen=True, slots=True)
class ExceedancePicture:
    """What is drawn: a curve with its name, the appetite line, and losses with a name."""

    name: str
    curve: tuple[CurvePoint, ...]
    appetite: tuple[Appetite, ...]
    marks: tuple[tuple[str, float], ...]
    currency: str
    years: int


NOTHING = ExceedancePicture("", (), (), (), "", 1)


class ExceedanceChart(QWidget):
    """How likely a year loses more than an amount; arrows and the mouse read it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NOTHING
        self.read_at: int | None = None
        self._shown: tuple[CurvePoint, ...] = ()
        self.losses, self.shares = exceedance_axes((), (), NOTHING.years)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Loss exceedance curve; the table “Curve” says the same")
        self.setMinimumSize(160, 120)

    def sizeHint(self) -> QSize:
        return QSize(460, 260)

    def show_picture(self, picture: ExceedancePicture) -> None:
        """Draw another curve."""
        self.picture = picture
        self._shown = tuple(point for point in picture.curve if point.loss > 0)
        self.losses, self.shares = exceedance_axes(picture.curve, picture.appetite, picture.years)
        self.set_reading(None)

    # --- places -----------------------------------------------------------------------------

    def _area(self) -> QRectF:
        return parts.plot_area(self, LEFT, TOP, RIGHT, BOTTOM)

    def place(self, loss: float, share: float) -> QPointF:
        """Where a loss and a probability stand."""
        area = self._area()
        x = area.left() + area.width() * self.losses.share(loss)
        return QPointF(x, area.bottom() - area.height() * self.shares.share(share))

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = parts.begin(self)
        if not self._shown:
            parts.say_nothing(painter, self, "No year loses anything.")
            return
        self._axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._appetite(painter)
        self._curve(painter)
        self._marks(painter)
        if self.read_at is not None:
            self._reader(painter)
        painter.end()

    def _axes(self, painter: QPainter) -> None:
        area = self._area()
        free = self.height() + 20.0
        for share in self.shares.ticks():
            y = self.place(1.0, share).y()
            has_room = y + 8 < free
            parts.level(painter, area, y, f"{100 * share:g} %" if has_room else "")
            free = y - 8 if has_room else free
        free = -1.0
        for loss in self.losses.ticks():
            x = self.place(loss, 1.0).x()
            free = parts.tick(painter, area, x, short(loss), free, whole=True)
        title = f"A year loses more than, {self.picture.currency}".removesuffix(", ")
        parts.titles(painter, area, "Probability", title)

    def _curve(self, painter: QPainter) -> None:
        area, points = self._area(), self._shown
        painter.setClipRect(area.adjusted(0, -2, 2, 2))
        first = points[0]
        before = max(point.probability for point in self.picture.curve)
        path = QPainterPath(self.place(self.losses.low, before))
        path.lineTo(self.place(float(first.loss), before))
        for point, after in zip(points, [*points[1:], points[-1]], strict=True):
            if point.probability <= 0:
                path.lineTo(QPointF(self.place(float(point.loss), 1.0).x(), area.bottom()))
                break
            path.lineTo(self.place(float(point.loss), point.probability))
            path.lineTo(self.place(float(after.loss), point.probability))
        parts.curve(painter, area, path)
        painter.setClipping(False)

    def _appetite(self, painter: QPainter) -> None:
        """Steps: from each loss on, until the next, at most this likely."""
        points, area = self.picture.appetite, self._area()
        if not points:
            return
        path = QPainterPath()
        for number, point in enumerate(points):
            here = self.place(float(point.loss), point.accepted)
            if number:
                path.lineTo(QPointF(here.x(), path.currentPosition().y()))
                path.lineTo(here)
            else:
                path.moveTo(here)
        path.lineTo(QPointF(area.right(), path.currentPosition().y()))
        painter.setPen(QPen(theme.colour("text"), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        for point in points:
            self._appetite_point(painter, point)

    def _appetite_point(self, painter: QPainter, point: Appetite) -> None:
        """A cross where the loss is likelier than accepted, a ring where it is not."""
        at = self.place(float(point.loss), point.accepted)
        ink = theme.tone("error" if point.exceeded else "ok").edge
        painter.setPen(QPen(ink, 2.4))
        if point.exceeded:
            painter.drawLine(at + QPointF(-5, -5), at + QPointF(5, 5))
            painter.drawLine(at + QPointF(-5, 5), at + QPointF(5, -5))
        else:
            painter.setBrush(theme.colour("base"))
            painter.drawEllipse(at, 4.5, 4.5)

    def _marks(self, painter: QPainter) -> None:
        area, metrics = self._area(), QFontMetricsF(painter.font())
        free = metrics.horizontalAdvance("Probability") + 16
        for name, loss in self.picture.marks:
            if loss <= 0:
                continue
            x = self.place(loss, 1.0).x()
            painter.setPen(QPen(theme.colour("strong_line"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
            width = metrics.horizontalAdvance(name)
            left = min(max(free, x - width / 2), self.width() - width - 4)
            if left >= free:  # else there is no room for the name; the figures above have it
                painter.setPen(theme.colour("text"))
                painter.drawText(QPointF(left, 16), name)
                free = left + width + 10

    def _reader(self, painter: QPainter) -> None:
        point = self._shown[self.read_at or 0]
        at = self.place(float(point.loss), point.probability)
        paint_reading(painter, at, self._area(), self.width(), self.reading())

    # --- looking ----------------------------------------------------------------------------

    def reading(self) -> str:
        """What the curve says at the cursor."""
        if self.read_at is None or not self._shown:
            return ""
        point = self._shown[self.read_at]
        loss = format_amount(point.loss, self.picture.currency)
        return f"{format_share(point.probability)} of years lose more than {loss}"

    def set_reading(self, place: int | None) -> None:
        """Read the curve at one of its points; None reads nowhere."""
        most = len(self._shown) - 1
        self.read_at = None if place is None or most < 0 else min(max(0, place), most)
        words = [f"{self.picture.name}.", self.reading()]
        words += [
            f"{format_amount(point.loss)} or more: {format_share(point.probability)}, accepted "
            f"{format_share(point.accepted)}."
            for point in self.picture.appetite
        ]
        self.setAccessibleDescription(" ".join(word for word in words if word))
        self.update()

    def read_loss(self, loss: float) -> None:
        """Read the curve at the point nearest to a loss."""
        points = self._shown
        if points:
            nearest = min(range(len(points)), key=lambda n: abs(float(points[n].loss) - loss))
            self.set_reading(nearest)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._shown:
            area = self._area()
            share = (event.position().x() - area.left()) / area.width()
            self.read_loss(self.losses.value(share))

    def leaveEvent(self, event: QEvent) -> None:
        self.set_reading(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = parts.place_by_key(event, self.read_at, len(self._shown) - 1)
        if place is None:
            super().keyPressEvent(event)
            return
        self.set_reading(place)
