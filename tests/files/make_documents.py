"""Writes the stored documents that the tests open; run when a version has been released.

``python -m tests.files.make_documents`` makes ``data/version1.bcm`` with the tables of version 1
(no impact tolerance, no places on the map), ``data/version2.bcm`` with those of version 2 (no
availability, no hours, no skills) and ``data/tables.sql`` with those of the current version.
Ids and times are fixed, so that the same bytes come out every time.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
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
VERSION_2 = DATA / "version2.bcm"
Rows = dict[str, list[tuple[tuple[str, ...], Row]]]
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


def content_2() -> Model:
    """What the stored document of version 2 holds."""
    tolerant = replace(content_1().elements["shop"], impact_tolerance=480)
    return model_of(
        tolerant,
        r.Position(id="db", element="db", x=12.5, y=-40.0),
        r.Agreement(id="a1", key="A1", element="db", type="UC", service_hours="office hours"),
        base=content_1(),
    )


def main() -> None:
    """Write all anew."""
    DATA.mkdir(exist_ok=True)
    TABLES.write_text(tables_text(), encoding="utf-8")
    _write(VERSION_1, 1, content_1())
    _write(VERSION_2, 2, content_2())


def tables_text() -> str:
    """The statements that make a document of the current version."""
    return f"-- version {VERSION}\n" + ";\n".join(create_statements()) + ";\n"


def _write(path: Path, version: int, model: Model) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size=1024")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={version}")
        connection.execute("BEGIN")
        for statement in RELEASED[version]:
            connection.execute(statement)
        rows = _rows(connection, model)
        digest = _write_rows(connection, rows)
        head = _write_log(connection, rows)
        meta = {
            "document": str(version) * 32,
            "start": f"document {version}",
            "head": head,
            "digest": digest_text(str(version) * 32, digest),
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        connection.execute("COMMIT")


def _rows(connection: sqlite3.Connection, model: Model) -> Rows:
    """Table -> (columns, row), in those tables and columns that the version has."""
    found: Rows = {}
    for name, table in record_tables().items():
        known = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        if not known:
            continue
        names = tuple(column[1] for column in known)
        places = [table.names.index(column) for column in names]
        rows = [table.row(record) for record in model.table(name).values()]
        found[name] = [(names, tuple(row[place] for place in places)) for row in rows]
    return found


def _write_rows(connection: sqlite3.Connection, tables: Rows) -> int:
    total = 0
    for name, rows in tables.items():
        for _, row in rows:
            places = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO "{name}" VALUES ({places})', row)
            total += row_hash(name, row)
    return total % DIGEST_MODULUS


def _write_log(connection: sqlite3.Connection, tables: Rows) -> str:
    renamed = {"elements": {"shop": [{"name": "Shop"}, {"name": "Repair shop"}]}}
    added = {
        name: {
            str(row[0]): [None, _first_names(dict(zip(names[1:], row[1:], strict=True)))]
            for names, row in rows
        }
        for name, rows in tables.items()
        if rows
    }
    previous = str(connection.execute("PRAGMA user_version").fetchone()[0])
    previous = f"document {previous}"
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
