"""Indexes that are taken along are those that the new model would make."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model.carry import GROUPED, carry_indexes
from bcm_tool.model.diff import diff
from bcm_tool.model.model import TABLES, Model
from tests.builders import random_model

INDEXES = [name for fields in GROUPED.values() for name in fields]


@settings(max_examples=60, deadline=None)
@given(random_model(min_elements=2), st.integers(0, 2**32))
def test_links_taken_along_are_those_of_the_table(model, seed):
    draw = random.Random(seed)
    for _ in range(6):
        for name in INDEXES:
            assert getattr(model, name) is not None
        after = edited(model, draw)
        carry_indexes(model, after, diff(model, after))
        expected = Model(**{name: after.table(name) for name in TABLES})
        for name in INDEXES:
            assert getattr(after, name) == getattr(expected, name)
        model = after


def edited(model, draw):
    links, elements = list(model.dependencies), list(model.elements)
    action = draw.randrange(7) if links else 2 + draw.randrange(5)
    if action == 0:
        return edits.change(model, "dependencies", draw.choice(links), tolerance=draw.randrange(99))
    if action == 1:
        return edits.remove(model, "dependencies", [draw.choice(links)])
    if action == 3 and model.options:
        gone = draw.choice(list(model.options))
        return edits.remove(model, "options", [gone])
    if action == 4 and model.sorted_bands and model.categories:
        place = draw.choice(list(model.categories)), draw.choice(model.sorted_bands).id
        try:
            return edits.set_rating(
                model, draw.choice(elements), *place, level=draw.choice((None, 5))
            )
        except BcmError:
            return model
    if action == 5 and model.options:
        option = draw.choice(list(model.options))
        return edits.change(model, "options", option, recovery_time=draw.randrange(99))
    if action == 6 and len(elements) > 3:
        return edits.remove(model, "elements", [draw.choice(elements)])
    try:
        return edits.connect(model, *draw.sample(elements, 2))
    except BcmError:
        return model
