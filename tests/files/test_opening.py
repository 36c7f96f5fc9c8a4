"""Opening what a crash, another program, another user or an earlier version has left."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files import backup, journal, lock
from bcm_tool.files.guard import header_version
from bcm_tool.files.released import RELEASED
from bcm_tool.files.schema import VERSION
from bcm_tool.model import edits
from bcm_tool.model.diff import diff
from tests.builders import chain
from tests.files.make_documents import VERSION_1, VERSION_2, content_1, content_2
from tests.files.script import add

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX's modes, signals and open files")


@pytest.fixture
def old(tmp_path):
    place = tmp_path / "old.bcm"
    shutil.copyfile(VERSION_1, place)
    return place


def crashed(path: Path, folder: Path) -> Path:
    """The document as a crash in the middle of a command leaves it, journal included."""
    folder.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE elements SET name = 'Half', description = hex(randomblob(4000))")
        connection.execute("UPDATE commands SET label = hex(randomblob(9000))")
        connection.execute("UPDATE kinds SET name = name || hex(randomblob(3000))")
        for name in (path.name, path.name + "-journal"):
            shutil.copyfile(path.with_name(name), folder / name)
        connection.execute("ROLLBACK")
    assert journal.leftover(folder / path.name)
    assert (folder / path.name).read_bytes() != path.read_bytes()
    return folder / path.name


# --- after a crash --------------------------------------------------------------------------------


def test_a_half_written_command_is_taken_back(path, tmp_path):
    left = crashed(path, tmp_path / "crashed")
    with closing(Document.open(left)) as document:
        assert not document.read_only
        assert document.model.elements["a"].name == "Before"
        add(document)
    assert {file.name for file in left.parent.iterdir()} == {"plan.bcm"}
    assert left.stat().st_size == path.stat().st_size


def test_a_journal_that_does_not_belong_to_the_document_is_not_played_back(path, tmp_path):
    left = crashed(path, tmp_path / "crashed")
    other = tmp_path / "other" / "plan.bcm"
    other.parent.mkdir()
    with closing(Document.create(other, chain("x", "y", "z"))) as document:
        add(document)
    foreign = other.with_name("plan.bcm-journal")
    shutil.copyfile(left.with_name("plan.bcm-journal"), foreign)
    before = other.read_bytes(), foreign.read_bytes()
    with pytest.raises(BcmError, match=r"plan.bcm-journal.* does not fit it"):
        Document.open(other)
    assert (other.read_bytes(), foreign.read_bytes()) == before
    foreign.unlink()
    with closing(Document.open(other)) as document:
        assert set(document.model.elements) == {"x", "y", "z", "c"}


def test_no_temporary_copy_is_left(path, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    left = crashed(path, tmp_path / "crashed")
    Document.open(left).close()
    left = crashed(path, tmp_path / "again")
    left.write_bytes(left.read_bytes()[:4096] * 3)
    with pytest.raises(BcmError):
        Document.open(left)
    assert not list((tmp_path / "temporary").iterdir())


def test_an_old_version_with_a_journal_is_recovered_and_then_migrated(old, tmp_path):
    left = crashed(old, tmp_path / "crashed")
    with closing(Document.open(left)) as document:
        assert not diff(document.model, content_1())


# --- earlier versions -----------------------------------------------------------------------------


def test_a_document_of_version_1_is_brought_up_to_date_after_a_backup(old):
    with closing(Document.open(old)) as document:
        assert not document.read_only
        assert not diff(document.model, content_1())
        assert document.undo_label == "Rename SHOP"
        document.undo()
        assert document.model.elements["shop"].name == "Shop"
        document.redo()
        document.edit("Move", lambda m: edits.move_elements(m, {"shop": (1.0, 2.0)}))
        document.edit("Set", lambda m: edits.change(m, "elements", "shop", impact_tolerance=60))
        kept = backup.backups(document._store.state.document)[0]
    assert header_version(old) == VERSION
    assert header_version(kept) == 1
    with closing(Document.open(old)) as again:
        assert again.model.elements["shop"].impact_tolerance == 60
    with closing(Document.open(kept)) as earlier:
        assert not diff(earlier.model, content_1())


def test_a_document_of_version_2_is_brought_up_to_date_after_a_backup(tmp_path):
    place = tmp_path / "old.bcm"
    shutil.copyfile(VERSION_2, place)
    with closing(Document.open(place)) as document:
        assert not document.read_only
        assert not diff(document.model, content_2())
        assert document.model.agreements["a1"].service_hours == "office hours"
        assert document.model.elements["db"].availability is None
        assert document.model.teams["dba"].skills == ()
        document.undo()
        assert document.model.elements["shop"].name == "Shop"
        document.redo()
        document.edit("Hours", lambda m: edits.change(m, "teams", "dba", hours="Mon-Fri 8-18"))
        document.edit("Ends", lambda m: edits.change(m, "agreements", "a1", supplier="Acme"))
        kept = backup.backups(document._store.state.document)[0]
    assert (header_version(place), header_version(kept)) == (VERSION, 2)
    with closing(Document.open(place)) as again:
        assert again.model.teams["dba"].hours == "Mon-Fri 8-18"
        assert again.model.agreements["a1"].service_hours == "office hours"
    with closing(Document.open(kept)) as earlier:
        assert not diff(earlier.model, content_2())


def test_the_tables_of_earlier_versions_are_those_that_were_written():
    for version, path in ((1, VERSION_1), (2, VERSION_2)):
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT sql FROM sqlite_master WHERE sql <> ''").fetchall()
        assert {sql for (sql,) in found} == {text.strip() for text in RELEASED[version]}


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is named by XDG_DATA_HOME")
def test_without_room_for_backups_the_old_version_is_kept_beside(old, tmp_path, monkeypatch):
    (tmp_path / "no folder").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no folder"))
    with closing(Document.open(old)) as document:
        assert not document.read_only
    with closing(Document.open(tmp_path / "old (version 1).bcm")) as kept:
        assert not diff(kept.model, content_1())


def test_a_damaged_document_of_version_1_is_refused_and_left_alone(old):
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE elements SET rto = 1")
    before = old.read_bytes()
    with pytest.raises(BcmError, match="digest"):
        Document.open(old)
    assert old.read_bytes() == before


def test_a_document_of_version_1_that_somebody_has_open_is_read_without_changing_it(old):
    before = old.read_bytes()
    held = lock.acquire(old)
    assert isinstance(held, lock.Lock)
    with closing(Document.open(old)) as document:
        assert "in use" in document.read_only
        assert not diff(document.model, content_1())
        document.save_copy(old.with_name("copy.bcm"))
    lock.release(held)
    assert old.read_bytes() == before
    assert header_version(old.with_name("copy.bcm")) == VERSION


def test_a_migration_that_is_killed_leaves_the_old_or_the_new_document():
    if not hasattr(os, "fork"):
        pytest.skip("sessions are forked")
    given = [sys.executable, "-m", "tests.files.crash", "--kills", "60", "--migrate"]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# --- without the right to write ------------------------------------------------------------------

READ = """
import os, sys
from bcm_tool.document import Document
from bcm_tool.errors import BcmError
if os.getuid() == 0:  # root may write everywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
document = Document.open(sys.argv[1])
print(document.read_only)
print(sorted(document.model.elements))
try:
    document.edit("Nothing", lambda model: model)
except BcmError as error:
    print(error)
document.close()
"""


@posix
@pytest.mark.parametrize("what", ["file", "folder", "folder after a crash", "folder, version 1"])
def test_without_the_right_to_write_it_opens_read_only_and_says_why(path, old, what):
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "share"
        Path(top).chmod(0o755)
        place = crashed(path, folder) if "crash" in what else folder / "plan.bcm"
        folder.mkdir(exist_ok=True)
        if "crash" not in what:
            shutil.copyfile(old if "version 1" in what else path, place)
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        for file in folder.iterdir():
            file.chmod(0o444 if what == "file" else 0o666)
        folder.chmod(0o777 if what == "file" else 0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ, str(place)],
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HOME": top},
            capture_output=True,
            text=True,
            check=False,
        )
        folder.chmod(0o755)
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert done.returncode == 0, done.stderr
    said, elements, refusal = done.stdout.splitlines()
    assert "write-protected, so it is open read-only" in said
    assert elements == ("['db', 'shop']" if "version 1" in what else "['a', 'b']")
    assert refusal == said
