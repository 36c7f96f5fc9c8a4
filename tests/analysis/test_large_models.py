"""From 1,000 elements on much is computed in arrays: with the results of one by one.

What is compared is whole models of more than 1,000 elements, with needs in every layer, groups,
tolerances, tasks and time for detection and decision, after edits of all that arrays are made of.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bcm_tool.analysis import bound, demand, structure
from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.live import begin, follow
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.model import edits
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.benchmarks._large import large_model

SIZE, LINKS = 1_040, 3_300
THRESHOLDS = ((bound, "MANY"), (demand, "LARGE"), (demand, "MANY"), (structure, "MANY"))


@contextmanager
def arrays(*, used: bool) -> Iterator[None]:
    """Arrays for whatever has them, or for nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in THRESHOLDS:
            patch.setattr(module, name, 0 if used else 10**9)
        yield


def organisation(seed: int, *, cycles: bool = False) -> Model:
    """A large organisation with tasks and with time for detection and decision."""
    draw, model = random.Random(seed), large_model(SIZE, LINKS, seed=seed)
    tasks: dict[str, Any] = {}
    for number, name in enumerate(draw.sample(sorted(model.elements), SIZE // 4)):
        for part in range(draw.choice((1, 1, 2))):
            tasks[f"t{number}-{part}"] = r.RecoveryTask(
                id=f"t{number}-{part}",
                key=f"T{number}-{part}",
                element=name,
                name="Work",
                likely=draw.choice((0, 15, 60, 480)),
                needed=draw.choice(r.NEEDED),
                after=(f"t{number}-0",) if part else (),
            )
    method = replace(model.method, detection=draw.choice((0, 20)), decision=15)
    tables: dict[str, Any] = {"tasks": tasks, "methods": {"method": method}}
    if cycles:
        found = list(model.dependencies.values())[::300]
        tables["dependencies"] = dict(model.dependencies) | {
            f"back-{item.id}": replace(
                item,
                id=f"back-{item.id}",
                dependent=item.provider,
                provider=item.dependent,
                group=None,
            )
            for item in found
        }
    return model.with_tables(tables)


@pytest.mark.parametrize(("seed", "cycles"), [(1, False), (2, False), (3, True)])
def test_objectives_and_structure(seed: int, cycles: bool) -> None:
    model = organisation(seed, cycles=cycles)
    impact = analyze_impact(model)
    assert (compile_network(model).plan is None) == cycles
    found = []
    for used in (True, False):
        with arrays(used=used):
            found.append((analyze_objectives(model, impact), analyze_structure(model)))
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", [11, 12])
def test_other_work_in_a_network_that_has_its_arrays(seed: int) -> None:
    """A network with another work, as choices and edits make it, answers for that work."""
    draw, model = random.Random(seed), organisation(seed)
    network = compile_network(model)
    recovery_bounds(network)
    other = model
    for name in draw.sample(sorted(model.options), 200):
        other = with_time(other, name, draw.choice((None, 0, 7, 5_000)))
    after = replace(network, work=compile_network(other).work)
    after.__dict__["plan"] = network.plan
    with arrays(used=False):
        wanted = recovery_bounds(compile_network(other))
    assert recovery_bounds(after) == wanted != recovery_bounds(network)


@pytest.mark.parametrize("seed", [21, 22])
def test_following_edits(seed: int) -> None:
    draw, model = random.Random(seed), organisation(seed)
    with arrays(used=True):
        live = begin(model)
    for _ in range(5):
        model = edited(draw, model)
        with arrays(used=True):
            live = follow(live, model)
        with arrays(used=False):
            impact = analyze_impact(model)
            objectives, points = analyze_objectives(model, impact), analyze_structure(model)
        assert live.objectives.elements == objectives.elements
        assert live.points.single_points == points.single_points
        assert live.points.blast_radius == points.blast_radius


def edited(draw: random.Random, model: Model) -> Model:
    """One edit of an option, a task, a need, an element or a rating."""
    one = draw.choice(sorted(model.elements))
    kind = draw.randrange(6)
    if kind == 0:
        return with_time(model, draw.choice(sorted(model.options)), draw.choice((0, 45, 3_000)))
    if kind == 1:
        task = draw.choice(sorted(model.tasks))
        return edits.change(model, "tasks", task, likely=draw.choice((0, 300)))
    if kind == 2:
        task = draw.choice(sorted(model.tasks))
        return edits.change(model, "tasks", task, needed=draw.choice(r.NEEDED))
    if kind == 3:
        need = draw.choice(sorted(model.dependencies))
        return edits.change(model, "dependencies", need, tolerance=draw.choice((0, 90)))
    if kind == 4:
        return edits.change(model, "elements", one, rto=draw.choice((None, 60, 2_000)))
    band = draw.choice(model.sorted_bands).id
    return edits.set_rating(model, one, "category-1", band, level=5, loss=Decimal(10**6))


def with_time(model: Model, option: str, minutes: int | None) -> Model:
    return edits.change(model, "options", option, recovery_time=minutes)
