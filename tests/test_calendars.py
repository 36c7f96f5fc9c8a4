"""Hours of the week, frequencies, percentages and the appetite: what people type, read exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcm_tool import appetite, calendars, frequency
from bcm_tool.calendars import ALWAYS, Calendar, parse, parse_week_time
from bcm_tool.durations import DAY, HOUR, WEEK
from bcm_tool.errors import BcmError
from bcm_tool.frequency import Frequency
from bcm_tool.percents import parse_percent, typed_percent

WEEKDAYS = tuple((day * DAY + 480, day * DAY + 1080) for day in range(5))


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("", ((0, WEEK),)),
        ("24x7", ((0, WEEK),)),
        ("24/7", ((0, WEEK),)),
        ("daily", ((0, WEEK),)),
        ("Mon-Fri 08:00-18:00", WEEKDAYS),
        ("mo-fr 8-18", WEEKDAYS),
        ("Monday – Friday  8:00–18:00;", WEEKDAYS),
        ("Monday to Friday, 8 to 18", WEEKDAYS),
        ("Tue-Fri 08:00-18:00; Mon 8:00-12:00, 11:00-18:00", WEEKDAYS),
        ("Sun 20:00-08:00", ((0, 8 * HOUR), (6 * DAY + 20 * HOUR, WEEK))),
        ("Sat-Mon", ((0, DAY), (5 * DAY, WEEK))),
        ("Mon 00:00-24:00", ((0, DAY),)),
        ("Wed,Fri 09:00-10:00", ((2 * DAY + 540, 2 * DAY + 600), (4 * DAY + 540, 4 * DAY + 600))),
    ],
)
def test_hours_are_read_as_people_write_them(text, intervals):
    assert parse(text).intervals == intervals


@pytest.mark.parametrize(
    "text",
    ["office hours", ";", "Mon 8", "Mon 25:00-26:00", "Mon 8:60-9:00", "8:00-8:00", "Mon 8-9 9-10"],
)
def test_what_is_no_calendar_is_refused_with_a_sentence(text):
    with pytest.raises(BcmError, match=r"\.$"):
        parse(text)
    assert calendars.understood(text) is None


def some_calendar() -> st.SearchStrategy[Calendar | None]:
    minute = st.integers(0, WEEK - 1)
    clock = minute.map(calendars.format_week_time)
    part = st.builds(lambda a, b: f"{a}-{b.split()[1]}", clock, clock)
    texts = st.lists(part, min_size=1, max_size=4).map("; ".join)
    return texts.map(calendars.understood).filter(lambda found: found is not None)


@given(some_calendar(), st.integers(-3 * WEEK, 3 * WEEK))
def test_a_minute_is_inside_or_has_a_next_one_inside(calendar, minute):
    inside = {m for start, end in calendar.intervals for m in range(start, end)}
    assert calendar.contains(minute) == (minute % WEEK in inside)
    ahead = next(step for step in range(WEEK + 1) if (minute + step) % WEEK in inside)
    assert calendar.next_inside(minute) == minute + ahead


@given(some_calendar())
def test_written_hours_read_back_as_the_same(calendar):
    assert parse(calendar.format()) == calendar
    ends = [end for _, end in calendar.intervals]
    assert all(end < start for end, (start, _) in zip(ends, calendar.intervals[1:], strict=False))


def test_always():
    assert ALWAYS.always
    assert ALWAYS.format() == "24x7"
    assert ALWAYS.next_inside(123_456) == 123_456


@given(st.integers(0, WEEK - 1))
def test_times_of_the_week_read_back(minute):
    assert parse_week_time(calendars.format_week_time(minute)) == minute


@pytest.mark.parametrize("text", ["", "Mon", "14:00", "Xyz 14:00", "Mon 24:00", "Mon 12:60"])
def test_what_is_no_time_of_the_week_is_refused(text):
    with pytest.raises(BcmError, match="Mon 14:00"):
        parse_week_time(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("0.2", Frequency("poisson", 0.2)),
        ("3", Frequency("poisson", 3.0)),
        ("1,5", Frequency("poisson", 1.5)),
        ("once in 5 years", Frequency("poisson", 0.2)),
        ("1/50", Frequency("poisson", 0.02)),
        ("20 %", Frequency("once", 0.2)),
        ("0,5%", Frequency("once", 0.005)),
        ("100 percent", Frequency("once", 1.0)),
    ],
)
def test_frequencies(text, found):
    assert frequency.parse(text) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.20", "0.2 a year"),
        ("1200", "1,200 a year"),
        ("once in 6 years", "1/6 a year"),
        ("once in 3000 years", "1/3000 a year"),
        ("once in 2.5 years", "0.4 a year"),
        ("8 %", "8 % a year"),
        ("33.3333 %", "33.3333 % a year"),
    ],
)
def test_a_frequency_is_written_so_that_one_can_multiply_by_it(text, shown):
    found = frequency.parse(text)
    assert found is not None
    assert frequency.format_yearly(found) == shown


@pytest.mark.parametrize("text", ["often", "-1", "120 %", "1 in 0 years", "1e9", "99999999"])
def test_what_is_no_frequency_is_refused(text):
    with pytest.raises(BcmError, match=r"\.$"):
        frequency.parse(text)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("99.9 %", "99.9"), ("99,95%", "99.95"), ("99.9", "99.9"), ("0.999", "99.9"), ("1", "100")],
)
def test_percentages(text, percent):
    assert parse_percent(text) == Decimal(percent)
    assert parse_percent(typed_percent(Decimal(percent))) == Decimal(percent)


def test_half_a_percent_is_not_a_half():
    assert parse_percent("0.5 %") == Decimal("0.5")
    assert parse_percent("0.5") == 50
    assert typed_percent(Decimal("100.00")) == "100 %"
    assert typed_percent(Decimal("1E+2")) == "100 %"


def test_the_appetite_is_read_smallest_loss_first():
    found = appetite.parse("1'000'000: 1 %; 100k: 10 %")
    assert [(point.loss, point.probability) for point in found] == [
        (Decimal(100_000), 0.1),
        (Decimal(1_000_000), 0.01),
    ]
    assert appetite.parse("") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a lot", "write for example"),
        ("100000", "write for example"),
        ("100000: 1 %; 1M: 10 %", "more often"),
        ("1M: 1 %; 1000k: 1 %", "stands twice"),
        ("1M: 120 %", "more than 100 %"),
    ],
)
def test_what_is_no_appetite_is_refused(text, sentence):
    with pytest.raises(BcmError, match=sentence):
        appetite.parse(text)
