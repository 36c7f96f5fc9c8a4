"""What a document refuses, and that checking only what changed finds what checking all finds."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.model import records as r
from bcm_tool.model.diff import diff
from bcm_tool.model.model import Model
from bcm_tool.model.rules import broken_rules
from tests.builders import chain, dependency, element, model_of, random_model

BASE = model_of(
    element("a"),
    element("b"),
    dependency("a", "b", id="d"),
    r.Team(id="t", key="T", name="Team"),
    r.RecoveryTask(id="1", key="1", element="a", name="First", likely=10),
    r.Person(id="p", key="P", name="Ada"),
    r.Scenario(id="s", key="S", name="Loss"),
    r.ImpactRating(id="i", element="a", category="category-1", band="band-60", level=3),
    r.RecoveryOption(id="o", key="O", element="a", name="Restore"),
    r.Position(id="a", element="a"),
)
BAD = [
    ("elements", "a", {"name": ""}, "name is missing"),
    ("elements", "a", {"name": "x" * 32_001}, "longer than"),
    ("elements", "a", {"name": "bell\a"}, "control character U\\+0007"),
    ("elements", "a", {"owner": "half \ud800"}, "control character U\\+D800"),
    ("elements", "a", {"name": "no \ufffe"}, "control character U\\+FFFE"),
    ("elements", "a", {"site": "\uffff"}, "control character U\\+FFFF"),
    ("scenarios", "s", {"lost": ("site:\uffff",)}, "control character U\\+FFFF"),
    ("elements", "a", {"rto": -1}, "rto must be between 0"),
    ("elements", "a", {"rto": 10**9}, "rto must be between 0"),
    ("elements", "a", {"kind": "nothing"}, "names a kind that does not exist"),
    ("elements", "a", {"lifecycle": "dreamt"}, "lifecycle is “dreamt”"),
    ("elements", "a", {"key": " B "}, "already a"),
    ("dependencies", "d", {"provider": "a"}, "cannot depend on itself"),
    ("dependencies", "d", {"provider": "gone"}, "does not exist"),
    ("tasks", "1", {"after": ("1",)}, "cannot come after itself"),
    ("tasks", "1", {"optimistic": 20}, "must not fall"),
    ("tasks", "1", {"demand": (("t", 0),)}, "at least 1"),
    ("tasks", "1", {"demand": (("t", 1), ("t", 2))}, "named twice"),
    ("tasks", "1", {"demand": (("x", 1),)}, "does not exist"),
    ("teams", "t", {"capacity": -1}, "capacity below 0"),
    ("people", "p", {"deputy": "p"}, "own deputy"),
    ("scenarios", "s", {"lost": ("element:gone",)}, "does not exist"),
    ("scenarios", "s", {"lost": ("planet:Mars",)}, "is no element"),
    ("bands", "band-60", {"minutes": 0}, "later than 0"),
    ("bands", "band-60", {"minutes": 240}, "already a"),
    ("impacts", "i", {"loss": Decimal("NaN")}, "not negative"),
    ("options", "o", {"yearly_cost": Decimal(-1)}, "not negative"),
    ("options", "o", {"proven_on": "yesterday"}, "must be a date"),
    ("positions", "a", {"x": float("nan")}, "finite"),
    ("elements", "a", {"availability": Decimal(0)}, "element a: availability must be above 0 %"),
    ("elements", "a", {"availability": Decimal("100.1")}, "at most 100 %"),
    ("elements", "a", {"mtbf": 0}, "element a: mtbf must be between 1"),
    ("elements", "a", {"mtrs": 0}, "element a: mtrs must be between 1"),
    ("elements", "a", {"mtrs": 53_000_000}, "mtrs must be between 1 min and 36,600 d."),
    ("elements", "a", {"mtbf": 0}, "mtbf must be between 1 min and 10,000,000 h."),
    ("teams", "t", {"hours": "office hours"}, "team T: “office hours” is not understood as hours"),
    ("teams", "t", {"call_out": -1}, "call out must be between 0"),
    ("teams", "t", {"skills": ("Oracle", " ")}, "holds an empty word"),
    ("teams", "t", {"skills": ("Oracle", "oracle ")}, "holds a word twice"),
    ("teams", "t", {"skills": ("bell\a",)}, "control character"),
    ("tasks", "1", {"lag": -1}, "lag must be between 0"),
    ("scenarios", "s", {"start": "noon"}, "scenario S: “noon” is no time of the week"),
    ("scenarios", "s", {"frequency": "often"}, "scenario S: “often” is no frequency"),
    ("methods", "method", {"appetite": "a lot"}, "method: “a lot” is no loss"),
]


@pytest.mark.parametrize(("table", "key", "values", "sentence"), BAD)
def test_nonsense_is_refused_with_a_sentence(table, key, values, sentence):
    bad = replace(BASE.table(table)[key], **values)
    new = BASE.with_tables({table: {**BASE.table(table), key: bad}})
    found = list(broken_rules(new, diff(BASE, new)))
    assert found
    name, record_id, said = found[0]
    assert (name, record_id) == (table, key) or "already a" in said
    assert re.search(sentence, said)
    assert said.endswith(".")


def test_sensible_values_are_taken():
    good = replace(BASE.options["o"], proven_on=date(2026, 1, 1), yearly_cost=Decimal("0.01"))
    new = BASE.with_tables({"options": {"o": good}})
    assert not list(broken_rules(new, diff(BASE, new)))


def test_hours_of_an_old_agreement_that_are_no_hours_are_kept():
    record = r.Agreement(id="g", key="G", element="a", service_hours="office hours")
    new = BASE.with_tables({"agreements": {"g": record}})
    assert not list(broken_rules(new, diff(BASE, new)))


def test_two_elements_may_swap_their_keys():
    model = chain("a", "b")
    swapped = {
        "a": replace(model.elements["a"], key="b"),
        "b": replace(model.elements["b"], key="a"),
    }
    new = model.with_tables({"elements": swapped})
    assert not list(broken_rules(new, diff(model, new)))


@given(random_model(min_elements=2), st.data())
def test_doubles_are_found_whatever_the_order(model, data):
    one, other = data.draw(st.permutations(sorted(model.elements)))[:2]
    shown = data.draw(st.sampled_from([str.upper, str.lower, str.title]))
    changed = replace(model.elements[one], key=f" {shown(model.elements[other].key)}")
    new = model.with_tables({"elements": {**model.elements, one: changed}})
    assert [said for *_, said in broken_rules(new, diff(model, new)) if "already a" in said]


@given(random_model(ratings=True))
def test_ratings_that_fall_in_time_are_refused(model):
    rated = [items for items in model.impacts_of.values() if len(items) > 1]
    for items in rated:
        series = [item for item in items if item.category == items[0].category]
        series.sort(key=lambda item: model.bands[item.band].minutes)
        if len(series) < 2:
            continue
        first, last = replace(series[0], level=5), replace(series[-1], level=1)
        new = model.with_tables({"impacts": {**model.impacts, first.id: first, last.id: last}})
        assert any("level falls" in said for *_, said in broken_rules(new, diff(model, new)))


@given(random_model())
def test_what_random_models_hold_breaks_no_rule(model):
    assert not list(broken_rules(model, diff(Model(), model)))
