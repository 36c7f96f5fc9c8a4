"""Two at the same document, and a document that is moved while it is open."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files import lock
from bcm_tool.model.diff import diff
from tests.files.script import add

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX's modes, signals and open files")


HOLD = """
import sys
from bcm_tool.document import Document
document = Document.open(sys.argv[1])
print(document.read_only or "open", flush=True)
sys.stdin.read()
"""


def hold(path):
    """Another process that has the document open."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@posix
def test_the_second_to_open_reads_only_until_the_first_is_gone(path):
    with hold(path) as other:
        assert other.stdout.readline().strip() == "open"
        with closing(Document.open(path)) as document:
            assert "in use by" in document.read_only
            assert "since 20" in document.read_only
            assert document.model.elements["a"].name == "Before"
            with pytest.raises(BcmError, match="in use by"):
                add(document)
            with pytest.raises(BcmError, match="in use by"):
                document.undo()
            document.save_copy(path.with_name("copy.bcm"))
        other.kill()
        other.wait()
    assert lock.lock_path(path).exists()  # left behind, and keeps nobody out
    with closing(Document.open(path)) as document:
        assert not document.read_only
        add(document)


def test_the_same_document_twice_in_one_program(path):
    with closing(Document.open(path)) as first:
        second = Document.open(path)
        assert "in use by" in second.read_only
        second.close()
        add(first)
        with closing(Document.open(path)) as third:
            assert third.read_only
            assert "c" in third.model.elements


def test_a_program_that_writes_without_asking_is_noticed(path):
    with closing(Document.open(path)) as document:
        before = document.model
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE meta SET value = 'x' WHERE name = 'head'")
        with pytest.raises(BcmError, match="changed by another program"):
            add(document)
        assert document.model is before


def test_a_program_that_holds_the_file_gets_a_sentence_and_then_it_goes_on(path):
    with closing(Document.open(path)) as document:
        document._store.connection.execute("PRAGMA busy_timeout=20")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            with pytest.raises(BcmError, match="in use by another program"):
                add(document)
            connection.execute("ROLLBACK")
        add(document)
        assert document.undo_label == "Add"


@posix
@pytest.mark.parametrize("what", ["renamed", "replaced", "removed"])
def test_a_document_that_was_moved_is_not_written_to(path, what):
    with closing(Document.open(path)) as document:
        add(document)
        if what == "removed":
            path.unlink()
        else:
            path.rename(path.with_name("elsewhere.bcm"))
        if what == "replaced":
            path.write_bytes(b"somebody else's")
        model, label = document.model, document.undo_label
        for command in (
            lambda: add(document, "d"),
            document.undo,
            document.clear_history,
            lambda: document.name_version("x"),
        ):
            with pytest.raises(BcmError, match="was moved, renamed or replaced"):
                command()
        assert document.model is model
        assert document.undo_label == label
        if what == "replaced":
            assert path.read_bytes() == b"somebody else's"
        document.save_copy(path.with_name("copy.bcm"))
    with closing(Document.open(path.with_name("copy.bcm"))) as copy:
        assert not diff(copy.model, model)
