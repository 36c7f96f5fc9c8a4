"""Edits and diffs: what a person changes, and that it can be taken back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.diff import diff
from bcm_tool.model.fields import field_specs
from bcm_tool.model.method import default_model
from bcm_tool.model.model import RECORD_TYPES, TABLES, Model
from bcm_tool.model.rules import broken_rules
from tests.builders import any_model, chain, dependency, element, model_of, random_model


def same(one: Model, other: Model) -> bool:
    return all(dict(one.table(name)) == dict(other.table(name)) for name in TABLES)


def references(record: r.Record) -> set[tuple[str, str]]:
    """(table, id) of everything a record refers to, found without the code under test."""
    found = set()
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.type == "ref" and value is not None:
            found.add((spec.target, value))
        elif spec.type == "refs":
            found |= {(spec.target, item) for item in value}
        elif spec.type == "demand":
            found |= {(spec.target, team) for team, _ in value}
        elif spec.type == "lost":
            found |= {
                (spec.target, item.removeprefix("element:"))
                for item in value
                if item.startswith("element:")
            }
    return found


@given(any_model(), any_model())
def test_a_diff_leads_from_one_model_to_the_other_and_back(old, new):
    changes = diff(old, new)
    assert same(changes.apply(old), new)
    assert same(changes.inverse().apply(new), old)
    assert bool(changes) is not same(old, new)


@given(any_model())
def test_a_model_does_not_differ_from_its_own_copy(model):
    copy = model.with_tables({name: dict(model.table(name)) for name in TABLES})
    assert not diff(model, copy)


@given(random_model(), st.data())
def test_what_is_removed_leaves_nothing_that_refers_to_it(model, data):
    names = [name for name in RECORD_TYPES if model.table(name) and name != "methods"]
    table = data.draw(st.sampled_from(names))
    ids = data.draw(st.sets(st.sampled_from(sorted(model.table(table))), min_size=1))
    try:
        after = edits.remove(model, table, ids)
    except BcmError:
        if table == "scales":  # a level that something is rated with stays
            return
        assert table == "kinds"
        assert any(
            (table, record_id) in references(record)
            for record_id in ids
            for record in model.elements.values()
        )
        return
    assert not ids & set(after.table(table))
    everything = {(name, key) for name in TABLES for key in after.table(name)}
    for name in TABLES:
        for record in after.table(name).values():
            assert references(record) <= everything
    assert not list(broken_rules(after, diff(Model(), after)))
    kept = {name: set(model.table(name)) - set(after.table(name)) for name in TABLES}
    for name, gone in kept.items():
        for key in gone - (ids if name == table else set()):
            assert _may_go(model, name, key, kept)


def _may_go(model: Model, name: str, key: str, gone: dict[str, set[str]]) -> bool:
    """A record goes along only when a record without which it means nothing has gone."""
    record = model.table(name)[key]
    if name == "groups" and all(
        member.id in gone["dependencies"] for member in model.members_of.get(key, ())
    ):
        return True
    return any(
        getattr(record, spec.name) in gone[spec.target]
        for spec in field_specs(type(record))
        if spec.type == "ref" and spec.on_delete == "cascade"
    )


def test_removing_an_element_takes_its_needs_and_nothing_else():
    model = chain("a", "b", "c")
    after = edits.remove(model, "elements", ["b"])
    assert set(after.elements) == {"a", "c"}
    assert not after.dependencies
    assert set(model.elements) == {"a", "b", "c"}


def test_removing_every_element_at_once_leaves_no_dependency():
    model = chain("a", "b", "c", "d")
    after = edits.remove(model, "elements", ["a", "b", "c", "d"])
    assert not after.elements
    assert not after.dependencies


def test_a_group_that_loses_a_member_requires_no_more_than_it_has():
    links = [dependency("a", "b"), dependency("a", "c"), dependency("a", "d")]
    model = model_of(*(element(key) for key in "abcd"), *links)
    grouped = edits.make_group(model, "Pair", [item.id for item in links], required=3)
    (group,) = edits.remove(grouped, "elements", ["d"]).groups.values()
    assert group.required == 2
    assert not edits.remove(grouped, "elements", ["b", "c", "d"]).groups


def test_a_kind_in_use_is_not_removed():
    model = model_of(element("a", kind="service"))
    with pytest.raises(BcmError, match="still uses this"):
        edits.remove(model, "kinds", ["service"])


def test_a_task_lets_go_of_a_removed_team_and_predecessor():
    model = model_of(
        element("a"),
        r.Team(id="t", key="T", name="Team"),
        r.RecoveryTask(id="1", key="1", element="a", name="First", demand=(("t", 1),)),
        r.RecoveryTask(id="2", key="2", element="a", name="Second", after=("1",)),
        r.Scenario(id="s", key="S", name="Loss", lost=("element:a", "site:North")),
    )
    assert edits.remove(model, "teams", ["t"]).tasks["1"].demand == ()
    assert edits.remove(model, "tasks", ["1"]).tasks["2"].after == ()
    assert edits.remove(model, "elements", ["a"]).scenarios["s"].lost == ("site:North",)


def test_a_refused_edit_changes_nothing():
    model = chain("a", "b")
    before = {name: dict(model.table(name)) for name in TABLES}
    with pytest.raises(BcmError, match="already an element a"):
        edits.add(model, element("c"), element("d", key="A "))
    with pytest.raises(BcmError, match="no longer exists"):
        edits.change(model, "elements", "x", name="X")
    assert {name: dict(model.table(name)) for name in TABLES} == before


def test_clearing_both_level_and_loss_removes_the_rating():
    model = model_of(element("a"))
    rated = edits.set_rating(model, "a", "category-1", "band-60", level=2, loss=Decimal(5))
    assert len(rated.impacts) == 1
    assert not edits.set_rating(rated, "a", "category-1", "band-60", level=None).impacts


def test_only_one_option_is_selected():
    options = [
        r.RecoveryOption(id=key, key=key, element="a", name=key, selected=key == "1")
        for key in ("1", "2")
    ]
    after = edits.select_option(model_of(element("a"), *options), "2")
    assert [option.selected for option in after.options.values()] == [False, True]


def test_a_copied_element_needs_the_same_under_a_free_key():
    links = [dependency("a1", "b"), dependency("a1", "c"), dependency("b", "a1")]
    model = model_of(*(element(key) for key in ("a1", "b", "c")), *links)
    grouped = edits.make_group(model, "Pair", ["a1>b", "a1>c"])
    after = edits.duplicate_element(grouped, "a1")
    (copy,) = set(after.elements) - set(grouped.elements)
    assert after.elements[copy].key == "a2"
    assert {item.provider for item in after.needs[copy]} == {"b", "c"}
    assert {item.group for item in after.needs[copy]} == {after.groups_of[copy][0].id}
    assert copy not in after.needed_by


@given(random_model(), st.data())
def test_bulk_edit_equals_the_same_edit_one_by_one(model, data):
    ids = sorted(data.draw(st.sets(st.sampled_from(sorted(model.elements)))))
    at_once = edits.change_many(model, "elements", ids, owner="Ada", rto=60)
    one_by_one = model
    for record_id in ids:
        one_by_one = edits.change(one_by_one, "elements", record_id, owner="Ada", rto=60)
    assert same(at_once, one_by_one)


def test_a_new_document_breaks_no_rule():
    assert not list(broken_rules(default_model(), diff(Model(), default_model())))


def test_put_replaces_by_id():
    model = chain("a", "b")
    after = edits.put(model, [replace(model.elements["a"], name="New"), element("c")])
    assert after.elements["a"].name == "New"
    assert set(after.elements) == {"a", "b", "c"}
