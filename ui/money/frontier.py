"""The efficient choices of options as a curve: yearly cost against yearly loss."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.options.result import Point
from bcm_tool.export.axes import EvenAxis, even_axis, short
from ui import theme
from ui.widgets import chart_parts as parts

LEFT, TOP, RIGHT, BOTTOM = 64, 44, 20, 40
"""Above the area stand the title of the axis and, below it, what is written at the budget."""
NEAR = 14


@dataclass(frozen=True, slots=True)
class FrontierPicture:
    """The points of a list, the choice of today, and the budget (None: no limit).

    ``missing`` are the places of points that miss an objective that another choice keeps.
    """

    points: tuple[Point, ...]
    missing: frozenset[int]
    today: Point | None
    budget: Decimal | None
    currency: str


NOTHING = FrontierPicture((), frozenset(), None, None, "")


class FrontierChart(QWidget):
    """A click or the arrow keys choose a point: ``pointChosen(place)``."""

    pointChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NOTHING
        self.chosen: int | None = None
        self._costs = self._losses = EvenAxis(0.0, 1.0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Efficient choices of options; the table below says the same")
        self.setMinimumSize(160, 120)

    def sizeHint(self) -> QSize:
        return QSize(440, 280)

    def show_picture(self, picture: FrontierPicture, chosen: int | None) -> None:
        """Draw other points, one of them chosen."""
        self.picture, self.chosen = picture, chosen
        every = [*picture.points, *([picture.today] if picture.today else [])]
        costs = [float(point.cost) for point in every]
        if picture.budget is not None:
            costs.append(float(picture.budget))
        self._costs = even_axis(costs or [0.0, 1.0])
        self._losses = even_axis([float(point.loss) for point in every] or [0.0, 1.0])
        self._describe()
        self.update()

    # --- places -----------------------------------------------------------------------------

    def _area(self) -> QRectF:
        return parts.plot_area(self, LEFT, TOP, RIGHT, BOTTOM)

    def place(self, cost: float, loss: float) -> QPointF:
        """Where a cost and a loss stand."""
        area = self._area()
        x = area.left() + area.width() * self._costs.share(cost)
        return QPointF(x, area.bottom() - area.height() * self._losses.share(loss))

    def place_of(self, point: Point) -> QPointF:
        """Where a point stands."""
        return self.place(float(point.cost), float(point.loss))

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = parts.begin(self)
        self._axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._budget(painter)
        self._line(painter)
        for number, point in enumerate(self.picture.points):
            self._point(painter, point, number)
        self._today(painter)
        painter.end()

    def _axes(self, painter: QPainter) -> None:
        area = self._area()
        for loss in self._losses.ticks():
            parts.level(painter, area, self.place(0, loss).y(), short(loss))
        free = -1.0
        for cost in self._costs.ticks():
            free = parts.tick(painter, area, self.place(cost, 0).x(), short(cost), free)
        painter.setPen(QPen(theme.colour("strong_line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        tail = f", {self.picture.currency}".removesuffix(", ")
        up, along = f"Yearly loss without waiting{tail}", f"Yearly cost of options{tail}"
        parts.titles(painter, area, up, along)

    def _budget(self, painter: QPainter) -> None:
        if self.picture.budget is None:
            return
        area = self._area()
        x = self.place(float(self.picture.budget), 0).x()
        painter.setPen(QPen(theme.colour("text"), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
        text = "Budget"
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(min(x - wide / 2, self.width() - wide - 4), area.top() - 8), text)

    def _line(self, painter: QPainter) -> None:
        """Between two points nothing can be had: steps, not slopes."""
        points = self.picture.points
        if len(points) < 2:
            return
        path = QPainterPath(self.place_of(points[0]))
        for point in points[1:]:
            here = self.place_of(point)
            path.lineTo(QPointF(here.x(), path.currentPosition().y()))
            path.lineTo(here)
        painter.setPen(QPen(theme.tone("note").edge, 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _point(self, painter: QPainter, point: Point, number: int) -> None:
        """A full point keeps every objective that can be kept, a ring misses one."""
        at, ink = self.place_of(point), theme.tone("note").edge
        missed, chosen = number in self.picture.missing, number == self.chosen
        painter.setPen(QPen(ink, 1.8))
        painter.setBrush(theme.colour("base") if missed else ink)
        painter.drawEllipse(at, 4.5, 4.5)
        if chosen:
            painter.setPen(QPen(theme.colour("text"), 2.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 9, 9)

    def _today(self, painter: QPainter) -> None:
        if self.picture.today is None:
            return
        at, metrics = self.place_of(self.picture.today), QFontMetricsF(painter.font())
        diamond = [QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)]
        painter.setPen(QPen(theme.colour("base"), 1))
        painter.setBrush(theme.colour("text"))
        painter.drawPolygon(QPolygonF([at + corner for corner in diamond]))
        wide = metrics.horizontalAdvance("Today")
        left = at.x() + 10 if at.x() + 14 + wide < self.width() else at.x() - 10 - wide
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(left, at.y() - 7), "Today")

    # --- choosing ---------------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Choose a point."""
        if 0 <= place < len(self.picture.points):
            self.chosen = place
            self._describe()
            self.update()
            self.pointChosen.emit(place)

    def _describe(self) -> None:
        words = ""
        if self.chosen is not None and self.chosen < len(self.picture.points):
            point = self.picture.points[self.chosen]
            words = (
                f"Point {self.chosen + 1} of {len(self.picture.points)}: costs "
                f"{format_amount(point.cost, self.picture.currency)} a year, loss without waiting "
                f"{format_amount(point.loss, self.picture.currency)}, {len(point.changes)} changes"
            )
        self.setAccessibleDescription(words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position()
        far = [
            ((self.place_of(point) - at).manhattanLength(), number)
            for number, point in enumerate(self.picture.points)
        ]
        if far and min(far)[0] <= NEAR:
            self.choose(min(far)[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = parts.place_by_key(event, self.chosen, len(self.picture.points) - 1)
        if place is None:
            super().keyPressEvent(event)
            return
        self.choose(place)
