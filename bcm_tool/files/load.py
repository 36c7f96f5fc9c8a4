"""Reading a document: tables to a model, with the digest of what was read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bcm_tool.files.schema import (
    DIGEST_MODULUS,
    RecordTable,
    Row,
    record_tables,
    row_hash,
    rows_hash,
)
from bcm_tool.model.model import Model
from bcm_tool.model.records import Record

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and the sum of the hashes of its rows."""

    model: Model
    digest: int


class BadRowError(ValueError):
    """A row whose values are none of its fields; says table and id."""


def load(connection: sqlite3.Connection) -> Loaded:
    """Every record of the document, in the order in which it was added."""
    return made_of(read_rows(connection))


def read_rows(connection: sqlite3.Connection) -> Rows:
    """The rows of every table of the model, in the order in which they were added."""
    return {name: _rows(connection, table) for name, table in record_tables().items()}


def made_of(rows: Rows) -> Loaded:
    """The model that rows hold, and their digest; BadRowError when one holds no record."""
    digest = sum(rows_hash(name, found) for name, found in rows.items())
    tables: dict[str, Any] = {name: _records(name, found) for name, found in rows.items()}
    return Loaded(Model(**tables), digest % DIGEST_MODULUS)


def read_meta(connection: sqlite3.Connection) -> Mapping[str, str]:
    """The document's own facts: its id, the digest, start and head of the log."""
    return dict(connection.execute("SELECT name, value FROM meta"))


def digest_text(document: str, rows: int) -> str:
    """The digest as it stands in the file: of the document's id and all rows."""
    return f"{(row_hash('meta', (document,)) + rows) % DIGEST_MODULUS:032x}"


def _rows(connection: sqlite3.Connection, table: RecordTable) -> list[Row]:
    # With the table's name: SQLite takes an unknown column alone in quotes for a text. All
    # names are the schema's own.
    names = ", ".join(f'"{table.name}"."{name}"' for name in table.names)
    found = connection.execute(f'SELECT {names} FROM "{table.name}" ORDER BY rowid')  # noqa: S608
    return found.fetchall()


def _records(name: str, rows: Sequence[Row]) -> Mapping[str, Record]:
    table = record_tables()[name]
    try:
        return table.records(rows)
    except (ValueError, TypeError):
        for row in rows:
            _prove(table, row)
        raise


def _prove(table: RecordTable, row: Row) -> None:
    try:
        table.record(row)
    except (ValueError, TypeError) as error:
        raise BadRowError(f"table {table.name}, record {row[0]}: {error}") from error
