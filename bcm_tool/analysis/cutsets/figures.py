"""How often an element fails by itself: its share of time down."""

from __future__ import annotations

from bcm_tool.model.records import Element


def unavailability(element: Element) -> float | None:
    """Share of time (0..1) that an element is down by itself; None without a figure.

    The typed availability counts first; else MTRS / (MTBF + MTRS), MTBF being the uptime
    between two failures (domain of ITIL: MTBF / MTBSI is the availability).
    """
    if element.availability is not None:
        return float(1 - element.availability / 100)
    if element.mtbf is None or element.mtrs is None or element.mtbf + element.mtrs == 0:
        return None
    return element.mtrs / (element.mtbf + element.mtrs)
