"""Why a yearly loss is what it is: shares that add up to it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.money.result import MoneyResult, ScenarioMoney
from bcm_tool.analysis.results import Explanation, Step


def explain_eal(result: MoneyResult) -> Explanation:
    """The expected annual loss, scenario by scenario; the shares add up to it, to the cent."""
    steps = [
        Step(f"{result.model.scenarios[item.scenario].key}: {event_words(result, item)}", share)
        for item, share in zip(result.scenarios, _shares(result), strict=True)
    ]
    currency = result.model.method.currency
    checked = (
        "Exactly, by frequency times mean loss: "
        f"{format_amount(result.total.expected, currency)}; "
        f"the simulation's standard error is {format_amount(result.total.se, currency)}."
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
    currency = model.method.currency
    low, high = format_amount(item.event_low, currency), format_amount(item.event_high, currency)
    spread = f"One event costs {format_amount(item.event_mean, currency)} on average"
    assumed = [f"{spread}." if low == high else f"{spread}, mostly {low} to {high}."]
    assumed += [
        f"{model.elements[element].key} does not come back and loses up to the horizon."
        for element in item.never_back
    ]
    title = f"Expected annual loss by {model.scenarios[item.scenario].key}"
    return Explanation(title, "money", item.year.eal, steps, tuple(assumed))


def event_words(result: MoneyResult, item: ScenarioMoney) -> str:
    """How often and how much, in words."""
    mean = format_amount(item.event_mean, result.model.method.currency)
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
