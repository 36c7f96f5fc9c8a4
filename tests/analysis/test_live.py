"""After any edit the results that follow are those of a full computation."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.findings import analyze_findings
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.live import begin, follow
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.risk import analyze_risk
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.errors import BcmError
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.benchmarks._large import large_model
from tests.builders import TIMES, dependency, element, random_model


def assert_as_from_the_beginning(live, model) -> None:
    assert live.model is model
    impact = analyze_impact(model)
    assert live.impact.elements == impact.elements
    objectives = analyze_objectives(model, impact)
    assert list(live.objectives.elements) == list(objectives.elements)
    assert live.objectives.elements == objectives.elements
    structure = analyze_structure(model)
    assert_findings_as_from_the_beginning(live, structure)
    assert live.points.services == structure.services
    assert live.points.single_points == structure.single_points
    assert live.points.blast_radius == structure.blast_radius
    assert analyze_structure(model, network=live.network) == structure
    for result in (live.impact, live.objectives, live.points):
        assert result.model is model


def assert_findings_as_from_the_beginning(live, structure) -> None:
    results = (live.impact, live.objectives, structure, analyze_risk(live.model), None)
    findings = analyze_findings(live.model, *results)
    assert analyze_findings(live.model, *results, network=live.network) == findings


def one_edit(draw, model):
    """Any edit of what the results rest on, and some that they do not."""
    ids = list(model.elements)
    time, one = st.sampled_from(TIMES), draw(st.sampled_from(ids))
    two = draw(st.sampled_from(ids))
    kind = draw(st.integers(0, 17))
    if kind == 0:
        return edits.change(model, "elements", one, rto=draw(st.none() | time))
    if kind == 1:
        return edits.change(model, "elements", one, rpo=draw(st.none() | time))
    if kind == 2:
        wanted = draw(st.sampled_from(("service", "application", None)))
        return edits.change(model, "elements", one, kind=wanted)
    if kind == 3:
        level, band = draw(st.integers(1, 5)), draw(st.sampled_from(model.sorted_bands)).id
        return edits.set_rating(model, one, "category-1", band, level=level, loss=Decimal(10**6))
    if kind == 4 and one != two:
        made = dependency(one, two, id=f"new-{one}-{two}", tolerance=draw(time))
        made = replace(made, strength=draw(st.sampled_from(r.STRENGTHS)))
        return edits.add(model, made)
    if kind == 5 and model.dependencies:
        gone = draw(st.sampled_from(sorted(model.dependencies)))
        return edits.remove(model, "dependencies", [gone])
    if kind == 6 and model.dependencies:
        changed = draw(st.sampled_from(sorted(model.dependencies)))
        return edits.change(model, "dependencies", changed, tolerance=draw(time))
    if kind == 7 and model.dependencies:
        changed = draw(st.sampled_from(sorted(model.dependencies)))
        return edits.change(model, "dependencies", changed, provider=one)
    if kind == 8 and model.groups:
        group = draw(st.sampled_from(sorted(model.groups)))
        required = draw(st.integers(1, 3))
        return edits.change(model, "groups", group, required=required)
    if kind == 9 and model.options:
        option = draw(st.sampled_from(sorted(model.options)))
        return edits.change(model, "options", option, recovery_time=draw(st.none() | time))
    if kind == 10 and model.tasks:
        task = draw(st.sampled_from(sorted(model.tasks)))
        needed = draw(st.sampled_from(r.NEEDED))
        return edits.change(model, "tasks", task, likely=draw(time), needed=needed)
    if kind == 11:
        return edits.change(model, "elements", one, name="Other", owner="Ada")
    if kind == 12:
        return edits.add(model, element(f"X{len(ids)}", key=draw(st.sampled_from(["A", "Z"]))))
    if kind == 15 and len(ids) > 2:
        return edits.remove(model, "elements", draw(st.sets(st.sampled_from(ids), max_size=2)))
    if kind in (16, 17):
        return with_new_element(draw, model, one, two)
    if kind == 14 and len(model.tasks) > 1:
        task, other = draw(st.permutations(sorted(model.tasks)))[:2]
        return edits.change(model, "tasks", task, after=draw(st.sampled_from(((), (other,)))))
    detection = draw(time)
    return edits.set_method(model, detection=detection) if kind == 13 else model


def with_new_element(draw, model, one, two):
    """An element anywhere in the order of keys, with needs, a rating and an option."""
    name = f"n-{len(model.elements)}-{draw(st.integers(0, 10**6))}"
    limits = st.none() | st.sampled_from(TIMES)
    kind = draw(st.sampled_from(("service", "application", None)))
    key = draw(st.sampled_from("AEMZ")) + name
    made = element(name, key=key, kind=kind, rto=draw(limits), rpo=draw(limits))
    model = edits.add(model, made)
    if draw(st.booleans()):
        model = edits.connect(model, name, one)
        if two != one:
            model = edits.connect(model, two, name)
    if draw(st.booleans()):
        band = draw(st.sampled_from(model.sorted_bands)).id
        model = edits.set_rating(model, name, "category-1", band, level=5, loss=Decimal(10**6))
    return model


@given(
    random_model(max_elements=7, max_dependencies=18, scenarios=False),
    st.sampled_from((1, 2, 3, 16)),
    st.data(),
)
@settings(max_examples=100)
def test_any_edits_of_any_model(model, free_each, data):
    live = begin(model, free_each=free_each)
    assert_as_from_the_beginning(live, model)
    for _ in range(data.draw(st.integers(1, 3))):
        try:
            model = one_edit(data.draw, model)
        except BcmError:
            continue
        live = follow(live, model)
        assert_as_from_the_beginning(live, model)


@given(st.data())
@settings(max_examples=12)
def test_edits_of_a_larger_organisation(data):
    model = large_model(250, 1_000, seed=data.draw(st.integers(1, 3)))
    live = begin(model)
    for _ in range(4):
        try:
            model = one_edit(data.draw, model)
        except BcmError:
            continue
        live = follow(live, model)
    assert_as_from_the_beginning(live, model)


@pytest.mark.parametrize("seed", range(3))
def test_more_elements_than_there_is_room_for(seed):
    """At one place in the order of keys, until all indexes that were free are taken."""
    draw = random.Random(seed)
    model = large_model(60, 200, seed=seed)
    live = begin(model, free_each=8)
    beside = draw.choice(model.sorted_elements)
    for number in range(12):
        ids = list(model.elements)
        made = element(f"n{number}", key=f"{beside.key}-{draw.randrange(10**6)}", kind=beside.kind)
        model = edits.connect(edits.add(model, made), made.id, draw.choice(ids))
        model = edits.connect(model, draw.choice(ids), made.id)
        if number % 4 == 3:
            model = edits.remove(model, "elements", [draw.choice(ids)])
        live = follow(live, model)
        assert_as_from_the_beginning(live, model)


@pytest.mark.parametrize("seed", range(6))
def test_cycles_that_close_and_open(seed):
    draw = random.Random(seed)
    model = large_model(70, 200, seed=seed)
    live = begin(model)
    for _ in range(8):
        try:
            model = turned(draw, model)
        except BcmError:
            continue
        live = follow(live, model)
        assert_as_from_the_beginning(live, model)


def turned(draw, model):
    ids, needs = list(model.elements), list(model.dependencies)
    action = draw.randrange(5)
    if action < 2:
        return edits.connect(model, *draw.sample(ids, 2))
    if action == 2:
        return edits.change(model, "dependencies", draw.choice(needs), provider=draw.choice(ids))
    if action == 3:
        return edits.remove(model, "dependencies", [draw.choice(needs)])
    return edits.remove(model, "elements", [draw.choice(ids)])
