"""From 1,000 elements on, where times pass in arrays, a choice counts as it does in small models.

``every_choice`` makes each choice a model of its own; its times are found element by element.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product

import pytest
from hypothesis import given, settings

from bcm_tool.analysis import bound
from bcm_tool.analysis.bound import MANY
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money.counted import frequencies
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.options.analyze import analyze_options
from bcm_tool.analysis.options.problem import compile_choices
from bcm_tool.analysis.options.result import OptionsResult
from bcm_tool.analysis.options.search import efforts_of
from bcm_tool.analysis.options.times import WEIGHT, Times
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.options.every_choice import every_choice, tried
from tests.analysis.options.test_every_choice import choosable
from tests.benchmarks._large import large_model
from tests.builders import dependency, element, model_of


def among_others(model: Model, count: int = MANY) -> Model:
    """The model with so many elements more that have nothing to do with it."""
    more = {f"zz{number}": element(f"zz{number}") for number in range(count)}
    return model.with_tables({"elements": {**model.elements, **more}})


def way(key: str, owner: str, minutes: int, cost: int, *, selected: bool) -> r.RecoveryOption:
    return r.RecoveryOption(
        id=key,
        key=key,
        element=owner,
        name=key,
        recovery_time=minutes,
        yearly_cost=Decimal(cost),
        selected=selected,
    )


def test_the_option_that_keeps_the_rto_is_bought_however_many_others_there_are() -> None:
    model = among_others(
        model_of(
            element("s", rto=100),
            element("db"),
            dependency("s", "db"),
            way("slow", "db", 500, 10, selected=True),
            way("fast", "db", 50, 1000, selected=False),
            way("so", "s", 10, 1, selected=True),
        )
    )
    found = analyze_options(model, analyze_impact(model))
    assert found.today.late == ("s",)
    assert found.late_always == ()
    assert found.cheapest is not None
    assert [(item.before, item.after) for item in found.cheapest.changes] == [("slow", "fast")]
    assert found.proved


def answer(found: OptionsResult) -> tuple[object, ...]:
    """All that a user reads, but how many recoveries it took to find it."""
    return (
        found.today,
        found.held,
        found.frontier,
        found.late_always,
        found.stale_always,
        found.proved,
    )


@settings(max_examples=25, deadline=None)
@given(choosable())
def test_elements_that_nothing_hangs_on_change_nothing(model: Model) -> None:
    found = [
        answer(analyze_options(item, analyze_impact(item), most=2_000))
        for item in (model, among_others(model))
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", [4, 5])
def test_every_choice_in_a_large_organisation(seed: int) -> None:
    model = organisation(seed)
    network, impact = compile_network(model), analyze_impact(model)
    assert len(network.ids) >= MANY
    assert network.plan is not None
    decisions = compile_choices(network).decisions
    times = Times(network, impact, decisions, frequencies(model)[0])
    choices = list(product(*(range(len(item.candidates)) for item in decisions)))
    differ = set()
    for choice in islice(choices, 0, None, 2):
        efforts = efforts_of(decisions, choice)
        bounds, loss = times.bounds(efforts), times.loss(efforts)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bound, "MANY", 10**9)
            chosen = {
                item.element: item.candidates[taken].option
                for item, taken in zip(decisions, choice, strict=True)
            }
            wanted = tried(model, chosen)
        assert dict(zip(network.ids, bounds, strict=True)) == wanted.bounds
        assert abs(Fraction(loss, 100 * WEIGHT) - wanted.loss) < Fraction(len(network.ids), 100)
        differ.add(tuple(bounds))
    assert len(differ) > 4


def test_an_organisation_with_a_few_choices_against_all_of_them() -> None:
    model = organisation(6)
    found = analyze_options(model, analyze_impact(model), most=10_000)
    assert found.proved
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bound, "MANY", 10**9)
        every = every_choice(model)
    rtos = {key: item.rto for key, item in analyze_impact(model).elements.items()}
    wanted = [(key, rto) for key, rto in rtos.items() if rto is not None]
    late = tuple(sorted(k for k, rto in wanted if min(item.bounds[k] for item in every) > rto))
    assert tuple(sorted(found.late_always)) == late
    for point in (found.today, *found.held, *found.frontier):
        options = {item.element: item.after for item in point.changes}
        same = next(
            item
            for item in every
            if all(
                after == options.get(name, today_of(model, name))
                for name, after in item.options.items()
            )
        )
        assert set(point.late) == {key for key, rto in wanted if same.bounds[key] > rto}
        assert Fraction(point.cost) == same.cost


def today_of(model: Model, name: str) -> str | None:
    option = model.selected_option(name)
    return option.id if option else None


def organisation(seed: int) -> Model:
    """A large organisation; three elements that much hangs on can be recovered in other ways."""
    model = large_model(MANY + 60, 3_500, seed=seed)
    network = compile_network(model)
    options = {key: replace(item, yearly_cost=Decimal(100)) for key, item in model.options.items()}
    mattering = sorted(
        (item for item in options.values()),
        key=lambda item: -len(network.above((network.index[item.element],))),
    )
    for place, item in enumerate(mattering[2:50:16]):
        quick = replace(
            item,
            id=f"{item.id}+",
            key=f"{item.key}+",
            recovery_time=(item.recovery_time or 0) // (place + 2),
            yearly_cost=Decimal(1_000 * (place + 1)),
            selected=False,
        )
        slow = replace(
            quick,
            id=f"{item.id}-",
            key=f"{item.key}-",
            recovery_time=10_000,
            yearly_cost=Decimal(1),
        )
        options |= {quick.id: quick, slow.id: slow}
    lost = tuple(f"element:{item.element}" for item in mattering[2:50:6])
    storm = r.Scenario(id="storm", key="STORM", name="Storm", lost=lost, frequency="0.25")
    method = replace(model.method, detection=25, decision=20)
    return model.with_tables(
        {"options": options, "scenarios": {"storm": storm}, "methods": {"method": method}}
    )
