"""Indexes that are taken along are those that the new model would make."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model.carry import carry_links
from bcm_tool.model.diff import diff
from bcm_tool.model.model import TABLES, Model
from tests.builders import random_model


@settings(max_examples=60, deadline=None)
@given(random_model(min_elements=2), st.integers(0, 2**32))
def test_links_taken_along_are_those_of_the_table(model, seed):
    draw = random.Random(seed)
    for _ in range(6):
        assert model.needs is not None
        assert model.needed_by is not None
        after = edited(model, draw)
        carry_links(model, after, diff(model, after))
        expected = Model(**{name: after.table(name) for name in TABLES})
        assert after.needs == expected.needs
        assert after.needed_by == expected.needed_by
        model = after


def edited(model, draw):
    links, elements = list(model.dependencies), list(model.elements)
    action = draw.randrange(3) if links else 2
    if action == 0:
        return edits.change(model, "dependencies", draw.choice(links), tolerance=draw.randrange(99))
    if action == 1:
        return edits.remove(model, "dependencies", [draw.choice(links)])
    try:
        return edits.connect(model, *draw.sample(elements, 2))
    except BcmError:
        return model
