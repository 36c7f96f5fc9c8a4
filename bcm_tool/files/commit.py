"""One command = one transaction: changed rows, log entry, digest, head of the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from bcm_tool.errors import BcmError
from bcm_tool.files import log
from bcm_tool.files.changes import RowChange, RowChanges
from bcm_tool.files.load import digest_text
from bcm_tool.files.schema import DIGEST_MODULUS, RecordTable, Row, record_tables, row_hash


@dataclass(frozen=True, slots=True)
class State:
    """What the file must say before the next command: document id, row digest, head, number."""

    document: str
    digest: int
    head: str
    number: int


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the lock for writing is taken at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # the next BEGIN rolls back what this could not
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


def commit(
    connection: sqlite3.Connection, state: State, changes: RowChanges, entry: log.Entry
) -> State:
    """Write one command and give the state after it; on any error the file is as before.

    Raises
    ------
    BcmError
        When the file holds a command that is not ours.
    sqlite3.Error
        When the file cannot be written.
    """
    digest = (state.digest + _digest_step(changes)) % DIGEST_MODULUS
    with transaction(connection):
        refuse_other(connection, state)
        for name, table_changes in changes.items():
            _write_table(connection, record_tables()[name], table_changes)
        log.append(connection, entry)
        write_meta(connection, {"digest": digest_text(state.document, digest), "head": entry.hash})
    return State(state.document, digest, entry.hash, entry.number)


def refuse_other(connection: sqlite3.Connection, state: State) -> None:
    """Refuse when another program has written into the document since we read it."""
    found = connection.execute("SELECT value FROM meta WHERE name = 'head'").fetchone()
    if found is None or found[0] != state.head:
        raise BcmError(
            "The document was changed by another program in the meantime; nothing was changed. "
            "Close it and open it again."
        )


def write_meta(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    """Set the document's own facts; the caller holds the transaction."""
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        values.items(),
    )


def _digest_step(changes: RowChanges) -> int:
    step = 0
    for name, table_changes in changes.items():
        for before, after in table_changes.values():
            if before is not None:
                step -= row_hash(name, before)
            if after is not None:
                step += row_hash(name, after)
    return step


def _write_table(
    connection: sqlite3.Connection, table: RecordTable, changes: Mapping[str, RowChange]
) -> None:
    added: list[Row] = []
    removed: list[tuple[str]] = []
    for key, (before, after) in changes.items():
        if before is not None and after is not None:
            _update(connection, table, before, after)
        elif after is not None:
            added.append(after)
        else:
            removed.append((key,))
    if removed:
        done = connection.executemany(f'DELETE FROM "{table.name}" WHERE id = ?', removed)  # noqa: S608
        _expect(done.rowcount, len(removed))
    if added:
        places = ", ".join("?" * len(table.names))
        connection.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', added)  # noqa: S608


def _update(connection: sqlite3.Connection, table: RecordTable, before: Row, after: Row) -> None:
    differing = [
        (name, new) for name, old, new in zip(table.names, before, after, strict=True) if old != new
    ]
    if not differing:
        return
    places = ", ".join(f'"{name}" = ?' for name, _ in differing)
    values = [value for _, value in differing]
    done = connection.execute(
        f'UPDATE "{table.name}" SET {places} WHERE id = ?',  # noqa: S608 - our own names
        (*values, after[0]),
    )
    _expect(done.rowcount, 1)


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        raise BcmError(
            "The document does not hold what it should; nothing was changed. "
            "Save a copy, close it and open it again."
        )
