"""Commands for a document: one by hand, and random ones with their twin in memory."""

from __future__ import annotations

import random
from collections.abc import Callable

from bcm_tool.document import Document
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import element


def add(document: Document, key: str = "c") -> None:
    """Add an element."""
    document.edit("Add", lambda model: edits.add(model, element(key)))


class InMemory:
    """The same commands on models alone: what a document must come to."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.done: list[Model] = []
        self.undone: list[Model] = []

    def edit(self, label: str, fn: Callable[[Model], Model]) -> None:
        after = fn(self.model)
        self.done.append(self.model)
        self.undone.clear()
        self.model = after

    def undo(self) -> None:
        self.undone.append(self.model)
        self.model = self.done.pop()

    def redo(self) -> None:
        self.done.append(self.model)
        self.model = self.undone.pop()

    def name_version(self, text: str) -> None:
        """Changes no content."""

    def clear_history(self) -> None:
        self.done.clear()
        self.undone.clear()

    @property
    def can_undo(self) -> bool:
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        return bool(self.undone)


def command(document: Document | InMemory, chance: random.Random) -> None:
    """One random command; always changes the file, and the same for the same ``chance``."""
    what = chance.random()
    if what < 0.15 and document.can_undo:
        document.undo()
    elif what < 0.25 and document.can_redo:
        document.redo()
    elif what < 0.30:
        document.name_version(f"Version {chance.random()}")
    elif what < 0.32:
        document.clear_history()
    else:
        edit = chance.choice((_add, _add, _connect, _rename, _rename_all, _remove))
        mark = f"{chance.getrandbits(64):016x}"
        document.edit(edit.__name__, lambda model: edit(model, chance, mark))


def _add(model: Model, chance: random.Random, mark: str) -> Model:
    count = chance.choice((1, 1, 5, 40))
    fresh = [r.Element(id=f"{mark}{n}", key=f"{mark}-{n}", name="ä" * 200) for n in range(count)]
    return edits.add(model, *fresh)


def _connect(model: Model, chance: random.Random, mark: str) -> Model:
    ids = sorted(model.elements)
    pairs = {(item.dependent, item.provider) for item in model.dependencies.values()}
    if len(ids) < 2 or (pair := tuple(chance.sample(ids, 2))) in pairs:
        return _add(model, chance, mark)
    return edits.add(model, r.Dependency(id=mark, dependent=pair[0], provider=pair[1]))


def _rename(model: Model, chance: random.Random, mark: str) -> Model:
    if not model.elements:
        return _add(model, chance, mark)
    return edits.change(model, "elements", chance.choice(sorted(model.elements)), name=mark)


def _rename_all(model: Model, chance: random.Random, mark: str) -> Model:
    ids = sorted(model.elements)[:80]
    return (
        edits.change_many(model, "elements", ids, owner=mark)
        if ids
        else _rename(model, chance, mark)
    )


def _remove(model: Model, chance: random.Random, mark: str) -> Model:
    ids = sorted(model.elements)
    if len(ids) < 20:
        return _add(model, chance, mark)
    return edits.remove(model, "elements", chance.sample(ids, len(ids) // 4))
