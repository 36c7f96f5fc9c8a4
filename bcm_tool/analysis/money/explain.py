"""Why a yearly loss is what it is: shares that add up to it."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.amounts import format_amount, format_number
from bcm_tool.analysis.money.result import MoneyResult, ScenarioMoney
from bcm_tool.analysis.results import Explanation, Step

_CENT = Decimal("0.01")


def explain_eal(result: MoneyResult) -> Explanation:
    """The expected annual loss: each scenario's product, and what chance added to their sum."""
    products = [
        (Decimal(repr(item.frequency)) * item.event_mean).quantize(_CENT)
        for item in result.scenarios
    ]
    steps = [
        Step(f"{result.model.scenarios[item.scenario].key}: {event_words(result, item)}", product)
        for item, product in zip(result.scenarios, products, strict=True)
    ]
    luck = result.total.eal - sum(products, Decimal(0))
    if luck:
        steps.append(Step(f"Chance in {result.years:,} simulated years", luck))
    currency = result.model.method.currency
    checked = (
        "Frequency times mean loss is exact; the simulated years differ from it by chance, with a "
        f"standard error of {format_amount(result.total.se, currency)}."
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
    order = (
        ", with the teams in the order of a quick sequence; the sequence in Recovery, searched for "
        "longer, may lose another amount"
        if item.planned
        else ", without team limits"
    )
    assumed = [f"{spread}{order}."]
    if low != high:
        assumed.append(f"Nine of ten simulated recoveries lose {low} to {high}.")
    assumed += [
        f"{model.elements[element].key} does not come back and loses up to the horizon."
        for element in item.never_back
    ]
    title = f"Expected annual loss by {model.scenarios[item.scenario].key}"
    return Explanation(title, "money", item.year.eal, steps, tuple(assumed))


def event_words(result: MoneyResult, item: ScenarioMoney) -> str:
    """How often and how much, in words; to the cent, so that the product is what is said."""
    mean = f"{format_number(item.event_mean)} {result.model.method.currency}".strip()
    return f"{item.often} × {mean}"
