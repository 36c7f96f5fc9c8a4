"""Minimal cut sets of services, against trying every combination of failures."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets
from bcm_tool.analysis.cutsets.causes import shared_causes
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.errors import Cancelled
from bcm_tool.model import records as r
from tests.analysis.cutsets.states import minimal_sets, random_structure
from tests.builders import chain, dependency, element, model_of, random_model


def events_of(model, service, causes=()):
    """(names, what each fails) of everything but the service's own loss."""
    found = {item.id: {item.id} for item in model.sorted_elements if item.id != service}
    found |= {cause.id: set(cause.elements) for cause in causes}
    return list(found), list(found.values())


def sets_by_trying(model, service, causes=(), context=()):
    names, events = events_of(model, service, causes)
    kept = [number for number, name in enumerate(names) if name not in set(context)]
    names, events = [names[n] for n in kept], [events[n] for n in kept]
    found = minimal_sets(model, service, events, context)
    return {frozenset(names[number] for number in one) for one in found}


def as_sets(cut_sets):
    return [frozenset((*one.elements, *one.causes)) for one in cut_sets]


def assert_sets(found, expected, causes):
    elements = {one for one in expected if not one & causes}
    listed, shared = as_sets(found.sets), as_sets(found.shared)
    assert len(listed) == len(set(listed))
    assert len(shared) == len(set(shared))
    assert set(listed) == elements
    assert set(shared) == expected - elements


@settings(max_examples=60)
@given(random_model(max_elements=7, tasks=False, options=False, others=False))
def test_all_sets_with_shared_causes_of_models_that_people_could_enter(model):
    causes = list(shared_causes(model).values())
    result = analyze_cut_sets(model, order=None)
    for service, found in result.services.items():
        expected = sets_by_trying(model, service, causes)
        assert_sets(found, expected, {cause.id for cause in causes})
        assert not found.gave_up


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("cycles", [True, False])
def test_sets_of_every_order_up_to_fourteen_elements(seed, cycles):
    model = random_structure(seed, 14, cycles=cycles)
    result = analyze_cut_sets(model, order=None, causes=False)
    for service, found in result.services.items():
        expected = sets_by_trying(model, service)
        assert_sets(found, expected, set())
        assert found.total == len(expected)
        assert found.highest == max(map(len, expected), default=0)


@pytest.mark.parametrize("seed", range(8))
def test_a_limit_of_order_lists_all_up_to_it_and_says_what_it_leaves_out(seed):
    model = random_structure(100 + seed, 10)
    causes = list(shared_causes(model).values())
    names = {cause.id for cause in causes}
    for order in (1, 2, 3):
        result = analyze_cut_sets(model, order=order)
        for service, found in result.services.items():
            every = sets_by_trying(model, service, causes)
            assert_sets(found, {one for one in every if len(one) <= order}, names)
            alone = [one for one in every if not one & names]
            assert found.total == len(alone)
            assert found.cut_by_order == any(len(one) > order for one in alone)
            for size, count in enumerate(found.counts):
                assert count == sum(len(one) == size for one in alone)


@pytest.mark.parametrize("seed", range(10))
def test_sets_of_one_are_the_single_points_of_failure(seed):
    model = random_structure(200 + seed, 14)
    structure = analyze_structure(model)
    result = analyze_cut_sets(model, order=1, causes=False)
    for service, found in result.services.items():
        points = [one.elements[0] for one in found.sets]
        assert set(points) == set(structure.single_points[service])


@pytest.mark.parametrize("seed", range(8))
def test_what_is_out_beforehand_counts_as_failed(seed):
    model = random_structure(300 + seed, 9)
    causes = list(shared_causes(model).values())
    out = ("e03", "e05")
    result = analyze_cut_sets(model, order=None, context=out)
    assert result.context == out
    for service, found in result.services.items():
        expected = sets_by_trying(model, service, causes, out)
        if frozenset() in expected:
            assert found.down
            assert not found.sets
            assert not found.shared
            assert found.unavailability == 1.0
        else:
            assert_sets(found, expected, {cause.id for cause in causes})


def test_a_site_may_be_out_as_a_whole():
    model = two_servers(site="North")
    result = analyze_cut_sets(model, context=["site:North"])
    assert result.context == ("S1", "S2")
    assert result.services["SHOP"].down


def two_servers(**values):
    group = r.RedundancyGroup(id="g", dependent="SHOP", name="Servers", required=1)
    return model_of(
        element("SHOP", kind="service"),
        element("S1", **values),
        element("S2", **values),
        group,
        dependency("SHOP", "S1", group="g"),
        dependency("SHOP", "S2", group="g"),
    )


def test_two_servers_in_one_room_fall_with_it():
    found = analyze_cut_sets(two_servers(site="Room")).services["SHOP"]
    assert as_sets(found.sets) == [frozenset(("S1", "S2"))]
    assert as_sets(found.shared) == [frozenset(("site:Room",))]


def test_labels_are_one_cause_whatever_their_case():
    model = model_of(element("A", site="north"), element("B", site=" North"), element("C"))
    (cause,) = shared_causes(model).values()
    assert (cause.id, cause.elements) == ("site:north", ("A", "B"))


def test_the_loss_of_the_service_itself_is_no_set_but_a_cause_that_hits_it_is_one():
    model = model_of(element("SHOP", kind="service", site="Here"))
    found = analyze_cut_sets(model).services["SHOP"]
    assert not found.sets
    assert as_sets(found.shared) == [frozenset(("site:Here",))]


def test_a_healthy_circle_stays_up():
    model = model_of(
        element("A", kind="service"),
        element("B"),
        element("C"),
        dependency("A", "B"),
        dependency("B", "C"),
        dependency("C", "A"),
    )
    found = analyze_cut_sets(model).services["A"]
    assert not found.down
    assert as_sets(found.sets) == [frozenset("B"), frozenset("C")]


def test_a_chain_of_any_length():
    keys = [f"k{number:05}" for number in range(3000)]
    model = chain(*keys)
    found = analyze_cut_sets(model, services=[keys[0]]).services[keys[0]]
    assert len(found.sets) == found.total == 2999


def modules(count):
    """A service that needs ``count`` independent pairs."""
    records: list[r.Record] = [element("S", kind="service")]
    for number in range(count):
        group = f"g{number}"
        records.append(r.RedundancyGroup(id=group, dependent="S", name=group, required=1))
        for side in "ab":
            records.append(element(f"{side}{number}"))
            records.append(dependency("S", f"{side}{number}", group=group))
    return model_of(*records)


def test_independent_parts_add_up():
    found = analyze_cut_sets(modules(200)).services["S"]
    assert (found.total, found.highest) == (200, 2)


@pytest.mark.parametrize("nodes", [200, 1000])
def test_more_events_than_there_is_memory_for_are_given_up_and_said(nodes):
    """Already to count up to three of 400 events takes more nodes."""
    found = analyze_cut_sets(modules(200), sizes=Sizes(nodes=nodes)).services["S"]
    assert "sets" in found.gave_up
    assert (found.sets, found.counts) == ((), ())
    enough = analyze_cut_sets(modules(200), sizes=Sizes(nodes=20_000)).services["S"]
    assert enough.gave_up == ()
    assert enough.counts[2] == 200


def test_sets_are_counted_where_they_cannot_be_listed():
    """One of a and b fails in each of 30 pairs that stand in for each other: 2^30 sets."""
    records: list[r.Record] = [element("S", kind="service")]
    records.append(r.RedundancyGroup(id="g", dependent="S", name="g", required=1))
    for number in range(30):
        records += [element(f"m{number}"), element(f"a{number}"), element(f"b{number}")]
        records.append(dependency("S", f"m{number}", group="g"))
        records += [dependency(f"m{number}", f"{side}{number}") for side in "ab"]
    found = analyze_cut_sets(model_of(*records)).services["S"]
    assert found.total == 3**30
    assert found.highest == 30
    assert not found.sets
    assert found.cut_by_order


def test_a_list_that_is_too_long_says_how_many_are_missing():
    found = analyze_cut_sets(modules(50), sizes=Sizes(listed=20)).services["S"]
    assert len(found.sets) == 20
    assert found.unlisted == 30


def dense(count=10):
    """Every element of one layer needs some of all elements of the next."""
    records: list[r.Record] = [element("S", kind="service")]
    layers = [["S"], *([f"{name}{n:02}" for n in range(count)] for name in "abc")]
    for upper, lower in pairwise(layers):
        records += [element(key, availability=Decimal(90)) for key in lower]
        for place, key in enumerate(upper):
            required = 2 + place % 3
            group = r.RedundancyGroup(id=f"g{key}", dependent=key, name="g", required=required)
            records.append(group)
            chosen = [lower[(place * 7 + step * 3) % count] for step in range(6)]
            chosen = list(dict.fromkeys(chosen))
            records += [dependency(key, item, group=group.id) for item in chosen]
    return model_of(*records)


def test_what_is_too_large_is_given_up_and_said_and_the_bounds_hold():
    model = dense()
    whole = analyze_cut_sets(model, order=3, services=["S"], importance=False).services["S"]
    assert whole.unavailability is not None
    small = analyze_cut_sets(model, order=2, services=["S"], sizes=Sizes(nodes=1000))
    found = small.services["S"]
    assert {"total", "availability"} <= set(found.gave_up)
    assert found.total is None
    assert found.cut_by_order
    assert found.unavailability is None
    assert found.at_least <= whole.unavailability <= found.at_most
    assert whole.sampled is None
    assert found.sampled is not None
    assert abs(found.sampled.value - whole.unavailability) <= 4 * found.sampled.error


def test_work_can_be_cancelled():
    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        analyze_cut_sets(modules(3), progress=stop)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_same_model_same_result(seed):
    model = random_structure(seed, 8)
    first, second = analyze_cut_sets(model), analyze_cut_sets(model)
    assert first.services == second.services
