"""Durations: what people type is what the document holds, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool.durations import LONGEST, format_duration, parse_duration
from bcm_tool.errors import BcmError


@given(st.integers(0, LONGEST))
def test_what_is_shown_can_be_typed(minutes):
    assert parse_duration(format_duration(minutes)) == minutes


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("4h", 240),
        ("1d 12h", 2160),
        ("90 min", 90),
        ("1.5 h", 90),
        ("1,5 h", 90),
        ("PT4H", 240),
        ("P1DT30M", 1470),
        ("2 weeks", 20160),
        ("1 d, 2 h", 1560),
        ("0 min", 0),
        (" 4 H ", 240),
        ("4\u00a0h", 240),
    ],
)
def test_what_people_type(typed, minutes):
    assert parse_duration(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["", "  ", "4", "1.5", "four hours", "4 h and", "-4 h", "1.2345 min", "P", "999999 w"]
)
def test_what_is_no_duration_is_refused_with_a_sentence(typed):
    with pytest.raises(BcmError, match=r"\.$"):
        parse_duration(typed)


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_a_sentence(text):
    try:
        minutes = parse_duration(text)
    except BcmError:
        return
    assert 0 <= minutes <= LONGEST
