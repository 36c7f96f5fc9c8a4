"""What the optimiser says of small organisations that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.options.analyze import analyze_options
from bcm_tool.analysis.options.explain import explain_point_cost, explain_point_loss
from bcm_tool.analysis.options.result import OptionsResult
from bcm_tool.errors import Cancelled
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.options.every_choice import efficient, every_choice
from tests.analysis.options.test_every_choice import choosable
from tests.builders import dependency, element, model_of


def way(key: str, owner: str, minutes: int | None, cost: int | None, **values) -> r.RecoveryOption:
    price = None if cost is None else Decimal(cost)
    return r.RecoveryOption(
        id=key, key=key, element=owner, name=key, recovery_time=minutes, yearly_cost=price, **values
    )


def line(
    *options: r.RecoveryOption, frequency: str = "0.5", rto: int | None = 120, **data
) -> Model:
    """A service that loses 100 a minute, on a data store with these options; both can be lost."""
    return model_of(
        element("S", kind="service", rto=rto),
        element("D", kind="data", **data),
        dependency("S", "D"),
        r.ImpactRating(id="i", element="S", category="category-1", band="band-60",
                       loss=Decimal(6000)),
        r.Scenario(id="x", key="X", name="Lost", lost=("element:D",), frequency=frequency),
        *options,
    )  # fmt: skip


def asked(model: Model, **values) -> OptionsResult:
    return analyze_options(model, analyze_impact(model), **values)


def costs(points) -> list[int]:
    return [int(point.cost) for point in points]


def test_the_cheapest_that_keeps_the_rto_is_bought() -> None:
    found = asked(
        line(way("slow", "D", 300, 10, selected=True), way("fair", "D", 100, 50),
             way("fast", "D", 30, 400), way("dear", "D", 110, 60))
    )  # fmt: skip
    assert found.late_always == ()
    assert found.cheapest is not None
    (change,) = found.cheapest.changes
    assert (change.before, change.after, change.cost) == ("slow", "fair", Decimal(40))
    assert found.cheapest.late == ()
    assert found.today.late == ("S",)
    assert costs(found.held) == [50, 400]
    assert costs(found.frontier) == [10, 50, 400]
    # 0.5 a year, 300 minutes at 100 each.
    assert found.frontier[0].loss == Decimal(15_000)
    assert [point.loss for point in found.frontier] == [15_000, 5000, 1500]


def test_the_budget_buys_the_least_loss_within_it() -> None:
    found = asked(line(way("a", "D", 300, 10, selected=True), way("b", "D", 100, 50),
                       way("c", "D", 30, 400)))  # fmt: skip
    wanted = {9: None, 10: 10, 49: 10, 50: 50, 399: 50, 1000: 400}
    for budget, cost in wanted.items():
        point = found.within(Decimal(budget))
        assert (None if point is None else int(point.cost)) == cost
    assert found.within(Decimal(49), held=True) is None


def test_no_choice_keeps_the_rto_and_that_is_said() -> None:
    found = asked(line(way("a", "D", 300, 10, selected=True), way("b", "D", 200, 50), rto=60))
    assert found.late_always == ("S",)
    assert found.proved
    # What cannot be kept must at least get no worse, and here today's is the cheapest of that.
    assert costs(found.held) == [10, 50]
    assert all(found.misses(point) == ((), ()) for point in found.held)


def test_a_late_service_gets_no_later_for_the_sake_of_money() -> None:
    model = line(way("a", "D", 200, 50, selected=True), way("b", "D", 900, 10), rto=60)
    found = asked(model)
    assert costs(found.held) == [50]
    assert costs(found.frontier) == [10, 50]


def test_data_come_first_and_an_unknown_age_is_no_promise() -> None:
    options = (
        way("old", "D", 30, 10, rpa=600, selected=True),
        way("unknown", "D", 30, 5),
        way("fresh", "D", 100, 70, rpa=15),
    )
    found = asked(line(*options, rpo=60))
    assert found.stale_always == ()
    assert [change.after for change in found.held[0].changes] == ["fresh"]
    assert found.today.stale == ("D",)
    # Without the objective no choice may lose more data than today, known or not.
    assert costs(found.frontier) == [10]
    none_fresh = asked(line(*options[:2], rpo=60))
    assert none_fresh.stale_always == ("D",)


def test_an_option_without_a_cost_is_left_out_and_named() -> None:
    found = asked(line(way("a", "D", 300, 10, selected=True), way("b", "D", 100, None)))
    assert found.decisions == 0
    assert found.unpriced == ("b",)
    assert costs(found.frontier) == [10]
    used = asked(line(way("a", "D", 300, None, selected=True), way("b", "D", 100, 5)))
    assert used.decisions == 0


def test_without_an_option_in_use_none_is_a_choice() -> None:
    """Without one a data store never comes back, which costs up to the horizon."""
    model = line(way("a", "D", 100, 50), frequency="20 %")
    found = asked(model)
    assert found.decisions == 1
    assert [change.after for change in found.held[0].changes] == ["a"]
    horizon = model.method.horizon
    assert found.today.loss == Decimal(100 * horizon) * Decimal("0.2")


def test_tasks_decide_the_time_whatever_the_option() -> None:
    model = line(way("a", "D", 10, 50, selected=True), way("b", "D", 10, 5))
    task = r.RecoveryTask(id="t", key="T", element="D", name="Restore", likely=90)
    found = asked(model.with_tables({"tasks": {"t": task}}))
    assert found.by_tasks == ("D",)
    assert {point.loss for point in found.frontier} == {Decimal(4500)}


def test_what_nothing_counted_hangs_on_stays_as_it_is() -> None:
    model = line(way("a", "D", 100, 50, selected=True), way("b", "D", 3000, 5), rto=None)
    other = element("Z", kind="infrastructure")
    ways = (way("z1", "Z", 60, 900, selected=True), way("z2", "Z", 600, 1))
    found = asked(model_of(other, *ways, base=model))
    assert all(
        change.element != "Z"
        for point in (*found.held, *found.frontier)
        for change in point.changes
    )


def test_a_switch_over_longer_than_the_repair_is_not_missed() -> None:
    """Slower can lose less: with both members down there is no switch-over to wait for.

    S needs one of A and B. A is lost; B falls only when its own provider P is slow, after a
    tolerance. While B stands, S waits 600 minutes for the switch; when B falls too, S is back as
    soon as A is, after 30.
    """
    model = model_of(
        element("S", kind="service"),
        *(element(key, kind="infrastructure") for key in ("A", "B", "P")),
        r.RedundancyGroup(id="g", dependent="S", name="g", required=1, takeover_time=600),
        dependency("S", "A", group="g"),
        dependency("S", "B", group="g"),
        dependency("B", "P", tolerance=0),
        r.ImpactRating(id="i", element="S", category="category-1", band="band-60",
                       loss=Decimal(6000)),
        way("a", "A", 30, 0, selected=True),
        way("p1", "P", 0, 100, selected=True),
        way("p2", "P", 20, 10),
        way("p3", "P", 90, 50),
        r.Scenario(id="x", key="X", name="x", lost=("element:A", "element:P"), frequency="1"),
    )  # fmt: skip
    found = asked(model)
    wanted = efficient(every_choice(model))
    assert [(Fraction(p.cost), Fraction(p.loss)) for p in found.frontier] == wanted
    assert len({tried.loss for tried in every_choice(model)}) > 1


# --- explained, ended, cancelled ------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(choosable())
def test_cost_and_loss_are_explained_to_the_cent(model: Model) -> None:
    found = asked(model)
    for point in (found.today, *found.held, *found.frontier):
        cost, loss = explain_point_cost(found, point), explain_point_loss(found, point)
        assert sum((Decimal(step.amount) for step in cost.steps), Decimal(0)) == point.cost
        assert loss.total == point.loss
        assert not loss.steps or sum(Decimal(s.amount) for s in loss.steps) == point.loss


@settings(max_examples=15, deadline=None)
@given(choosable())
def test_an_ended_search_says_so_and_shows_only_what_is_true(model: Model) -> None:
    found = asked(model, stop=lambda: True)
    assert not found.proved
    real = {(tried.cost, round(tried.loss, 2)) for tried in every_choice(model)}
    for point in (*found.held, *found.frontier):
        assert any(
            Fraction(point.cost) == cost and abs(Fraction(point.loss) - loss) <= Fraction(1, 50)
            for cost, loss in real
        )
    assert asked(model, most=5) == asked(model, most=5)


def test_a_loss_is_explained_by_the_products_it_names() -> None:
    ways = way("a", "D", 300, 10, selected=True), way("b", "D", 100, 50)
    found = asked(line(*ways, frequency="once in 6 years"))
    (step,) = explain_point_loss(found, found.today).steps
    assert step.text.partition(": ")[2] == "1/6 a year × 30,000 EUR"
    assert step.amount == found.today.loss == 5000


def test_cancelling_ends_it_at_once() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    model = line(way("a", "D", 300, 10, selected=True), way("b", "D", 100, 50))
    with pytest.raises(Cancelled):
        asked(model, progress=cancel)


def test_without_a_frequency_the_objectives_are_still_kept_at_least_cost() -> None:
    found = asked(line(way("a", "D", 300, 10, selected=True), way("b", "D", 100, 50),
                       frequency=""))  # fmt: skip
    assert found.scenarios == ()
    assert costs(found.held) == [50]
    assert costs(found.frontier) == [10]
    assert found.today.loss == 0
    assert replace(found.today, changes=()) == found.today
