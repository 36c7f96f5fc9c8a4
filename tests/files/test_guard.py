"""What is not a whole document of this program is refused, in words, and left as it was."""

import sqlite3
from contextlib import closing
from functools import partial

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files import guard
from bcm_tool.files.load import digest_text
from bcm_tool.files.schema import VERSION, create_statements, record_tables, row_hash
from bcm_tool.model import edits
from tests.builders import chain
from tests.files.make_documents import TABLES, tables_text


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "plan.bcm"
    with closing(Document.create(place, chain("a", "b", "c"))) as document:
        for name in ("One", "Two", "Three"):
            document.edit(name, partial(edits.change, table="elements", record_id="a", name=name))
    return place


def run(path, *statements, right_digest=False):
    """Do to the file what a careless or hostile hand would do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        if right_digest:
            total = 0
            for name, table in record_tables().items():
                columns = ", ".join(f'"{column}"' for column in table.names)
                for row in connection.execute(f'SELECT {columns} FROM "{name}"').fetchall():
                    total += row_hash(name, row)
            document = connection.execute("SELECT value FROM meta WHERE name='document'")
            text = digest_text(document.fetchone()[0], total)
            connection.execute("UPDATE meta SET value=? WHERE name='digest'", (text,))


def refused(path, sentence):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BcmError, match=sentence) as caught:
        Document.open(path)
    assert path.name in str(caught.value)
    assert before is None or path.read_bytes() == before
    assert not path.with_name(f".{path.name}.lock").exists()


def test_what_is_no_document(tmp_path):
    refused(tmp_path / "missing.bcm", "cannot be opened: No such file")
    refused(tmp_path, "cannot be opened")
    for name, data, sentence in (
        ("empty.bcm", b"", "is empty"),
        ("text.bcm", b"Dear colleagues, " * 99, "not a document"),
        ("short.bcm", b"SQLite format 3\0", "not a document"),
    ):
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, sentence)
    run(tmp_path / "other.bcm", "CREATE TABLE t (x)")
    refused(tmp_path / "other.bcm", "not a document of this program")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER UPDATE ON elements BEGIN UPDATE elements SET rto = 1; END",
        "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT 1",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON elements (name)",
        "ALTER TABLE elements ADD COLUMN more TEXT AS (hex(5))",
        "DROP TABLE positions",
    ],
)
def test_other_tables_than_those_of_a_document(path, statement):
    run(path, statement)
    refused(path, "its tables are not those of a document")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE elements SET rto = 60 WHERE id = 'a'", "digest"),
        ("DELETE FROM dependencies WHERE id = 'a>b'", "digest"),
        ("UPDATE meta SET value = 'x' WHERE name = 'document'", "digest"),
        ("DELETE FROM meta WHERE name = 'head'", "description is incomplete"),
        ("INSERT INTO meta VALUES ('more', 'x')", "description is incomplete"),
        ("UPDATE meta SET value = 'x' WHERE name = 'head'", "log .* last command"),
        ("DELETE FROM commands WHERE number = 4", "log .* last command"),
        ("DELETE FROM commands WHERE number = 3", "log .* command 4"),
        ("DELETE FROM commands WHERE number = 1", "log .* command 2"),
        ("UPDATE commands SET who = 'nobody' WHERE number = 2", "log .* command 2"),
        ("UPDATE commands SET changes = '{}' WHERE number = 2", "log .* command 2"),
        ("DELETE FROM elements WHERE id = 'c'", "refers to a record of elements that is missing"),
        ("PRAGMA user_version = 0", "version is missing"),
        ("PRAGMA user_version = 1", "tables are not those"),
        ("PRAGMA application_id = 5", "not a document of this program"),
    ],
)
def test_what_another_hand_has_changed(path, statement, sentence):
    run(path, statement)
    refused(path, sentence)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tiers SET weight = 'heavy'",
        "INSERT INTO scenarios VALUES ('s', 'S', 'S', '{\"a\": 1}', '', '', '', '')",
        "INSERT INTO tasks (id, key, element, name, likely, demand, after, needed, skill, "
        "blocking, note, source) "
        "VALUES ('t', 'T', 'a', 'T', 1, '[[1, \"x\"]]', '[]', 'both', '', 0, '', '')",
        "INSERT INTO agreements (id, key, element, type, supplier, service_hours, ends)"
        " VALUES ('g', 'G', 'a', 'SLA', '', '', 'tomorrow')",
    ],
)
def test_values_that_no_field_holds_even_with_the_right_digest(path, statement):
    run(path, statement, right_digest=True)
    refused(path, "damaged .* table .*, record")


def test_a_write_ahead_log_of_somebody_else(path):
    path.with_name("plan.bcm-wal").write_bytes(b"something")
    refused(path, "plan.bcm-wal.*does not come from this program")
    path.with_name("plan.bcm-wal").unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    refused(path, "journal that this program never uses")


def test_a_newer_version_opens_read_only_and_says_so(path):
    run(path, "ALTER TABLE elements ADD COLUMN colour TEXT", "CREATE TABLE exercises (id TEXT)")
    run(path, "ALTER TABLE commands RENAME COLUMN label TO title")
    run(path, f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with closing(Document.open(path)) as document:
        assert "newer version" in document.read_only
        assert document.model.elements["a"].name == "Three"
        assert not document.can_undo
        assert document.versions() == []
        with pytest.raises(BcmError, match="newer version"):
            document.edit("Add", lambda model: model)
        document.save_copy(path.with_name("copy.bcm"))
    assert path.read_bytes() == before
    with closing(Document.open(path.with_name("copy.bcm"))) as copy:
        assert set(copy.model.elements) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("ALTER TABLE elements DROP COLUMN mbco", "newer version .* Update the program"),
        ("CREATE VIEW v AS SELECT 1", "rules of its own"),
        ("ALTER TABLE elements ADD COLUMN more TEXT AS (hex(5))", "rules of its own"),
        ("ALTER TABLE people RENAME TO persons", "newer version .* Update the program"),
    ],
)
def test_a_newer_version_that_cannot_be_read_is_refused(path, statement, sentence):
    run(path, statement, f"PRAGMA user_version = {VERSION + 1}")
    refused(path, sentence)


def test_tables_do_not_change_without_a_migration():
    """After a release: raise VERSION, keep the old tables in released.py, write a step.

    Before the first release: ``python -m tests.files.make_documents``.
    """
    assert TABLES.read_text(encoding="utf-8") == tables_text()
    assert all(" STRICT" in text for text in create_statements() if text.startswith("CREATE TABLE"))


def test_what_is_wrong_with_references_goes_before_what_is_wrong_with_rows(path):
    run(
        path,
        "PRAGMA foreign_keys=OFF",
        "UPDATE elements SET availability = 'often' WHERE key = 'A'",
        "UPDATE dependencies SET provider = 'nobody'",
    )
    refused(path, "refers to a record of elements that is missing")


def test_no_row_is_read_before_the_pages_are_proven(path, monkeypatch):
    """A page that is its own child, many times over, would be read without end."""
    read = []
    monkeypatch.setattr(guard, "load", read.append)
    with closing(sqlite3.connect(path)) as connection:
        size, root = (
            connection.execute(statement).fetchone()[0]
            for statement in (
                "PRAGMA page_size",
                "SELECT rootpage FROM sqlite_master WHERE name = 'elements'",
            )
        )
    data = bytearray(path.read_bytes())
    start = (root - 1) * size
    cell = root.to_bytes(4, "big") + b"\x01"
    place = size - len(cell)
    header = bytes([5, 0, 0, 0, 1, *place.to_bytes(2, "big"), 0]) + root.to_bytes(4, "big")
    data[start : start + 14] = header + place.to_bytes(2, "big")
    data[start + place : start + size] = cell
    path.write_bytes(data)
    refused(path, "is damaged")
    assert not read
