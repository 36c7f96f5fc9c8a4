"""Percentages: as people type them, exactly, and as computed ones are shown."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import overload

from bcm_tool.errors import BcmError

_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%|percent|per cent)?", re.ASCII)
_SCIENTIFIC = Decimal("1e-7")
"""Below this a percentage is written with a power of ten."""


def parse_percent(text: str) -> Decimal:
    """``99.9 %``, ``99,9%`` and ``99.9`` are 99.9; a bare number up to 1 is a fraction of 1.

    Raises
    ------
    BcmError
        When it is no percentage from 0 to 100.
    """
    found = _PERCENT.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " ").strip().lower())
    if found is None:
        raise BcmError(f"“{text.strip()}” is not a percentage; write for example 99.9 %.")
    value = Decimal(found[1].replace(",", "."))
    if not found[2] and value <= 1:
        value *= 100
    if value > 100:
        raise BcmError(f"“{text.strip()}” is more than 100 %.")
    return value


def plain(value: Decimal) -> str:
    """A decimal without a power of ten and without zeros at its end: 99.90 is ``99.9``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed_percent(value: Decimal | None) -> str:
    """A percentage exactly as someone gave it, ``99.9 %``; empty when unset."""
    return "" if value is None else f"{plain(value)} %"


@overload
def percent(share: float | Fraction) -> Decimal: ...
@overload
def percent(share: float | Fraction | None) -> Decimal | None: ...
def percent(share: float | Fraction | None) -> Decimal | None:
    """A share of 1 in percent, exactly as the number reads: 0.45 is 45; None stays unset."""
    if share is None:
        return None
    if isinstance(share, Fraction):
        return 100 * Decimal(share.numerator) / share.denominator
    return 100 * Decimal(repr(float(share)))


def format_percent(value: Decimal, least: int = 0) -> str:
    """A computed percentage, everywhere by one rule: 45.2 %, 66.7 %, 5.23 %, 0.0123 %, 99.9988 %.

    One place after the point; two within ten of 0 or of 100; nearer than one, as many as it takes
    to read three figures above 0, or two figures of what is missing to 100. Exactly 0 and exactly
    100 stand bare, so nothing is rounded to never or always. What lies beyond them is whole.
    ``least`` are the places of the column in which it stands: others in it need so many.
    """
    if value and value.copy_abs() < _SCIENTIFIC:
        return f"{float(value):.2e} %"
    shown = value.quantize(Decimal(1).scaleb(-places(value, least)), ROUND_HALF_UP)
    return f"{shown:,f} %"


def format_share(share: float | Fraction) -> str:
    """A computed share of 1 as a percentage."""
    return format_percent(percent(share))


def places(value: Decimal, least: int = 0) -> int:
    """How many places after the point ``format_percent`` gives a percentage."""
    missing = 100 - value
    if value <= 0 or missing <= 0:
        return 0
    if value <= missing:
        return max(least, 1, 2 - value.adjusted()) if value < 10 else max(least, 1)
    return max(least, min(15, max(2, 1 - missing.adjusted())) if missing < 10 else 1)
