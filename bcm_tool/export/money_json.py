"""Risk in money and recovery options as JSON, for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from bcm_tool.analysis.money.result import Measures, MoneyResult
from bcm_tool.analysis.options.result import OptionsResult, Point
from bcm_tool.analysis.options.simulated import simulated_loss
from bcm_tool.model.model import Model

Json = dict[str, Any]


def money_data(model: Model, money: MoneyResult) -> Json:
    """Yearly losses together and per scenario key; probabilities are fractions of the years."""
    return {
        **_measures(money.total),
        "years": money.years,
        "seed": money.seed,
        "scenarios": {
            model.scenarios[item.scenario].key: {
                "frequency": item.frequency,
                "at_most_once": item.kind == "once",
                "event_mean": number(item.event_mean),
                **_measures(item.year),
            }
            for item in money.scenarios
        },
        "not_counted": [model.scenarios[item].key for item in money.not_counted],
        "exceedance": [[number(point.loss), point.probability] for point in money.total.curve],
        "appetite": [
            {
                "loss": number(point.loss),
                "accepted": point.accepted,
                "probability": point.probability,
                "exceeded": point.exceeded,
            }
            for point in money.appetite
        ],
    }


def _measures(found: Measures) -> Json:
    return {
        "eal": number(found.eal),
        "var95": number(found.var95),
        "var99": number(found.var99),
        "es95": number(found.es95),
        "es99": number(found.es99),
        "se": number(found.se),
        "no_loss": found.no_loss,
        "expected": number(found.expected),
    }


def number(value: Decimal) -> int | float:
    """JSON knows no Decimal; what is whole stays exact."""
    return int(value) if value == int(value) else float(value)


def options_data(model: Model, options: OptionsResult, money: MoneyResult | None) -> Json:
    """The efficient choices, cheapest first; each lists its changes from today by element key.

    ``loss`` is that without waiting for teams or hours, ``simulated`` that of the years of
    ``money``, null where a choice was not simulated. What a choice misses are the objectives
    that another one keeps; those that none keeps stand once, in ``rto_never_kept`` and
    ``rpo_never_kept``.
    """

    def of(point: Point) -> Json:
        return _point(model, options, point, simulated_loss(money, options, point))

    return {
        "proved": options.proved,
        "today": of(options.today),
        "frontier": [of(point) for point in options.frontier],
        "objectives_kept": [of(point) for point in options.held],
        "rto_never_kept": _keys(model, options.late_always),
        "rpo_never_kept": _keys(model, options.stale_always),
    }


def _point(model: Model, options: OptionsResult, point: Point, simulated: Decimal | None) -> Json:
    late, stale = options.misses(point)
    return {
        "cost": number(point.cost),
        "loss": number(point.loss),
        "simulated": None if simulated is None else number(simulated),
        "changes": {
            model.elements[change.element].key: (
                model.options[change.after].key if change.after else None
            )
            for change in point.changes
        },
        "rto_missed": _keys(model, late),
        "rpo_missed": _keys(model, stale),
    }


def _keys(model: Model, elements: Iterable[str]) -> list[str]:
    return [model.elements[item].key for item in elements]
