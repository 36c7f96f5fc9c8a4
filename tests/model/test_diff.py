"""What is known of an edited model without comparing is what comparing finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.model.diff import diff, with_changes
from bcm_tool.model.model import TABLES, Model
from tests.builders import random_model


def anew(model):
    """The same tables, nothing known of where they come from."""
    return Model(**{name: model.table(name) for name in TABLES})


def some_records(data, model, other):
    """Records of another model, or none, in the place of some that there are or are not."""
    found = {}
    for name in ("elements", "dependencies", "impacts", "options"):
        keys = sorted({*model.table(name), *other.table(name)})
        if keys:
            chosen = data.draw(st.sets(st.sampled_from(keys), max_size=3))
            found[name] = {key: other.table(name).get(key) for key in chosen}
    return found


@given(random_model(), random_model(), random_model(), st.data())
@settings(max_examples=60)
def test_one_edit_after_the_other(first, one, two, data):
    steps = [first]
    for other in (one, two, first):
        steps.append(with_changes(steps[-1], some_records(data, steps[-1], other)))
    last = steps[-1]
    for step in steps:
        assert diff(step, last) == diff(anew(step), anew(last))


def test_an_edit_of_many_records_is_compared():
    from tests.benchmarks._large import large_model

    before = large_model(1_200, 2_400)
    after = with_changes(before, {"dependencies": dict.fromkeys(before.dependencies)})
    last = with_changes(after, {"elements": {"none": None}})
    assert diff(before, last) == diff(anew(before), anew(last))
    assert len(diff(before, last)) == len(before.dependencies)
