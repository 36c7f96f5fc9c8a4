"""The affected part of the dependency graph as a drawing that fits a page."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import white
from reportlab.platypus import Flowable

from bcm_tool.export.pdf.ink import Ink, draw_centred, draw_runs
from bcm_tool.export.pdf.picture import SIZES, Picture, State
from bcm_tool.export.pdf.style import DARK, FAINT, MUTED, TEXT
from bcm_tool.layout import Point, Route
from bcm_tool.model.model import Model

_LEGEND = 26.0
_LARGEST = 0.95
_WORDS: dict[State, str] = {
    "lost": "lost",
    "stopped": "stops because of it",
    "running": "keeps running",
}


class GraphDrawing(Flowable):  # type: ignore[misc]
    """Boxes from top (services) to bottom (what they need), scaled to the room there is."""

    def __init__(
        self, ink: Ink, model: Model, picture: Picture, when: dict[str, str], room: Point
    ) -> None:
        super().__init__()
        self.ink, self.model, self.picture, self.when = ink, model, picture, when
        found = extent(picture)
        self._west, self._north, wide, high = found
        self._scale = fit(found, room)
        self.width, self.height = room[0], high * self._scale + _LEGEND
        self._shift = (room[0] - wide * self._scale) / 2

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        """Draw edges under boxes, and the legend below."""
        for route, strength in self.picture.routes:
            self._edge(route, strength)
        for item, place in self.picture.places.items():
            self._node(item, self._at(place))
        self._legend()

    def _at(self, point: Point) -> Point:
        x = self._shift + (point[0] - self._west) * self._scale
        return x, self.height - (point[1] - self._north) * self._scale

    def _edge(self, route: Route, strength: str) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(MUTED)
        canvas.setLineWidth(0.6)
        if strength == "soft":
            canvas.setDash(3, 2)
        path = canvas.beginPath()
        points = [self._at(point) for point in route.points]
        path.moveTo(*points[0])
        if route.arc:
            sag = 24 * self._scale
            (ax, ay), (bx, by) = points[0], points[-1]
            path.curveTo(ax, ay - sag, bx, by - sag, bx, by)
        else:
            _follow(path, points)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()
        if not route.arc:
            _arrow(canvas, points[-1])

    def _node(self, item: str, centre: Point) -> None:
        state = self.picture.states[item]
        width, height = SIZES.width * self._scale, SIZES.height * self._scale
        left, bottom = centre[0] - width / 2, centre[1] - height / 2
        self._box(state, left, bottom, width, height)
        element = self.model.elements[item]
        size = max(3.2, min(9.0, 10.5 * self._scale))
        self.canv.setFillColor(white if state == "lost" else TEXT)
        when = self.when.get(item, "")
        words = f"{element.key} · {when}" if when else element.key
        head = self.ink.fitted(words, width - 6, size, bold=True)
        draw_centred(self.canv, centre[0], centre[1] + size * 0.28, head, size)
        name = self.ink.fitted(element.name, width - 6, size * 0.92)
        draw_centred(self.canv, centre[0], centre[1] - size * 0.98, name, size * 0.92)

    def _box(self, state: State, left: float, bottom: float, width: float, height: float) -> None:
        canvas = self.canv
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(1.1 if state == "stopped" else 0.6)
        canvas.setFillColor({"lost": DARK, "stopped": FAINT, "running": white}[state])
        radius = min(5.0, height / 4)
        if state == "running":
            canvas.setDash(2, 2)
        canvas.roundRect(left, bottom, width, height, radius, stroke=1, fill=1)
        canvas.setDash()

    def _legend(self) -> None:
        x, y = 0.0, 4.0
        for state, words in _WORDS.items():
            if state not in self.picture.states.values():
                continue
            self._box(state, x, y - 2, 20, 10)
            self.canv.setFillColor(MUTED)
            x = draw_runs(self.canv, x + 25, y, self.ink.runs(words), 7.5) + 16
        if any(strength == "soft" for _, strength in self.picture.routes):
            self.canv.setStrokeColor(MUTED)
            self.canv.setDash(3, 2)
            self.canv.line(x, y + 3, x + 20, y + 3)
            self.canv.setDash()
            self.canv.setFillColor(MUTED)
            draw_runs(self.canv, x + 25, y, self.ink.runs("degrades only"), 7.5)


def extent(picture: Picture) -> tuple[float, float, float, float]:
    """Left, top, width and height of a picture at zoom 1, with a margin."""
    xs = [x for x, _ in picture.places.values()] or [0.0]
    ys = [y for _, y in picture.places.values()] or [0.0]
    left, top = min(xs) - SIZES.width / 2 - 8, min(ys) - SIZES.height / 2 - 8
    return (
        left,
        top,
        max(xs) + SIZES.width / 2 + 8 - left,
        max(ys) + SIZES.height / 2 + 18 - top,
    )


def fit(found: tuple[float, float, float, float], room: Point) -> float:
    """The scale at which a picture of this extent fits into ``room`` with its legend."""
    return min(_LARGEST, room[0] / found[2], (room[1] - _LEGEND) / found[3])


def _follow(path: Any, points: list[Point]) -> None:
    """Curves between points 0 and 1, 2 and 3, ...; straight lines between the others."""
    for number in range(1, len(points)):
        (ax, ay), (bx, by) = points[number - 1], points[number]
        if number % 2:
            middle = (ay + by) / 2
            path.curveTo(ax, middle, bx, middle, bx, by)
        else:
            path.lineTo(bx, by)


def _arrow(canvas: Any, tip: Point) -> None:
    """A head at the provider's upper edge: an arrow points at what is needed."""
    x, y = tip
    canvas.setFillColor(MUTED)
    path = canvas.beginPath()
    path.moveTo(x, y)
    path.lineTo(x - 1.8, y + 4)
    path.lineTo(x + 1.8, y + 4)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
