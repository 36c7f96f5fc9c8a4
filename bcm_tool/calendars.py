"""Hours of the week: when a team works, when a supplier answers, when a scenario begins.

A minute of the week counts from Monday 00:00 (0) to Sunday 24:00 (10,080, which is 0 again).
Every minute that is given here may also be any other whole number: it is taken round the week.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bcm_tool.durations import DAY, HOUR, WEEK, Minutes
from bcm_tool.errors import BcmError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EXAMPLE = "Mon-Fri 08:00-18:00; Sat 09:00-12:00"
_WHOLE_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_OF = {
    name[:length]: number
    for number, name in enumerate(_WHOLE_NAMES)
    for length in (*range(2, 6), len(name))
}
_ALWAYS = frozenset({"", "24x7", "24/7", "7x24", "7/24", "24h", "24 h", "always"})
_TO = re.compile(r"\s*(?:–|—|\bto\b|\buntil\b)\s*")
_AND = re.compile(r"\s*\band\b\s*")
_DAYS = re.compile(r"([a-z]+)(?:\s*-\s*([a-z]+))?")
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?")
_POINT = re.compile(r"([a-z]+)\.?,?\s+(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Calendar:
    """The minutes of the week that count.

    ``intervals`` are (from, to) with the end outside, in order, apart from each other and within
    0 to 10,080; what goes on over the end of the week stands there as two.
    """

    intervals: tuple[tuple[Minutes, Minutes], ...]

    @property
    def always(self) -> bool:
        """Whether it leaves out nothing."""
        return self.intervals == ((0, WEEK),)

    def contains(self, minute: Minutes) -> bool:
        """Whether the minute is inside."""
        return self._ahead(minute % WEEK) == 0

    def next_inside(self, minute: Minutes) -> Minutes:
        """The first minute inside that is not before ``minute``."""
        return minute + self._ahead(minute % WEEK)

    def format(self) -> str:
        """As people write it, days with equal hours together; reads back as the same calendar."""
        return _written(self)

    @cached_property
    def _starts(self) -> tuple[Minutes, ...]:
        return tuple(start for start, _ in self.intervals)

    def _ahead(self, moment: Minutes) -> Minutes:
        """Minutes until it is inside, from a moment within the week."""
        place = bisect_right(self._starts, moment)
        if place and moment < self.intervals[place - 1][1]:
            return 0
        if place < len(self._starts):
            return self._starts[place] - moment
        return WEEK + self._starts[0] - moment


ALWAYS = Calendar(((0, WEEK),))


@lru_cache(maxsize=4096)
def parse(text: str) -> Calendar:
    """Read ``Mon-Fri 08:00-18:00; Sat 09:00-12:00``; ``24x7`` and an empty text are always.

    Parts are separated by ``;``. Each names days (``Mon-Fri``, ``Sat,Sun``, ``daily``; none is
    every day) and times (``08:00-12:00,13:00-17:00``; none is the whole day). Days may run over
    the end of the week (``Fri-Mon``); times that end before they begin end on the day after.
    ``Monday to Friday, 8 to 18`` is understood too.

    Raises
    ------
    BcmError
        With a sentence that says which part is not understood.
    """
    cleaned = _AND.sub(",", _TO.sub("-", " ".join(text.casefold().split())))
    if cleaned in _ALWAYS:
        return ALWAYS
    parts = [part.strip() for part in cleaned.split(";") if part.strip()]
    spans = [span for part in parts for span in _part_spans(part)]
    if not spans:
        raise _unread(text)
    return Calendar(tuple(_merged(spans)))


def understood(text: str) -> Calendar | None:
    """The calendar of a text that may be anything; None when it is no calendar."""
    try:
        return parse(text)
    except BcmError:
        return None


def parse_week_time(text: str) -> Minutes:
    """Read ``Mon 14:00`` as the minute of the week.

    Raises
    ------
    BcmError
        When it is not a day and a time.
    """
    found = _POINT.fullmatch(" ".join(text.casefold().split()))
    if found is None or found[1] not in _DAY_OF or int(found[2]) > 23 or int(found[3]) > 59:
        raise BcmError(f"“{text.strip()}” is no time of the week; write for example Mon 14:00.")
    return _DAY_OF[found[1]] * DAY + int(found[2]) * HOUR + int(found[3])


def format_week_time(minute: Minutes) -> str:
    """A minute of the week as people read it: ``Mon 14:00``."""
    day, rest = divmod(minute % WEEK, DAY)
    return f"{DAYS[day]} {_clock(rest)}"


def clock(start: Minutes | None, minute: Minutes | None) -> str:
    """The time of the week ``minute`` minutes after an event at ``start``: ``Mon 14:35``.

    From a week after the event on its weeks are counted (``Tue 08:00 +1 wk``); empty when either
    is unknown.
    """
    if start is None or minute is None:
        return ""
    weeks = minute // WEEK
    return format_week_time(start + minute) + (f" +{weeks} wk" if weeks else "")


def _unread(part: str) -> BcmError:
    return BcmError(f"“{part.strip()}” is not understood as hours; write for example {EXAMPLE}.")


def _part_spans(part: str) -> Iterator[tuple[Minutes, Minutes]]:
    """(from, to) within the week for one part of the text; the part is in small letters."""
    first_digit = re.search(r"\d", part)
    place = first_digit.start() if first_digit else len(part)
    days = _days_of(part[:place].strip(" ,:"), part)
    spans = _times_of(part[place:], part) if first_digit else [(0, DAY)]
    for day in days:
        for start, end in spans:
            yield from _within_week(day * DAY + start, day * DAY + end)


def _days_of(text: str, part: str) -> list[int]:
    if text in ("", "daily", "every day", "all days"):
        return list(range(7))
    days: list[int] = []
    for piece in text.split(","):
        found = _DAYS.fullmatch(piece.strip().replace(".", ""))
        ends = [name for name in found.groups() if name] if found else []
        if not ends or any(name not in _DAY_OF for name in ends):
            raise _unread(part)
        first, last = _DAY_OF[ends[0]], _DAY_OF[ends[-1]]
        days += [day % 7 for day in range(first, last + (1 if last >= first else 8))]
    return days


def _times_of(text: str, part: str) -> list[tuple[Minutes, Minutes]]:
    """(from, to) counted from 00:00 of the day; ``to`` may lie on the day after."""
    spans = []
    for piece in text.split(","):
        found = _SPAN.fullmatch(piece.strip())
        if found is None:
            raise _unread(part)
        start = int(found[1]) * HOUR + int(found[2] or 0)
        end = int(found[3]) * HOUR + int(found[4] or 0)
        if max(int(found[2] or 0), int(found[4] or 0)) > 59 or start >= DAY or end > DAY:
            raise BcmError(f"“{piece.strip()}” holds a time that no day has.")
        if start == end:
            raise BcmError(f"“{piece.strip()}” begins as it ends; write 00:00-24:00 for a day.")
        spans.append((start, end if end > start else end + DAY))
    return spans


def _within_week(start: Minutes, end: Minutes) -> Iterator[tuple[Minutes, Minutes]]:
    yield start, min(end, WEEK)
    if end > WEEK:
        yield 0, end - WEEK


def _merged(spans: Iterable[tuple[Minutes, Minutes]]) -> list[tuple[Minutes, Minutes]]:
    merged: list[tuple[Minutes, Minutes]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _written(calendar: Calendar) -> str:
    if calendar.always:
        return "24x7"
    hours = [_hours_of_day(calendar, day) for day in range(7)]
    parts = []
    first = 0
    while first < 7:
        last = first
        while last < 6 and hours[last + 1] == hours[first]:
            last += 1
        if hours[first]:
            days = DAYS[first] if last == first else f"{DAYS[first]}-{DAYS[last]}"
            parts.append(f"{days} {hours[first]}")
        first = last + 1
    return "; ".join(parts)


def _hours_of_day(calendar: Calendar, day: int) -> str:
    begin, finish = day * DAY, (day + 1) * DAY
    inside = [
        (max(start, begin) - begin, min(end, finish) - begin)
        for start, end in calendar.intervals
        if start < finish and end > begin
    ]
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in inside)


def _clock(minute: Minutes) -> str:
    return f"{minute // HOUR:02d}:{minute % HOUR:02d}"
