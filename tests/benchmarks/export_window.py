"""An export of 1,000 elements from the real window, offscreen: how long the window stood still.

``python -m tests.benchmarks export_window``: one JSON line for each kind of file. A beat of the
event loop is due every 5 ms; ``pause`` is the longest time between two beats, and ``busy`` the
most processor time that the program itself took between two: what it, and not the rest of the
machine, held the window up for. The last line has the worst ``busy``.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model

if TYPE_CHECKING:
    from ui.export_work import Kind
    from ui.main_window import MainWindow

ELEMENTS, DEPENDENCIES, SERVICES, LOST = 1_000, 3_000, 100, 12
BUDGET_MS, BEAT_MS, MOST_SECONDS = 50, 5, 600
SCENARIO = "s"


def main() -> None:
    """Measure both kinds of file and print the figure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = folder
        window = _window(Path(folder))
        found = [_measure(window, Path(folder), kind) for kind in ("excel", "pdf")]
        window.close()
    worst = max(found)
    figure = {"figure": "export_window", "ms": round(worst, 1), "budget_ms": BUDGET_MS}
    print(json.dumps(figure | {"met": worst <= BUDGET_MS}))


def large_organisation() -> Model:
    """Services on layers of providers, all with times, and a site of which much is lost."""
    chance = random.Random(11)
    base = default_model()
    kinds = list(base.kinds)
    elements = [
        r.Element(
            id=f"e{n:04d}",
            key=f"E-{n:04d}",
            name=f"Element number {n}",
            kind=chance.choice(kinds),
            rto=chance.choice((240, 480, 1440, 2880)) if n < SERVICES else None,
            site="North" if n >= ELEMENTS - LOST else "South",
        )
        for n in range(ELEMENTS)
    ]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < DEPENDENCIES:
        a, b = sorted(chance.sample(range(ELEMENTS), 2))
        pairs.add((a, b))
    links = [
        r.Dependency(id=f"d{n:04d}", dependent=elements[a].id, provider=elements[b].id)
        for n, (a, b) in enumerate(sorted(pairs))
    ]
    team = r.Team(id="t", key="OPS", name="Operations", capacity=6)
    tasks = [
        r.RecoveryTask(
            id=f"k{n:04d}",
            key=f"T-{n:04d}",
            element=item.id,
            name=f"Restore {item.name}",
            likely=chance.choice((30, 60, 120)),
            demand=(("t", 1),),
        )
        for n, item in enumerate(elements)
    ]
    lost = r.Scenario(id=SCENARIO, key="NORTH", name="The north is lost", lost=("site:North",))
    return edits.add(base, *elements, *links, team, *tasks, lost)


def _window(folder: Path) -> MainWindow:
    from bcm_tool.document import Document
    from ui.app import make_app
    from ui.main_window import MainWindow

    make_app()
    window = MainWindow()
    window.session.set_document(Document.create(folder / "large.bcm", large_organisation()))
    window.show()
    return window


def _measure(window: MainWindow, folder: Path, kind: Kind) -> float:
    """The most milliseconds of our own work between two beats while a file was written."""
    from PySide6.QtCore import QTimer

    from ui.dialogs.export_data import write
    from ui.export_work import Export

    _until(lambda: not window.session.results.busy)
    beats: list[tuple[float, float]] = []  # seconds by the clock, and of processor time
    beat = QTimer()
    beat.timeout.connect(lambda: beats.append((time.perf_counter(), time.process_time())))
    path = folder / f"out.{kind}"
    start = time.perf_counter()
    beats.append((start, time.process_time()))
    beat.start(BEAT_MS)
    write(window, str(path), Export(kind, Path(), SCENARIO if kind == "pdf" else ""))
    _until(lambda: not window.session.tasks.running)
    beat.stop()
    assert path.exists(), window.message.text.text()
    pause, busy = (
        1000 * max(after[n] - before[n] for before, after in pairwise(beats)) for n in (0, 1)
    )
    found = {
        "kind": kind,
        "seconds": round(time.perf_counter() - start, 1),
        "bytes": path.stat().st_size,
        "pause_ms": round(pause, 1),
        "busy_ms": round(busy, 1),
    }
    print(json.dumps(found), flush=True)
    return busy


def _until(done: Callable[[], bool]) -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + MOST_SECONDS
    while not done():
        assert time.monotonic() < end
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
