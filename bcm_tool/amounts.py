"""Amounts of money and other numbers: to the cent, and as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TypeVar

_CENT = Decimal("0.01")
_LARGE = 1000
"""From here on cents say nothing in a sentence."""

_LETTERS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))

Amount = TypeVar("Amount", float, Decimal)


def cents(value: float) -> Decimal:
    """A computed amount with two places after the point."""
    return Decimal(repr(float(value))).quantize(_CENT, ROUND_HALF_EVEN)


def format_number(value: Decimal | int) -> str:
    """A number with thousands separated, and two decimals only where it is not whole."""
    whole = value == int(value)
    return f"{int(value):,}" if whole else f"{value:,.2f}"


def format_amount(value: Decimal, currency: str = "") -> str:
    """An amount in a sentence or at an axis, with its currency: without cents from 1,000 on.

    The cells of a table keep their cents, so that a column adds up.
    """
    if abs(value) >= _LARGE:
        value = value.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{format_number(value)} {currency}".strip()


def scaled(value: Amount) -> tuple[Amount, str]:
    """An amount in thousands, millions or billions with their letter; else as it is, with none."""
    for size, letter in _LETTERS:
        if value >= size:
            return value / size, letter
    return value, ""
