"""A damaged document is never opened for editing with anything but what was written."""

import random
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.files.schema import record_tables
from bcm_tool.model import edits
from bcm_tool.model.diff import diff
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of

PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[bytes, Model]:
    """The bytes of a document with some history, and its model."""
    path = tmp_path_factory.mktemp("whole") / "whole.bcm"
    elements = [element(f"e{n}", description="needed by the counters " * 9) for n in range(60)]
    links = [dependency(f"e{n}", f"e{(n * 7 + 1) % 60}", tolerance=n) for n in range(60) if n != 49]
    with closing(Document.create(path, model_of(*elements, *links))) as document:
        for n in range(8):
            renamed = partial(edits.change, table="elements", record_id=f"e{n}", name="New")
            document.edit("Rename", renamed)
        document.undo()
        return path.read_bytes(), document.model


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One bit turned, where something is written rather than in empty space."""
    place = chance.randrange(len(data))
    while not data[place]:
        place = chance.randrange(len(data))
    changed = bytearray(data)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def zeroed(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) // PAGE) * PAGE
    return data[:start] + bytes(PAGE) + data[start + PAGE :]


def swapped(data: bytes, chance: random.Random) -> bytes:
    one, other = sorted(chance.sample(range(len(data) // 512), 2))
    changed = bytearray(data)
    changed[one * 512 : one * 512 + 512] = data[other * 512 : other * 512 + 512]
    changed[other * 512 : other * 512 + 512] = data[one * 512 : one * 512 + 512]
    return bytes(changed)


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.choice((chance.randrange(len(data)), chance.randrange(60) * PAGE))]


@pytest.mark.parametrize(
    ("damage", "count"), [(flipped, 400), (zeroed, 80), (swapped, 120), (truncated, 60)]
)
def test_damage_is_refused_or_harmless(whole, tmp_path, damage, count):
    data, model = whole
    path = tmp_path / "damaged.bcm"
    refused, refusals = 0, set()
    for seed in range(count):
        bad = damage(data, random.Random(f"{damage.__name__}/{seed}"))
        path.write_bytes(bad)
        try:
            document = Document.open(path)
        except BcmError as error:
            refused += 1
            said = str(error)
            assert path.read_bytes() == bad, "a refused file is not touched"
            refusals.add(said.partition(":")[0])
        else:
            with closing(document):
                assert not diff(document.model, model), seed
        assert {file.name for file in tmp_path.iterdir()} == {"damaged.bcm"}
    assert refused > count // 4
    assert any("is damaged and was not opened" in said for said in refusals)


def test_sqlite_alone_would_have_opened_damaged_content(whole, tmp_path):
    """Why the digest is there; also that the flips above hit content at all."""
    data, _ = whole
    path = tmp_path / "damaged.bcm"
    path.write_bytes(data)
    right, silent = rows(path), 0
    for seed in range(150):
        path.write_bytes(flipped(data, random.Random(f"flipped/{seed}")))
        try:
            with closing(sqlite3.connect(path)) as connection:
                fine = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            silent += fine and rows(path) != right
        except (sqlite3.Error, UnicodeDecodeError):
            continue
    assert silent > 30


def rows(path: Path) -> list[list[tuple]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall()
            for name in record_tables()
        ] + [connection.execute("SELECT * FROM commands").fetchall()]
