"""From the start of the process to the first paint, and on to a document drawn on the map.

``python -m tests.benchmarks start [ROUNDS]`` (7 when not given). Each round starts, one after the
other, a bare PySide6 main window, our window without a document, with the sample, and with a
document of 10,000 elements and 43,000 dependencies whose places on the map are kept (once).
Every start is a fresh process, offscreen; the CPU time of a process up to its first paint includes
the start of Python. What is drawn on the map is timed by the clock from the first paint on.
Modules are compiled beforehand, as those of an installed program are: a start of each kind that
is not counted fills a folder for their bytecode, and all starts read it from there.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.main_window import MainWindow

ROUNDS, LARGE, LINKS = 7, 10_000, 43_000
HEAVY = ("networkx", "numpy", "openpyxl", "reportlab", "ortools", "sqlalchemy")
MUST = {"first_paint": 1.5, "sample": 1.0}
AIM = {"first_paint": 1.15, "sample": 1.0, "large": 0.5}
MOST_SECONDS, MOST_DRAWING = 120, 60


def main(arguments: list[str]) -> None:
    """Start every kind of window in turn and print the figure."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        documents = _documents(home)
        found: dict[str, list[dict[str, Any]]] = {
            "bare": [],
            "welcome": [],
            **{name: [] for name in documents},
        }
        for name in found:
            _started(home, name, documents.get(name))
        for number in range(rounds):
            for name, results in found.items():
                if name == "large" and number:
                    continue  # once is enough to know
                results.append(_started(home, name, documents.get(name)))
                print(json.dumps({"start": name, **results[-1]}), flush=True)
    figures = {
        "first_paint": round(_median(found["welcome"], "cpu") / _median(found["bare"], "cpu"), 3),
        "first_paint_by_clock": round(
            _median(found["welcome"], "clock") / _median(found["bare"], "clock"), 3
        ),
        "sample": round(_median(found["sample"], "drawn"), 3),
        "large": round(_median(found["large"], "drawn"), 3),
        "large_drawn": all(item["all_drawn"] for item in found["large"]),
    }
    heavy = sorted(
        {name for results in found.values() for item in results for name in item["heavy"]}
    )
    print(
        json.dumps(
            {
                "figure": "start",
                **figures,
                "imported_before_first_paint": heavy,
                "must": MUST,
                "aim": AIM,
                "met_must": not heavy and all(figures[key] <= MUST[key] for key in MUST),
                "met_aim": not heavy and all(figures[key] <= AIM[key] for key in AIM),
            }
        )
    )


def _median(results: list[dict[str, Any]], what: str) -> float:
    return float(statistics.median(item[what] for item in results))


def _documents(home: Path) -> dict[str, Path]:
    from bcm_tool.document import Document
    from bcm_tool.sample import sample_model
    from tests.benchmarks._map_model import random_services

    made = {"sample": sample_model(), "large": _placed(random_services(LARGE, LINKS))}
    paths = {}
    for name, model in made.items():
        paths[name] = home / f"{name}.bcm"
        Document.create(paths[name], model).close()
    return paths


def _placed(model: Any) -> Any:
    """The model with a place for every element, row by row of its layers."""
    from bcm_tool.model.records import Position

    rows: dict[int, int] = {}
    places = {}
    for element in model.elements.values():
        layer = model.kinds[element.kind].layer
        column = rows[layer] = rows.get(layer, -1) + 1
        x, y = 220.0 * column, 160.0 * layer
        places[element.id] = Position(id=element.id, element=element.id, x=x, y=y)
    return model.with_tables({"positions": places})


def _started(home: Path, kind: str, document: Path | None) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        environment[f"XDG_{name}_HOME"] = str(home / name)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")
    started = time.time()
    command = [sys.executable, "-c", _CHILD, kind, *([str(document)] if document else [])]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=MOST_SECONDS
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["clock"] = round(found.pop("painted_at") - started, 4)
    return found


# --- in the child: as little as possible of our own before the first paint ------------------------

_CHILD = """
import sys, time
found = {}

def painted():
    found["cpu"] = time.process_time()
    found["painted_at"] = time.time()
    found["heavy"] = [name for name in HEAVY if name in sys.modules]

if sys.argv[1] == "bare":
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event):
            super().paintEvent(event)
            if not found:
                painted()
                app.quit()

    app = QApplication([])
    window = Bare()
    window.resize(1280, 800)
    window.show()
    app.exec()
else:
    import gc
    from ui.app import complete_window, make_app

    gc.disable()  # as the program's own start does
    app = make_app()

    from ui.main_window import MainWindow

    def after_paint():
        if len(sys.argv) == 2:
            app.quit()
            return
        from tests.benchmarks.start import draw
        draw(window, sys.argv[2], found)

    window = MainWindow(after_paint=lambda: (painted(), after_paint()))
    window.show()
    app.exec()
import json, os
print(json.dumps(found), flush=True)
os._exit(0)
""".replace("HEAVY", repr(HEAVY))


def draw(window: MainWindow, path: str, found: dict[str, Any]) -> None:
    """Open a document and show it on the map; ``found["drawn"]`` are the seconds it took."""
    from typing import cast

    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from ui.app import complete_window
    from ui.views.map import MapView

    app = cast(QApplication, QApplication.instance())
    start, cpu = time.perf_counter(), time.process_time()
    complete_window(app, window, [path])
    window.show_view("map")
    view = cast(MapView, window.view("map"))
    wanted = len(window.session.model.elements)
    while len(view.scene.nodes) < wanted and time.perf_counter() - start < MOST_DRAWING:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as the program waits
    found["all_drawn"] = len(view.scene.nodes) == wanted
    app.processEvents()
    view.canvas.viewport().repaint()
    found["drawn"] = round(time.perf_counter() - start, 3)
    found["drawn_cpu"] = round(time.process_time() - cpu, 3)
    app.quit()
