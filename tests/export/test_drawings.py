"""What the drawings of the plan show: no line lost, no row wide of the page, honest pictures."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.recovery import Limits
from bcm_tool.analysis.run import AllResults, analyze_all
from bcm_tool.export.pdf.first_hour import call_order
from bcm_tool.export.pdf.gantt_rows import GanttRow, axis_ticks, gantt_rows, split_rows, time_span
from bcm_tool.export.pdf.picture import DETAILS, MOST, SIZES, picture_of
from bcm_tool.export.pdf.tables import Look, column_widths
from bcm_tool.export.table import column
from bcm_tool.model.model import Model
from tests.builders import random_model
from tests.export.harbour import SCENARIO, harbour


@cache
def case() -> tuple[Model, AllResults]:
    model = harbour()
    return model, analyze_all(model, SCENARIO)


rows = st.lists(st.integers(1, 30), max_size=6).map(
    lambda sizes: [
        GanttRow(f"group {group}, row {number}", heading=number == 0)
        for group, size in enumerate(sizes)
        for number in range(size + 1)
    ]
)


@given(rows, st.integers(3, 12))
def test_pages_hold_every_line_in_order_and_never_end_with_a_heading(lines, most) -> None:
    pages = split_rows(lines, most)
    assert all(0 < len(page) <= most for page in pages)
    kept = [row for page in pages for row in page if not row.title.endswith("(continued)")]
    assert kept == lines
    assert all(page[0].heading for page in pages)
    assert not any(page[-1].heading for page in pages)


@given(st.integers(1, 60 * 24 * 400), st.sampled_from((8, 12)))
def test_ticks_are_few_and_start_at_the_event(span, most) -> None:
    ticks = axis_ticks(span, most)
    assert ticks[0] == 0
    assert len(ticks) <= most + 1
    assert ticks[-1] <= span
    assert len({later - earlier for earlier, later in pairwise(ticks)}) <= 1


def test_the_axis_reaches_the_end_of_every_bar() -> None:
    model, results = case()
    assert results.recovery is not None
    lines = gantt_rows(model, results.recovery)
    span = time_span(lines)
    assert all((line.end or 0) <= span for line in lines)
    assert span >= results.recovery.objective.makespan
    tasks = [line for line in lines if not line.heading and not line.service]
    assert len(tasks) == len(results.recovery.tasks)
    marks = {line.title: line.mark for line in lines if line.service}
    assert marks["GATE Gate and truck handling"] == 60 + 480


@settings(max_examples=15)
@given(st.data())
def test_pictures_show_what_is_lost_and_what_stops(data) -> None:
    model = data.draw(random_model())
    limits = Limits(schedules=5, effort=0.01)
    recovery = analyze_all(model, min(model.scenarios), limits).recovery
    assert recovery is not None
    shown = {detail: picture_of(model, recovery, detail) for detail in DETAILS}
    lost = {item for item, outage in recovery.outages.items() if outage.lost}
    for picture in shown.values():
        assert len(picture.states) <= MOST
        assert set(picture.places) == set(picture.states)
        assert {item for item, state in picture.states.items() if state == "lost"} == lost
        places = list(picture.places.values())
        for number, (x, y) in enumerate(places):
            for other_x, other_y in places[number + 1 :]:
                assert abs(x - other_x) >= SIZES.width or abs(y - other_y) >= SIZES.height
    assert set(shown["stopped"].states) == set(recovery.outages)
    assert set(shown["services"].states) <= set(shown["stopped"].states)
    assert set(shown["stopped"].states) <= set(shown["all"].states)


def test_calls_begin_with_who_decides_and_go_by_need() -> None:
    model, results = case()
    assert results.recovery is not None
    calls = call_order(model, model.scenarios[SCENARIO], results.recovery)
    assert [person.key for _, person in calls] == ["HM", "O1", "F1", "S1", "D1", "A1"]
    assert [why for why, _ in calls[:2]] == ["Decides", "Decides"]


@given(
    st.lists(st.text("abcdefgh ", max_size=200), min_size=1, max_size=9),
    st.sampled_from((300.0, 500.0, 740.0)),
)
def test_columns_always_fill_the_width_and_never_exceed_it(texts, width) -> None:
    columns = [
        column(f"c{number}", f"Title {number}", "minutes" if number % 3 == 2 else "text")
        for number in range(len(texts))
    ]
    titles = [item.title for item in columns]
    found = column_widths(columns, titles, [texts], width, Look())
    assert sum(found) <= width + 0.01
    assert sum(found) >= width - 0.5
    assert min(found) > 8


def test_the_column_with_most_to_say_gets_most_of_the_width() -> None:
    """A few long cells beside sentences: the sentences are what the table is read for."""
    columns = [column(key, key, "text") for key in ("kind", "elements", "why")]
    why = "The underlying contract promises less than is needed: an outage that long is too long."
    texts = [["RTO gap", "APP-CRM, S-ROAD", f"{why} {why}"[: 120 + 2 * row]] for row in range(30)]
    texts[7][1] = ", ".join(["P-DISPATCH"] * 8)
    found = column_widths(columns, ["Kind", "Elements", "What and why"], texts, 510.0, Look())
    assert found[2] > 0.6 * sum(found)
