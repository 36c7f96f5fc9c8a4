"""The Gantt chart: zoom, pan, hover, and selection by mouse and keyboard."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from bcm_tool.analysis.results import RecoveryResult
from ui.recovery.chart import Chart
from ui.recovery.describe import away_text, service_text, task_text
from ui.recovery.gantt_geometry import AXIS, TASKS, WORDS, Geometry
from ui.recovery.gantt_paint import GanttPainter, Marked

STEP = 1.3
CLOSEST = 40.0
"""Pixels per minute when zoomed in as far as possible."""


class GanttChart(QAbstractScrollArea):
    """Shows a :class:`Chart`.

    ``taskChosen(place)`` and ``serviceChosen(element id)`` follow the selection by hand;
    ``taskOpened(place)`` is a double click or Enter.
    """

    taskChosen = Signal(int)
    serviceChosen = Signal(str)
    taskOpened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.recovery: RecoveryResult | None = None
        self.marked = Marked()
        self.at = Geometry()
        self._fitted = True
        self._pan: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Recovery sequence as a chart; the table beside it says the same")
        self.viewport().setMouseTracking(True)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda _: self._scrolled())

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def show_chart(self, recovery: RecoveryResult | None, chart: Chart | None) -> None:
        """Show another chart; what is selected stays selected where it is still there."""
        task = self._key_of(self.marked.task)
        self.recovery, self.chart = recovery, chart
        self.marked.hover = None
        self.marked.task = self._place_of(task)
        if chart is not None:
            self.at.set_chart(chart)
        self._lay_out()
        self.viewport().update()

    def _key_of(self, place: int | None) -> tuple[str, str] | None:
        if place is None or self.recovery is None or place >= len(self.recovery.tasks):
            return None
        task = self.recovery.tasks[place]
        return task.key, task.element

    def _place_of(self, key: tuple[str, str] | None) -> int | None:
        tasks = self.recovery.tasks if self.recovery else ()
        found = (n for n, task in enumerate(tasks) if (task.key, task.element) == key)
        return next(found, None)

    # --- zoom and pan -----------------------------------------------------------------------

    def fit(self) -> None:
        """The whole time span in sight."""
        self._fitted = True
        self._lay_out()
        self.viewport().update()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Stretch time; the minute under ``around`` (a viewport x) stays where it is."""
        if self.chart is None:
            return
        middle = (self.at.labels + self.viewport().width()) / 2 if around is None else around
        minute = self.at.minute(middle)
        self.at.scale = min(CLOSEST, max(self._fit_scale(), self.at.scale * factor))
        self._fitted = self.at.scale <= self._fit_scale() * 1.001
        self._lay_out()
        wanted = minute * self.at.scale - (middle - self.at.labels)
        self.horizontalScrollBar().setValue(round(wanted))
        self.viewport().update()

    def _fit_scale(self) -> float:
        span = self.chart.span if self.chart else 60
        room = self.viewport().width() - self.at.labels
        return max(60.0, room - min(WORDS, room * 0.28)) / span

    def _lay_out(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        self.at.labels = float(min(230, max(110, round(width * 0.22))))
        if self._fitted:
            self.at.scale = self._fit_scale()
        span = self.chart.span if self.chart else 0
        room = width - self.at.labels
        content = span * self.at.scale + min(WORDS, room * 0.28)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, round(content - room)))
        across.setPageStep(max(1, round(room)))
        across.setSingleStep(40)
        lanes = self.at.height if self.chart else 0
        down.setRange(0, max(0, lanes + 8 - (height - AXIS)))
        down.setPageStep(max(1, height - AXIS))
        down.setSingleStep(TASKS)
        self._scrolled()

    def _scrolled(self) -> None:
        self.at.left = float(self.horizontalScrollBar().value())
        self.at.top = float(self.verticalScrollBar().value())
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if turned > 0 else 1 / STEP, event.position().x())
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned)
            event.accept()
        else:
            super().wheelEvent(event)

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        if self.chart is not None and self.recovery is not None:
            size = self.viewport().size()
            GanttPainter(
                painter,
                self.at,
                self.chart,
                self.recovery,
                self.marked,
                size.width(),
                size.height(),
            ).paint()
        painter.end()

    # --- selection --------------------------------------------------------------------------

    def select_task(self, place: int | None) -> None:
        """Select a task and bring it into sight; says nothing to anybody."""
        self.marked.task, self.marked.service = place, None
        if place is not None:
            self._show(place)
        self._announce()

    def select_service(self, element: str | None) -> None:
        """Select a service's line; says nothing to anybody."""
        self.marked.service = element
        if element is not None:
            self.marked.task = None
            lanes = self.chart.lanes if self.chart else ()
            for number, lane in enumerate(lanes):
                if lane.service is not None and lane.service.element == element:
                    self._bring(number)
        self._announce()

    def _announce(self) -> None:
        self.setAccessibleDescription(self.current_text())
        self.viewport().update()

    def current_text(self) -> str:
        """What is selected, in words."""
        if self.recovery is None or self.chart is None:
            return ""
        if self.marked.task is not None:
            return task_text(self.recovery, self.marked.task)
        for lane in self.chart.lanes:
            if lane.service is not None and lane.service.element == self.marked.service:
                return service_text(self.recovery, lane.service)
        return ""

    def lane_of(self, place: int) -> int:
        """The first lane that has a task; -1 when none has."""
        lanes = self.chart.lanes if self.chart else ()
        return next((n for n, lane in enumerate(lanes) if place in lane.tasks), -1)

    def _show(self, place: int) -> None:
        number = self.lane_of(place)
        if number < 0 or self.recovery is None:
            return
        self._bring(number)
        bar = self.at.bar(number, self.recovery.tasks[place])
        across, right = self.horizontalScrollBar(), self.viewport().width()
        if bar.left() < self.at.labels or bar.left() > right - 40:
            across.setValue(round(across.value() + bar.left() - self.at.labels - 40))

    def _bring(self, number: int) -> None:
        down, top = self.verticalScrollBar(), self.at.lane_top(number)
        bottom = top + self.at.lane_height(number)
        if top < AXIS:
            down.setValue(round(down.value() + top - AXIS))
        elif bottom > self.viewport().height():
            down.setValue(round(down.value() + bottom - self.viewport().height() + 6))

    def task_at(self, point: QPointF) -> int | None:
        """The task whose bar is at a point of the viewport."""
        number = self.at.lane_at(point.y())
        if number < 0 or self.chart is None or self.recovery is None:
            return None
        if point.x() < self.at.labels:
            return None
        for place in self.chart.lanes[number].tasks:
            bar = self.at.bar(number, self.recovery.tasks[place])
            if bar.adjusted(-2, -3, 2, 3).contains(point):
                return place
        return None

    def service_at(self, point: QPointF) -> str | None:
        """The service whose line is at a point of the viewport."""
        number = self.at.lane_at(point.y())
        if number < 0 or self.chart is None:
            return None
        line = self.chart.lanes[number].service
        return line.element if line else None

    def _choose(self, place: int) -> None:
        self.select_task(place)
        self.taskChosen.emit(place)

    def _choose_service(self, element: str) -> None:
        self.select_service(element)
        self.serviceChosen.emit(element)

    # --- mouse ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        task, service = self.task_at(point), self.service_at(point)
        if event.button() == Qt.MouseButton.LeftButton and task is not None:
            self._choose(task)
        elif event.button() == Qt.MouseButton.LeftButton and service is not None:
            self._choose_service(service)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan = point.toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pan is not None:
            moved = point.toPoint() - self._pan
            self._pan = point.toPoint()
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - moved.x())
            down.setValue(down.value() - moved.y())
            return
        hover = self.task_at(point)
        if hover != self.marked.hover:
            self.marked.hover = hover
            shape = Qt.CursorShape
            self.viewport().setCursor(
                shape.ArrowCursor if hover is None else shape.PointingHandCursor
            )
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan is not None:
            self._pan = None
            self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.task_at(event.position())
        if place is not None:
            self.taskOpened.emit(place)

    def leaveEvent(self, event: QEvent) -> None:
        self.marked.hover = None
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.hint_at(QPointF(event.pos()))
            if text:
                shown = escape(text).replace("\n", "<br>")
                QToolTip.showText(event.globalPos(), f"<qt>{shown}</qt>", self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def hint_at(self, point: QPointF) -> str:
        """What is at a point, in words."""
        if self.recovery is None or self.chart is None:
            return ""
        place = self.task_at(point)
        if place is not None:
            return task_text(self.recovery, place)
        number = self.at.lane_at(point.y())
        if number < 0:
            return ""
        lane = self.chart.lanes[number]
        if lane.service is not None:
            return service_text(self.recovery, lane.service)
        return away_text(self.recovery, lane, self.at.minute(point.x()))

    # --- keyboard ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        if key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom(STEP)
        elif key == keys.Key_Minus:
            self.zoom(1 / STEP)
        elif key == keys.Key_0:
            self.fit()
        elif key in (keys.Key_Left, keys.Key_Right):
            self._along(1 if key == keys.Key_Right else -1)
        elif key in (keys.Key_Up, keys.Key_Down):
            self._across(1 if key == keys.Key_Down else -1)
        elif key in (keys.Key_Home, keys.Key_End):
            self._to_end(last=key == keys.Key_End)
        elif key in (keys.Key_Return, keys.Key_Enter) and self.marked.task is not None:
            self.taskOpened.emit(self.marked.task)
        else:
            super().keyPressEvent(event)

    def _current_lane(self) -> int:
        if self.marked.task is not None:
            return self.lane_of(self.marked.task)
        lanes = self.chart.lanes if self.chart else ()
        services = (
            n
            for n, lane in enumerate(lanes)
            if lane.service is not None and lane.service.element == self.marked.service
        )
        return next(services, -1)

    def _along(self, step: int) -> None:
        """To the next or previous task in order of start."""
        count = len(self.recovery.tasks) if self.recovery else 0
        if not count:
            return
        place = self.marked.task
        self._choose(0 if place is None else min(count - 1, max(0, place + step)))

    def _across(self, step: int) -> None:
        """To the line above or below: its task nearest in time, or its service."""
        lanes = self.chart.lanes if self.chart else ()
        number = self._current_lane() + step
        while 0 <= number < len(lanes) and lanes[number].heading:
            number += step
        if not 0 <= number < len(lanes) or self.recovery is None:
            return
        line = lanes[number].service
        if line is not None:
            self._choose_service(line.element)
            return
        tasks = self.recovery.tasks
        now = tasks[self.marked.task].start if self.marked.task is not None else 0
        self._choose(min(lanes[number].tasks, key=lambda place: abs(tasks[place].start - now)))

    def _to_end(self, *, last: bool) -> None:
        count = len(self.recovery.tasks) if self.recovery else 0
        if count:
            self._choose(count - 1 if last else 0)
