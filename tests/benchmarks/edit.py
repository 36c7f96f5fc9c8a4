"""An edit in a document of 5,000 elements and 20,000 dependencies, the file sync apart.

Last line: the median over all kinds of edit, in milliseconds, of fn, diff and commit without
waiting for the disk (``PRAGMA synchronous=OFF``); the same with it stands beside.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bcm_tool.document import Document
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model

ELEMENTS, DEPENDENCIES, RATINGS, ROUNDS = 5_000, 20_000, 2_000, 25


def main() -> None:
    """Print one JSON line per figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.bcm"
        _say("create", _timed(lambda: Document.create(path, large_model()).close()))
        found: list[Document] = []
        _say("open", _timed(lambda: found.append(Document.open(path))))
        document = found[0]
        plain = _all_edits(document, "")
        document._store.connection.execute("PRAGMA synchronous=OFF")
        unsynced = _all_edits(document, ", without file sync")
        document.close()
    figure = round(statistics.median(unsynced), 2)
    synced = round(statistics.median(plain), 2)
    print(json.dumps({"figure": "edit", "ms": figure, "with_file_sync_ms": synced}))


def large_model() -> Model:
    """Elements in layers, each needing others further down; the same every time."""
    chance = random.Random(7)
    base = default_model()
    kinds = list(base.kinds)
    elements = [
        r.Element(id=f"e{n:05d}", key=f"E-{n:05d}", name=f"Element {n}", kind=chance.choice(kinds))
        for n in range(ELEMENTS)
    ]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < DEPENDENCIES:
        a, b = sorted(chance.sample(range(ELEMENTS), 2))
        pairs.add((a, b))
    links = [
        r.Dependency(
            id=f"d{n:05d}",
            dependent=elements[a].id,
            provider=elements[b].id,
            tolerance=chance.choice((0, 0, 60, 240)),
        )
        for n, (a, b) in enumerate(sorted(pairs))
    ]
    ratings = [
        r.ImpactRating(
            id=f"i{n:05d}",
            element=elements[n].id,
            category="category-1",
            band="band-240",
            level=3,
            loss=Decimal(1000),
        )
        for n in range(RATINGS)
    ]
    return edits.add(base, *elements, *links, *ratings)


def _all_edits(document: Document, suffix: str) -> list[float]:
    times: list[float] = []
    for name, edit in _edits().items():
        own = [_timed(lambda edit=edit, n=n: edit(document, n)) for n in range(ROUNDS)]  # type: ignore[misc]
        times += own
        _say(name + suffix, statistics.median(own), worst=max(own))
    return times


def _edits() -> dict[str, Callable[[Document, int], Any]]:
    stamp = time.perf_counter_ns()

    def rename(document: Document, n: int) -> None:
        value = f"Name {stamp} {n}"
        document.edit("Rename", lambda m: edits.change(m, "elements", f"e{n:05d}", name=value))

    def rerate(document: Document, n: int) -> None:
        loss = Decimal(stamp % 10**6 + n)
        document.edit(
            "Rate",
            lambda m: edits.set_rating(
                m, f"e{n:05d}", "category-1", "band-240", level=3, loss=loss
            ),
        )

    def connect(document: Document, n: int) -> None:
        made = r.Element(id=r.new_id(), key=f"N-{stamp}-{n}", name="New")
        document.edit("Add", lambda m: edits.add(m, made))
        document.edit("Connect", lambda m: edits.connect(m, made.id, f"e{n:05d}"))

    def tolerate(document: Document, n: int) -> None:
        value = (stamp + n) % 100_000
        document.edit(
            "Tolerance", lambda m: edits.change(m, "dependencies", f"d{n:05d}", tolerance=value)
        )

    def move(document: Document, n: int) -> None:
        place = {f"e{n:05d}": (float(stamp % 1000), float(n))}
        document.edit("Move", lambda m: edits.move_elements(m, place))

    def remove(document: Document, n: int) -> None:
        victim = list(document.model.elements)[-1]
        document.edit("Remove", lambda m: edits.remove(m, "elements", [victim]))

    def back(document: Document, n: int) -> None:
        document.undo()

    return {
        "rename an element": rename,
        "change a rating": rerate,
        "add an element and a dependency": connect,
        "change a tolerance": tolerate,
        "move on the map": move,
        "remove an element": remove,
        "undo": back,
    }


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _say(name: str, milliseconds: float, **more: float) -> None:
    shown = {key: round(value, 2) for key, value in more.items()}
    print(json.dumps({"step": name, "ms": round(milliseconds, 2), **shown}), flush=True)
