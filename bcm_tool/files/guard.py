"""The open guard: no byte of a document is trusted before all of it is proven whole.

In this order: header, versions, exactly the known tables and nothing else (a trigger or view
in a foreign file would run as part of our own commands), SQLite's integrity check, references,
the chain of the command log, the content digest. Every refusal is a BcmError.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.files import log
from bcm_tool.files.commit import State
from bcm_tool.files.load import BadRowError, digest_text, load, read_meta
from bcm_tool.files.released import RELEASED
from bcm_tool.files.schema import (
    APPLICATION_ID,
    DIGEST_MODULUS,
    VERSION,
    create_statements,
    record_tables,
    row_hash,
)
from bcm_tool.history import History, replay
from bcm_tool.model.model import Model

LONGEST_CHECK_SECONDS = 60.0
_MAGIC = b"SQLite format 3\0"
_META_NAMES = {"document", "start", "head", "digest"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was proven whole, read on the way."""

    model: Model
    state: State
    history: History


def header_version(path: Path, *, torn: bool = False) -> int:
    """The version of the document at ``path``, from its first bytes alone.

    ``torn``: a journal lies beside it, which may also bring back its length.

    Raises
    ------
    BcmError
        When the file is not a document of this program.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = file.seek(0, 2)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BcmError(f"“{path.name}” cannot be opened: {reason}.") from error
    if not header:
        raise BcmError(f"“{path.name}” is empty (0 bytes); it is not a document.")
    if len(header) < 100 or header[:16] != _MAGIC:
        raise BcmError(f"“{path.name}” is not a document of this program.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise BcmError(f"“{path.name}” is a database, but not a document of this program.")
    if header[18:20] != b"\x01\x01":
        raise damaged(path, "its header names a journal that this program never uses")
    page = int.from_bytes(header[16:18], "big")
    if not torn and size % (65536 if page == 1 else page or 1):
        raise damaged(path, "it ends in the middle of a page")
    version = int.from_bytes(header[60:64], "big")
    if version < 1:
        raise damaged(path, "its version is missing")
    return version


def check(connection: sqlite3.Connection, path: Path) -> Checked:
    """Prove a document of the current version and read it."""
    try:
        with _time_limit(connection):
            return _check(connection, path)
    except (sqlite3.Error, UnicodeError) as error:
        raise _refusal(path, error) from error


def check_older(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Prove a document of an earlier version."""
    if version not in RELEASED:
        raise damaged(path, f"there never was a version {version} of its tables")
    try:
        with _time_limit(connection):
            _check_tables(connection, path, _schema_of(RELEASED[version]))
            _check_pages(connection, path)
            rows = _any_digest(connection)
            _check_chain(path, _read_meta(connection, path), rows, log.read_all(connection))
    except (sqlite3.Error, UnicodeError) as error:
        raise _refusal(path, error) from error


def read_newer(connection: sqlite3.Connection, path: Path) -> Checked:
    """Read what this program knows of a document made by a newer one."""
    sentence = (
        f"“{path.name}” was made by a newer version of this program and this one cannot read it. "
        "Update the program."
    )
    try:
        with _time_limit(connection):
            _check_no_code(connection, path)
            _check_pages(connection, path)
            loaded, meta = load(connection), read_meta(connection)
    except (BadRowError, sqlite3.Error, UnicodeError) as error:
        raise BcmError(sentence) from error
    state = State(meta.get("document", ""), loaded.digest, meta.get("head", ""), 0)
    return Checked(loaded.model, state, History())


def prove(connection: sqlite3.Connection, path: Path) -> None:
    """Prove a copy of a document of whatever version."""
    version = header_version(path)
    if version == VERSION:
        check(connection, path)
    elif version < VERSION:
        check_older(connection, path, version)
    else:
        read_newer(connection, path)


def damaged(path: Path, what: str) -> BcmError:
    """The refusal of a file that is not whole."""
    return BcmError(
        f"“{path.name}” is damaged and was not opened: {what}. The file was not touched; "
        "open a backup instead."
    )


def _check(connection: sqlite3.Connection, path: Path) -> Checked:
    _check_tables(connection, path, _schema_of(tuple(create_statements())))
    _check_pages(connection, path)  # before any row is read: pages may be made to have no end
    try:
        loaded = load(connection)
    except BadRowError as error:
        raise damaged(path, str(error)) from error
    meta, entries = _read_meta(connection, path), log.read_all(connection)
    _check_chain(path, meta, loaded.digest, entries)
    try:
        history = replay(entry.command for entry in entries)
    except (IndexError, ValueError) as error:
        raise damaged(path, "its command log contradicts itself") from error
    number = entries[-1].number if entries else 0
    state = State(meta["document"], loaded.digest, meta["head"], number)
    return Checked(loaded.model, state, history)


def _check_tables(
    connection: sqlite3.Connection, path: Path, known: Sequence[tuple[str, ...]]
) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID:
        raise BcmError(f"“{path.name}” is a database, but not a document of this program.")
    if _schema(connection) != known:
        raise damaged(path, "its tables are not those of a document")


def _check_no_code(connection: sqlite3.Connection, path: Path) -> None:
    code = connection.execute(
        "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index') "
        "OR sql LIKE '%VIRTUAL%' LIMIT 1"
    ).fetchone()
    generated = any(
        connection.execute(
            "SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden <> 0 LIMIT 1", (name,)
        ).fetchone()
        for name in record_tables()
    )
    if code is not None or generated:
        raise damaged(path, "it holds rules of its own, which a document never does")


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, " ".join(found.split()))
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise damaged(path, f"table {broken[0]} refers to a record of {broken[2]} that is missing")


def _read_meta(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    meta = dict(read_meta(connection))
    if set(meta) != _META_NAMES:
        raise damaged(path, "its own description is incomplete")
    return meta


def _check_chain(path: Path, meta: dict[str, str], rows: int, entries: list[log.Entry]) -> None:
    if meta["digest"] != digest_text(meta["document"], rows):
        raise damaged(path, "its content is not what was last written (digest)")
    broken = log.broken_at(entries, meta["start"], meta["head"])
    if broken:
        raise damaged(path, f"its command log does not hold together at {broken}")


def _any_digest(connection: sqlite3.Connection) -> int:
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name not in ("meta", "commands")
    ]
    total = 0
    for name in names:
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - a known name
            total += row_hash(name, row)
    return total % DIGEST_MODULUS


def _schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    wanted = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY 1, 2, 3"
    return connection.execute(wanted).fetchall()


@cache
def _schema_of(statements: tuple[str, ...]) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements:
            connection.execute(statement)
        return _schema(connection)


@contextmanager
def _time_limit(connection: sqlite3.Connection) -> Iterator[None]:
    """Stop SQLite when a check takes too long: a file can be made so that it never ends."""
    end = time.monotonic() + LONGEST_CHECK_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _refusal(path: Path, error: Exception) -> BcmError:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":
        return BcmError(f"“{path.name}” was not opened: checking it takes more than a minute.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BcmError(f"“{path.name}” is being written by another program. Try again.")
    if isinstance(error, UnicodeError):
        return damaged(path, "a text in it is none")
    return damaged(path, str(error))
