"""Why something stops: following the reasons always leads to something that was lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of, random_model


def assert_reasons_end(model: Model, lost: list[str], *, recovering: bool) -> None:
    outages = analyze_failure(model, lost, recovering=recovering).outages
    for name in outages:
        current, seen = name, set()
        while (because := outages[current].because) is not None:
            assert current not in seen
            seen.add(current)
            current = because
        assert outages[current].lost


def test_elements_that_stop_each_other_at_the_same_minute_do_not_explain_each_other():
    model = model_of(
        *(element(name) for name in ("a", "b", "z")),
        *(dependency(*pair) for pair in ("ab", "ba", "bz")),
    )
    outages = analyze_failure(model, ["z"], recovering=False).outages
    assert {name: item.because for name, item in outages.items()} == {
        "a": "b",
        "b": "z",
        "z": None,
    }


@settings(max_examples=200)
@given(
    random_model(max_elements=6, max_dependencies=18, ratings=False, scenarios=False, others=False),
    st.integers(0, 5),
    st.booleans(),
)
def test_reasons_lead_to_what_was_lost(model: Model, number: int, recovering: bool):
    lost = [model.sorted_elements[number % len(model.elements)].id]
    assert_reasons_end(model, lost, recovering=recovering)
