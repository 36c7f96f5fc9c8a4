"""Cells to typed values, strictly: what could mean two things is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from bcm_tool.durations import DAY, HOUR, LONGEST, parse_duration, refuse_longer
from bcm_tool.errors import BcmError
from bcm_tool.exchange.contract import folded
from bcm_tool.exchange.staged import BadCell, CellValue, Percentage
from bcm_tool.model.rules import LONGEST_TEXT, MOST_MONEY, is_control
from bcm_tool.percents import parse_percent, typed_percent

CLEAR = "-"
_NUMBER = re.compile(r"([+-]?)(\d+)(?:([.,])(\d+))?", re.ASCII)
_YES = ("yes", "y", "true", "x", "1")
_NO = ("no", "n", "false", "0")


def is_clear(value: CellValue) -> bool:
    """Whether the cell asks to clear the value: a lone ``-``."""
    return isinstance(value, str) and value.strip() == CLEAR


def read_text(value: CellValue) -> str:
    """A cell as text, verbatim where it is text; numbers and dates as a person would type them."""
    match value:
        case BadCell(text):
            raise BcmError(text)
        case str():
            return _checked_text(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case Percentage():
            return typed_percent(Decimal(f"{value:.15g}") * 100)
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case None:
            return ""
        case _:
            return str(value)


def _checked_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BcmError(f"the text is longer than {LONGEST_TEXT:,} characters.")
    for character in text:
        if is_control(character):
            raise BcmError(f"the text holds the control character U+{ord(character):04X}.")
    return text


def read_minutes(value: CellValue, most: int = LONGEST) -> int:
    """A duration: text with a unit, or a cell with an Excel time format."""
    match value:
        case time():
            seconds = (value.hour * HOUR + value.minute) * 60 + value.second
            return _whole_minutes(seconds + value.microsecond / 1e6, str(value), most)
        case timedelta():
            return _whole_minutes(value.total_seconds(), str(value), most)
        case datetime() | date():
            raise BcmError(f"“{value}” is a date, not a duration; write for example 1d 12h.")
        case bool() | int() | float() | Decimal():
            raise BcmError(
                f"“{read_text(value)}” has no unit; write for example 4h, 1d 12h or 90 min."
            )
        case _:
            return parse_duration(read_text(value), most)


def _whole_minutes(seconds: float, shown: str, most: int) -> int:
    # Excel stores times as fractions of a day; a thousandth of a second is rounding.
    if seconds < 0:
        raise BcmError(f"“{shown}” is negative.")
    if abs(seconds - round(seconds / 60) * 60) > 0.001:
        raise BcmError(f"“{shown}” is not a whole number of minutes.")
    refuse_longer(round(seconds / 60), shown, most)
    return round(seconds / 60)


def read_decimal(value: CellValue) -> Decimal:
    """A number that is not negative, with a decimal point or comma.

    Text such as ``1,234`` or ``1.234`` is refused: it is one number here and a thousand times
    as much elsewhere.
    """
    number = _decimal(value)
    if number < 0:
        raise BcmError(f"“{read_text(value)}” is negative.")
    if number > MOST_MONEY:
        raise BcmError(f"“{read_text(value)}” is too large.")
    return number


def read_percent(value: CellValue) -> Decimal:
    """A percentage: ``99.9 %``, 99.9, 0.999, or a cell with a percentage format."""
    if isinstance(value, bool):
        raise BcmError(f"“{read_text(value)}” is not a percentage; write for example 99.9 %.")
    if isinstance(value, int | float | Decimal) and not isinstance(value, Percentage):
        return parse_percent(f"{read_decimal(value):f}")
    return parse_percent(read_text(value))


def _decimal(value: CellValue) -> Decimal:
    match value:
        case bool():
            pass
        case int() | Decimal():
            return Decimal(value)
        case float() if value == value and abs(value) != float("inf"):
            # Fifteen digits are what a spreadsheet holds and shows; the rest is binary dust.
            return Decimal(f"{value:.15g}")
        case str() if found := _NUMBER.fullmatch(value.strip()):
            return _from_text(found, value.strip())
    raise BcmError(f"“{read_text(value)}” is not a number; write for example 1500 or 1500.50.")


def _from_text(found: re.Match[str], shown: str) -> Decimal:
    sign, whole, mark, rest = found.groups()
    if mark and len(rest) == 3 and len(whole) <= 3 and whole != "0":
        raise BcmError(
            f"“{shown}” could be a decimal or a thousands mark; write for example "
            f"{whole}{rest} or {whole}.{rest}0."
        )
    return Decimal(f"{sign}{whole}.{rest}" if mark else f"{sign}{whole}")


def read_integer(value: CellValue) -> int:
    """A whole number."""
    number = _decimal(value)
    if number != number.to_integral_value():
        raise BcmError(f"“{read_text(value)}” is not a whole number.")
    if abs(number) > 1_000_000:
        raise BcmError(f"“{read_text(value)}” is too large.")
    return int(number)


def read_flag(value: CellValue) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    word = folded(read_text(value))
    if word in _YES or word in _NO:
        return word in _YES
    raise BcmError(f"“{read_text(value)}” is neither yes nor no.")


def read_date(value: CellValue) -> date:
    """A date cell, or text like 2026-03-31; the order of day and month is never guessed."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = read_text(value).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise BcmError(f"“{text}” is no day of the calendar.") from error
    raise BcmError(f"“{text}” is not a date; write it like 2026-03-31.")


def read_choice(value: CellValue, choices: Iterable[str]) -> str:
    """One word of a list, whatever its case, as the list writes it."""
    word = folded(read_text(value))
    for choice in choices:
        if choice.casefold() == word:
            return choice
    raise BcmError(f"“{read_text(value)}” is none of {', '.join(choices)}.")


class Entry(NamedTuple):
    """One entry of a list; ``rest`` is what follows the closing quote of a quoted one."""

    text: str
    quoted: bool = False
    rest: str = ""


def split_list(text: str) -> list[str]:
    """Entries separated by ``;``. One that holds ``;`` itself stands in double quotes."""
    return [entry.text for entry in split_entries(text)]


def split_entries(text: str) -> list[Entry]:
    """Entries separated by ``;``, quoted or not: ``"A;B":2; C`` has two."""
    entries: list[Entry] = []
    position = 0
    while position < len(text):
        if text[position].isspace() or text[position] == ";":
            position += 1
        elif text[position] == '"':
            literal, position = _quoted(text, position + 1)
            end = _end(text, position)
            entries.append(Entry(literal, True, text[position:end].strip()))
            position = end
        else:
            end = _end(text, position)
            entries.append(Entry(text[position:end].strip()))
            position = end
    return entries


def _end(text: str, position: int) -> int:
    end = text.find(";", position)
    return len(text) if end < 0 else end


def _quoted(text: str, position: int) -> tuple[str, int]:
    literal = ""
    while True:
        end = text.find('"', position)
        if end < 0:
            raise BcmError(f"“{text}” opens a quotation mark and does not close it.")
        literal += text[position:end]
        if text[end + 1 : end + 2] != '"':
            return literal, end + 1
        literal, position = literal + '"', end + 2


def join_list(entries: Iterable[str]) -> str:
    """The text that :func:`split_list` reads back."""
    return ";".join(list_entry(entry) for entry in entries)


def list_entry(text: str, reserved: str = ";") -> str:
    """An entry as it stands in a list: in quotes where it would be misread."""
    plain = text == text.strip() and text != CLEAR and not text.startswith('"')
    if plain and not any(character in text for character in reserved):
        return text
    return '"' + text.replace('"', '""') + '"'


def read_demand(text: str) -> list[tuple[str, int | None]]:
    """``DBA:1;SYS:2`` -> team and units; None where no units are given."""
    return [_team_units(entry) for entry in split_entries(text)]


def _team_units(entry: Entry) -> tuple[str, int | None]:
    name, mark, number = entry.text, entry.rest[:1], entry.rest[1:]
    if not entry.quoted:
        name, mark, number = entry.text.partition(":")
    if not mark and not number:
        return name, None
    if mark != ":" or not re.fullmatch(r"\s*\d{1,6}", number, re.ASCII):
        raise BcmError(
            f"“{entry.text}{entry.rest}” is no team with units; write for example DBA:1;SYS:2."
        )
    return name.strip(), int(number)


def demand_text(demand: Iterable[tuple[str, int]]) -> str:
    """The text that :func:`read_demand` reads back."""
    return ";".join(f"{list_entry(team, ';:')}:{units}" for team, units in demand)


def minutes_text(minutes: int) -> str:
    """Minutes as the contract writes them: ``4h``, ``1d 12h``, ``90min``."""
    if minutes == 0:
        return "0min"
    if minutes < 2 * HOUR and minutes % HOUR:
        return f"{minutes}min"
    days, rest = divmod(minutes, DAY)
    hours, left = divmod(rest, HOUR)
    parts = ((days, "d"), (hours, "h"), (left, "min"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count)
