"""From a route to what is painted: the curve, its arrow head, its labels' places."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from bcm_tool.layout import Route

ARROW = 7.0


def curve(route: Route) -> QPainterPath:
    """The edge as a smooth line, vertical where it leaves, passes rows and arrives."""
    points = route.points
    path = QPainterPath(QPointF(*points[0]))
    if route.arc:
        (x, y), (u, v) = points
        sag = max(y, v) + min(40.0, 16.0 + abs(u - x) * 0.06)
        path.cubicTo(QPointF(x, sag), QPointF(u, sag), QPointF(u, v))
        return path
    for index in range(0, len(points) - 1, 2):
        (x, y), (u, v) = points[index], points[index + 1]
        bend = (v - y) * 0.5
        path.cubicTo(QPointF(x, y + bend), QPointF(u, v - bend), QPointF(u, v))
        if index + 2 < len(points):
            path.lineTo(QPointF(*points[index + 2]))
    return path


def pieces(route: Route) -> list[tuple[QRectF, QPainterPath]]:
    """The curves and lines of an edge one by one, each with what it covers."""
    if route.arc:
        path = curve(route)
        return [(path.controlPointRect().adjusted(-3, -3, 3, 3), path)]
    found = []
    for index, (one, two) in enumerate(pairwise(route.points)):
        path = QPainterPath(QPointF(*one))
        if index % 2:
            path.lineTo(QPointF(*two))
        else:
            path = curve(Route((one, two)))
        found.append(
            (QRectF(QPointF(*one), QPointF(*two)).normalized().adjusted(-3, -3, 3, 3), path)
        )
    return found


def straight(route: Route) -> list[QLineF]:
    """The edge as three straight lines at most, for when the map is small."""
    points = route.points
    if len(points) > 4:
        points = (points[0], points[len(points) // 3], points[-(len(points) // 3) - 1], points[-1])
    return [QLineF(*one, *two) for one, two in pairwise(points)]


def arrow(route: Route) -> QPolygonF:
    """The head of the arrow, which touches the provider."""
    x, y = route.points[-1]
    up = route.arc or route.points[-2][1] > y
    back = y + ARROW * 1.25 if up else y - ARROW * 1.25
    return QPolygonF(
        [QPointF(x, y), QPointF(x - ARROW * 0.55, back), QPointF(x + ARROW * 0.55, back)]
    )


def label_point(route: Route) -> QPointF:
    """A place on the edge, near the dependent, for a short text."""
    (x, y), (u, v) = route.points[0], route.points[1]
    if route.arc:
        return QPointF((x + u) / 2, y + min(40.0, 16.0 + abs(u - x) * 0.06) * 0.75)
    down = 1.0 if v > y else -1.0
    along = min(abs(v - y) * 0.5, 22.0 + abs(u - x) * 0.02)
    share = along / max(abs(v - y), 1.0)
    ease = 3 * share**2 - 2 * share**3
    return QPointF(x + (u - x) * ease, y + down * along)


def distance(path: QPainterPath, point: QPointF) -> float:
    """How far a point lies from a curve, to within a few pixels."""
    steps = max(8, int(path.length() / 12))
    return min(
        hypot(at.x() - point.x(), at.y() - point.y())
        for at in (path.pointAtPercent(step / steps) for step in range(steps + 1))
    )
