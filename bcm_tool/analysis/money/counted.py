"""Which scenarios count, and how often they happen."""

from __future__ import annotations

from bcm_tool import frequency
from bcm_tool.frequency import Frequency
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import Scenario

Counted = tuple[Scenario, Frequency]


def frequencies(model: Model) -> tuple[list[Counted], tuple[str, ...]]:
    """Scenarios in key order with their frequency, and the ids of those without one."""
    ordered = sorted(model.scenarios.values(), key=lambda item: key_order(item.key))
    read = [(item, frequency.parse(item.frequency)) for item in ordered]
    counted = [(item, found) for item, found in read if found is not None]
    return counted, tuple(item.id for item, found in read if found is None)
