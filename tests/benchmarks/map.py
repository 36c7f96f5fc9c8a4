"""The map at scale, offscreen: layout in the background, showing, panning, editing.

``python -m tests.benchmarks map``: JSON lines, one per step, and last the figure. Budgets are
for a quiet machine with two cores; the analyses are left out, they have figures of their own.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bcm_tool.model import edits
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency, Element

BUDGETS = {"layout 2000": 10.0, "pan 10000": 0.033}


def random_services(count: int, links: int, seed: int = 1) -> Model:
    """``count`` elements over all kinds; nearly every need leads to a deeper layer."""
    draw, base = random.Random(seed), default_model()
    kinds = list(base.sorted_kinds)
    elements = [
        Element(id=f"e{i}", key=f"K-{i:05}", name=f"Element {i}", kind=draw.choice(kinds).id)
        for i in range(count)
    ]
    layer = {item.id: base.kinds[item.kind or ""].layer for item in elements}
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < links:
        one, two = draw.sample(elements, 2)
        pairs.add((one.id, two.id) if layer[one.id] <= layer[two.id] else (two.id, one.id))
    needs = [
        Dependency(id=f"{a}>{b}", dependent=a, provider=b, tolerance=draw.choice((0, 0, 30)))
        for a, b in sorted(pairs)
    ]
    return base.with_tables(
        {"elements": {e.id: e for e in elements}, "dependencies": {d.id: d for d in needs}}
    )


def main() -> None:
    """Run all steps and print the figure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = folder
        found: dict[str, float] = {}
        for count, links in ((2_000, 8_600), (10_000, 43_000)):
            found |= _run(Path(folder), random_services(count, links), count)
    met = {name: found[name] <= budget for name, budget in BUDGETS.items()}
    print(json.dumps({"figure": "map", "seconds": found, "budgets": BUDGETS, "met": met}))


def _run(folder: Path, model: Model, count: int) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    import ui.results
    from bcm_tool.document import Document
    from ui.session import Session
    from ui.views.map import MapView

    app = QApplication.instance() or QApplication([])
    ui.results.compute_all = lambda *_: None
    session = Session()
    view = MapView(session)
    view.resize(1280, 800)
    view.show()
    document = Document.create(folder / f"{count}.bcm", model)
    found: dict[str, float] = {}

    def timed(name: str, action: Callable[[], Any], times: int = 1) -> None:
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            action()
            app.processEvents()
            taken.append(time.perf_counter() - start)
        found[f"{name} {count}"] = round(median(taken), 4)
        print(json.dumps({"step": name, "elements": count, "seconds": found[f"{name} {count}"]}))

    def arrange() -> None:
        session.set_document(document)
        while view.presenter.arrangement.busy or not view.scene.nodes:
            app.processEvents()
            time.sleep(0.005)

    timed("layout", arrange)
    assert len(view.scene.nodes) == len(model.elements)
    assert len(view.scene.edges.drawn) == len(model.dependencies)
    canvas, across = view.canvas, view.canvas.horizontalScrollBar()
    timed("show all", canvas.grab, 3)
    canvas.zoom_actual()
    canvas.centerOn(view.scene.nodes["e5"])
    timed("show near", canvas.grab, 3)
    timed("pan", lambda: across.setValue(across.value() + 25), 20)
    timed("rename", lambda: session.edit("x", _renamed), 5)
    timed("select", lambda: session.select([random.choice(list(model.elements))]), 5)
    session.close()
    view.deleteLater()
    app.processEvents()
    return found


def _renamed(model: Model) -> Model:
    name = model.elements["e5"].name
    return edits.change(model, "elements", "e5", name=f"{name}.")


if __name__ == "__main__":
    main()
