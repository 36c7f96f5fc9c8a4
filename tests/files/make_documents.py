"""Writes the stored documents that the tests open; run when a version has been released.

``python -m tests.files.make_documents`` makes ``data/version1.bcm`` with the tables of version 1
(no impact tolerance, no places on the map), and ``data/tables.sql`` with those of the current
version. Ids and times are fixed, so that the same bytes come out every time.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bcm_tool.files.load import digest_text
from bcm_tool.files.log import COLUMNS, _chained
from bcm_tool.files.released import RELEASED
from bcm_tool.files.schema import (
    APPLICATION_ID,
    DIGEST_MODULUS,
    VERSION,
    Row,
    create_statements,
    record_tables,
    row_hash,
)
from bcm_tool.model import records as r
from bcm_tool.model.method import default_model
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

DATA = Path(__file__).with_name("data")
TABLES = DATA / "tables.sql"
VERSION_1 = DATA / "version1.bcm"
_AT = "2026-01-02T03:04:{:02d}+00:00"


def content_1() -> Model:
    """What the stored document of version 1 holds."""
    return model_of(
        element("shop", key="SHOP", name="Repair shop", kind="process", rto=240, owner="Ada"),
        element("db", key="DB", name="Datenbank “Öl”", kind="data", mbco="half of the counters"),
        dependency("shop", "db", id="d1", tolerance=30),
        r.Team(id="dba", key="DBA", name="Database team", capacity=2),
        r.Person(id="p1", key="P1", name="Zoë", team="dba", phone="+49 30 1"),
        r.RecoveryTask(
            id="t1", key="T1", element="db", name="Restore", likely=90, demand=(("dba", 2),)
        ),
        r.Scenario(id="s1", key="S1", name="Loss of the database", lost=("element:db",)),
        base=default_model(),
    )


def main() -> None:
    """Write both anew."""
    DATA.mkdir(exist_ok=True)
    TABLES.write_text(tables_text(), encoding="utf-8")
    VERSION_1.unlink(missing_ok=True)
    with closing(sqlite3.connect(VERSION_1, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size=1024")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA user_version=1")
        connection.execute("BEGIN")
        for statement in RELEASED[1]:
            connection.execute(statement)
        digest = _write_rows(connection)
        head = _write_log(connection)
        meta = {
            "document": "1" * 32,
            "start": "document 1",
            "head": head,
            "digest": digest_text("1" * 32, digest),
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        connection.execute("COMMIT")


def tables_text() -> str:
    """The statements that make a document of the current version."""
    return f"-- version {VERSION}\n" + ";\n".join(create_statements()) + ";\n"


def rows_1() -> dict[str, list[tuple[tuple[str, ...], Row]]]:
    """Table -> (columns, row) as version 1 had them."""
    found = {}
    for name, table in record_tables().items():
        if name == "positions":
            continue
        keep = [place for place, column in enumerate(table.names) if column != "impact_tolerance"]
        names = tuple(table.names[place] for place in keep)
        rows = [table.row(record) for record in content_1().table(name).values()]
        found[name] = [(names, tuple(row[place] for place in keep)) for row in rows]
    return found


def _write_rows(connection: sqlite3.Connection) -> int:
    total = 0
    for name, rows in rows_1().items():
        for _, row in rows:
            places = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO "{name}" VALUES ({places})', row)
            total += row_hash(name, row)
    return total % DIGEST_MODULUS


def _write_log(connection: sqlite3.Connection) -> str:
    renamed = {"elements": {"shop": [{"name": "Shop"}, {"name": "Repair shop"}]}}
    added = {
        name: {
            str(row[0]): [None, _first_names(dict(zip(names[1:], row[1:], strict=True)))]
            for names, row in rows
        }
        for name, rows in rows_1().items()
        if rows
    }
    previous = "document 1"
    for number, (kind, label, changes) in enumerate(
        [("create", "New document", added), ("edit", "Rename SHOP", renamed)], 1
    ):
        text = json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
        at, uuid = _AT.format(number), f"{number:032x}"
        values = (number, uuid, kind, number, "ada", at, label, None, text)
        chained = _chained(values, previous)
        places = ", ".join("?" * len(COLUMNS))
        connection.execute(f"INSERT INTO commands VALUES ({places})", (*values, previous, chained))
        previous = chained
    return previous


def _first_names(values: dict[str, object]) -> dict[str, object]:
    if values.get("name") == "Repair shop":
        values["name"] = "Shop"
    return {name: value for name, value in values.items() if value not in (None, "", "[]")}


if __name__ == "__main__":
    main()
