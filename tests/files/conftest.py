"""What the tests of files share."""

from contextlib import closing

import pytest

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.builders import chain


@pytest.fixture
def path(tmp_path):
    """A closed document in which ``a`` needs ``b``, and ``a`` was renamed "Before"."""
    place = tmp_path / "plan.bcm"
    with closing(Document.create(place, chain("a", "b"))) as document:
        document.edit("Rename", lambda m: edits.change(m, "elements", "a", name="Before"))
    return place
