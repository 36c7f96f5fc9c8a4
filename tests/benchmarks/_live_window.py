"""The drawing half of the benchmark ``live``: an edit in the real window, until all is drawn.

For each view in sight: from the edit until impact, single points and objectives of the new model
are there and the window has painted what they change; once while nothing else is on its way, and
once in the middle of the other analyses of the edit before. The wait for the disk is left out
(``PRAGMA synchronous=OFF``, as in the benchmark ``edit``); everything else is the window's own.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcm_tool.errors import BcmError
from bcm_tool.model.model import Model

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow

Edit = Callable[[Model, random.Random], Model]
VIEWS = ("catalogue", "map", "bia")
MOST_SECONDS = 600.0
ANALYSING_MS = 450
"""After an edit: the analyses that are not followed at once are in full swing."""


class Taken(NamedTuple):
    """Milliseconds of one kind of edit: medians by the clock, of the window's thread, the worst.

    ``analysing`` is the median by the clock while other analyses run.
    """

    wall: float
    own: float
    worst: float
    analysing: float


def measure(model: Model, edits: Mapping[str, Edit], rounds: int) -> dict[str, dict[str, Taken]]:
    """View -> kind of edit -> what it took."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = folder
        from bcm_tool.document import Document
        from ui.app import make_app
        from ui.main_window import MainWindow

        app = make_app()
        window = MainWindow()
        window.session.set_document(Document.create(Path(folder) / "large.bcm", model))
        document = window.session.document
        assert document is not None
        document._store.connection.execute("PRAGMA synchronous=OFF")
        window.show()
        window.show_view("structure")  # opened once, then out of sight: it is not to cost anything
        found = {}
        for view in VIEWS:
            window.show_view(view)
            window.session.select([_shown(model)])
            _settle(app, window)
            found[view] = {
                name: _edits(app, window, edit, rounds, random.Random(f"{view} {name}"))
                for name, edit in edits.items()
            }
        window.close()
    return found


def _shown(model: Model) -> str:
    return next(item.id for item in model.sorted_elements if model.is_service(item))


def _edits(
    app: QApplication, window: MainWindow, edit: Edit, rounds: int, chance: random.Random
) -> Taken:
    calm = [_timed(app, window, edit, chance) for _ in range(rounds)]
    analysing = []
    for _ in range(min(rounds, 5)):
        _run(app, ANALYSING_MS)
        analysing.append(_timed(app, window, edit, chance)[0])
    wall = [taken for taken, _ in calm]
    return Taken(
        statistics.median(wall),
        statistics.median(own for _, own in calm),
        max(wall),
        statistics.median(analysing),
    )


def _timed(
    app: QApplication, window: MainWindow, edit: Edit, chance: random.Random
) -> tuple[float, float]:
    """Milliseconds of one edit by the clock, and of the window's thread."""
    session = window.session
    while True:
        model, start, busy = session.model, time.perf_counter(), time.thread_time()
        try:
            after = edit(model, chance)
        except BcmError:
            continue
        session.edit("Edit", lambda _, after=after: after)  # type: ignore[misc]
        _until_drawn(app, window)
        return (time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000


def _run(app: QApplication, milliseconds: int) -> None:
    """The event loop for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until_drawn(app: QApplication, window: MainWindow) -> None:
    """The results of this very model are there, and nothing is left to paint."""
    from PySide6.QtCore import QEventLoop

    results, model = window.session.results, window.session.model
    end = time.monotonic() + MOST_SECONDS
    wait = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while any(results.is_stale(part) for part in (results.impact, results.points)) or (
        results.objectives is None or results.objectives.model is not model
    ):
        app.processEvents(wait)
        if time.monotonic() > end:
            raise SystemExit("The results were not there in time.")
    for _ in range(3):
        app.sendPostedEvents()
        app.processEvents()


def _settle(app: QApplication, window: MainWindow) -> None:
    """Everything is computed and arranged."""
    session = window.session
    end = time.monotonic() + MOST_SECONDS
    while session.results.busy or session.tasks.running:
        app.processEvents()
        time.sleep(0.01)
        if time.monotonic() > end:
            raise SystemExit("The window did not come to rest in time.")
    for _ in range(3):
        app.processEvents()
