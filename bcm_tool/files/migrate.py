"""Numbered steps from the tables of one version to those of the next.

A step works on rows as {column: value}; the document is then written anew, in one transaction,
with exactly the tables that a new document of the current version has. The command log goes
along as it is: it names columns, and what is not named is unset.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from bcm_tool.errors import BcmError
from bcm_tool.files import guard
from bcm_tool.files.backup import keep_backup, save_copy
from bcm_tool.files.commit import transaction, write_meta
from bcm_tool.files.load import digest_text, read_meta
from bcm_tool.files.schema import VERSION, Row, Value, create_statements, record_tables, row_hash

Rows = dict[str, list[dict[str, Value]]]


def _to_2(rows: Rows) -> None:
    """Elements got an impact tolerance, the map got places for elements."""
    for element in rows["elements"]:
        element["impact_tolerance"] = None
    rows["positions"] = []


def _to_3(rows: Rows) -> None:
    """Availability, hours, skills, lags, decision points, starts, frequencies, an appetite."""
    added: Mapping[str, Mapping[str, Value]] = {
        "methods": {"appetite": ""},
        "elements": {"availability": None, "mtbf": None, "mtrs": None},
        "teams": {"hours": "", "call_out": None, "skills": "[]"},
        "tasks": {"skill": "", "lag": None, "blocking": 0},
        "scenarios": {"start": "", "frequency": ""},
    }
    for name, columns in added.items():
        for row in rows[name]:
            row.update(columns)


STEPS: Mapping[int, Callable[[Rows], None]] = {1: _to_2, 2: _to_3}


def migrate(connection: sqlite3.Connection, path: Path, version: int, *, backup: bool) -> None:
    """Bring a document of an earlier ``version`` to the current one; proven before and after.

    Raises
    ------
    BcmError
        When the document is damaged or no backup could be made; it is as before.
    """
    guard.check_older(connection, path, version)
    if backup:
        _keep_old(connection, path, version)
    rows = _read(connection)
    for number in range(version, VERSION):
        STEPS[number](rows)
    connection.execute("PRAGMA foreign_keys=OFF")  # whole tables go and come; checked below
    try:
        with transaction(connection):
            _write(connection, rows)
            guard.check(connection, path)
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def _keep_old(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """A backup in the program's own folder, or beside the document where that has no room."""
    last = connection.execute("SELECT coalesce(max(number), 0) FROM commands").fetchone()[0]
    try:
        keep_backup(connection, read_meta(connection)["document"], last)
    except BcmError:
        beside = path.with_name(f"{path.stem} (version {version}){path.suffix}")
        if beside.exists():
            raise
        save_copy(connection, beside)


def _read(connection: sqlite3.Connection) -> Rows:
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    rows: Rows = {}
    for name in names:
        found = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')  # noqa: S608
        columns = [column[0] for column in found.description]
        rows[name] = [dict(zip(columns, row, strict=True)) for row in found]
    return rows


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    old = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
    for (name,) in old:
        connection.execute(f'DROP TABLE "{name}"')
    for statement in create_statements():
        connection.execute(statement)
    for name in ("meta", "commands"):
        _insert(connection, name, [tuple(row.values()) for row in rows[name]])
    digest = 0
    for name, table in record_tables().items():
        made = [tuple(row[column] for column in table.names) for row in rows[name]]
        _insert(connection, name, made)
        digest += sum(row_hash(name, row) for row in made)
    document = str(next(row["value"] for row in rows["meta"] if row["name"] == "document"))
    write_meta(connection, {"digest": digest_text(document, digest)})
    connection.execute(f"PRAGMA user_version={VERSION}")


def _insert(connection: sqlite3.Connection, name: str, rows: list[Row]) -> None:
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608
