"""Curves on paper, readable in black and white: loss exceedance and efficient choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import white
from reportlab.platypus import Flowable

from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import OptionsResult, Point
from bcm_tool.export.axes import EvenAxis, LogAxis, even_axis, exceedance_axes, short
from bcm_tool.export.pdf.ink import Ink, draw_centred, draw_right, draw_runs, runs_width
from bcm_tool.export.pdf.style import DARK, FAINT, LINE, MUTED, TEXT

_LEFT, _BOTTOM, _TOP, _RIGHT = 46.0, 44.0, 20.0, 14.0
_SIZE = 7.5


class _Drawing(Flowable):  # type: ignore[misc]
    """A frame with two axes; what is inside is the matter of each drawing."""

    across: LogAxis | EvenAxis
    up: LogAxis | EvenAxis

    def __init__(self, ink: Ink, width: float, height: float) -> None:
        super().__init__()
        self.ink, self.width, self.height = ink, width, height

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where two values stand."""
        wide, high = self.width - _LEFT - _RIGHT, self.height - _BOTTOM - _TOP
        return _LEFT + wide * self.across.share(x), _BOTTOM + high * self.up.share(y)

    def axes(self, across: str, up: str, percent: bool) -> None:
        """Lines, numbers and titles."""
        canvas = self.canv
        right, top = self.width - _RIGHT, self.height - _TOP
        free = -1.0
        for value in self.up.ticks():
            y = self.place(1.0, value)[1]
            _rule(canvas, (_LEFT, y), (right, y))
            if y - 4 > free:
                words = f"{100 * value:g} %" if percent else short(value)
                canvas.setFillColor(MUTED)
                draw_right(canvas, _LEFT - 5, y - 2.5, self.ink.runs(words), _SIZE)
                free = y + 5
        free = -1.0
        for value in self.across.ticks():
            x = self.place(value, 1.0)[0]
            _rule(canvas, (x, _BOTTOM), (x, top))
            runs = self.ink.runs(short(value))
            half = runs_width(runs, _SIZE) / 2
            if x - half > free:
                canvas.setFillColor(MUTED)
                draw_centred(canvas, x, _BOTTOM - 11, runs, _SIZE)
                free = x + half + 5
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(0.8)
        canvas.line(_LEFT, _BOTTOM, right, _BOTTOM)
        canvas.setFillColor(MUTED)
        draw_runs(canvas, 0, self.height - 10, self.ink.runs(up), _SIZE)
        draw_right(canvas, right, _BOTTOM - 22, self.ink.runs(across), _SIZE)

    def line(self, places: Sequence[tuple[float, float]], width: float, dash: bool) -> None:
        """A line through places on the page."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(width)
        if dash:
            canvas.setDash(4, 3)
        path = canvas.beginPath()
        path.moveTo(*places[0])
        for place in places[1:]:
            path.lineTo(*place)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()


class ExceedanceDrawing(_Drawing):
    """How likely a year loses more than an amount: full; what is accepted: dashed."""

    def __init__(self, ink: Ink, money: MoneyResult, width: float, height: float) -> None:
        super().__init__(ink, width, height)
        self.money = money
        self.curve = [point for point in money.total.curve if point.loss > 0]
        self.appetite = money.appetite
        self.across, self.up = exceedance_axes(money.total.curve, money.appetite, money.years)

    def draw(self) -> None:
        """Draw axes, curve, appetite and the legend."""
        currency = self.money.model.method.currency
        across = f"A year loses more than, {currency}".removesuffix(", ")
        self.axes(across, "Probability", percent=True)
        self._curve()
        self._appetite()
        x = self._sample(0.0, dash=False, words="simulated years")
        if self.appetite:
            self._sample(x + 16, dash=True, words="accepted at most (cross: likelier than that)")

    def _curve(self) -> None:
        if not self.curve:
            return
        most = max(point.probability for point in self.money.total.curve)
        places = [(_LEFT, self.place(1.0, most)[1])]
        for point in self.curve:
            x, y = self.place(float(point.loss), max(point.probability, self.up.low))
            places += [(x, places[-1][1]), (x, y)]
        self.line(places, 1.4, dash=False)

    def _appetite(self) -> None:
        if not self.appetite:
            return
        places: list[tuple[float, float]] = []
        for point in self.appetite:
            x, y = self.place(float(point.loss), point.accepted)
            places += [(x, places[-1][1]), (x, y)] if places else [(x, y)]
        self.line([*places, (self.width - _RIGHT, places[-1][1])], 0.9, dash=True)
        for point in self.appetite:
            self._mark(self.place(float(point.loss), point.accepted), crossed=point.exceeded)

    def _mark(self, at: tuple[float, float], *, crossed: bool) -> None:
        canvas, (x, y) = self.canv, at
        canvas.setStrokeColor(TEXT)
        canvas.setLineWidth(1.3)
        if crossed:
            canvas.line(x - 3.5, y - 3.5, x + 3.5, y + 3.5)
            canvas.line(x - 3.5, y + 3.5, x + 3.5, y - 3.5)
        else:
            canvas.setFillColor(white)
            canvas.circle(x, y, 3, stroke=1, fill=1)

    def _sample(self, x: float, *, dash: bool, words: str) -> float:
        self.line([(x, 6), (x + 22, 6)], 0.9 if dash else 1.4, dash)
        self.canv.setFillColor(MUTED)
        return draw_runs(self.canv, x + 27, 3.5, self.ink.runs(words), _SIZE)


class FrontierDrawing(_Drawing):
    """Yearly cost across, loss up; the choices of a list, and today's."""

    def __init__(
        self,
        ink: Ink,
        options: OptionsResult,
        points: Sequence[Point],
        width: float,
        height: float,
    ) -> None:
        super().__init__(ink, width, height)
        self.options, self.points = options, points
        every = [*points, options.today]
        self.across = even_axis([float(point.cost) for point in every])
        self.up = even_axis([float(point.loss) for point in every])

    def draw(self) -> None:
        """Draw axes, the steps between choices, the choices by number, and today's."""
        currency = self.options.model.method.currency
        self.axes(
            f"Yearly cost of options, {currency}".removesuffix(", "),
            f"Yearly loss without waiting for teams or hours, {currency}".removesuffix(", "),
            percent=False,
        )
        places = [self._at(point) for point in self.points]
        steps = places[:1]
        for x, y in places[1:]:
            steps += [(x, steps[-1][1]), (x, y)]
        if len(places) > 1:
            self.line(steps, 0.9, dash=False)
        canvas = self.canv
        canvas.setLineWidth(1.0)
        canvas.setStrokeColor(DARK)
        for number, (point, (x, y)) in enumerate(zip(self.points, places, strict=True), 1):
            canvas.setFillColor(white if any(self.options.misses(point)) else DARK)
            canvas.circle(x, y, 3, stroke=1, fill=1)
            canvas.setFillColor(TEXT)
            draw_runs(canvas, x + 4.5, y + 4, self.ink.runs(str(number)), 6.8)
        self._today(*self._at(self.options.today))
        words = (
            "full: keeps every objective that can be kept, without waiting for teams or hours; "
            "ring: misses one; box: today"
        )
        canvas.setFillColor(MUTED)
        draw_runs(canvas, 0, 3.5, self.ink.runs(words), _SIZE)

    def _at(self, point: Point) -> tuple[float, float]:
        return self.place(float(point.cost), float(point.loss))

    def _today(self, x: float, y: float) -> None:
        self.canv.setFillColor(FAINT)
        self.canv.setStrokeColor(DARK)
        self.canv.rect(x - 3.5, y - 3.5, 7, 7, stroke=1, fill=1)
        self.canv.setFillColor(TEXT)
        draw_runs(self.canv, x + 6, y - 9, self.ink.runs("today"), 6.8)


def _rule(canvas: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.line(*start, *end)
