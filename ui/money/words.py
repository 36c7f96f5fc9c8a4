"""Amounts and sentences of the money view."""

from __future__ import annotations

from decimal import Decimal

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


def read_amount(text: str) -> Decimal | None:
    """An amount as people type it; None when it is none."""
    cleaned = text.strip()
    for between in (" ", "\u00a0", "\u202f", "'", "’", ","):
        cleaned = cleaned.replace(between, "")
    if not cleaned.replace(".", "", 1).isdigit() or not cleaned.isascii():
        return None
    return Decimal(cleaned)
