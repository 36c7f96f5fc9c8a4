"""What-if: marking elements as lost, and what the map and the table say of it."""

import pytest
from PySide6.QtCore import Qt

from bcm_tool.analysis.failure import analyze_failure
from bcm_tool.durations import format_elapsed
from bcm_tool.model import edits
from ui.graph.rows_model import ELEMENT


def states(hands):
    return {key: node.state.name for key, node in hands.scene.nodes.items() if node.state}


def table(hands):
    rows = hands.view.failure.rows
    return {
        rows.index(row, 0).data(ELEMENT): [rows.index(row, n).data() for n in range(8)]
        for row in range(rows.rowCount())
    }


def test_l_marks_the_selection_as_lost_and_shows_what_stops_when(hands):
    hands.choose("INF-07")
    hands.key(Qt.Key.Key_L)
    result = hands.lost()
    expected = analyze_failure(hands.model, ["INF-07"])
    assert result.outages == expected.outages
    shown = states(hands)
    assert shown["INF-07"] == "lost"
    assert shown["APP-02"] == "stopped"
    assert set(shown) == {*expected.outages, *expected.tolerating, *expected.degraded}
    text = hands.scene.nodes["APP-02"].state.text
    assert text == f"Down T+0, back {format_elapsed(expected.outages['APP-02'].up)}"
    assert hands.scene.edges.drawn["APP-02>INF-07"].part == "failing"
    rows = table(hands)
    assert set(rows) == set(shown)
    assert rows["APP-02"][0] == "Stops"
    assert "INF-07" in rows["APP-02"][7]
    assert rows["INF-07"][0] == "Lost"
    assert hands.view.tabs.isVisible()


def test_l_again_takes_it_back(hands):
    hands.choose("INF-07")
    hands.key(Qt.Key.Key_L)
    hands.lost()
    hands.key(Qt.Key.Key_L)
    hands.lost()
    assert states(hands) == {}
    assert table(hands) == {}
    assert hands.view.whatif.lost == ()


def test_what_keeps_running_on_tolerance_says_until_when(hands):
    hands.choose("NET-04")  # one hour of tolerance, and nothing says how to recover it
    hands.act("map.lost")
    result = hands.lost()
    assert result.outages["ITS-01"].down == 60
    assert hands.scene.nodes["ITS-01"].state.text == "Down T+1 h, never back"
    hands.act("map.lost_clear")
    hands.choose("UTL-01")
    assert hands.lost() is None
    hands.session.edit(
        "x",
        lambda model: edits.change(model, "dependencies", "BP-01>ACT-02", tolerance=10_000),
    )
    hands.choose("SUP-03")
    hands.act("map.lost")
    result = hands.lost()
    assert "BP-01" in result.outages or "BP-01" in result.tolerating
    for key, minute in result.tolerating.items():
        assert hands.scene.nodes[key].state.text == f"Runs on, until {format_elapsed(minute)}"
        assert table(hands)[key][4] == format_elapsed(minute)


def test_a_soft_need_only_degrades(hands):
    hands.choose("TM-01")
    hands.act("map.lost")
    hands.lost()
    assert hands.scene.nodes["APP-02"].state.text == "Degraded"
    assert table(hands)["APP-02"][0] == "Degraded"


def test_if_nothing_is_repaired(hands):
    hands.choose("INF-07")
    hands.act("map.lost")
    hands.lost()
    box = hands.view.failure.recovery
    box.setCurrentIndex(1)
    box.activated.emit(1)
    result = hands.lost()
    assert not result.recovering
    assert hands.scene.nodes["APP-02"].state.text == "Down T+0"
    assert table(hands)["APP-02"][4] == "not repaired"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert hands.lost().recovering


def test_a_scenario_loses_its_elements(hands):
    box = hands.view.failure.scenario
    box.setCurrentIndex(box.findData("s1"))
    box.activated.emit(box.currentIndex())
    hands.lost()
    wanted = hands.model.lost_elements(hands.model.scenarios["s1"])
    assert set(hands.view.whatif.lost) == set(wanted)
    assert {key for key, name in states(hands).items() if name == "lost"} == set(wanted)
    hands.choose("SITE-3")
    hands.act("map.lost")
    hands.lost()
    assert box.currentText() == "Marked by hand"
    hands.view.failure.clear.click()
    assert hands.view.whatif.lost == ()
    assert states(hands) == {}


def test_marks_can_be_kept_as_a_scenario(hands):
    hands.choose("SITE-3", "NET-04")
    hands.act("map.lost")
    hands.lost()
    hands.view.failure.keep.click()
    fresh = next(item for item in hands.model.scenarios.values() if item.id != "s1")
    assert set(fresh.lost) == {"element:SITE-3", "element:NET-04"}
    assert hands.view.failure.scenario.currentData() == fresh.id
    hands.session.undo()
    assert set(hands.model.scenarios) == {"s1"}


def test_the_loss_follows_edits(hands):
    hands.choose("INF-07")
    hands.act("map.lost")
    hands.lost()
    hands.session.edit("x", lambda model: edits.remove(model, "dependencies", ["APP-02>INF-07"]))
    hands.lost()
    assert hands.scene.nodes["APP-02"].state is None
    hands.session.edit("x", lambda model: edits.remove(model, "elements", ["INF-07"]))
    hands.lost()
    assert hands.view.whatif.lost == ()
    assert states(hands) == {}


def test_rows_of_the_table_select_on_the_map_and_sort(hands):
    hands.choose("INF-07")
    hands.act("map.lost")
    hands.lost()
    panel = hands.view.failure
    for row in range(panel.rows.rowCount()):
        if panel.rows.index(row, 0).data(ELEMENT) == "SRV-01":
            panel.table.selectRow(row)
    assert hands.session.selection == ("SRV-01",)
    panel.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    keys = [panel.rows.index(row, 0).data(ELEMENT) for row in range(panel.rows.rowCount())]
    assert keys == sorted(keys)
    panel.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    downs = [row.order[3] for row in panel.rows.rows]
    assert downs == sorted(downs, reverse=True)


@pytest.mark.parametrize("key", ["ITS-05"])
def test_a_manual_takeover_is_called_switching(hands, key):
    hands.choose("INF-04")
    hands.act("map.lost")
    result = hands.lost()
    assert result.outages[key].takeover
    assert hands.scene.nodes[key].state.text == "Switching until T+30 min"
    assert table(hands)[key][0] == "Switches over"
