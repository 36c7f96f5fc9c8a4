"""Connections to a document, and SQLite's errors in words a person can act on.

The settings are those that lost nothing in simulated power cuts: a rollback journal that is
truncated, a sync at every step. Never WAL: a renamed document would lose its work without a
word, and a copy of the file alone would be empty.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bcm_tool.errors import BcmError

BUSY_SECONDS = 3.0
LARGEST_VALUE = 512 * 1024 * 1024  # a command that imports 100,000 records stays far below

_SAFE = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
)
_DURABLE = (
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=EXTRA",
)


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection whose commits survive a power cut; the file must exist."""
    connection = _connect(path, "rw")
    _run(connection, _DURABLE)
    return connection


def open_for_reading(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """A connection that cannot write.

    ``immutable`` also looks at no journal and takes no lock: for a copy of our own, or for a
    folder in which no lock can be had.
    """
    connection = _connect(path, "ro", "&immutable=1" if immutable else "")
    _run(connection, ("PRAGMA query_only=ON",))
    return connection


def close_cleanly(connection: sqlite3.Connection) -> None:
    """Close; the empty journal goes with it."""
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error:  # a file that cannot be written keeps its empty journal; no harm
        pass
    finally:
        connection.close()


def new_file(path: Path) -> None:
    """An empty file that only its owner can read; FileExistsError when there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def sync_file(path: Path) -> None:
    """Have the operating system write out what it still holds of the file."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """The same for the names in a folder; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite or the operating system says about ``path`` into a BcmError."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # our own mistake, nothing that a person can act on
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        sentence = _sentence(path, error)
        if sentence is None:
            raise
        raise BcmError(sentence) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BcmError(f"“{path.name}” cannot be read or written: {reason}.") from error


def _sentence(path: Path, error: sqlite3.Error) -> str | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return f"The disk that holds “{path.name}” is full; nothing was changed. Free some space."
    if name == "SQLITE_READONLY_DBMOVED":
        return moved(path)
    if name.startswith("SQLITE_READONLY"):
        return f"“{path.name}” or its folder has become read-only; nothing was changed."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return f"“{path.name}” is in use by another program; nothing was changed. Try again."
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_AUTH", "SQLITE_PERM")):
        return (
            f"The disk that holds “{path.name}” does not answer as it should ({error}); "
            "nothing was changed."
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_TOOBIG")):
        return f"“{path.name}” is damaged ({error}); nothing was changed."
    return None


def moved(path: Path) -> str:
    """What is said when the file at ``path`` is no longer the one that was opened."""
    return (
        f"“{path.name}” was moved, renamed or replaced while it was open; nothing was changed. "
        "Save a copy, or open the document from its new place."
    )


def _connect(path: Path, mode: str, more: str = "") -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}{more}"
    connection = sqlite3.connect(
        address,
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        cached_statements=512,
        check_same_thread=True,
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    _run(connection, _SAFE)
    return connection


def _run(connection: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        raise
