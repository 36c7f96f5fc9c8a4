"""The week page: a picture, its tables, and one hour closely."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF

from bcm_tool.calendars import format_week_time
from bcm_tool.export.tables.week import measures
from bcm_tool.model import edits
from tests.export.harbour import SCENARIO
from tests.ui.recovery.conftest import finish


@pytest.fixture
def week(room, qtbot):
    """The harbour's first team works by day only; the fire over the week."""
    task = room.view.result.tasks[0]
    team = room.model.teams[task.teams[0][0]]
    office = replace(team, hours="Mon-Fri 08:00-17:00", call_out=600)
    assert room.session.edit("Hours", lambda model: edits.put(model, [office]))
    room.act("recovery.week")
    page = room.view.week
    qtbot.waitUntil(lambda: page.week is not None, timeout=40_000)
    return page


def test_the_page_takes_the_place_of_the_sequence_and_gives_it_back(room, week):
    view = room.view
    assert view.pages.currentWidget() is week
    assert not view.status.isVisible()
    room.act("recovery.week")
    assert view.pages.currentWidget() is view.split
    assert view.status.isVisible()


def test_picture_and_tables_say_the_same(week):
    assert week.week.bound_by_hours
    assert len(week.picture.texts) == 168
    assert week.hours.results.rowCount() == 168
    late = [len(hour.late) for hour in week.week.hours]
    assert list(week.picture.texts) == [str(count) for count in late]
    assert week.services.results.rowCount() == len(week.week.services)
    assert week.picture.place == week.week.worst
    assert format_week_time(week.week.hours[week.week.worst].start) in week.said.text()
    assert "not proved" in week.said.text()


def test_every_measure_can_be_shown(week):
    for place in range(week.measure.count()):
        week.measure.setCurrentIndex(place)
        week.measure.activated.emit(place)
        assert all(week.picture.texts)
        assert max(week.picture.shades) <= 5
        assert not week.picture.grab().isNull()
        chosen = measures(week.week.model, week.week)[place]
        values = [chosen.value(hour) for hour in week.week.hours]
        if max(values) > min(values):
            assert values[week.picture.worst] == max(values)
        else:
            assert week.picture.worst == -1
        assert {shade for shade, _ in week.picture.key} == set(week.picture.shades)
    assert week.measure.count() == 3 + len(week.week.services)


@pytest.mark.parametrize("width", [430, 600, 1000])
def test_the_last_hour_and_the_whole_key_can_be_seen(room, week, qtbot, width):
    room.view.resize(width, 720)
    qtbot.wait(10)
    picture, around = week.picture, week.around
    week.measure.setCurrentIndex(2)
    week.measure.activated.emit(2)  # times are the longest texts
    qtbot.wait(10)
    picture.choose(167)
    seen = around.viewport().rect().translated(-picture.pos())
    assert seen.contains(picture.rect_of(167).center().toPoint())
    metrics = QFontMetricsF(picture._font())
    widest = max(map(metrics.horizontalAdvance, picture.texts))
    assert picture.rect_of(0).width() > widest
    picture.choose(0)
    seen = around.viewport().rect().translated(-picture.pos())
    assert seen.contains(picture.rect_of(0).center().toPoint())
    for (_, words), (x, line) in zip(picture.key_items(), picture.key_places(), strict=True):
        assert x + 19 + picture.fontMetrics().horizontalAdvance(words) <= picture.width() + 10
        assert line < 2
    if width == 1000:
        assert around.horizontalScrollBar().maximum() == 0


def test_the_keyboard_walks_from_hour_to_hour(week, qtbot):
    picture = week.picture
    picture.setFocus()
    week.show_hour(25)
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert picture.place == 26
    assert week.tabs.tabText(1) == "Begun Tue 02:00"
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    qtbot.keyClick(picture, Qt.Key.Key_End)
    assert picture.place == 2 * 24 + 23
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    assert picture.place == 47
    qtbot.keyClick(picture, Qt.Key.Key_Up)
    qtbot.keyClick(picture, Qt.Key.Key_Up)  # nothing is above Monday
    assert picture.place == 23
    assert "Mon 23:00" in picture.accessibleDescription()


def test_a_click_shows_that_hour(week, qtbot):
    place = 100
    point = week.picture.rect_of(place).center().toPoint()
    assert week.picture.place_at(QPointF(point)) == place
    qtbot.mouseClick(week.picture, Qt.MouseButton.LeftButton, pos=point)
    assert week.picture.place == place
    stopped = [item for item in week.week.hours[place].services.values() if item.down is not None]
    assert week.begun.results.rowCount() == len(stopped)
    assert week.hours.current_record() == str(place)


def test_an_edit_makes_it_stale_and_another_run_fresh(room, week, qtbot):
    assert not week.stale.isVisible()
    scenario = replace(room.model.scenarios[SCENARIO], start="Sat 03:00")
    assert room.session.edit("Start", lambda model: edits.put(model, [scenario]))
    assert week.stale.isVisible()
    before = week.week
    week.button.click()
    assert week.button.text() == "Cancel"
    qtbot.waitUntil(lambda: week.week is not before, timeout=40_000)
    assert not week.stale.isVisible()
    assert week.picture.own == 5 * 24 + 3


def test_it_can_be_cancelled(room, week, qtbot):
    before = week.week
    week.button.click()
    week.button.click()
    qtbot.waitUntil(lambda: not room.session.tasks.running, timeout=20_000)
    assert week.week is before
    assert week.button.text() == "Compute again"
    assert not week.bar.isVisible()


def test_the_card_says_what_moving_a_task_costs(room, qtbot):
    view = room.view
    for place in (0, len(view.result.tasks) - 1):
        view.show_task(place)
        notes = view.card.moves
        qtbot.waitUntil(lambda notes=notes: "hour later" in notes.label.text(), timeout=20_000)
        if view.result.tasks[place].teams:
            assert "position later" in notes.label.text() or "No other" in notes.label.text()


def test_the_chart_says_when_a_team_is_away(room, week, qtbot):
    """The first task's team works by day; it is called out ten hours after the decision."""
    scenario = replace(room.model.scenarios[SCENARIO], start="Mon 18:00")
    assert room.session.edit("Start", lambda model: edits.put(model, [scenario]))
    room.act("recovery.week")
    room.act("recovery.run")
    finish(qtbot, room)
    chart = room.view.chart
    release = room.model.method.detection + room.model.method.decision
    away = {lane.away for lane in chart.chart.lanes if lane.away}
    assert away == {((0, release + 600),)}
    lane = next(n for n, lane in enumerate(chart.chart.lanes) if lane.away)
    area = chart.at.span(lane, 0, 10)
    assert "Nobody of this team starts work" in chart.hint_at(area.center())
    heading = next(item.note for item in chart.chart.lanes if "call-out" in item.note)
    assert "Mon-Fri 08:00-17:00, call-out 10 h" in heading
    assert "(Mon 18:00)" in chart.hint_at(area.center())


def test_the_result_is_in_sight_beside_the_inspector(week, qtbot):
    """A window of 1280 pixels leaves the tables 800."""
    week.window().resize(816, 700)
    for place, table in enumerate((week.services, week.begun)):
        week.tabs.setCurrentIndex(place)
        week.show_hour(5 * 24 + 18)
        qtbot.wait(50)
        names = [column.name for column in table.results.columns]
        right = sum(
            table.columnWidth(number)
            for number in range(len(names))
            if table.horizontalHeader().visualIndex(number) <= 2
        )
        assert table.horizontalHeader().visualIndex(names.index("result")) == 2
        assert right <= 800
