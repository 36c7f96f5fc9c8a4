"""What differs between two models: the one source of what to write, undo and refresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress, filterfalse, islice
from operator import is_not
from weakref import ref

from bcm_tool.model.model import TABLES, Model
from bcm_tool.model.records import Record

SINCE = "_since"
"""What a model remembers: models that it came from or was compared with, while they are there, and
how it differs. An edit is checked before it is done, and both ask the same."""
STEPS, MOST = 4, 2_000
"""So many of them, and from an earlier one no more changed records than these."""
Change = tuple[Record | None, Record | None]


@dataclass(frozen=True, slots=True)
class Diff:
    """Table -> id -> (before, after); None stands for "not there"."""

    tables: Mapping[str, Mapping[str, Change]]

    def __bool__(self) -> bool:
        return bool(self.tables)

    def changed(self, table: str) -> Mapping[str, Change]:
        """The changes in one table, empty when it is untouched."""
        return self.tables.get(table, {})

    def inverse(self) -> Diff:
        """The way back."""
        return Diff(
            {
                name: {key: (after, before) for key, (before, after) in changes.items()}
                for name, changes in self.tables.items()
            }
        )

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    def then(self, later: Diff) -> Diff:
        """Both, one after the other."""
        tables: dict[str, dict[str, Change]] = {
            name: dict(found) for name, found in self.tables.items()
        }
        for name, found in later.tables.items():
            own = tables.setdefault(name, {})
            for key, (before, after) in found.items():
                first = own.pop(key, (before, after))[0]
                if first != after:
                    own[key] = first, after
        return Diff({name: found for name, found in tables.items() if found})

    def apply(self, model: Model) -> Model:
        """``model`` with every "after" in place."""
        tables: dict[str, dict[str, Record]] = {}
        for name, changes in self.tables.items():
            table = dict(model.table(name))
            for key, (_, after) in changes.items():
                if after is None:
                    table.pop(key, None)
                else:
                    table[key] = after
            tables[name] = table
        return model.with_tables(tables)


def with_changes(model: Model, records: Mapping[str, Mapping[str, Record | None]]) -> Model:
    """Another model with these records by table and id, without those that are None.

    What differs is known of it without comparing whole tables.
    """
    found: dict[str, dict[str, Change]] = {}
    for name, own in records.items():
        before = model.table(name)
        pairs = ((key, (before.get(key), after)) for key, after in own.items())
        differ = {key: (old, new) for key, (old, new) in pairs if old != new}
        if differ:
            found[name] = differ
    changes = Diff(found)
    made = changes.apply(model)
    earlier = (
        (base, before.then(changes))
        for base, before in model.__dict__.get(SINCE, ())
        if len(before) + len(changes) <= MOST
    )
    made.__dict__[SINCE] = ((ref(model), changes), *islice(earlier, STEPS - 1))
    return made


def diff(old: Model, new: Model) -> Diff:
    """Everything that differs between ``old`` and ``new``."""
    if old is new:
        return Diff({})
    known: tuple[tuple[ref[Model], Diff], ...] = new.__dict__.get(SINCE, ())
    for base, changes in known:
        if base() is old:
            return changes
    found = {name: _table_changes(old, new, name) for name in TABLES}
    made = Diff({name: changes for name, changes in found.items() if changes})
    new.__dict__[SINCE] = ((ref(old), made), *known[: STEPS - 1])
    return made


def _table_changes(old: Model, new: Model, name: str) -> dict[str, Change]:
    before, after = old.table(name), new.table(name)
    if before is after:
        return {}
    changes: dict[str, Change] = {}
    # Without a step of Python for each of the very many records that are the same.
    others = compress(after, map(is_not, after.values(), map(before.get, after)))
    for key in others:
        earlier, record = before.get(key), after[key]
        if earlier != record:
            changes[key] = (earlier, record)
    if len(after) < len(before) + len(changes):
        changes.update(
            {key: (before[key], None) for key in filterfalse(after.__contains__, before)}
        )
    return changes
