"""What people type above a column to see fewer rows.

``mail`` contains, ``=mail`` is exactly, ``=`` is empty, ``!`` turns any of them around,
``>4h``, ``<=2`` and so on compare durations, numbers and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from bcm_tool.durations import parse_duration
from bcm_tool.errors import BcmError
from ui.models.values import parse_number

Test = Callable[[str, Any], bool]
_COMPARE = re.compile(r"(>=|<=|>|<)\s*(.+)")


def compile_filter(text: str, kind: str) -> Test | None:
    """A test of (shown text, value) for what was typed; None lets everything through.

    ``kind`` is the field's type. What cannot be compared is looked for as text.
    """
    wanted = text.strip()
    if not wanted:
        return None
    if wanted.startswith("!"):
        inner = compile_filter(wanted[1:], kind)
        return None if inner is None else lambda shown, value: not inner(shown, value)
    if wanted.startswith("="):
        exact = wanted[1:].strip().casefold()
        return lambda shown, value: shown.casefold() == exact
    match = _COMPARE.fullmatch(wanted)
    limit = _limit(match[2], kind) if match else None
    if match and limit is not None:
        return _comparison(match[1], limit)
    folded = wanted.casefold()
    return lambda shown, value: folded in shown.casefold()


def _limit(text: str, kind: str) -> Any:
    try:
        if kind == "minutes":
            return parse_duration(text)
        if kind in ("money", "number", "integer", "real"):
            return parse_number(text.strip().removesuffix("%"))
        if kind == "date":
            return date.fromisoformat(text.strip())
    except (BcmError, ValueError):
        return None
    return None


def _comparison(sign: str, limit: int | Decimal | date) -> Test:
    def test(shown: str, value: Any) -> bool:
        if value is None or value == "":
            return False
        if sign == ">=":
            return bool(value >= limit)
        if sign == "<=":
            return bool(value <= limit)
        return bool(value > limit) if sign == ">" else bool(value < limit)

    return test


def words_of(text: str) -> tuple[str, ...]:
    """The words of a free search; each must be somewhere in the row."""
    return tuple(text.casefold().split())
