"""How often things fail: availabilities that contradict each other, and what is half said."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bcm_tool.analysis.findings.facts import Facts
from bcm_tool.analysis.findings.words import named
from bcm_tool.analysis.results import Finding
from bcm_tool.durations import format_duration
from bcm_tool.model import records as r
from bcm_tool.model.model import Model, key_order
from bcm_tool.percents import typed_percent

AGREES = Decimal("0.1")
"""Two unavailabilities agree when they differ by at most this part of the larger one."""


def rate_findings(facts: Facts) -> Iterator[Finding]:
    """Findings about availabilities of elements and frequencies of scenarios."""
    for element in facts.model.sorted_elements:
        yield from _contradiction(facts.model, element)
        yield from _half(facts.model, element)
    yield from _without_frequency(facts.model)


def _contradiction(model: Model, element: r.Element) -> Iterator[Finding]:
    typed, mtbf, mtrs = element.availability, element.mtbf, element.mtrs
    if typed is None or mtbf is None or mtrs is None:
        return
    down, measured = 100 - typed, Decimal(100 * mtrs) / (mtbf + mtrs)
    if abs(down - measured) > AGREES * max(down, measured):
        shown = (100 - measured).quantize(Decimal("0.0001"))
        text = (
            f"{named(model, element.id)} is given an availability of {typed_percent(typed)}, but "
            f"an MTBF of {format_duration(mtbf)} and an MTRS of {format_duration(mtrs)} come to "
            f"{typed_percent(shown)}; the typed one counts."
        )
        yield Finding("warning", "availability-contradiction", (element.id,), text)


def _half(model: Model, element: r.Element) -> Iterator[Finding]:
    if element.availability is None and (element.mtbf is None) != (element.mtrs is None):
        has, lacks = ("MTBF", "MTRS") if element.mtrs is None else ("MTRS", "MTBF")
        text = (
            f"{named(model, element.id)} has an {has} but no {lacks}: it counts as never failing "
            "by itself."
        )
        yield Finding("note", "half-a-rate", (element.id,), text)


def _without_frequency(model: Model) -> Iterator[Finding]:
    """Where some scenarios say how often they happen, one that does not is left out of money."""
    scenarios = sorted(model.scenarios.values(), key=lambda item: key_order(item.key))
    if not any(scenario.frequency.strip() for scenario in scenarios):
        return
    for scenario in scenarios:
        if scenario.lost and not scenario.frequency.strip():
            text = (
                f"The scenario {scenario.key} ({scenario.name}) does not say how often it happens: "
                "it is not in the annual loss."
            )
            yield Finding("note", "no-frequency", (), text)
