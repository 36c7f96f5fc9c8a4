"""Failure and recovery in time against a life lived minute by minute."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.graph import build_graph, components
from bcm_tool.model.edits import set_method
from bcm_tool.model.model import Model
from tests.analysis.minute_by_minute import cycles_of, live
from tests.builders import random_model

SHORT = (0, 1, 2, 3, 5, 8)
END = 400


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


def same_life(model: Model, lost: set[str]) -> None:
    # A task without length, waited for elsewhere, would need two looks at the same minute.
    tasks = {name: replace(task, likely=max(1, task.likely)) for name, task in model.tasks.items()}
    model = replace(model, tasks=tasks)
    lived = live(model, lost, END)
    computed = analyze_failure(model, lost)
    shown = {name: (outage.down, outage.up) for name, outage in computed.outages.items()}
    assert shown == lived, (lost, list(model.dependencies.values()), list(model.tasks.values()))


@settings(max_examples=100)
@given(st.data(), models(cycles=False, tasks=False))
def test_without_tasks(data: st.DataObject, model: Model) -> None:
    same_life(model, data.draw(st.sets(st.sampled_from(sorted(model.elements)), min_size=1)))


@settings(max_examples=100)
@given(st.data(), models(cycles=False), st.sampled_from(SHORT), st.sampled_from(SHORT))
def test_with_tasks(data: st.DataObject, model: Model, detection: int, decision: int) -> None:
    model = set_method(model, detection=detection, decision=decision)
    same_life(model, data.draw(st.sets(st.sampled_from(sorted(model.elements)), min_size=1)))


@settings(max_examples=100)
@given(st.data(), models(cycles=False))
def test_with_lags_and_decision_points(data: st.DataObject, model: Model) -> None:
    tasks = {
        name: replace(
            task,
            lag=data.draw(st.sampled_from((None, *SHORT))),
            blocking=data.draw(st.booleans()),
        )
        for name, task in model.tasks.items()
    }
    model = replace(model, tasks=tasks)
    same_life(model, data.draw(st.sets(st.sampled_from(sorted(model.elements)), min_size=1)))


@settings(max_examples=100)
@given(st.data(), models(cycles=True))
def test_with_cycles(data: st.DataObject, model: Model) -> None:
    entangled = {name for block in cycles_of(model) if len(block) > 1 for name in block}
    assume(not any(group.dependent in entangled for group in model.groups.values()))
    same_life(model, data.draw(st.sets(st.sampled_from(sorted(model.elements)), min_size=1)))


@given(models(cycles=True))
def test_components_are_those_of_networkx_and_come_providers_first(model: Model) -> None:
    import networkx as nx

    graph = build_graph(model)
    names = list(graph)
    place = {name: number for number, name in enumerate(names)}
    found = components([[place[other] for other in graph.successors(name)] for name in names])
    assert {frozenset(names[item] for item in block) for block in found} == {
        frozenset(block) for block in nx.strongly_connected_components(graph)
    }
    seen: set[int] = set()
    for block in found:
        seen |= set(block)
        assert all(place[other] in seen for item in block for other in graph[names[item]])


@given(st.data(), models(cycles=True))
def test_without_repair_nothing_lost_comes_back(data: st.DataObject, model: Model) -> None:
    lost = data.draw(st.sets(st.sampled_from(sorted(model.elements)), min_size=1))
    unrepaired = analyze_failure(model, lost, recovering=False)
    repaired = analyze_failure(model, lost)
    for outage in unrepaired.outages.values():
        assert outage.up is None or outage.takeover
    assert set(repaired.outages) <= set(unrepaired.outages)
    assert not set(unrepaired.tolerating) & {
        name for name, outage in unrepaired.outages.items() if outage.length != 0
    }


@given(models(cycles=True), st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(model: Model, random: Random) -> None:
    mixed = list(model.dependencies.items())
    random.shuffle(mixed)
    other = replace(model, dependencies=dict(mixed))
    lost = sorted(model.elements)[:1]
    assert analyze_failure(model, lost).outages == analyze_failure(other, lost).outages
