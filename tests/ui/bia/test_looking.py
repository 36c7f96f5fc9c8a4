"""List, objectives, curve, notes: what is around the grid."""

from decimal import Decimal

from PySide6.QtCore import QPoint, Qt

from bcm_tool.durations import HOUR
from bcm_tool.model import edits
from ui.bia.element_list import SECOND, STATE
from ui.bia.loss_curve import nice_top


def keys(desk):
    return desk.view.list.elements.ids


def test_the_list_says_how_far_each_element_is(desk):
    index = desk.view.list.elements.index(keys(desk).index("SHOP"))
    assert "RTO 4 h" in index.data(SECOND)
    assert "MTPD 1 d" in index.data(SECOND)
    assert "Tier 1" in index.data(SECOND)
    assert index.data(STATE) == "3 of 35"


def test_scope_and_filter(desk, qtbot):
    assert keys(desk) == ["SHOP"]
    desk.view.side.scope.setCurrentIndex(2)
    desk.view.side.scope.activated.emit(2)
    assert set(keys(desk)) == set(desk.model.elements)
    desk.act("bia.filter")
    qtbot.keyClicks(desk.view.filter, "server s")
    assert keys(desk) == ["S1", "S2"]
    desk.view.filter.setText("nothing like it")
    assert keys(desk) == []
    desk.view.filter.clear()
    desk.view.side.set_scope("unrated")
    assert keys(desk) == []


def test_next_and_previous_element_keep_the_grid(desk):
    desk.view.side.set_scope("all")
    first = desk.view.element
    place = keys(desk).index(first)
    desk.view.show_records([keys(desk)[0]])
    desk.act("bia.next")
    assert desk.view.element == keys(desk)[1]
    assert desk.session.selection == (keys(desk)[1],)
    desk.act("bia.previous")
    assert desk.view.element == keys(desk)[0]
    assert place >= 0


def test_selection_elsewhere_is_followed(desk):
    desk.view.side.set_scope("all")
    desk.session.select(["POWER"])
    assert desk.view.element == "POWER"


def test_rows_of_money_come_and_go(desk):
    rows = desk.grid.ratings.rowCount()
    desk.act("bia.money")
    assert desk.grid.ratings.rowCount() == 5
    assert not desk.view.actions_["bia.money"].isChecked()
    desk.act("bia.money")
    assert desk.grid.ratings.rowCount() == rows == 11


def test_objectives_are_typed_beside_what_is_derived(desk, qtbot):
    view = desk.view.objectives
    assert "Derived MTPD 1 d, forced by Financial" in view.mtpd.text()
    assert "used 4 h (typed)" in view.rto.text()
    field = view.fields.editors["mtpd"]
    field.setFocus()
    qtbot.keyClicks(field, "2d")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.model.elements["SHOP"].mtpd == 48 * HOUR
    qtbot.waitUntil(lambda: "above the derived" in view.problem.text(), timeout=10_000)
    desk.session.undo()
    assert desk.model.elements["SHOP"].mtpd is None


def test_a_refused_objective_stays_in_its_field_with_the_reason(desk, qtbot):
    view = desk.view.objectives.fields
    field = view.editors["rto"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "soon")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.model.elements["SHOP"].rto == 240
    assert field.text() == "soon"
    assert "soon" in view.problem.text()
    assert view.problem.isVisible()
    desk.session.edit("Other", lambda m: edits.change(m, "elements", "SHOP", owner="Bea"))
    assert field.text() == "soon"
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "4 h"
    assert not view.problem.isVisible()


def test_why_opens_the_steps_that_add_up(desk):
    desk.view.objectives.why["mtpd"].click()
    shown = desk.view.tabs.why.shown
    assert shown.total == 24 * HOUR
    assert sum(step.amount for step in shown.steps) == shown.total
    assert desk.view.tabs.currentIndex() == 3
    desk.view.objectives.why["rto"].click()
    assert desk.view.tabs.why.shown.total == 240


def test_note_source_and_date_of_a_rating(desk):
    desk.go(0, 1)
    desk.view.tabs.setCurrentIndex(2)
    assert desk.view.tabs.notes.isEnabled()
    desk.view.tabs.notes.editors["source"].setText("Interview with Ada")
    desk.view.tabs.notes.commit("source")
    desk.view.tabs.notes.editors["as_of"].setText("2026-05-04")
    desk.view.tabs.notes.commit("as_of")
    rating = next(item for item in desk.model.impacts.values() if item.band == "band-240")
    assert rating.source == "Interview with Ada"
    assert rating.as_of.isoformat() == "2026-05-04"
    desk.go(2, 2)
    assert not desk.view.tabs.notes.isEnabled()
    assert "Rate it first" in desk.view.tabs.notes_head.text()


def test_the_curve_reads_like_its_table(desk, qtbot):
    chart, table = desk.view.tabs.chart, desk.view.tabs.losses.results
    curve = desk.session.results.impact.elements["SHOP"].loss
    minutes = [row.cells[0].value for row in table.content.rows]
    assert {60, 240, 1440} <= set(minutes)
    for row in table.content.rows:
        assert row.cells[1].value == curve.at(row.cells[0].value)
    for minute in (60, 100, 240, 900, 1440, 9000):
        assert abs(chart.minute_at(chart.x_of(minute)) - minute) <= 1
    chart.set_reading(150)
    assert chart.reading() == "2 h 30 min: 1,500 EUR"
    assert chart.accessibleDescription() == chart.reading()
    spot = QPoint(round(chart.x_of(240)), chart.height() // 2)
    qtbot.mouseMove(chart, spot)
    qtbot.waitUntil(lambda: chart.read_at is not None and abs(chart.read_at - 240) < 20)
    chart.setFocus()
    before = chart.read_at
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.read_at > before


def test_round_tops():
    for value in ("1", "9", "11", "123456", "999999", "0.4"):
        top = nice_top(Decimal(value))
        assert Decimal(value) <= top <= 2 * Decimal(value)
    assert nice_top(Decimal(0)) == 0


def test_nothing_to_rate_says_what_to_do(blank):
    assert blank.view.pages.currentWidget() is blank.view.empty
    assert "Nothing to rate" in blank.view.empty.title.text()
    blank.session.edit("Add", lambda m: edits.add(m, _service()))
    blank.view.show_records(["NEW"])
    assert blank.view.element == "NEW"
    assert blank.view.pages.currentIndex() == 1
    blank.session.undo()
    assert blank.view.pages.currentIndex() == 0


def _service():
    from tests.builders import element

    return element("NEW", kind="service")


def test_what_is_hidden_is_up_to_date_when_it_is_shown_again(desk, qtbot):
    desk.view.hide()
    desk.session.edit("Rate", lambda m: edits.change(m, "elements", "SHOP", wrt=30, name="Store"))
    desk.session.edit("Add", lambda m: edits.add(m, _service()))
    qtbot.waitUntil(lambda: not desk.session.results.busy, timeout=20_000)
    desk.view.show()
    assert desk.view.objectives.title.text() == "Store"
    assert desk.view.objectives.fields.editors["wrt"].text() == "30 min"
    assert "NEW" in keys(desk)


def test_all_services_stand_in_one_table(desk, qtbot):
    desk.view.tabs.setCurrentWidget(desk.view.tabs.overview)
    assert desk.view.tabs.overview.results.ids == ["SHOP"]


def test_a_category_added_later_has_its_row(desk):
    from bcm_tool.model.records import ImpactCategory

    rows = desk.grid.ratings.rowCount()
    fresh = ImpactCategory(id="env", name="Environment", intolerable=3)
    desk.session.edit("Add", lambda m: edits.add(m, fresh))
    assert desk.grid.ratings.rowCount() == rows + 2
    heads = [desk.grid.ratings.headerData(n, Qt.Orientation.Vertical) for n in range(rows + 2)]
    assert "Environment  ≥ 3" in heads
