"""How a record maps to a row: the one place that knows.

Every table of the model is a table of the file, made from the descriptions of the record's
fields. Minutes and whole numbers are INTEGER, money and numbers TEXT (a Decimal, exactly as
entered), dates ISO TEXT, tuples JSON TEXT, and what is unset is NULL or an empty text.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Any

from bcm_tool.model.fields import FieldSpec, field_specs
from bcm_tool.model.model import RECORD_TYPES
from bcm_tool.model.records import Record

APPLICATION_ID = 0x42434D54  # "BCMT"
VERSION = 3
DIGEST_MODULUS = 1 << 128

Value = str | int | float | None
Row = tuple[Value, ...]

_META = """CREATE TABLE meta (
  "name" TEXT NOT NULL PRIMARY KEY,
  "value" TEXT NOT NULL
) STRICT"""
_COMMANDS = """CREATE TABLE commands (
  "number" INTEGER PRIMARY KEY,
  "uuid" TEXT NOT NULL UNIQUE,
  "kind" TEXT NOT NULL,
  "step" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "merge_key" TEXT,
  "changes" TEXT NOT NULL,
  "previous" TEXT NOT NULL,
  "hash" TEXT NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record as a column; ``encode`` and ``decode`` turn values around."""

    name: str
    sql: str
    target: str
    unset: Value
    encode: Callable[[Any], Value]
    decode: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class RecordTable:
    """One table of the model in the file; its first column is the record's id."""

    name: str
    kind: Any
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, the id first."""
        return ("id", *(column.name for column in self.columns))

    def row(self, record: Record) -> Row:
        """The record's values as they stand in the file."""
        values = [column.encode(getattr(record, column.name)) for column in self.columns]
        return (record.id, *values)

    def record(self, row: Row) -> Record:
        """The record that a row holds; ValueError when a value is none of its field."""
        values = {
            column.name: column.decode(value)
            for column, value in zip(self.columns, row[1:], strict=True)
        }
        made: Record = self.kind(id=row[0], **values)
        return made

    def records(self, rows: Sequence[Row]) -> dict[str, Record]:
        """The records of many rows by their ids; ValueError or TypeError where one holds none.

        Column by column into the slots of the records: a frozen record sets each field by its
        name, which takes four times as long, and a large document is made of 60,000.
        """
        if not rows:
            return {}
        made = [object.__new__(self.kind) for _ in rows]
        ids, *columns = zip(*rows, strict=True)
        _fill(made, self.kind.id, ids)
        for column, values in zip(self.columns, columns, strict=True):
            decoded = values if column.decode is _same else map(column.decode, values)
            _fill(made, getattr(self.kind, column.name), decoded)
        return dict(zip(ids, made, strict=True))

    def create(self) -> list[str]:
        """The statements that make the table and an index for each of its references."""
        lines = [
            '  "id" TEXT NOT NULL PRIMARY KEY',
            *(f"  {column.sql}" for column in self.columns),
        ]
        body = ",\n".join(lines)
        indexes = [
            f'CREATE INDEX "{self.name}_{column.name}" ON "{self.name}" ("{column.name}")'
            for column in self.columns
            if column.target
        ]
        return [f'CREATE TABLE "{self.name}" (\n{body}\n) STRICT', *indexes]


@cache
def record_tables() -> Mapping[str, RecordTable]:
    """Every table of the model, in the model's order."""
    return {
        name: RecordTable(name, kind, tuple(_column(spec) for spec in field_specs(kind)))
        for name, kind in RECORD_TYPES.items()
    }


def create_statements() -> list[str]:
    """What makes an empty document of the current version."""
    made = [statement for table in record_tables().values() for statement in table.create()]
    return [_META, _COMMANDS, *made]


# One encoder for all rows: making one for each takes as long as its work does.
_TEXT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LINES = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":")).encode
AT_ONCE = 2_000
"""Rows that are encoded together: it bounds the text that is held for a moment."""


def row_hash(table: str, row: Row) -> int:
    """What one row adds to the content digest."""
    return _hash_of(_TEXT([table, *row]).encode())


def rows_hash(table: str, rows: Sequence[Row]) -> int:
    """The sum of the hashes of many rows, in a third less time.

    They are encoded together, with a line's end between values. JSON has no control character
    within a text, so these ends, and those between two rows, are where they were put.
    """
    start = _TEXT([table])[:-1].encode()
    total = 0
    for first in range(0, len(rows), AT_ONCE):
        together = _LINES(rows[first : first + AT_ONCE])[2:-2].encode()
        texts = together.replace(b"]\n[", b"\0").replace(b"\n", b",").split(b"\0")
        total += sum([_hash_of(b"%b,%b]" % (start, text)) for text in texts])
    return total


def _hash_of(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def _fill(records: Sequence[Any], slot: Any, values: Iterable[Any]) -> None:
    deque(map(slot.__set__, records, values), maxlen=0)


def _column(spec: FieldSpec) -> Column:
    sort, encode, decode = _CODECS[spec.type]
    optional = not spec.required and spec.type in _MAY_BE_NULL
    sql = f'"{spec.name}" {sort}' + ("" if optional else " NOT NULL")
    target = spec.target if spec.type == "ref" else ""
    if target:
        sql += f' REFERENCES "{target}" ("id") DEFERRABLE INITIALLY DEFERRED'
    unset = _UNSET.get(spec.type)
    return Column(spec.name, sql, target, unset, encode, decode)


def _same(value: Any) -> Any:
    return value


def _decimal_in(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_out(value: str | None) -> Decimal | None:
    if value is None:
        return None
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{value!r} is no number") from None


def _date_in(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date_out(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _float_in(value: float) -> float:
    return float(value) + 0.0  # SQLite keeps no negative zero, and the digest must not either


def _json_in(value: tuple[Any, ...]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else "[]"


def _texts_out(value: str) -> tuple[str, ...]:
    if value == "[]":
        return ()
    found = json.loads(value)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError(f"{value[:80]!r} is no list of texts")
    return tuple(found)


def _demand_out(value: str) -> tuple[tuple[str, int], ...]:
    if value == "[]":
        return ()
    found = json.loads(value)
    if not isinstance(found, list) or not all(_is_demand(item) for item in found):
        raise ValueError(f"{value[:80]!r} is no list of teams and units")
    return tuple((team, units) for team, units in found)


def _is_demand(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) == 2
        and isinstance(item[0], str)
        and type(item[1]) is int
    )


_CODECS: Mapping[str, tuple[str, Callable[[Any], Value], Callable[[Any], Any]]] = {
    "text": ("TEXT", _same, _same),
    "choice": ("TEXT", _same, _same),
    "integer": ("INTEGER", _same, _same),
    "minutes": ("INTEGER", _same, _same),
    "money": ("TEXT", _decimal_in, _decimal_out),
    "number": ("TEXT", _decimal_in, _decimal_out),
    "flag": ("INTEGER", int, bool),
    "date": ("TEXT", _date_in, _date_out),
    "ref": ("TEXT", _same, _same),
    "refs": ("TEXT", _json_in, _texts_out),
    "demand": ("TEXT", _json_in, _demand_out),
    "lost": ("TEXT", _json_in, _texts_out),
    "words": ("TEXT", _json_in, _texts_out),
    "real": ("REAL", _float_in, _same),
}
_MAY_BE_NULL = frozenset({"integer", "minutes", "money", "number", "date", "ref"})
_UNSET: Mapping[str, Value] = {
    "text": "",
    "choice": "",
    "flag": 0,
    "refs": "[]",
    "demand": "[]",
    "lost": "[]",
    "words": "[]",
    "real": 0.0,
}
