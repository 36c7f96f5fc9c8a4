"""Chances and gains in the recovery view: by themselves, cancelled, out of date, explained."""

import pytest
from PySide6.QtCore import Qt

from bcm_tool.model import edits
from tests.ui.recovery.conftest import finish
from ui import settings, theme
from ui.recovery.outage_chart import OutageChart, OutagePicture
from ui.recovery.setup_dialog import SetupDialog


def simulated(qtbot, room):
    """Wait until the sequence in sight is simulated."""
    simulating = room.view.simulating
    qtbot.waitUntil(lambda: simulating.current() is not None, timeout=30_000)
    return simulating


@pytest.fixture
def unsure(room, qtbot):
    """The fire, whose work may take half as long or three times as long."""

    def widen(model):
        for task in model.tasks.values():
            model = edits.change(
                model,
                "tasks",
                task.id,
                optimistic=task.likely // 2,
                pessimistic=3 * task.likely,
            )
        return model

    room.session.edit("Estimates", widen)
    room.act("recovery.run")
    finish(qtbot, room)
    simulated(qtbot, room)
    return room


def test_the_sequence_in_sight_is_simulated_by_itself(unsure):
    view, simulating = unsure.view, unsure.view.simulating
    found = simulating.current()
    assert found.recovery is view.result
    assert simulating.page.picker.count() == sum(x.p_down > 0 for x in found.services.values())
    assert simulating.gains.results.rowCount() == len(found.gains)
    keys = [column.name for column in view.services.results.columns]
    assert {"p_rto", "p50", "p80", "p90"} <= set(keys)
    row = view.services.results.ids.index(simulating.page.element)
    shown = view.services.results.index(row, keys.index("p90")).data()
    assert shown
    assert "10,000 runs, seed 1" in simulating.page.notes.text()
    first = found.services[simulating.page.picker.itemData(0)].p_met
    assert first == min(x.p_met for x in found.services.values() if x.p_down)


def test_a_service_chosen_anywhere_is_shown_as_a_curve_with_its_limits(unsure, qtbot):
    view, page = unsure.view, unsure.view.simulating.page
    view.tabs.setCurrentWidget(page)
    other = page.picker.itemData(page.picker.count() - 1)
    view._service_chosen(other)
    assert page.element == other
    found = page.simulation.services[other]
    assert page.chart.picture.curve == found.outage.curve
    names = {name for name, _ in page.chart.picture.marks}
    assert ("RTO" in names) == (found.rto is not None)
    assert page.curve.results.rowCount() == 17
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_Right)
    assert "% of the runs within" in page.chart.accessibleDescription()
    page.picker.setCurrentIndex(0)
    page.picker.activated.emit(0)
    assert view.chart.marked.service == page.picker.itemData(0)
    page.why.click()
    assert view.card.said == "How these figures were made"


def test_a_gain_is_explained_in_the_card(unsure, qtbot):
    view, simulating = unsure.view, unsure.view.simulating
    view.tabs.setCurrentWidget(simulating.gains)
    simulating.gains.setFocus()
    simulating.gains.setCurrentIndex(simulating.gains.results.index(1, 0))
    assert view.card.said == simulating.current().gains[1].name


def test_another_sequence_makes_the_chances_out_of_date(unsure, qtbot):
    view, page = unsure.view, unsure.view.simulating.page
    before = page.simulation
    task = view.result.tasks[0]
    unsure.session.edit("Longer", lambda m: edits.change(m, "tasks", task.task, likely=200))
    assert page.state.text() == "Out of date"
    assert page.simulation is before
    unsure.act("recovery.run")
    finish(qtbot, unsure)
    simulated(qtbot, unsure)
    assert page.state.text() == ""
    assert page.simulation is not before


def test_cancel_keeps_what_was_known_and_does_not_begin_again(unsure, qtbot):
    view, simulating = unsure.view, unsure.view.simulating
    before = simulating.current()
    simulating.set_up(200_000, 5)
    assert simulating.is_running()
    unsure.act("recovery.simulation_cancel")
    assert not simulating.is_running()
    qtbot.waitUntil(lambda: not unsure.session.tasks.running, timeout=20_000)
    view._show_state()
    assert not simulating.is_running()
    assert simulating.current() is before
    assert not simulating.page.cancel.isVisible()


def test_runs_and_seed_are_chosen_and_remembered(unsure, qtbot):
    simulating = unsure.view.simulating
    unsure.act("recovery.simulation_setup")
    dialog = unsure.view.findChild(SetupDialog)
    dialog.runs.setValue(500)
    dialog.seed.setValue(7)
    dialog.accept()
    qtbot.waitUntil(lambda: simulating.current().runs == 500, timeout=20_000)
    assert simulating.current().seed == 7
    assert settings.text("recovery/runs") == "500"
    again = simulating.current()
    unsure.act("recovery.simulate")
    qtbot.waitUntil(lambda: simulating.current() is not again, timeout=20_000)
    assert simulating.current().services == again.services


def test_without_estimates_it_says_that_all_runs_are_the_same(room, qtbot):
    simulating = simulated(qtbot, room)
    simulating.page.why.click()
    assert simulating.current().estimated == 0
    assert all(
        found.outage.p50 == found.outage.p90 for found in simulating.current().services.values()
    )


def _in_sight(table, key):
    header = table.horizontalHeader()
    place = [column.name for column in table.results.columns].index(key)
    return header.sectionViewportPosition(place) + header.sectionSize(place) <= header.width()


def test_figures_are_in_sight_beside_the_card(unsure, qtbot):
    """As wide as the page is in a window of 1280 pixels with the inspector open."""
    view = unsure.view
    view.resize(816, 690)
    for table, key in (
        (view.services, "p90"),
        (view.sequence, "criticality"),
        (view.simulating.gains, "makespan"),
    ):
        view.tabs.setCurrentWidget(table)
        view.reset_layout()
        view.simulating.fit_gains()
        qtbot.waitUntil(lambda table=table, key=key: _in_sight(table, key))
    place = [column.name for column in view.services.results.columns].index("name")
    assert view.services.columnWidth(place) >= 90
    view.tabs.setCurrentWidget(view.simulating.page)
    curve = view.simulating.page.curve
    qtbot.waitUntil(lambda: _in_sight(curve, "result"))
    assert curve.columnWidth(2) > curve.fontMetrics().horizontalAdvance("past the MTPD") + 8


def test_the_chart_wears_a_frame_while_the_keys_go_to_it(qtbot):
    chart = OutageChart()
    qtbot.addWidget(chart)
    chart.show()
    qtbot.waitExposed(chart)
    chart.clearFocus()
    bare = chart.grab().toImage().pixelColor(1, 40)
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    assert chart.grab().toImage().pixelColor(1, 40) == theme.colour("accent") != bare


def test_the_chart_reads_what_the_curve_says(qtbot):
    chart = OutageChart()
    qtbot.addWidget(chart)
    chart.resize(500, 220)
    curve = tuple([None if percent > 90 else 100 + percent for percent in range(101)])
    chart.show_picture(OutagePicture("X", curve, (("RTO", 150), ("MTPD", 9_000))))
    chart.grab()
    assert chart.percent_at(99) == 0
    assert chart.percent_at(150) == 50
    assert chart.percent_at(10_000) == 90  # one in ten never comes back
    first, last = chart.span()
    assert first <= 100
    assert last < 9_000  # a limit far away is told, not drawn
    for minute in (100, 150, 190):
        assert abs(chart.minute_at(chart.x_of(minute)) - minute) <= 1
