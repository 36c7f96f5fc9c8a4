"""Showing a large map, each side in a process of its own: ours, and stock items of Qt.

Both begin with the places of all nodes and end with the first picture of the whole map in a
window of 1280 by 800, edges straight; ours then leads them around the nodes, which it does in
the background, and the memory is taken after that. The peer has one item per node with a text
item in it, and one path item per edge, a single curve: all of it painted by Qt's own code, at its
own settings.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
)

from bcm_tool.model.model import Model
from tests.benchmarks._timing import peak_megabytes
from ui.graph.content import SIZES, card_of, line_of

if TYPE_CHECKING:
    from ui.graph.canvas import MapCanvas

ZOOMS = (0.0, 0.1, 0.15, 0.3, 0.5, 1.0)
FRAMES = 40
Places = dict[str, tuple[float, float]]


def show(side: str, model: Model, path: Path) -> None:
    """Print what one side has taken, as JSON."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    places = {item: (x, y) for item, (x, y) in json.loads(path.read_text()).items()}
    print(json.dumps(_ours(app, model, places) if side == "ours" else _stock(app, model, places)))


def _stock(app: QApplication, model: Model, places: Places) -> dict[str, Any]:
    start = time.process_time()
    scene = QGraphicsScene()
    box = QRectF(-SIZES.width / 2, -SIZES.height / 2, SIZES.width, SIZES.height)
    line = QPen(QColor("#8593a3"))
    for item in model.elements.values():
        node = scene.addRect(box)
        node.setPos(*places[item.id])
        node.setBrush(Qt.GlobalColor.white)
        QGraphicsSimpleTextItem(item.name, node).setPos(-100, -10)
    for link in model.dependencies.values():
        (x, y), (u, v) = places[link.dependent], places[link.provider]
        way = QPainterPath(QPointF(x, y))
        way.cubicTo(QPointF(x, (y + v) / 2), QPointF(u, (y + v) / 2), QPointF(u, v))
        scene.addPath(way, line).setZValue(-1)
    view = QGraphicsView(scene)
    view.resize(1280, 800)
    view.fitInView(scene.itemsBoundingRect(), Qt.AspectRatioMode.KeepAspectRatio)
    view.show()
    app.processEvents()
    return {"cpu_s": time.process_time() - start, "peak_mb": _peak()}


def _ours(app: QApplication, model: Model, places: Places) -> dict[str, Any]:
    from ui import theme
    from ui.graph.canvas import MapCanvas
    from ui.graph.look import Look
    from ui.graph.placing import draft, with_routes
    from ui.graph.scene import MapScene

    start = time.process_time()
    arranged = draft(model, places)
    assert arranged.book is not None
    scene = MapScene(Look(theme.current()))
    scene.layer.source = lambda item: card_of(model, item, None, None)
    canvas = MapCanvas(scene)
    canvas.resize(1280, 800)
    scene.put_nodes({item.id: item.kind or "" for item in model.elements.values()}, places)
    lines = {d.id: line_of(d) for d in model.dependencies.values()}
    scene.take_edges(lines, arranged.book)
    scene.fit_extent()
    canvas.fit()
    canvas.show()
    app.processEvents()
    taken = time.process_time() - start
    assert len(scene.nodes) == len(model.elements)
    assert len(scene.edges.drawn) == len(model.dependencies)
    start = time.process_time()
    led_around = with_routes(model, places, arranged.book.density).book
    assert led_around is not None
    scene.take_edges(lines, led_around)
    del arranged
    app.processEvents()
    led = time.process_time() - start
    peak = _peak()
    frames = {f"{zoom or canvas.zoom:.3g}": _pan(app, canvas, zoom) for zoom in ZOOMS}
    return {
        "cpu_s": taken,
        "led_cpu_s": led,
        "peak_mb": peak,
        "after_panning_mb": _peak(),
        "pan": frames,
    }


def _pan(app: QApplication, canvas: MapCanvas, zoom: float) -> dict[str, float]:
    """CPU milliseconds of a frame: whole, and of each step of a pan where the map is densest."""
    if zoom:
        canvas.zoom_by(zoom / canvas.zoom)
    canvas.centerOn(canvas.map.content_box().center())
    app.processEvents()
    canvas.viewport().update()
    whole = _cpu(app.processEvents)
    across, down = canvas.horizontalScrollBar(), canvas.verticalScrollBar()
    taken = []
    for frame in range(FRAMES):
        step = 25 if frame < FRAMES / 2 else -25

        def move(step: int = step, frame: int = frame) -> None:
            across.setValue(across.value() + step)
            down.setValue(down.value() + (11 if frame % 4 < 2 else -11))
            app.processEvents()

        taken.append(_cpu(move))
    taken.sort()
    return {
        "whole_ms": round(whole, 1),
        "median_ms": round(taken[FRAMES // 2], 1),
        "p95_ms": round(taken[int(FRAMES * 0.95)], 1),
    }


def _peak() -> float:
    """The most memory of this process; what the system calls so may be its parent's at the fork."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_megabytes()
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM"))


def _cpu(action: Any) -> float:
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000
