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
from bcm_tool.files.schema import VERSION
from bcm_tool.model import edits
from bcm_tool.model.diff import diff
from tests.builders import chain, element
from tests.files.make_documents import VERSION_1, content_1

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX's modes, signals and open files")


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "plan.bcm"
    with closing(Document.create(place, chain("a", "b"))) as document:
        document.edit("Rename", lambda m: edits.change(m, "elements", "a", name="Before"))
    return place


@pytest.fixture
def old(tmp_path):
    place = tmp_path / "old.bcm"
    shutil.copyfile(VERSION_1, place)
    return place


def add(document, key="c"):
    document.edit("Add", lambda model: edits.add(model, element(key)))


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


# --- others at work -------------------------------------------------------------------------------

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


# --- no room, no right ----------------------------------------------------------------------------


def test_a_full_disk_refuses_the_command_and_nothing_else(path):
    with closing(Document.open(path)) as document:
        add(document)
        connection, model, mark = document._store.connection, document.model, document.fingerprint
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        many = [element(f"x{n}", description="x" * 5000) for n in range(90)]
        with pytest.raises(BcmError, match=r"disk .* is full"):
            document.edit("Import", lambda m: edits.add(m, *many))
        assert document.model is model
        assert document.fingerprint == mark
        assert document.undo_label == "Add"
        connection.execute("PRAGMA max_page_count=1000000")
        document.edit("Import", lambda m: edits.add(m, *many))
    with closing(Document.open(path)) as again:
        assert len(again.model.elements) == 93


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_really_full_disk(small_disk, tmp_path):
    path = small_disk / "plan.bcm"
    with closing(Document.create(path, chain("a", "b"))) as document:
        (small_disk / "ballast").write_bytes(bytes(300_000))
        many = [element(f"x{n}", description="x" * 9000) for n in range(90)]
        model = document.model
        with pytest.raises(BcmError, match=r"disk .* is full"):
            document.edit("Import", lambda m: edits.add(m, *many))
        assert document.model is model
        with pytest.raises(BcmError):
            document.save_copy(small_disk / "copy.bcm")
        assert not (small_disk / "copy.bcm").exists()
        add(document)
        document.save_copy(tmp_path / "copy.bcm")
    with closing(Document.open(path)) as again:
        assert set(again.model.elements) == {"a", "b", "c"}


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
