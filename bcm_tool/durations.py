"""Durations: whole minutes everywhere in the program, words for people.

The engine, the file and the JSON count whole minutes, so ``Minutes`` is an ``int``;
this module is the only door between that and what people type and read.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TypeAlias

from bcm_tool.errors import BcmError

Minutes: TypeAlias = int

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
LONGEST = 100 * 366 * DAY
LONGEST_UPTIME = 10_000_000 * HOUR
"""Between failures: vendors state a million hours and more, which nobody waits for."""

_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), WEEK),
}
_PART = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)\s*,?", re.ASCII)
_ISO = re.compile(
    r"p(?:(?P<w>\d+)w)?(?:(?P<d>\d+(?:[.,]\d+)?)d)?"
    r"(?:t(?:(?P<h>\d+(?:[.,]\d+)?)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+)s)?)?",
    re.ASCII,
)


def parse_duration(text: str, most: Minutes = LONGEST) -> Minutes:
    """Read what people type: ``4h``, ``1d 12h``, ``90 min``, ``1.5 h``, ``PT4H``.

    Returns
    -------
    Whole minutes, never negative.

    Raises
    ------
    BcmError
        When there is no unit (a bare number says nothing), the text is not a duration,
        it is not a whole number of minutes, or it is longer than ``most``.
    """
    cleaned = text.strip().lower().replace("\u00a0", " ")
    if not cleaned:
        raise BcmError("A duration is empty; write for example 4h, 1d 12h or 90 min.")
    if re.fullmatch(r"[\d.,\s]+", cleaned):
        raise BcmError(f"“{text.strip()}” has no unit; write for example 4h, 1d 12h or 90 min.")
    total = _iso(cleaned) if cleaned.startswith("p") else _parts(cleaned)
    if total is None:
        raise BcmError(f"“{text.strip()}” is not a duration; write for example 4h or 1d 12h.")
    return whole_minutes(total, text.strip(), most)


def whole_minutes(value: float, shown: str, most: Minutes = LONGEST) -> Minutes:
    """``value`` minutes as an int; refuses fractions and what is longer than ``most``."""
    refuse_longer(value, shown, most)
    if abs(value - round(value)) > 1e-6:
        raise BcmError(f"“{shown}” is not a whole number of minutes.")
    return round(value)


def refuse_longer(minutes: float, shown: str, most: Minutes) -> None:
    """Raise BcmError, which says the limit in a unit that can be typed."""
    if minutes > most:
        raise BcmError(f"“{shown}” is longer than {format_limit(most)}.")


def format_limit(minutes: Minutes) -> str:
    """A limit in one unit that can be typed: ``1 min``, ``10,000,000 h``, ``36,600 d``."""
    for worth, unit in ((DAY, "d"), (HOUR, "h")):
        if minutes and minutes % worth == 0:
            return f"{minutes // worth:,} {unit}"
    return f"{minutes:,} min"


def _parts(text: str) -> float | None:
    position, total = 0, 0.0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match[2] not in _UNITS:
            return None
        total += float(match[1].replace(",", ".")) * _UNITS[match[2]]
        position = match.end()
    return total


def _iso(text: str) -> float | None:
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groupdict().values()):
        return None
    worth = {"w": float(WEEK), "d": float(DAY), "h": float(HOUR), "m": 1.0, "s": 1 / 60}
    return sum(
        float(value.replace(",", ".")) * worth[unit]
        for unit, value in match.groupdict().items()
        if value
    )


def format_duration(minutes: Minutes | None) -> str:
    """Minutes as people read them: ``4 h``, ``1 d 12 h``, ``90 min``; empty when unset."""
    if minutes is None:
        return ""
    if minutes < 0:
        return "−" + format_duration(-minutes)
    if minutes == 0:
        return "0 min"
    if minutes < 2 * HOUR and minutes % HOUR:
        return f"{minutes} min"
    days, rest = divmod(minutes, DAY)
    hours, left = divmod(rest, HOUR)
    parts = ((days, "d"), (hours, "h"), (left, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def format_elapsed(minutes: Minutes | None) -> str:
    """Minutes after the event as printed in plans: ``T+4 h``, ``T+0``; empty when unset."""
    if minutes is None:
        return ""
    return "T+0" if minutes == 0 else f"T+{format_duration(minutes)}"


def as_timedelta(minutes: Minutes) -> timedelta:
    """Minutes for a library that wants a timedelta (Excel cells, Qt dates)."""
    return timedelta(minutes=minutes)
