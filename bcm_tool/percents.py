"""Percentages as people type them, exactly, as decimal numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from bcm_tool.errors import BcmError

_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%|percent|per cent)?", re.ASCII)


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


def format_percent(value: Decimal | None) -> str:
    """``99.9 %``; empty when unset."""
    return "" if value is None else f"{plain(value)} %"
