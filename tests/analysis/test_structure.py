"""CFIA, single points of failure, delays and cycles, against failing each element by itself."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given

from bcm_tool.analysis import structure
from bcm_tool.analysis.cfia import failure_codes, settle_order
from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.results import CODES
from bcm_tool.analysis.structure import AT_ONCE, analyze_structure
from bcm_tool.errors import Cancelled
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.single_failures import assert_equals_failing_each
from tests.benchmarks._large import large_model
from tests.builders import chain, dependency, element, model_of, random_model

SERVICES = ("Payroll", "E-mail", "Web shop")
GRID = {
    "WAN link": ("X", "X", "X"),
    "Core switch (pair)": ("A", "A", "A"),
    "DC power": ("X", "X", "X"),
    "SAN": ("X", "X", "X"),
    "DB server": ("M", "", "X"),
    "Mail server": ("", "X", ""),
    "Web server (pool)": ("", "", "A"),
    "DBA (person)": ("M", "", "M"),
}
"""CFIA-1 of the ground-truth cases: a grid by the published code rules (X, A, M, blank)."""


def redundant(dependent: str, *providers: str, required: int = 1, takeover: str = "automatic"):
    """A group of ``dependent`` with its member dependencies."""
    name = f"{dependent}|{'|'.join(providers)}"
    group = r.RedundancyGroup(
        id=name, dependent=dependent, name=name, required=required, takeover=takeover
    )
    return [group, *(dependency(dependent, item, group=name) for item in providers)]


def shapes(result) -> dict[str, dict[str, str]]:
    return {key: dict(row) for key, row in result.cfia.items()}


def test_cfia_1_the_grid_follows_from_the_dependencies():
    records: list[r.Record] = [element(name, kind="service") for name in SERVICES]
    records += [element(name, kind="infrastructure") for name in GRID]
    for component, codes in GRID.items():
        for service, code in zip(SERVICES, codes, strict=True):
            if code == "X":
                records.append(dependency(service, component))
            elif code:
                spare = f"spare of {component} for {service}"
                takeover = {"A": "automatic", "M": "manual"}[code]
                records.append(element(spare, kind="infrastructure"))
                records += redundant(service, component, spare, takeover=takeover)
    result = analyze_structure(model_of(*records))
    assert result.services == ("E-mail", "Payroll", "Web shop")
    for component, codes in GRID.items():
        row = [result.cfia[component].get(service, "") for service in SERVICES]
        assert row == list(codes)
    stops = {name: Counter(result.cfia[name].values())["X"] for name in GRID}
    assert stops == dict(zip(GRID, (3, 0, 3, 3, 1, 1, 0, 0), strict=True))
    assert {name: result.blast_radius[name] for name in GRID} == stops
    per_service = {name: len(result.single_points[name]) for name in SERVICES}
    assert per_service == {"Payroll": 3, "E-mail": 4, "Web shop": 4}
    assert {name for found in result.single_points.values() for name in found} == {
        "DB server",
        "DC power",
        "Mail server",
        "SAN",
        "WAN link",
    }
    letters = Counter(code for name in GRID for code in result.cfia[name].values())
    assert (letters["M"], letters["A"]) == (3, 4)


def test_bia_4_the_internet_line_is_the_only_single_point_common_to_all_processes():
    """BIA-4 (public worked BIA of a small repair shop): systems per process as published."""
    needs = {
        "BP-01": (1, 4, 7),
        "BP-02": (1, 5, 7),
        "BP-03": (1, 2, 4, 7),
        "BP-04": (5, 6, 7, 8),
        "BP-05": (1, 3, 7),
        "BP-06": (1, 4, 7),
        "BP-07": (1, 3, 7, 8),
        "BP-08": (5, 7),
    }
    model = model_of(
        *(element(key, kind="process") for key in needs),
        *(element(f"SYS-0{number}", kind="application") for number in range(1, 9)),
        *(
            dependency(key, f"SYS-0{number}")
            for key, numbers in needs.items()
            for number in numbers
        ),
    )
    points = analyze_structure(model).single_points
    assert set.intersection(*(set(found) for found in points.values())) == {"SYS-07"}
    high = [set(points[key]) for key in ("BP-01", "BP-02", "BP-03")]
    assert set.intersection(*high) == {"SYS-01", "SYS-07"}


def test_soft_needs_degrade_however_far_up_and_never_stop():
    model = model_of(
        element("s", kind="service"),
        element("a"),
        element("b"),
        dependency("s", "a"),
        dependency("a", "b", strength="soft"),
    )
    result = analyze_structure(model)
    assert shapes(result) == {"a": {"s": "X"}, "b": {"s": "D"}}
    assert result.single_points == {"s": ("a",)}


def test_two_of_three_survives_one_and_what_two_members_share_stops_it():
    model = model_of(
        element("s", kind="service"),
        *(element(name) for name in ("m1", "m2", "m3", "power")),
        *redundant("s", "m1", "m2", "m3", required=2, takeover="restore"),
        dependency("m1", "power", tolerance=30),
        dependency("m2", "power", tolerance=90),
    )
    result = analyze_structure(model)
    assert shapes(result) == {
        "m1": {"s": "B"},
        "m2": {"s": "B"},
        "m3": {"s": "B"},
        "power": {"s": "X"},
    }
    assert result.delays["power"] == {"s": 90}
    assert result.blast_radius == {"s": 1, "m1": 0, "m2": 0, "m3": 0, "power": 1}


def test_a_takeover_never_makes_it_worse_than_what_the_member_feels():
    model = model_of(
        element("s", kind="service"),
        *(element(name) for name in ("m1", "m2", "help")),
        *redundant("s", "m1", "m2", takeover="restore"),
        dependency("m1", "help", strength="soft"),
    )
    assert shapes(analyze_structure(model))["help"] == {"s": "D"}


def test_tolerances_add_up_along_the_quickest_way():
    model = model_of(
        element("s", kind="service"),
        *(element(name) for name in ("a", "b", "c")),
        dependency("s", "a", tolerance=100),
        dependency("a", "c", tolerance=20),
        dependency("s", "b", tolerance=60),
        dependency("b", "c", tolerance=50),
    )
    assert analyze_structure(model).delays["c"] == {"s": 110}


def test_a_service_is_a_single_point_of_failure_of_another_but_no_component():
    model = model_of(element("s", kind="service"), element("p", rto=60), dependency("s", "p"))
    result = analyze_structure(model)
    assert result.services == ("p", "s")
    assert result.components == ()
    assert result.single_points == {"p": (), "s": ("p",)}
    assert result.blast_radius == {"p": 2, "s": 1}


def test_a_cycle_feeds_no_failure_to_itself_and_passes_on_what_comes_from_outside():
    model = model_of(
        element("s", kind="service"),
        *(element(name) for name in ("a", "b", "out", "aside")),
        dependency("s", "a"),
        dependency("a", "b"),
        dependency("b", "a"),
        dependency("b", "out"),
    )
    result = analyze_structure(model)
    assert shapes(result) == {
        "a": {"s": "X"},
        "b": {"s": "X"},
        "out": {"s": "X"},
        "aside": {},
    }
    assert result.cycles == (("a", "b"),)


def test_an_empty_model_has_an_empty_answer():
    result = analyze_structure(model_of())
    assert (result.services, result.components, result.cycles) == ((), (), ())


def test_progress_counts_failures_and_can_stop_the_work():
    seen: list[tuple[int, int]] = []
    analyze_structure(chain("a", "b"), lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (2, 2)]

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        analyze_structure(chain("a", "b"), cancel)


@given(random_model(max_elements=9, tasks=False, options=False, scenarios=False, others=False))
def test_equals_failing_each_element_on_random_models(model: Model):
    assert_equals_failing_each(model, analyze_structure(model))


@given(random_model(max_elements=6, others=False))
def test_what_stops_here_never_comes_back_in_the_failure_analysis_without_repair(model: Model):
    result = analyze_structure(model)
    for service, points in result.single_points.items():
        for point in points:
            outage = analyze_failure(model, [point], recovering=False).outages[service]
            assert outage.up is None


@given(random_model(max_elements=7, max_dependencies=16, tasks=False, others=False))
def test_what_a_failure_degrades_is_what_the_grid_says(model: Model):
    """Groups that take over at once, so that no letter of theirs stands above a D."""
    groups = {
        key: replace(group, takeover="automatic", takeover_time=0)
        for key, group in model.groups.items()
    }
    model = model.with_tables({"groups": groups})
    network = compile_network(model)
    codes = failure_codes(network, settle_order(network), range(len(network.ids)))
    for failed, name in enumerate(network.ids):
        degraded = codes[:, failed] == CODES.index("D")
        found = analyze_failure(model, [name], recovering=False).degraded
        assert found == tuple(network.ids[index] for index in degraded.nonzero()[0])


def test_a_group_is_degraded_when_too_few_members_are_whole():
    model = model_of(
        *(element(name) for name in ("s", "m1", "m2", "m3", "soft")),
        *redundant("s", "m1", "m2", "m3", required=2),
        dependency("m1", "soft", strength="soft"),
        dependency("m2", "soft", strength="soft"),
    )
    assert analyze_failure(model, ["soft"]).degraded == ("m1", "m2", "s")
    assert analyze_failure(model, ["m3"]).degraded == ()
    assert analyze_failure(model, ["soft", "m3"]).degraded == ("m1", "m2", "s")


@given(random_model(max_elements=9, max_dependencies=24, tasks=False, options=False, others=False))
def test_every_knot_shows_one_of_its_shortest_cycles(model: Model):
    graph = nx.DiGraph()
    graph.add_edges_from(
        (item.dependent, item.provider)
        for item in model.dependencies.values()
        if item.strength == "hard" or item.group
    )
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    cycles = analyze_structure(model).cycles
    order = [item.id for item in model.sorted_elements]
    assert [cycle[0] for cycle in cycles] == sorted((c[0] for c in cycles), key=order.index)
    assert len(cycles) == len(knots)
    for cycle in cycles:
        knot = next(found for found in knots if cycle[0] in found)
        assert len(set(cycle)) == len(cycle) == shortest(graph, knot)
        assert cycle[0] == min(cycle, key=order.index)
        assert all(graph.has_edge(*step) for step in around(cycle))


def shortest(graph, knot: Iterable[str]):
    """Length of a shortest cycle among ``knot``: a step, then the shortest way back."""
    inside = graph.subgraph(knot)
    return min(1 + nx.shortest_path_length(inside, b, a) for a, b in inside.edges)


def around(cycle: Iterable[str]) -> list[tuple[str, str]]:
    items = list(cycle)
    return list(zip(items, items[1:] + items[:1], strict=True))


@pytest.mark.parametrize("size", [AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2500])
def test_long_rings_and_more_failures_than_are_followed_at_once(size: int):
    """Backwards on purpose: element 1 needs 0, so key order is the worst order to walk."""
    names = [f"n{number:04d}" for number in range(size)]
    model = model_of(
        *(element(name, kind="service" if name == "n0007" else None) for name in names),
        *(dependency(names[number], names[number - 1], tolerance=1) for number in range(size)),
    )
    result = analyze_structure(model)
    assert len(result.single_points["n0007"]) == size - 1
    assert result.delays["n0000"] == {"n0007": 7}
    assert result.delays["n0008"] == {"n0007": size - 1}
    assert set(result.cycles[0]) == set(names)


@given(random_model(max_elements=9, max_dependencies=24, ratings=False, tasks=False))
def test_minutes_pair_by_pair_are_those_of_whole_rows(model):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "MANY", 0)
        patch.setattr(structure, "AT_ONCE", 4)
        assert_equals_failing_each(model, analyze_structure(model))


def test_a_larger_organisation_by_rows_and_by_pairs():
    model = large_model(300, 1_300, seed=5)
    found = []
    for many in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(structure, "MANY", many)
            found.append(analyze_structure(model))
    assert found[0] == found[1]
    assert any(minute for row in found[0].delays.values() for minute in row.values())
