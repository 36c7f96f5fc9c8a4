"""Painting of the Gantt chart. Whatever a colour says, a shape or a word says too."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from bcm_tool.analysis.results import RecoveryResult, ScheduledTask
from bcm_tool.calendars import clock
from bcm_tool.durations import format_elapsed
from ui import theme
from ui.recovery.chart import Chart, Lane, ServiceLine
from ui.recovery.gantt_geometry import AXIS, Geometry
from ui.recovery.time_axis import step_for, ticks

CRITICAL = "◆"
Centre = Qt.AlignmentFlag.AlignVCenter
Left = Qt.AlignmentFlag.AlignLeft


@dataclass
class Marked:
    """What is selected and what the pointer is on."""

    task: int | None = None
    service: str | None = None
    hover: int | None = None


class GanttPainter:
    """Draws one frame."""

    def __init__(
        self,
        painter: QPainter,
        geometry: Geometry,
        chart: Chart,
        recovery: RecoveryResult,
        marked: Marked,
        width: float,
        height: float,
    ) -> None:
        self.p, self.at, self.chart, self.recovery = painter, geometry, chart, recovery
        self.marked, self.width, self.height = marked, width, height
        self.font = painter.font()
        self.small = theme.scaled(self.font, 0.9)
        self.bold = theme.scaled(self.font, 0.95, bold=True)

    def paint(self) -> None:
        """Lanes first, then what lies over them, then labels and axis."""
        self.p.fillRect(QRectF(0, 0, self.width, self.height), theme.colour("base"))
        shown = list(self.at.lanes_in(self.height))
        for number in shown:
            self._band(number)
        self._grid()
        self._waiting()
        time = QRectF(self.at.labels, AXIS, self.width - self.at.labels, self.height - AXIS)
        self.p.save()
        self.p.setClipRect(time)
        for number in shown:
            lane = self.chart.lanes[number]
            if lane.service is not None:
                self._service(number, lane.service)
            elif not lane.heading:
                self._tasks(number, lane)
        self._links(shown)
        self.p.restore()
        self.p.save()
        self.p.setClipRect(QRectF(0, AXIS, self.width, self.height - AXIS))
        for number in shown:
            self._label(number)
        self.p.restore()
        self._axis()

    # --- ground -----------------------------------------------------------------------------

    def _band(self, number: int) -> None:
        lane, top = self.chart.lanes[number], self.at.lane_top(number)
        area = QRectF(0, top, self.width, self.at.lane_height(number))
        if lane.heading:
            self.p.fillRect(area, theme.colour("window"))
        self.p.setPen(QPen(theme.colour("line"), 1))
        if lane.heading or lane.first:
            self.p.drawLine(QPointF(0, top + 0.5), QPointF(self.width, top + 0.5))

    def _grid(self) -> None:
        self.p.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DotLine))
        for minutes in self._ticks():
            x = round(self.at.x(minutes)) + 0.5
            if x >= self.at.labels:
                self.p.drawLine(QPointF(x, AXIS), QPointF(x, self.height))

    def _ticks(self) -> range:
        step = step_for(1 / self.at.scale, 84 if self.recovery.start is None else 108)
        first = max(0.0, self.at.minute(self.at.labels))
        return ticks(first, self.at.minute(self.width), step)

    def _waiting(self) -> None:
        """Detection and decision: nothing can start before."""
        method = self.recovery.model.method
        release = method.detection + method.decision
        right = self.at.x(release)
        if release and right > self.at.labels:
            area = QRectF(self.at.labels, AXIS, right - self.at.labels, self.height - AXIS)
            self.p.fillRect(area, QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))

    def _axis(self) -> None:
        self.p.fillRect(QRectF(0, 0, self.width, AXIS), theme.colour("window"))
        self.p.setPen(QPen(theme.colour("strong_line"), 1))
        self.p.drawLine(QPointF(0, AXIS - 0.5), QPointF(self.width, AXIS - 0.5))
        self.p.setFont(self.small)
        metrics = QFontMetricsF(self.small)
        for minutes in self._ticks():
            x = self.at.x(minutes)
            if x < self.at.labels - 0.5:
                continue
            self.p.setPen(QPen(theme.colour("strong_line"), 1))
            self.p.drawLine(QPointF(round(x) + 0.5, AXIS - 6), QPointF(round(x) + 0.5, AXIS - 1))
            self.p.setPen(theme.colour("muted"))
            above = AXIS - 11 if self.recovery.start is None else AXIS - 20
            self.p.drawText(QPointF(x + 4, above), format_elapsed(minutes))
            time = clock(self.recovery.start, minutes)
            if time:
                self.p.drawText(QPointF(x + 4, AXIS - 6), time)
        self.p.fillRect(QRectF(0, 0, self.at.labels, AXIS - 1), theme.colour("window"))
        self.p.setPen(theme.colour("muted"))
        title = metrics.elidedText(
            "Time after the event", Qt.TextElideMode.ElideRight, self.at.labels - 16
        )
        self.p.drawText(QPointF(10, AXIS - 11), title)

    def _label(self, number: int) -> None:
        lane, top = self.chart.lanes[number], self.at.lane_top(number)
        height, width = self.at.lane_height(number), self.at.labels
        if lane.heading:
            self.p.fillRect(QRectF(0, top + 1, self.width, height - 1), theme.colour("window"))
        else:
            self.p.fillRect(QRectF(0, top + 1, width - 1, height - 1), theme.colour("base"))
            self.p.setPen(QPen(theme.colour("strong_line"), 1))
            x = round(width) - 0.5
            self.p.drawLine(QPointF(x, top), QPointF(x, top + height))
        chosen = lane.service is not None and lane.service.element == self.marked.service
        if chosen:
            self.p.fillRect(QRectF(0, top + 1, width - 1, height - 1), theme.colour("pressed"))
        room = QRectF(10, top, (self.width if lane.heading else width) - 18, height)
        self.p.setFont(self.bold if lane.heading else self.font)
        self.p.setPen(theme.colour("text"))
        used = self._elided(room, lane.title)
        if lane.heading and lane.note:
            self.p.setFont(self.small)
            self.p.setPen(theme.colour("muted"))
            self._elided(room.adjusted(used + 10, 0, 0, 0), lane.note)

    def _elided(self, room: QRectF, text: str) -> float:
        """Draw as much of a text as there is room for; the width that it took."""
        metrics = QFontMetricsF(self.p.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self.p.drawText(room, Centre | Left | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)

    # --- services ---------------------------------------------------------------------------

    def _service(self, number: int, line: ServiceLine) -> None:
        end = line.up if line.up is not None else self.at.minute(self.width + 20)
        area = self.at.span(number, line.down, end)
        tone = theme.tone(line.tone)
        self.p.setPen(QPen(tone.edge, 1.4))
        self.p.setBrush(tone.fill)
        self.p.drawRect(area)
        self.p.setBrush(QBrush(tone.edge, Qt.BrushStyle.BDiagPattern))
        self.p.drawRect(area)
        reach = area.right()
        for mark, name in ((line.rto_at, "RTO"), (line.mtpd_at, "MTPD")):
            if mark is not None:
                reach = max(reach, self._mark(number, mark, name))
        self._words(area, reach, line)

    def _mark(self, number: int, minutes: int, name: str) -> float:
        """RTO: a triangle on a line; MTPD: a square on a thick line. The right end of it."""
        x, top = self.at.x(minutes), self.at.lane_top(number) + 2
        bottom = top + self.at.lane_height(number) - 5
        ink = theme.colour("text")
        self.p.setPen(QPen(ink, 2.4 if name == "MTPD" else 1.4))
        self.p.drawLine(QPointF(x, top + 3), QPointF(x, bottom))
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(ink)
        if name == "RTO":
            tip = QPointF(x, top + 8)
            self.p.drawPolygon(QPolygonF([QPointF(x - 5, top), QPointF(x + 5, top), tip]))
        else:
            self.p.drawRect(QRectF(x - 4, top, 8, 7))
        return x + 6

    def _words(self, area: QRectF, reach: float, line: ServiceLine) -> None:
        """The outcome after the bar and its marks, else on a plate inside the bar."""
        self.p.setFont(self.small)
        metrics = QFontMetricsF(self.small)
        mark = {"ok": "✓ ", "error": "✕ "}.get(line.tone, "")
        text = f"{mark}{line.words}"
        width = metrics.horizontalAdvance(text)
        left = max(area.right(), self.at.labels) + 8
        marks = sorted(self.at.x(item) for item in (line.rto_at, line.mtpd_at) if item is not None)
        for place in marks:
            if left - 8 < place < left + width + 8:
                left = place + 10
        if left + width <= self.width - 4:
            room = QRectF(left, area.top(), width + 4, area.height())
            self._plate(room, width)
            self.p.setPen(theme.colour("text"))
            self.p.drawText(room, Centre, text)
            return
        tone = theme.tone(line.tone)
        right = min(area.right(), self.width) - 6
        plate = QRectF(right - width - 10, area.top() + 1, width + 10, area.height() - 2)
        if plate.left() < self.at.labels + 2:
            plate.moveLeft(self.at.labels + 2)
        self.p.fillRect(plate, tone.fill)
        self.p.setPen(tone.text)
        self.p.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    # --- tasks ------------------------------------------------------------------------------

    def _tasks(self, number: int, lane: Lane) -> None:
        tasks = self.recovery.tasks
        if lane.down is not None:
            end = lane.up if lane.up is not None else self.at.minute(self.width + 20)
            area = self.at.span(number, lane.down, end)
            self.p.fillRect(
                area.adjusted(0, -3, 0, 3),
                QBrush(theme.colour("line"), Qt.BrushStyle.Dense6Pattern),
            )
        for begin, end in lane.away:
            area = self.at.span(number, begin, end)
            brush = QBrush(theme.colour("strong_line"), Qt.BrushStyle.FDiagPattern)
            self.p.fillRect(area.adjusted(0, -3, 0, 3), brush)
        for place in lane.tasks:
            self._float(self.at.bar(number, tasks[place]), tasks[place])
        for position, place in enumerate(lane.tasks):
            following = lane.tasks[position + 1] if position + 1 < len(lane.tasks) else None
            limit = self.width if following is None else self.at.x(tasks[following].start)
            self._task(number, place, limit)

    def _float(self, bar: QRectF, task: ScheduledTask) -> None:
        """A thin line under the bars, to where the task could end at the latest."""
        if task.slack <= 0:
            return
        right, y = self.at.x(task.finish + task.slack), bar.bottom() + 3.5
        self.p.setPen(QPen(theme.colour("muted"), 1.4))
        self.p.drawLine(QPointF(bar.right(), y), QPointF(right, y))
        self.p.drawLine(QPointF(right, y - 3), QPointF(right, y + 3))
        self.p.drawLine(QPointF(bar.right(), bar.bottom()), QPointF(bar.right(), y))

    def _task(self, number: int, place: int, limit: float) -> None:
        task = self.recovery.tasks[place]
        bar = self.at.bar(number, task)
        if bar.right() < self.at.labels or bar.left() > self.width:
            return
        fill, ink, edge = bar_colours(task)
        inner = bar.adjusted(0.5, 0.5, -0.5, -0.5)
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self.p.setPen(QPen(edge, 2 if task.critical else 1))
        self.p.setBrush(fill)
        self.p.drawRoundedRect(inner, 3, 3)
        if place in (self.marked.task, self.marked.hover):
            chosen = place == self.marked.task
            self.p.setPen(QPen(theme.colour("text"), 2.2 if chosen else 1.2))
            self.p.setBrush(Qt.BrushStyle.NoBrush)
            self.p.drawRoundedRect(bar.adjusted(-2.5, -2.5, 2.5, 2.5), 4, 4)
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._caption(bar, task, limit, ink)

    def _caption(self, bar: QRectF, task: ScheduledTask, limit: float, ink: QColor) -> None:
        """Inside the bar when it fits; else beside it, when there is more room there."""
        mark = f"{CRITICAL} " if task.critical else ""
        text = f"{mark}{task.key}  {task.name}" if task.name != task.key else f"{mark}{task.key}"
        self.p.setFont(self.bold if task.critical else self.small)
        metrics = QFontMetricsF(self.p.font())
        seen = bar.intersected(QRectF(self.at.labels, bar.top(), self.width, bar.height()))
        inside, outside = seen.width() - 10, limit - bar.right() - 10
        width = metrics.horizontalAdvance(text)
        if width <= inside or inside >= max(outside, 26):
            if inside < 0.6 * width:  # half a name says less than the whole key
                text = f"{mark}{task.key}"
            self.p.setPen(ink)
            self._elided(seen.adjusted(6, 0, -4, 0), text)
        elif outside >= 26:
            room = QRectF(bar.right() + 5, bar.top(), outside, bar.height())
            self._plate(room, min(width, outside))
            self.p.setPen(theme.colour("text"))
            self._elided(room, text)

    def _plate(self, room: QRectF, width: float) -> None:
        """Plain ground under words: neither hatches nor lines of the grid run through them."""
        area = QRectF(room.left() - 3, room.top(), width + 6, room.height())
        self.p.fillRect(area, theme.colour("base"))

    def _links(self, shown: list[int]) -> None:
        """Arrows to the selected task from what it immediately waits for."""
        if self.marked.task is None:
            return
        tops = {
            place: number
            for number in range(len(self.chart.lanes))
            for place in self.chart.lanes[number].tasks
        }
        task = self.recovery.tasks[self.marked.task]
        if self.marked.task not in tops:
            return
        target = self.at.bar(tops[self.marked.task], task)
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ink = theme.colour("accent")
        for place in task.waits_for:
            if place not in tops:
                continue
            source = self.at.bar(tops[place], self.recovery.tasks[place])
            self._arrow(source, target, ink)
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _arrow(self, source: QRectF, target: QRectF, ink: QColor) -> None:
        start = QPointF(source.right(), source.center().y())
        end = QPointF(target.left() - 1, target.center().y())
        self.p.setPen(QPen(ink, 1.8))
        if abs(start.y() - end.y()) < 1:
            self.p.drawLine(start, end)
        else:
            x = start.x() + 5
            self.p.drawPolyline(QPolygonF([start, QPointF(x, start.y()), QPointF(x, end.y()), end]))
        self.p.setBrush(ink)
        self.p.setPen(Qt.PenStyle.NoPen)
        tip = QPolygonF([end + QPointF(1, 0), end + QPointF(-6, -4), end + QPointF(-6, 4)])
        self.p.drawPolygon(tip)


def bar_colours(task: ScheduledTask) -> tuple[QColor, QColor, QColor]:
    """Fill, text and edge of a task's bar."""
    if task.critical:
        return theme.colour("highlight"), theme.colour("highlighted"), theme.colour("text")
    tone = theme.tone("note")
    edge = tone.edge if tone.edge != tone.fill else tone.text
    return tone.fill, tone.text, edge
