"""What the simulated years say about a choice of options, where they say anything."""

from __future__ import annotations

from decimal import Decimal

from bcm_tool.analysis.money.result import MoneyResult
from bcm_tool.analysis.options.result import OptionsResult, Point


def simulated_loss(
    money: MoneyResult | None, options: OptionsResult, point: Point
) -> Decimal | None:
    """Expected yearly loss of a choice with teams and hours; None where it was not simulated.

    The years know today's choice, and each option not in use taken by itself.
    """
    if money is None or money.model is not options.model or not money.scenarios:
        return None
    if not point.changes:
        return money.total.eal
    if len(point.changes) > 1:
        return None
    (change,) = point.changes
    return next((item.after for item in money.options if item.option == change.after), None)
