"""Concentration as JSON: causes with what they take out and stop, and their shares."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bcm_tool.analysis.concentration import Concentration, ConcentrationResult
from bcm_tool.export.money_json import number
from bcm_tool.export.tables.words import key_of
from bcm_tool.model.model import Model


def concentration_data(model: Model, found: ConcentrationResult | None) -> dict[str, Any]:
    """``{"concentration": [...]}``, the largest share first; shares are fractions of 1."""
    return {"concentration": [_row(model, item) for item in found.rows] if found else None}


def _row(model: Model, item: Concentration) -> dict[str, Any]:
    def money(value: Decimal | None) -> int | float | None:
        return None if value is None else number(value)

    return {
        "cause": item.kind,
        "name": item.name,
        "element": None if item.element is None else key_of(model, item.element),
        "hit": [key_of(model, element) for element in item.hit],
        "stopped": [key_of(model, service) for service in item.stopped],
        "share": float(item.share),
        "retained": None if item.retained is None else float(item.retained),
        "degraded": {key_of(model, service): float(left) for service, left in item.degraded},
        "first_stop": item.first_stop,
        "loss_first_hour": money(item.first_hour),
        "loss_first_day": money(item.first_day),
    }
