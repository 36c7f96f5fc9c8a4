"""The command log: who did what and when, each entry bound to the one before by its hash.

The chain tells accidents and careless editors; it is tamper-evident only against a hash that
was noted elsewhere (every backup's name and every printed report can carry one).
"""

from __future__ import annotations

import getpass
import json
import sqlite3
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import uuid4

from bcm_tool.history import Command, CommandKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log; ``at`` is ISO 8601 in UTC, ``changes`` see :mod:`.changes`."""

    number: int
    uuid: str
    kind: CommandKind
    step: int
    who: str
    at: str
    label: str
    merge_key: str | None
    changes: str
    previous: str
    hash: str

    @property
    def command(self) -> Command:
        """What the history needs of it."""
        at = datetime.fromisoformat(self.at)
        return Command(self.number, self.kind, self.step, self.label, self.merge_key, at)


COLUMNS = tuple(item.name for item in fields(Entry))
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM commands"  # noqa: S608 - our own names
_INSERT = f"INSERT INTO commands VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608


def now() -> datetime:
    """The time as the log records it."""
    return datetime.now(UTC)


def who_am_i() -> str:
    """The person at the desk, as the operating system calls them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def make_entry(
    kind: CommandKind,
    label: str,
    changes: str,
    *,
    number: int,
    step: int,
    previous: str,
    at: datetime,
    merge_key: str | None = None,
) -> Entry:
    """An entry that follows the one whose hash is ``previous``."""
    values = (
        number,
        uuid4().hex,
        kind,
        step,
        who_am_i(),
        at.isoformat(),
        label,
        merge_key,
        changes,
    )
    return Entry(*values, previous, _chained(values, previous))


def append(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write an entry; the caller holds the transaction."""
    connection.execute(_INSERT, astuple(entry))


def read_all(connection: sqlite3.Connection) -> list[Entry]:
    """Every entry, oldest first."""
    return [Entry(*row) for row in connection.execute(f"{_SELECT} ORDER BY number")]


def read_between(connection: sqlite3.Connection, first: int, last: int) -> list[Entry]:
    """Entries ``first`` to ``last``, oldest first."""
    wanted = f"{_SELECT} WHERE number BETWEEN ? AND ? ORDER BY number"
    return [Entry(*row) for row in connection.execute(wanted, (first, last))]


def read_kind(connection: sqlite3.Connection, kind: CommandKind) -> list[Entry]:
    """Every entry of one kind, oldest first."""
    wanted = f"{_SELECT} WHERE kind = ? ORDER BY number"
    return [Entry(*row) for row in connection.execute(wanted, (kind,))]


def broken_at(entries: list[Entry], start: str, head: str) -> str:
    """Where the chain does not hold, in words; empty when it holds from start to head."""
    previous, number = start, None
    for entry in entries:
        values = astuple(entry)[:-2]
        if entry.previous != previous or entry.hash != _chained(values, previous):
            return f"command {entry.number}"
        if number is not None and entry.number != number + 1:
            return f"command {entry.number}"
        previous, number = entry.hash, entry.number
    return "" if previous == head else "its last command"


def _chained(values: tuple[object, ...], previous: str) -> str:
    text = json.dumps([previous, *values], ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=32).hexdigest()
