"""Groupings that an edited model takes along are those that it would make itself."""

from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.model import edits
from bcm_tool.model.diff import diff
from bcm_tool.model.groupings import GROUPED, take_along
from bcm_tool.model.model import TABLES, Model
from tests.builders import dependency, element, model_of, random_model


def anew(model):
    """The same tables, nothing made yet."""
    return Model(**{name: model.table(name) for name in TABLES})


@given(random_model(), random_model(), st.sets(st.sampled_from(sorted(GROUPED))))
def test_from_any_model_to_any_other(before, after, made):
    before, after = anew(before), anew(after)
    for name in made:
        getattr(before, name)
    take_along(before, after, diff(before, after))
    fresh = anew(after)
    for name in GROUPED:
        assert getattr(after, name) == getattr(fresh, name), name


def test_an_edit_finds_them_made():
    before = model_of(element("A"), element("B"), element("C"), dependency("A", "B"))
    assert before.needs["A"][0].provider == "B"
    after = edits.connect(before, "A", "C")
    assert [item.provider for item in after.__dict__["needs"]["A"]] == ["B", "C"]
