"""Availability and importance: closed forms, and by going through every state."""

import json
import math
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest

from bcm_tool.analysis.cutsets import analyze_cut_sets
from bcm_tool.analysis.cutsets.figures import unavailability
from bcm_tool.model import records as r
from tests.analysis.cutsets.states import minimal_sets, random_structure, stopped
from tests.builders import chain, dependency, element, model_of


def with_figures(keys, percent):
    return [
        element(key, availability=Decimal(str(value)))
        for key, value in zip(keys, percent, strict=True)
    ]


def k_of_n(required: int, percent: list[float]):
    """A service without a failure of its own that needs ``required`` of its members."""
    keys = [f"m{number}" for number in range(len(percent))]
    return model_of(
        element("S", kind="service"),
        *with_figures(keys, percent),
        r.RedundancyGroup(id="g", dependent="S", name="g", required=required),
        *(dependency("S", key, group="g") for key in keys),
    )


def availability_of(model, service="S"):
    return analyze_cut_sets(model).services[service].availability


# --- published and closed -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def cases(shared_data):
    path = shared_data.parent / "reference" / "ground-truth.json"
    if not path.is_file():
        pytest.skip("no ground truth beside the shared data")
    found = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in found}


def test_av_1_a_serial_chain_is_the_product(cases):
    case = cases["AV-1"]
    keys = ["S", *case["inputs"]]
    model = chain(*keys, "END")
    elements = {key: element(key) for key in (*keys, "END")}
    for key, share in case["inputs"].items():
        elements[key] = element(key, availability=Decimal(str(share * 100)))
    model = model.with_tables({"elements": elements})
    found = analyze_cut_sets(model, services=["S"]).services["S"]
    assert found.availability == pytest.approx(
        case["expected"]["availability"], abs=case["tolerance"]
    )


def test_av_2_two_units_in_series_and_in_parallel(cases):
    case = cases["AV-2"]
    percent = [case["inputs"]["a"] * 100, case["inputs"]["b"] * 100]
    both, one = k_of_n(2, percent), k_of_n(1, percent)
    assert availability_of(both) == pytest.approx(case["expected"]["serial"], abs=case["tolerance"])
    assert availability_of(one) == pytest.approx(
        case["expected"]["parallel"], abs=case["tolerance"]
    )


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_k_of_n_alike_is_the_binomial_sum(count):
    a = 0.9
    for required in range(1, count + 1):
        expected = sum(
            math.comb(count, up) * a**up * (1 - a) ** (count - up)
            for up in range(required, count + 1)
        )
        assert availability_of(k_of_n(required, [90.0] * count)) == pytest.approx(
            expected, rel=1e-12
        )


def test_the_typed_availability_counts_before_the_times():
    one = element("A", availability=Decimal(99), mtbf=900, mtrs=100)
    assert unavailability(one) == pytest.approx(0.01)
    assert unavailability(replace(one, availability=None)) == pytest.approx(0.1)
    assert unavailability(replace(one, availability=None, mtrs=None)) is None
    assert unavailability(element("B")) is None
    assert unavailability(element("C", availability=Decimal(100))) == 0.0


def test_small_unavailability_is_not_rounded_away():
    found = analyze_cut_sets(k_of_n(1, [99.9999] * 4)).services["S"]
    assert found.unavailability == pytest.approx(1e-24, rel=1e-9)


def test_without_any_figure_it_never_fails_and_says_so():
    found = analyze_cut_sets(chain("A", "B", "C"), services=["A"]).services["A"]
    assert found.availability == 1.0
    assert found.known == 0
    assert found.unknown == ("A", "B", "C")


def test_what_is_out_beforehand_lowers_the_availability():
    model = k_of_n(1, [90.0, 80.0])
    found = analyze_cut_sets(model, context=["m0"]).services["S"]
    assert found.availability == pytest.approx(0.8)


# --- every state ----------------------------------------------------------------------------------


def by_states(model, service):
    """(Q, P(state), states, stops of every state) with the service's own failure among them."""
    keys = [item.id for item in model.sorted_elements]
    states, down = stopped(model, [{key} for key in keys])
    q = np.array([unavailability(model.elements[key]) or 0.0 for key in keys])
    weight = np.prod(np.where(states, q, 1 - q), axis=1)
    return keys, q, states, down[service], weight


@pytest.mark.parametrize("count", [6, 10, 14])
@pytest.mark.parametrize("seed", range(6))
def test_availability_is_that_of_all_states(seed, count):
    model = random_structure(1000 + seed, count)
    for service, found in analyze_cut_sets(model, causes=False).services.items():
        *_, stops, weight = by_states(model, service)
        assert found.unavailability == pytest.approx(
            float(weight[stops].sum()), rel=1e-9, abs=1e-15
        )
        assert found.at_least == found.at_most == found.unavailability


@pytest.mark.parametrize("seed", range(10))
def test_importance_is_what_its_definitions_say(seed):
    model = random_structure(2000 + seed, 9)
    for service, found in analyze_cut_sets(model, causes=False).services.items():
        keys, q, states, stops, weight = by_states(model, service)
        whole = float(weight[stops].sum())
        events = [{key} for key in keys if key != service]
        names = [key for key in keys if key != service]
        sets = [{names[n] for n in one} for one in minimal_sets(model, service, events)]
        sets.append({service})
        for key, one in found.importance.items():
            place = keys.index(key)
            rest = weight / np.where(states[:, place], q[place], 1 - q[place]).clip(1e-300)
            down = float(rest[stops & states[:, place]].sum()) if q[place] else None
            up = float(rest[stops & ~states[:, place]].sum())
            if down is None:  # never fails: count the states as if it did
                row = np.flatnonzero(~states[:, place])
                with_it = row + (1 << place)
                down = float(weight[row][stops[with_it]].sum())
            assert one.birnbaum == pytest.approx(down - up, rel=1e-9, abs=1e-12)
            if not whole:
                assert one.criticality is one.raw is one.rrw is None
                continue
            assert one.criticality == pytest.approx(
                (down - up) * q[place] / whole, rel=1e-9, abs=1e-12
            )
            assert one.raw == pytest.approx(down / whole, rel=1e-9)
            if up > 1e-9 * whole:
                assert one.rrw == pytest.approx(whole / up, rel=1e-6)
            else:
                assert one.rrw == math.inf
            assert one.fussell_vesely == pytest.approx(
                union(keys, states, weight, [cut for cut in sets if key in cut]) / whole,
                rel=1e-9,
                abs=1e-12,
            )


def union(keys, states, weight, sets) -> float:
    """Probability that all of at least one of the sets are down."""
    happens = np.zeros(len(states), dtype=bool)
    for one in sets:
        happens |= states[:, [keys.index(key) for key in one]].all(axis=1)
    return float(weight[happens].sum())


@pytest.mark.parametrize("seed", range(6))
def test_the_most_probable_sets_come_first(seed):
    model = random_structure(3000 + seed, 12)
    for found in analyze_cut_sets(model, order=None, causes=False).services.values():
        expected = sorted((one.probability for one in found.sets if one.probability), reverse=True)
        assert [one.probability for one in found.probable] == pytest.approx(expected[:100])
        assert len({(one.elements) for one in found.probable}) == len(found.probable)


def test_a_set_is_as_probable_as_all_its_elements_together():
    model = k_of_n(2, [90.0, 80.0, 70.0])
    found = analyze_cut_sets(model).services["S"]
    pairs = {one.elements: one.probability for one in found.sets}
    q = {"m0": 0.1, "m1": 0.2, "m2": 0.3}
    for pair in combinations(q, 2):
        assert pairs[pair] == pytest.approx(q[pair[0]] * q[pair[1]])
    assert found.sets[0].elements == ("m1", "m2")
