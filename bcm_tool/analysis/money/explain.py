"""Why a yearly loss is what it is: shares that add up to it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bcm_tool.analysis.money.result import MoneyResult, ScenarioMoney
from bcm_tool.analysis.results import Explanation, Step
from bcm_tool.model.model import Model


def explain_eal(result: MoneyResult) -> Explanation:
    """The expected annual loss, scenario by scenario; the shares add up to it, to the cent."""
    steps = [
        Step(f"{result.model.scenarios[item.scenario].key}: {event_words(result, item)}", share)
        for item, share in zip(result.scenarios, _shares(result), strict=True)
    ]
    checked = (
        f"Exactly, by frequency times mean loss: {_amount(result.model, result.total.expected)}; "
        f"the simulation's standard error is {_amount(result.model, result.total.se)}."
    )
    left_out = tuple(
        f"{result.model.scenarios[item].key} has no frequency and is not counted."
        for item in result.not_counted
    )
    return Explanation(
        "Expected annual loss",
        "money",
        result.total.eal,
        tuple(steps),
        (checked, *left_out, *result.assumptions),
    )


def explain_scenario(result: MoneyResult, item: ScenarioMoney) -> Explanation:
    """A scenario's share of the expected annual loss, element by element."""
    model = result.model
    steps = tuple(
        Step(f"{model.elements[element].key} {model.elements[element].name}", amount, element)
        for element, amount in item.elements.items()
    )
    low, high = _amount(model, item.event_low), _amount(model, item.event_high)
    spread = f"One event costs {_amount(model, item.event_mean)} on average"
    assumed = [f"{spread}." if low == high else f"{spread}, mostly {low} to {high}."]
    assumed += [
        f"{model.elements[element].key} does not come back and loses up to the horizon."
        for element in item.never_back
    ]
    title = f"Expected annual loss by {model.scenarios[item.scenario].key}"
    return Explanation(title, "money", item.year.eal, steps, tuple(assumed))


def event_words(result: MoneyResult, item: ScenarioMoney) -> str:
    """How often and how much, in words."""
    mean = _amount(result.model, item.event_mean)
    if item.kind == "once":
        return f"{100 * item.frequency:g} % a year × {mean}"
    return f"{item.frequency:.4g} a year × {mean}"


def _shares(result: MoneyResult) -> Iterable[Decimal]:
    """Each scenario's mean, the last cent of rounding with the largest."""
    shares = [item.year.eal for item in result.scenarios]
    if shares:
        largest = max(range(len(shares)), key=lambda place: (shares[place], -place))
        shares[largest] += result.total.eal - sum(shares, Decimal(0))
    return shares


def _amount(model: Model, value: Decimal) -> str:
    whole = abs(value) >= 1000
    shown = f"{value:,.0f}" if whole else f"{value:,.2f}"
    return f"{shown} {model.method.currency}".strip()
