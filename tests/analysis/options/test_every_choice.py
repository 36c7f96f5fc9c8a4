"""The optimiser against every choice there is, on random models of up to six elements."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.objectives import analyze_objectives
from bcm_tool.analysis.options.analyze import analyze_options
from bcm_tool.analysis.options.result import Point
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.analysis.options.every_choice import (
    Tried,
    candidates_of,
    efficient,
    every_choice,
    stale,
    tried,
)
from tests.builders import model_of, random_model

CENT = Fraction(1, 100)


TIMES = (None, 0, 30, 60, 240, 480, 1440, 5000)
COSTS = (None, 0, 10_000, 20_000, 30_000, 75_000)


@st.composite
def choosable(draw: st.DrawFn) -> Model:
    """A random model with money and frequencies whose elements have up to three options."""
    model = draw(
        random_model(
            min_elements=3,
            max_elements=6,
            options=False,
            ratings=False,
            teams=False,
            others=False,
            tasks=draw(st.integers(0, 4)) == 0,
        )
    )
    options: list[r.RecoveryOption] = []
    most = 200
    for name in model.elements:
        ways = draw(st.lists(st.tuples(st.sampled_from(TIMES), st.sampled_from(COSTS)), max_size=3))
        if draw(st.booleans()):  # as in life: what is faster costs more
            times = sorted(
                (time for time, _ in ways), key=lambda time: -1 if time is None else -time
            )
            costs = sorted((cost for _, cost in ways), key=lambda cost: cost or 0)
            ways = list(zip(times, costs, strict=True))
        most //= len(ways) + 1
        if not most:
            break
        ways = ways or [(60, 5000)]
        chosen = draw(st.integers(0 if len(ways) > 1 else 1, len(ways)))
        options += [
            r.RecoveryOption(
                id=f"{name}-{number}",
                key=f"{name}-{number}",
                element=name,
                name="Way",
                recovery_time=time,
                rpa=draw(st.sampled_from((None, None, 0, 60, 480))),
                yearly_cost=None if cost is None else Decimal(cost),
                selected=number == chosen,
            )
            for number, (time, cost) in enumerate(ways, 1)
        ]
    losses = [
        r.ImpactRating(
            id=f"i-{name}-{band}",
            element=name,
            category="category-1",
            band=band,
            loss=Decimal(draw(st.integers(1, 9)) * worth),
        )
        for name in model.elements
        if draw(st.booleans())
        for band, worth in (("band-60", 1000), ("band-1440", 10_000), ("band-10080", 100_000))
    ]
    often = st.sampled_from(("", "0.25", "20 %", "3"))
    scenarios = {key: replace(item, frequency=draw(often)) for key, item in model.scenarios.items()}
    return model_of(*options, *losses, base=model.with_tables({"scenarios": scenarios}))


def near(points: tuple[Point, ...], wanted: list[tuple[Fraction, Fraction]]) -> None:
    """The same costs, and losses to the cent that they are shown with."""
    assert [Fraction(point.cost) for point in points] == [cost for cost, _ in wanted]
    for point, (_, loss) in zip(points, wanted, strict=True):
        assert abs(Fraction(point.loss) - loss) <= CENT


def same(point: Point, model: Model, after: Tried) -> None:
    """The list of changes makes exactly the point."""
    assert Fraction(point.cost) == after.cost
    assert abs(Fraction(point.loss) - after.loss) <= CENT
    late = {
        element
        for element, found in analyze_impact(model).elements.items()
        if found.rto is not None and after.bounds[element] > found.rto
    }
    assert set(point.late) == late


@settings(max_examples=130, deadline=None)
@given(choosable())
def test_both_lists_are_those_of_every_choice(model: Model) -> None:
    result = analyze_options(model, analyze_impact(model))
    assert result.proved
    found = candidates_of(model)
    assert result.decisions == len(found)
    choices = every_choice(model)
    today = tried(model, {element: options[0] for element, options in found.items()})
    same(result.today, model, today)
    for point in (*result.held, *result.frontier):
        changed = {change.element: change.after for change in point.changes}
        same(point, model, tried(model, {**today.options, **changed}))
    near(result.held, efficient(_held(model, choices, today)))
    near(result.frontier, efficient(_free(model, choices)))


def _ages(model: Model, element: str, options: list[str | None]) -> list[str | None]:
    """Those that keep the RPO, else those that lose no more than today's."""
    keeping = [item for item in options if not stale(model, element, item)]
    return keeping or _no_worse(model, element, options)


def _no_worse(model: Model, element: str, options: list[str | None]) -> list[str | None]:
    today = model.options[options[0]].rpa if options[0] else None

    def fine(option: str | None) -> bool:
        age = model.options[option].rpa if option else None
        older = today is not None and (age is None or age > today)
        return not older or not stale(model, element, option)

    return [item for item in options if fine(item)]


def _held(model: Model, choices: list[Tried], today: Tried) -> list[Tried]:
    """Choices that keep every RPO and RTO that can be kept; what nothing hangs on stays."""
    found = candidates_of(model)
    impact = analyze_impact(model)
    demanded = {
        element
        for element, item in analyze_objectives(model, impact).elements.items()
        if item.rpo_required is not None
    }
    ages = {element: _ages(model, element, options) for element, options in found.items()}
    rtos = {name: item.rto for name, item in impact.elements.items() if item.rto is not None}
    right = _among(choices, ages)
    best = {element: min(item.bounds[element] for item in right) for element in rtos}
    limits = {
        element: rto if best[element] <= rto else max(best[element], today.bounds[element])
        for element, rto in rtos.items()
    }
    for element in found:
        timed = element not in _by_tasks(model)
        for_time = timed and (
            element in _lost(model) or not rtos.keys().isdisjoint(_above(model, element))
        )
        for_data = element in demanded and (not timed or found[element][0] not in ages[element])
        if not for_time and not for_data:
            ages[element] = found[element][:1]
    return [
        item
        for item in _among(choices, ages)
        if all(item.bounds[element] <= limit for element, limit in limits.items())
    ]


def _free(model: Model, choices: list[Tried]) -> list[Tried]:
    """Choices among what is lost in counted scenarios that lose no more data than today."""
    moving = _lost(model) - _by_tasks(model)
    return _among(
        choices,
        {
            element: _no_worse(model, element, options) if element in moving else options[:1]
            for element, options in candidates_of(model).items()
        },
    )


def _among(choices: list[Tried], allowed: dict[str, list[str | None]]) -> list[Tried]:
    return [
        item
        for item in choices
        if all(item.options[element] in options for element, options in allowed.items())
    ]


def _lost(model: Model) -> set[str]:
    return {
        element
        for scenario in model.scenarios.values()
        if scenario.frequency
        for element in model.lost_elements(scenario)
    }


def _by_tasks(model: Model) -> set[str]:
    return {task.element for task in model.tasks.values() if task.needed != "outage"}


def _above(model: Model, element: str) -> set[str]:
    found, waiting = {element}, [element]
    while waiting:
        for item in model.needed_by.get(waiting.pop(), ()):
            if (item.group or item.strength == "hard") and item.dependent not in found:
                found.add(item.dependent)
                waiting.append(item.dependent)
    return found
