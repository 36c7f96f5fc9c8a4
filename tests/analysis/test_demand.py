"""Step-down against its definition, achievable bounds, RPO, and worked cases."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.bound import bound_chain, recovery_bounds
from bcm_tool.analysis.demand import demand_network, demand_steps, step_down
from bcm_tool.analysis.exact import _looked_through, exact_elements
from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.objectives import analyze_objectives, used_rtos
from bcm_tool.analysis.timeline import run_timeline
from bcm_tool.analysis.work import NEVER
from bcm_tool.model import records as r
from bcm_tool.model.edits import set_method
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of, random_model

SHORT = (0, 1, 2, 3, 5, 8)
END = 150


def models(*, cycles: bool, tasks: bool = True) -> st.SearchStrategy[Model]:
    return random_model(
        max_elements=6,
        times=SHORT,
        cycles=cycles,
        tasks=tasks,
        ratings=False,
        others=False,
        scenarios=False,
    )


def longest_survived(network: Network, rto: list[int | None], lost: int) -> int | None:
    """The definition, tried minute by minute: the last outage before a first one that hurts."""
    for outage in range(END):
        spans = run_timeline(network, (lost,), fixed_up={lost: outage})
        for other, span in spans.items():
            limit = rto[other]
            if limit is not None and span.up - span.down > limit:
                return outage - 1
    return None


def check_step_down(model: Model) -> None:
    network = compile_network(model)
    demanded = demand_network(network, recovery_bounds(network))
    rto = used_rtos(network, analyze_impact(model))
    found = step_down(demanded, rto)
    for block in demanded.order:
        alone = without_needs_inside(demanded, block)
        exact = [longest_survived(alone, rto, item) for item in block]
        known = [value for value in exact if value is not None]
        for item in block:
            allowed = found[item].allowed if item in found else None
            assert allowed == (min(known) if known else None)


def without_needs_inside(network: Network, block: tuple[int, ...]) -> Network:
    """A cycle demands nothing of its own members (ENGINE 2)."""
    hard = [
        tuple(need for need in needs if item not in block or need.provider not in block)
        for item, needs in enumerate(network.hard)
    ]
    return replace(network, hard=tuple(hard))


@settings(max_examples=150)
@given(models(cycles=False))
def test_step_down_is_its_definition(model: Model) -> None:
    check_step_down(model)


@given(models(cycles=True), st.sampled_from(SHORT))
def test_step_down_with_cycles_and_delays(model: Model, detection: int) -> None:
    check_step_down(set_method(model, detection=detection))


@settings(max_examples=100)
@given(models(cycles=True), st.sampled_from(SHORT))
def test_exactness_found_step_by_step_is_that_of_looking_through(model: Model, delay: int) -> None:
    network = compile_network(set_method(model, decision=delay))
    demanded = demand_network(network, recovery_bounds(network))
    exact = exact_elements(demanded)
    for block in demanded.order:
        looked = [_looked_through(demanded, element) for element in block]
        if len(block) == 1 and any(
            len(demanded.order[demanded.component[item]]) > 1
            for item in demanded.above((block[0],))
        ):
            assert exact[block[0]] <= looked[0]
        else:
            assert exact[block[0]] == all(looked)


@settings(max_examples=100)
@given(models(cycles=True), st.sampled_from(SHORT))
def test_steps_add_up_and_paths_run_from_the_forcing_element(model: Model, delay: int) -> None:
    model = set_method(model, decision=delay)
    network = compile_network(model)
    ups = recovery_bounds(network)
    demanded = demand_network(network, ups)
    rto = used_rtos(network, analyze_impact(model))
    demands = step_down(demanded, rto)
    for item, demand in demands.items():
        steps = demand_steps(demanded, rto, demands, item)
        assert sum(step.amount for step in steps) == demand.allowed
        assert demand.path[-1] == item
        assert rto[demand.path[0]] is not None
        for dependent, provider in zip(demand.path, demand.path[1:], strict=False):
            assert provider in demanded.providers[dependent]
    for item, up in enumerate(ups):
        if up < NEVER:
            chain = bound_chain(network, ups, item)
            assert sum(minutes for _, minutes in chain) == up
            assert chain[-1][0] == item


@settings(max_examples=100)
@given(models(cycles=True), st.sampled_from(SHORT))
def test_bound_is_the_outage_when_everything_below_is_lost(model: Model, delay: int) -> None:
    model = set_method(model, detection=delay)
    network = compile_network(model)
    for item, up in enumerate(recovery_bounds(network)):
        lost = [network.ids[other] for other in network.below(item)]
        outage = analyze_failure(model, lost).outages[network.ids[item]]
        assert outage.down == 0
        assert outage.up == (None if up >= NEVER else up)


@settings(max_examples=100)
@given(models(cycles=True))
def test_rpo_demand_is_the_strictest_of_everything_above(model: Model) -> None:
    objectives = analyze_objectives(model, analyze_impact(model))
    for name, found in objectives.elements.items():
        above, waiting = {name}, [name]
        while waiting:
            for item in model.needed_by.get(waiting.pop(), ()):
                if item.dependent not in above:
                    above.add(item.dependent)
                    waiting.append(item.dependent)
        known = [model.elements[other].rpo for other in above]
        assert found.rpo_required == min((rpo for rpo in known if rpo is not None), default=None)
        if found.rpo_forced_by:
            assert model.elements[found.rpo_forced_by[0]].rpo == found.rpo_required
            assert found.rpo_forced_by[-1] == name


def test_a_tolerance_gives_time_and_a_restart_takes_it() -> None:
    model = model_of(
        element("SHOP", rto=240, kind="service"),
        element("DB", kind="application"),
        dependency("SHOP", "DB", tolerance=30),
        r.RecoveryTask(id="t", key="T", element="SHOP", name="Restart", likely=60),
    )
    found = analyze_objectives(model, analyze_impact(model)).elements["DB"]
    assert found.required_by == 240 - 60 + 30
    assert found.forced_by == ("SHOP", "DB")


def test_the_demand_on_a_group_falls_on_the_best_members() -> None:
    model = model_of(
        element("SHOP", rto=240, kind="service"),
        element("SLOW"),
        element("QUICK"),
        dependency("SHOP", "SLOW", group="g"),
        dependency("SHOP", "QUICK", group="g"),
        r.RedundancyGroup(id="g", dependent="SHOP", name="nodes", required=1),
        r.RecoveryOption(
            id="a", key="A", element="SLOW", name="a", recovery_time=900, selected=True
        ),
        r.RecoveryOption(
            id="b", key="B", element="QUICK", name="b", recovery_time=90, selected=True
        ),
    )
    found = analyze_objectives(model, analyze_impact(model)).elements
    assert (found["QUICK"].required_by, found["SLOW"].required_by) == (240, None)
    assert found["SHOP"].rta_bound == 90
    assert (found["SHOP"].gap, found["QUICK"].gap, found["SLOW"].gap) == (-150, -150, None)


def test_members_of_a_cycle_inherit_the_strictest_demand() -> None:
    model = model_of(
        element("A", rto=100, kind="service"),
        element("B", rto=40, kind="service"),
        element("C"),
        dependency("A", "B"),
        dependency("B", "A"),
        dependency("A", "C"),
    )
    found = analyze_objectives(model, analyze_impact(model)).elements
    assert [found[key].required_by for key in "ABC"] == [40, 40, 40]
    assert found["A"].forced_by == ("B", "A")
    assert found["C"].forced_by == ("B", "A", "C")


def test_a_cycle_demands_nothing_of_its_own_members_however_it_is_searched() -> None:
    """B's restart counts as recovery of the cycle (its RTA), so it is no demand on A as well."""
    model = model_of(
        element("A", rto=60),
        element("B"),
        element("C"),
        dependency("A", "B", tolerance=20),
        dependency("A", "C"),
        dependency("B", "A", tolerance=10),
        dependency("C", "A"),
        r.RecoveryTask(id="t", key="T", element="B", name="Restart", likely=90),
    )
    objectives = analyze_objectives(model, analyze_impact(model))
    found = objectives.elements
    assert [found[key].required_by for key in "ABC"] == [60, 60, 60]
    assert [found[key].forced_by for key in "ABC"] == [("A",), ("A", "B"), ("A", "C")]


def test_the_members_up_first_count_only_in_the_group_they_are_of() -> None:
    """F is gone in the scenario, so DB counts on B; that says nothing to SHOP, which has no F."""
    model = model_of(
        *(element(key) for key in ("A", "B", "DB", "F", "SHOP")),
        dependency("SHOP", "A", group="g"),
        dependency("SHOP", "B", group="g"),
        dependency("DB", "B", group="h"),
        dependency("DB", "F", group="h"),
        r.RedundancyGroup(id="g", dependent="SHOP", name="g", required=1),
        r.RedundancyGroup(id="h", dependent="DB", name="h", required=1),
    )
    network = compile_network(model)
    best = recovery_bounds(network)
    ups = {network.index["F"]: NEVER}
    hard = demand_network(network, best, ups).hard
    chosen = {
        key: [network.ids[need.provider] for need in hard[network.index[key]]]
        for key in ("SHOP", "DB")
    }
    assert chosen == {"SHOP": ["A"], "DB": ["B"]}


def test_unset_is_not_zero() -> None:
    model = model_of(element("A", kind="application"), element("B", kind="service"))
    found = analyze_objectives(model, analyze_impact(model)).elements
    assert (found["A"].rto, found["A"].required_by, found["A"].rta_bound) == (None, None, None)
    assert (found["B"].rta_bound, found["B"].gap) == (0, None)


def test_deep_chains_need_no_recursion() -> None:
    count = 3000
    records: list[r.Record] = [element(f"e{number:05d}") for number in range(count)]
    records[0] = replace(records[0], rto=5, kind="service")  # type: ignore[call-arg]
    records += [dependency(f"e{number:05d}", f"e{number + 1:05d}") for number in range(count - 1)]
    model = model_of(*records)
    found = analyze_objectives(model, analyze_impact(model)).elements
    assert found[f"e{count - 1:05d}"].required_by == 5
    assert len(found[f"e{count - 1:05d}"].forced_by) == count
