"""Sentences of the money view."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import OptionsResult, Point
from bcm_tool.analysis.options.simulated import simulated_loss
from bcm_tool.export.tables.words import keys

NO_FREQUENCY = (
    "No scenario has a frequency",
    "Enter how often each scenario happens: 0.2 or “once in 5 years” for events a year, 20 % for "
    "the probability of one. It stands beside the start, in the recovery view's fields (F2) and "
    "in the catalogue.",
)
NO_LOSS = (
    "No money is at stake",
    "None of the scenarios with a frequency stops an element with a rated loss. Give impact "
    "ratings amounts in the BIA.",
)
NO_OPTIONS = (
    "No element has a choice",
    "Enter a second recovery option for an element, with its recovery time and its yearly cost. "
    "Options without a yearly cost are left out: unset is not zero.",
)
WAITING = ("Computing", "The figures are shown as soon as they are ready.")
CANCELLED = ("Not computed", "Press “Compute again” to compute the figures.")


def point_head(point: Point) -> str:
    """How much a choice of options changes."""
    if not point.changes:
        return "Nothing to change"
    count = len(point.changes)
    return f"{count} change" if count == 1 else f"{count} changes"


def point_meaning(result: OptionsResult, point: Point, money: MoneyResult | None) -> str:
    """What a choice costs, saves, keeps and misses, and what the simulated years say of it."""
    model, today = result.model, result.today
    currency = model.method.currency
    more, saved = point.cost - today.cost, today.loss - point.loss
    cost = f"Costs {format_amount(point.cost, currency)} a year" + _than(more)
    loss = f"loses {format_amount(point.loss, currency)} a year" + _than(-saved)
    late, stale = result.misses(point)
    missed = [
        f"the {name} of {keys(model, elements)}"
        for name, elements in (("RTO", late), ("RPO", stale))
        if elements
    ]
    never = result.late_always or result.stale_always
    kept = (
        f"misses {' and '.join(missed)}, which another choice keeps"
        if missed
        else f"keeps every RTO and RPO{' that can be kept' if never else ''}"
    )
    said = [f"{cost}.", f"Without waiting for teams or hours it {loss}, and {kept}."]
    return " ".join([*said, *_simulated(result, point, money)])


def _simulated(result: OptionsResult, point: Point, money: MoneyResult | None) -> list[str]:
    currency = result.model.method.currency
    today = simulated_loss(money, result, result.today)
    if today is None:
        return []
    own = simulated_loss(money, result, point)
    if own is None:
        known = format_amount(today, currency)
        return [
            f"Simulated with teams and hours, today's choice loses {known} a year; this one is "
            "simulated once it is selected."
        ]
    compared = _than(own - today) if point.changes else ""
    return [
        f"Simulated with teams and hours it loses {format_amount(own, currency)} a year{compared}."
    ]


def _than(difference: Decimal) -> str:
    if not difference:
        return ", as today"
    return f", {format_amount(abs(difference))} {'more' if difference > 0 else 'less'} than today"
