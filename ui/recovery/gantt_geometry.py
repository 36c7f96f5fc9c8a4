"""Where the Gantt chart's lanes and minutes are, in pixels of its viewport."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from PySide6.QtCore import QRectF

from bcm_tool.analysis.results import ScheduledTask
from ui.recovery.chart import Chart, Lane

AXIS = 34
HEADING, SERVICE, TASKS = 30, 28, 34
BAR = 22
WORDS = 170
"""Room kept free on the right for the words after the last bar."""
TINY = 3.0


class Geometry:
    """Turns minutes and lanes into pixels; ``left`` and ``top`` are how far it is scrolled."""

    def __init__(self) -> None:
        self.labels = 190.0
        self.scale = 0.1
        self.left = 0.0
        self.top = 0.0
        self._tops: list[int] = [0]

    def set_chart(self, chart: Chart) -> None:
        """Measure the lanes."""
        self._tops = list(accumulate((lane_height(lane) for lane in chart.lanes), initial=0))

    @property
    def height(self) -> int:
        """Height of all lanes."""
        return self._tops[-1]

    def x(self, minutes: float) -> float:
        """The place of a minute."""
        return self.labels + minutes * self.scale - self.left

    def minute(self, x: float) -> float:
        """The minute at a place."""
        return (x - self.labels + self.left) / self.scale

    def lane_top(self, number: int) -> float:
        """Top of a lane."""
        return AXIS + self._tops[number] - self.top

    def lane_height(self, number: int) -> float:
        """Height of a lane."""
        return self._tops[number + 1] - self._tops[number]

    def lane_at(self, y: float) -> int:
        """The lane at a place; -1 when there is none."""
        if y < AXIS:
            return -1
        number = bisect_right(self._tops, y - AXIS + self.top) - 1
        return number if number < len(self._tops) - 1 else -1

    def lanes_in(self, height: float) -> Iterator[int]:
        """The lanes in sight of a viewport."""
        for number in range(len(self._tops) - 1):
            top = self.lane_top(number)
            if top > height:
                return
            if top + self.lane_height(number) > AXIS:
                yield number

    def bar(self, number: int, task: ScheduledTask) -> QRectF:
        """The bar of a task in a lane."""
        left, right = self.x(task.start), self.x(task.finish)
        return QRectF(left, self.lane_top(number) + 4, max(TINY, right - left), BAR)

    def span(self, number: int, start: float, end: float) -> QRectF:
        """The bar of an outage in a lane."""
        left, right = self.x(start), self.x(end)
        height = self.lane_height(number)
        return QRectF(left, self.lane_top(number) + 6, max(TINY, right - left), height - 12)


def lane_height(lane: Lane) -> int:
    """Height of a lane in pixels."""
    if lane.heading:
        return HEADING
    return SERVICE if lane.service else TASKS
