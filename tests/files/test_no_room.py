"""A disk without room: commands are refused whole, and the document stays usable."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from tests.builders import chain, element
from tests.files.script import add

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX's modes, signals and open files")


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


def test_a_disk_that_ends_anywhere_refuses_whole_commands():
    pytest.importorskip("resource")
    given = [sys.executable, "-m", "tests.files.crash", "--kills", "200", "--full"]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["refused"] > 50
