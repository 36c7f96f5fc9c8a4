"""Reading a document: tables to a model, with the digest of what was read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bcm_tool.files.schema import DIGEST_MODULUS, RecordTable, record_tables, row_hash
from bcm_tool.model.model import Model
from bcm_tool.model.records import Record


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and the sum of the hashes of its rows."""

    model: Model
    digest: int


class BadRowError(ValueError):
    """A row whose values are none of its fields; says table and id."""


def load(connection: sqlite3.Connection) -> Loaded:
    """Every record of the document, in the order in which it was added."""
    tables: dict[str, Any] = {}
    digest = 0
    for name, table in record_tables().items():
        tables[name], part = _table(connection, table)
        digest += part
    return Loaded(Model(**tables), digest % DIGEST_MODULUS)


def read_meta(connection: sqlite3.Connection) -> Mapping[str, str]:
    """The document's own facts: its id, the digest, start and head of the log."""
    return dict(connection.execute("SELECT name, value FROM meta"))


def digest_text(document: str, rows: int) -> str:
    """The digest as it stands in the file: of the document's id and all rows."""
    return f"{(row_hash('meta', (document,)) + rows) % DIGEST_MODULUS:032x}"


def _table(connection: sqlite3.Connection, table: RecordTable) -> tuple[dict[str, Record], int]:
    # With the table's name: SQLite takes an unknown column alone in quotes for a text.
    names = ", ".join(f'"{table.name}"."{name}"' for name in table.names)
    rows = connection.execute(f'SELECT {names} FROM "{table.name}" ORDER BY rowid')  # noqa: S608
    found: dict[str, Record] = {}
    digest = 0
    for row in rows:
        digest += row_hash(table.name, row)
        try:
            found[row[0]] = table.record(row)
        except (ValueError, TypeError) as error:
            raise BadRowError(f"table {table.name}, record {row[0]}: {error}") from error
    return found, digest
