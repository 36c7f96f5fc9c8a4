"""What texts and numbers of a given form must read as: hours, a time of the week and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from bcm_tool import appetite, calendars, frequency
from bcm_tool.durations import format_limit
from bcm_tool.errors import BcmError
from bcm_tool.model.fields import FieldSpec, Form

_READERS: Mapping[Form, Callable[[str], object]] = {
    "calendar": calendars.parse,
    "week time": calendars.parse_week_time,
    "frequency": frequency.parse,
    "appetite": appetite.parse,
}


def check_text(form: Form, text: str) -> None:
    """Refuse a text that does not read as ``form``; an empty one is unset.

    Raises
    ------
    BcmError
        With a sentence that says what is expected.
    """
    read = _READERS.get(form)
    if read is not None and text.strip():
        read(text)


def different(words: Iterable[str]) -> tuple[str, ...]:
    """The words without those that are there already, whatever their case or outer blanks."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.strip().casefold(), word)
    return tuple(found.values())


def text_problem(spec: FieldSpec, text: str) -> str:
    """What is wrong with a text for a rule; nothing where such texts are kept."""
    if spec.lenient:
        return ""
    try:
        check_text(spec.form, text)
    except BcmError as error:
        return str(error)
    return ""


def minutes_problem(spec: FieldSpec, label: str, value: object) -> str:
    """What is wrong with a duration: its range, in units that can be typed."""
    if isinstance(value, int) and spec.least <= value <= spec.most:
        return ""
    return f"{label} must be between {format_limit(spec.least)} and {format_limit(spec.most)}."


def number_problem(spec: FieldSpec, label: str, value: Decimal) -> str:
    """What is wrong with a number that is finite and not negative."""
    if spec.form == "percent" and not 0 < value <= 100:
        return f"{label} must be above 0 % and at most 100 %."
    return ""
