"""Untitled documents that were left behind are named, and deleted only when that is safe."""

import re
from contextlib import closing
from datetime import datetime

import pytest

from bcm_tool.document import Document
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.untitled import discard, left_behind
from tests.builders import element


@pytest.fixture(autouse=True)
def nothing_left():
    for path in Document.untitled():
        path.unlink()


def left(*keys, organisation=""):
    """An untitled document with these elements, closed."""
    document = Document.scratch()
    document.edit("Kinds", lambda m: edits.add(m, element("gone")))
    document.edit("Kinds", lambda m: edits.remove(m, "elements", ["gone"]))
    if organisation:
        document.edit(
            "Name", lambda m: edits.change(m, "methods", "method", organisation=organisation)
        )
    if keys:
        document.edit("Add", lambda m: edits.add(m, *(element(key) for key in keys)))
    document.close()
    return document.path


def test_they_are_named_by_time_and_organisation_the_newest_first():
    empty = left()
    one, two = left("A"), left("A", "B")
    bank = left("A", organisation="Bank & Söhne")
    found = left_behind()
    assert [item.path for item in found] == [bank, two, one, empty]
    about = ["Bank & Söhne", "2 elements", "1 element", "empty"]
    assert [item.about for item in found] == about
    made = found[0].at
    assert made is not None
    assert abs((datetime.now().astimezone() - made).total_seconds()) < 60
    assert re.fullmatch(r"Untitled, \d\d \w{3} \d{4} \d\d:\d\d — Bank & Söhne", found[0].title)


def test_one_that_is_open_is_neither_listed_nor_discarded():
    path = left("A")
    with closing(Document.open(path)):
        assert left_behind() == []
        with pytest.raises(BcmError, match="is open"):
            discard(path)
    assert path.exists()
    discard(path)
    assert left_behind() == []
    assert not [item for item in path.parent.iterdir() if path.stem in item.name]


def test_a_document_of_ones_own_is_never_discarded(tmp_path):
    own = tmp_path / "own.bcm"
    Document.create(own).close()
    with pytest.raises(BcmError, match="of yours"):
        discard(own)
    assert own.exists()


def test_a_damaged_one_is_listed_and_can_be_discarded():
    path = left("A")
    path.write_bytes(b"no document at all")
    (found,) = left_behind()
    assert "check" in found.title
    discard(path)
    assert left_behind() == []
