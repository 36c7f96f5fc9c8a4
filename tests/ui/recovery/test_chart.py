"""What the Gantt chart shows is what the sequence says."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel

from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.export.tables.compared import compared_text
from bcm_tool.model import edits
from tests.export import test_compared as compared
from tests.export.harbour import SCENARIO, harbour
from ui import theme
from ui.recovery.chart import build_chart
from ui.recovery.describe import saved_text, standing
from ui.recovery.gantt_geometry import Geometry
from ui.recovery.gantt_paint import GanttPainter, Marked
from ui.recovery.time_axis import step_for, ticks


@pytest.fixture(scope="module")
def solved():
    model = harbour()
    impact = analyze_impact(model)
    return impact, analyze_recovery(model, SCENARIO, impact, limits=Limits(100, 0.0))


@pytest.mark.parametrize("grouping", ["team", "element"])
def test_every_task_stands_where_it_belongs_and_never_two_at_once(solved, grouping):
    impact, recovery = solved
    chart = build_chart(recovery, impact, grouping)
    seen = set()
    for lane in chart.lanes:
        tasks = [recovery.tasks[place] for place in lane.tasks]
        for early, late in pairwise(tasks):
            assert early.finish <= late.start
        seen.update(lane.tasks)
    assert seen == set(range(len(recovery.tasks)))
    assert all(task.finish <= chart.span for task in recovery.tasks)


def test_a_team_never_has_more_lanes_than_it_can_do_at_once(solved):
    impact, recovery = solved
    team, lanes = "", {}
    for lane in build_chart(recovery, impact, "team").lanes:
        team = lane.title if lane.heading else team
        if lane.tasks:
            lanes[team] = lanes.get(team, 0) + 1
    for found in recovery.model.teams.values():
        assert lanes.get(found.name, 0) <= found.capacity


def test_services_carry_rto_mtpd_and_the_outcome_in_words(solved):
    impact, recovery = solved
    lines = [lane.service for lane in build_chart(recovery, impact, "team").lanes if lane.service]
    stopped = {key for key, item in recovery.services.items() if item.down is not None}
    assert {line.element for line in lines} == stopped
    for line in lines:
        outcome = recovery.services[line.element]
        if outcome.rto is not None:
            assert line.rto_at == outcome.down + outcome.rto
        if impact.elements[line.element].mtpd is not None:
            assert line.mtpd_at == outcome.down + impact.elements[line.element].mtpd
        assert ("missed" in line.words or "never" in line.words) == (line.tone == "error")
        assert outcome.met == (line.tone != "error") or outcome.past_mtpd


def test_optimal_is_only_said_when_it_is_proved(solved):
    _, recovery = solved
    assert recovery.status != "optimal"
    assert standing(recovery, running=False).head == "Not proved"
    assert standing(recovery, running=True).head == "Searching"
    model = edits.change(harbour(), "scenarios", SCENARIO, lost=("element:CRM",))
    small = analyze_recovery(model, SCENARIO, analyze_impact(model), limits=Limits(50, 2.0))
    assert (standing(small, running=False).head == "Optimal") == (small.status == "optimal")


def test_the_axis_has_round_times_that_do_not_touch():
    for per_pixel in (0.05, 0.3, 1, 7, 60, 900):
        step = step_for(per_pixel, 84)
        assert step / per_pixel >= 84
        times = list(ticks(100 * per_pixel, 900 * per_pixel, step))
        assert all(time % step == 0 for time in times)
        assert all(time >= 0 for time in times)


def middle_of(view, place):
    lane = view.chart.lane_of(place)
    view.chart._show(place)
    return view.chart.at.bar(lane, view.result.tasks[place]).center()


def test_a_click_on_a_bar_selects_the_task_everywhere(room, qtbot):
    view = room.view
    place = len(view.result.tasks) - 2
    point = middle_of(view, place)
    qtbot.mouseClick(view.chart.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
    task = view.result.tasks[place]
    assert view.chart.marked.task == place
    assert room.session.selection == (task.element,)
    assert view.sequence.current_record() == task.task
    assert task.name in view.card.said
    assert task.limited_by[1:] in view.card.said


def test_a_click_on_a_service_explains_its_outage(room, qtbot):
    view = room.view
    number = next(n for n, lane in enumerate(view.chart.chart.lanes) if lane.service)
    line = view.chart.chart.lanes[number].service
    y = view.chart.at.lane_top(number) + view.chart.at.lane_height(number) / 2
    qtbot.mouseClick(view.chart.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(40, y).toPoint())
    assert view.chart.marked.service == line.element
    assert room.session.selection == (line.element,)
    assert view.services.current_record() == line.element
    assert "Outage of" in view.card.said


def test_arrow_keys_walk_tasks_and_lanes(room, qtbot):
    view = room.view
    view.chart.setFocus()
    qtbot.keyClick(view.chart, Qt.Key.Key_Home)
    assert view.chart.marked.task == 0
    qtbot.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.chart.marked.task == 1
    qtbot.keyClick(view.chart, Qt.Key.Key_Left)
    assert view.chart.marked.task == 0
    qtbot.keyClick(view.chart, Qt.Key.Key_End)
    last = len(view.result.tasks) - 1
    assert view.chart.marked.task == last
    assert view.result.tasks[last].name in view.chart.accessibleDescription()
    lane = view.chart.lane_of(last)
    qtbot.keyClick(view.chart, Qt.Key.Key_Up)
    now = view.chart.marked
    assert now.service is not None or view.chart.lane_of(now.task) < lane
    for _ in range(len(view.chart.chart.lanes)):
        qtbot.keyClick(view.chart, Qt.Key.Key_Up)
    first = next(lane.service for lane in view.chart.chart.lanes if lane.service)
    assert view.chart.marked.service == first.element


def test_zoom_keeps_the_minute_under_the_pointer_and_fit_shows_all(room):
    chart = room.view.chart
    fitted = chart.at.scale
    minute = chart.at.minute(500)
    chart.zoom(2.5, around=500)
    assert chart.at.scale == pytest.approx(fitted * 2.5)
    assert chart.at.minute(500) == pytest.approx(minute, abs=2 / chart.at.scale)
    assert chart.horizontalScrollBar().maximum() > 0
    chart.fit()
    assert chart.at.scale == pytest.approx(fitted)
    assert chart.at.x(chart.chart.span) <= chart.viewport().width()


def test_dragging_empty_ground_pans(room, qtbot):
    chart = room.view.chart
    chart.zoom(3)
    chart.horizontalScrollBar().setValue(100)
    spot = QPointF(chart.at.labels + 200, 48).toPoint()
    assert chart.task_at(QPointF(spot)) is None
    qtbot.mousePress(chart.viewport(), Qt.MouseButton.MiddleButton, pos=spot)
    spot.setX(spot.x() - 60)
    qtbot.mouseMove(chart.viewport(), spot)
    qtbot.mouseRelease(chart.viewport(), Qt.MouseButton.MiddleButton, pos=spot)
    assert chart.horizontalScrollBar().value() == 160


def test_hover_says_everything_and_markup_stays_text(room):
    view = room.view
    task = next(n for n, item in enumerate(view.result.tasks) if item.task)
    room.session.edit(
        "Name it",
        lambda m: edits.change(m, "tasks", view.result.tasks[task].task, name="<b>Bold</b>"),
    )
    point = middle_of(view, task)
    text = view.chart.hint_at(point)
    found = view.result.tasks[task]
    assert found.key in text
    assert "Float" in text


def test_the_chart_paints_something_else_for_every_grouping(room):
    view = room.view
    by_team = view.chart.grab().toImage()
    view.by_element()
    assert view.chart.grab().toImage() != by_team
    titles = [lane.title for lane in view.chart.chart.lanes if lane.tasks and lane.first]
    assert any(title.startswith("SAN") for title in titles)


def test_loss_that_is_accepted_to_keep_an_mtpd_is_said_as_such():
    recovery, other = compared.by_money()
    assert compared_text(recovery, other) in saved_text(recovery)
    assert "-" not in saved_text(recovery).replace("oss-rate", "")


def test_facts_of_a_task_are_whole_in_a_narrow_card(room, qtbot):
    card = room.view.card
    room.view.show_task(3)
    qtbot.wait(50)
    assert card.viewport().width() < 320
    shown = [label for label in card.widget().findChildren(QLabel) if label.wordWrap()]
    assert any("teams kept busy" in label.text() for label in shown)
    qtbot.waitUntil(
        lambda: all(label.height() >= label.heightForWidth(label.width()) for label in shown)
    )


@pytest.mark.parametrize("grouping", ["team", "element"])
def test_no_hatch_and_no_line_runs_through_words(solved, app, monkeypatch, grouping):
    """High contrast paints lines and hatches as bright as text: around words they stop."""
    impact, recovery = solved
    chart = build_chart(recovery, impact, grouping)
    plain = {**theme.CONTRAST.colours, "line": "#000000", "strong_line": "#000000"}
    pictures, areas = [], []
    for look in (theme.CONTRAST, theme.CONTRAST._replace(colours=plain)):
        monkeypatch.setitem(theme._state, "theme", look)
        picture, areas = painted(recovery, chart)
        pictures.append(picture)
    assert len(areas) > 5
    assert pictures[0] != pictures[1]
    for area in areas:
        assert pictures[0].copy(area) == pictures[1].copy(area)


def painted(recovery, chart):
    """A picture of the whole chart, and where words stand outside of bars."""
    geometry = Geometry()
    geometry.set_chart(chart)
    geometry.scale = 0.6
    image = QImage(1000, geometry.height + 40, QImage.Format.Format_RGB32)
    areas = []

    class Watching(GanttPainter):
        def _plate(self, room, width):
            super()._plate(room, width)
            areas.append(QRectF(room.left(), room.top(), width, room.height()).toRect())

    with QPainter(image) as painter:
        Watching(painter, geometry, chart, recovery, Marked(), 1000, image.height()).paint()
    return image, areas
