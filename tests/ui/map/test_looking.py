"""Looking at the map: what is shown, zoom, pan, walking, search, filter, selection."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication

from bcm_tool.durations import DAY, format_duration
from bcm_tool.model import edits
from tests.ui.map.conftest import LEFT, settle
from ui.graph.content import SIZES, needed_closure, needs_closure
from ui.graph.lettering import SMALL_KEY, fitted
from ui.graph.node import node_box
from ui.views.map import MapView

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_every_element_and_dependency_is_shown_in_layers(hands):
    assert set(hands.scene.nodes) == set(hands.model.elements)
    assert set(hands.scene.edges.drawn) == set(hands.model.dependencies)
    boxes = {key: node_box(node.pos()) for key, node in hands.scene.nodes.items()}
    assert not any(one.intersects(two) for one, two in combinations(boxes.values(), 2))
    for key, element in hands.model.elements.items():
        for other, second in hands.model.elements.items():
            upper, lower = hands.model.kinds[element.kind], hands.model.kinds[second.kind]
            if upper.layer < lower.layer:
                assert boxes[key].bottom() < boxes[other].top()


def test_no_edge_runs_through_a_node(hands):
    for edge, drawn in hands.scene.edges.drawn.items():
        own = {drawn.line.dependent, drawn.line.provider}
        for key, node in hands.scene.nodes.items():
            if key not in own:
                box = node_box(node.pos()).adjusted(3, 3, -3, -3)
                points = (drawn.path.pointAtPercent(step / 200) for step in range(201))
                assert not any(box.contains(point) for point in points), f"{edge} crosses {key}"


def test_a_click_selects_for_all_views_and_a_selection_elsewhere_shows_here(hands):
    hands.click(hands.at("APP-02"))
    assert hands.session.selection == ("APP-02",)
    hands.click(hands.at("APP-03"), CTRL)
    assert set(hands.session.selection) == {"APP-02", "APP-03"}
    hands.session.select(["SITE-1"])
    assert hands.scene.selected_ids() == ["SITE-1"]
    hands.click(hands.empty_spot())
    assert hands.session.selection == ()


def test_the_selection_shows_what_it_needs_and_what_needs_it(hands):
    hands.choose("APP-02")
    needs = needs_closure(hands.model, ["APP-02"])
    needed = needed_closure(hands.model, ["APP-02"])
    assert {"INF-07", "SITE-1"} <= needs
    assert {"SRV-01", "BP-01"} <= needed
    for key, node in hands.scene.nodes.items():
        expected = "needs" if key in needs else "needed" if key in needed else ""
        assert node.role == expected
        assert node.faded == (key not in needs | needed | {"APP-02"})
    parts = {edge: drawn.part for edge, drawn in hands.scene.edges.drawn.items()}
    assert parts["APP-02>INF-07"] == "needs"
    assert parts["ITS-01>APP-02"] == "needed"
    assert parts["BP-05>INF-08"] == "faded"
    hands.act("map.highlight")
    assert not any(node.faded for node in hands.scene.nodes.values())


def test_a_rubber_band_selects_several(hands):
    hands.near("SRV-01")
    start = hands.at("SRV-01", -SIZES.width / 2 - 12, -SIZES.height / 2 - 12)
    end = hands.at("SRV-01", SIZES.width / 2 + 12, SIZES.height / 2 + 6)
    hands.drag(start, end)
    assert hands.session.selection == ("SRV-01",)
    hands.act("map.select_all")
    assert set(hands.session.selection) == set(hands.model.elements)


def test_zoom_by_wheel_keys_and_buttons(hands):
    fitted = hands.canvas.zoom
    point = QPointF(hands.at("APP-02"))
    before = hands.canvas.mapToScene(point.toPoint())
    port = hands.canvas.viewport()
    wheel = QWheelEvent(
        point,
        QPointF(port.mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(0, 240),
        LEFT & ~LEFT,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, wheel)
    assert hands.canvas.zoom == pytest.approx(fitted * 1.44)
    after = hands.canvas.mapToScene(point.toPoint())
    assert (after - before).manhattanLength() < 12 / fitted  # the same thing stays under it
    hands.key(Qt.Key.Key_Plus, CTRL)
    assert hands.canvas.zoom == pytest.approx(fitted * 1.728)
    hands.key(Qt.Key.Key_Minus, CTRL)
    assert hands.canvas.zoom == pytest.approx(fitted * 1.44)
    hands.key(Qt.Key.Key_1)
    assert hands.canvas.zoom == pytest.approx(1)
    hands.key(Qt.Key.Key_0, CTRL)
    assert hands.canvas.zoom == pytest.approx(fitted)
    shown = hands.canvas.mapToScene(port.rect()).boundingRect()
    assert all(shown.contains(node.pos()) for node in hands.scene.nodes.values())
    for _ in range(60):
        hands.act("map.zoom_out")
    assert hands.canvas.zoom >= 0.019
    for _ in range(60):
        hands.act("map.zoom_in")
    assert hands.canvas.zoom <= 4.001


@pytest.mark.parametrize("how", ["middle", "space"])
def test_pan_by_dragging(hands, how):
    hands.near("APP-02")
    start, end = hands.empty_spot(), hands.empty_spot() + QPoint(60, 40)
    before = hands.at("APP-02")
    if how == "middle":
        hands.drag(start, end, Qt.MouseButton.MiddleButton)
    else:
        hands.qtbot.keyPress(hands.canvas, Qt.Key.Key_Space)
        hands.drag(start, end)
        hands.qtbot.keyRelease(hands.canvas, Qt.Key.Key_Space)
    moved = hands.at("APP-02") - before
    assert (moved - QPoint(60, 40)).manhattanLength() <= 3
    assert not hands.model.positions


def test_arrow_keys_walk_along_dependencies(hands):
    hands.choose("BP-01")
    hands.key(Qt.Key.Key_Down)
    first = hands.session.selection[0]
    assert first in {link.provider for link in hands.model.needs["BP-01"]}
    hands.key(Qt.Key.Key_Up)
    assert hands.session.selection[0] in {link.dependent for link in hands.model.needed_by[first]}
    hands.choose("BP-01")
    hands.key(Qt.Key.Key_Right)
    right = hands.session.selection[0]
    assert right.startswith("BP-")
    assert hands.scene.nodes[right].x() > hands.scene.nodes["BP-01"].x()
    hands.key(Qt.Key.Key_Left)
    assert hands.session.selection == ("BP-01",)
    assert "Execute payments" in hands.canvas.accessibleDescription()


def test_without_a_selection_the_arrows_begin_at_the_top(hands):
    hands.choose()
    hands.key(Qt.Key.Key_Down)
    top = min(node.y() for node in hands.scene.nodes.values())
    assert hands.scene.nodes[hands.session.selection[0]].y() == top


def test_search_jumps_to_every_match_and_back(hands):
    search = hands.view.filters.search
    hands.key(Qt.Key.Key_Slash)
    assert search.hasFocus()
    hands.qtbot.keyClicks(search, "virtual cluster")
    matches = {"INF-04", "INF-05"}
    assert {key for key, node in hands.scene.nodes.items() if node.found} == matches
    hands.qtbot.keyClick(search, Qt.Key.Key_Return)
    assert hands.session.selection == ("INF-04",)
    hands.qtbot.keyClick(search, Qt.Key.Key_Return)
    assert hands.session.selection == ("INF-05",)
    hands.qtbot.keyClick(search, Qt.Key.Key_Return, SHIFT)
    assert hands.session.selection == ("INF-04",)
    box = hands.canvas.mapToScene(hands.canvas.viewport().rect()).boundingRect()
    assert box.contains(hands.scene.nodes["INF-04"].pos())
    hands.qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not any(node.found for node in hands.scene.nodes.values())


@pytest.mark.parametrize(
    ("box", "value", "field"),
    [
        ("kind", "application", "kind"),
        ("site", "Data centre North", "site"),
        ("supplier", "LineCo", "supplier"),
    ],
)
def test_filters_show_only_what_passes(hands, box, value, field):
    combo = getattr(hands.view.filters, box)
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())
    expected = {key for key, item in hands.model.elements.items() if getattr(item, field) == value}
    assert expected
    assert {key for key, node in hands.scene.nodes.items() if node.visible} == expected
    for edge, drawn in hands.scene.edges.drawn.items():
        inside = {drawn.line.dependent, drawn.line.provider} <= expected
        assert (edge in hands.scene.edges.hidden) == (not inside)
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert all(node.visible for node in hands.scene.nodes.values())


def test_how_much_is_found_needs_no_more_room(hands):
    filters = hands.view.filters
    before = filters.minimumSizeHint().width()
    hands.qtbot.keyClicks(filters.search, "a")
    assert filters.count.isVisible()
    hands.qtbot.waitUntil(lambda: filters.minimumSizeHint().width() <= before)
    filters.search.clear()
    assert not filters.count.isVisible()
    hands.qtbot.waitUntil(lambda: filters.minimumSizeHint().width() == before)


def test_what_is_typed_is_searched_again_after_an_edit(hands):
    filters = hands.view.filters
    hands.qtbot.keyClicks(filters.search, "Treasury")
    before = len(filters.matches())
    hands.session.edit("Name", lambda m: edits.change(m, "elements", "APP-02", name="Treasury"))
    assert filters.count.text() == f"{before + 1} found"
    assert hands.scene.nodes["APP-02"].found
    filters.jump(-1)
    assert filters.count.text() == f"{before + 1} of {before + 1}"
    hands.session.edit("Owner", lambda m: edits.change(m, "elements", "APP-03", owner="Me"))
    assert filters.count.text() == f"{before + 1} of {before + 1}"
    hands.session.edit("Remove", lambda m: edits.remove(m, "elements", ["APP-02"]))
    assert len(filters.matches()) == before
    assert filters.count.text().endswith(f"of {before}" if before else "0 found")


def test_only_what_is_related(hands):
    hands.choose("SRV-04")
    hands.act("map.only")
    related = needs_closure(hands.model, ["SRV-04"]) | {"SRV-04"}
    assert {key for key, node in hands.scene.nodes.items() if node.visible} == related
    hands.act("map.tables")
    hands.view.tabs.setCurrentWidget(hands.view.dependencies)
    rows = hands.view.dependencies.table.records
    assert {rows.record(row).dependent for row in range(rows.rowCount())} == {"SRV-04"}
    hands.act("map.only")
    assert all(node.visible for node in hands.scene.nodes.values())


def test_select_what_it_needs_and_what_needs_it(hands):
    hands.choose("APP-02")
    hands.act("map.select_needs")
    wanted = needs_closure(hands.model, ["APP-02"]) | {"APP-02"}
    assert set(hands.session.selection) == wanted
    hands.choose("APP-02")
    hands.act("map.select_needed")
    wanted = needed_closure(hands.model, ["APP-02"]) | {"APP-02"}
    assert set(hands.session.selection) == wanted


def test_an_edit_elsewhere_refreshes_the_map_and_moves_nothing_else(hands):
    before = {key: node.pos() for key, node in hands.scene.nodes.items()}
    hands.session.edit(
        "x", lambda model: edits.change(model, "elements", "APP-02", name="Pay & <b>go</b>")
    )
    assert hands.scene.nodes["APP-02"].card.name == "Pay & <b>go</b>"
    assert "&lt;b>" in hands.scene.nodes["APP-02"].tip
    assert {key: node.pos() for key, node in hands.scene.nodes.items()} == before
    hands.session.edit("x", lambda model: edits.connect(model, "SRV-04", "BP-07"))
    assert set(hands.scene.edges.drawn) == set(hands.model.dependencies)
    assert {key: node.pos() for key, node in hands.scene.nodes.items()} == before
    hands.session.edit("x", lambda model: edits.change(model, "elements", "APP-02", kind="network"))
    moved = {key for key, node in hands.scene.nodes.items() if node.pos() != before[key]}
    assert moved == {"APP-02"}
    rows = {hands.scene.nodes[key].y() for key in ("NET-01", "NET-02", "NET-03", "NET-04")}
    assert hands.scene.nodes["APP-02"].y() in rows


def test_objectives_stand_on_the_cards(hands):
    hands.qtbot.waitUntil(lambda: hands.scene.nodes["SITE-1"].card.late, timeout=20_000)
    card = hands.scene.nodes["SITE-1"].card
    assert card.demand.startswith("due in")
    assert card.achievable == "RTA ≥ 2 d"
    gap = hands.session.results.objectives.elements["SITE-1"].gap
    assert card.lateness == f"≥ {format_duration(gap)} late"
    assert 0 < gap < 2 * DAY
    assert f"RTA ≥ 2 d, {card.lateness}" in card.tip
    assert hands.scene.nodes["SRV-01"].card.demand == "RTO 4 h"


def test_another_document_replaces_everything(hands, tmp_path):
    from bcm_tool.document import Document

    hands.choose("APP-02")
    hands.act("map.lost")
    hands.session.set_document(Document.create(tmp_path / "other.bcm"))
    settle(hands.qtbot, hands.view)
    assert not hands.scene.nodes
    assert not hands.scene.edges.drawn
    assert hands.view.whatif.lost == ()
    assert "Insert" in hands.view.empty.text()
    assert hands.view.empty.isVisible()


def test_the_legend_and_the_tables_can_be_turned_off(hands):
    assert hands.view.legend.isVisible()
    hands.act("map.legend")
    assert not hands.view.legend.isVisible()
    hands.act("map.legend")
    hands.act("map.tables")
    assert hands.view.tabs.isVisible()
    hands.act("map.tables")
    assert not hands.view.tabs.isVisible()


def test_a_small_map_starts_with_one_row_of_legend_and_a_click_shows_the_rest(hands, qtbot):
    legend = hands.view.legend
    assert legend.is_folded
    assert legend.height() <= hands.view.height() / 20
    folded, low = legend.height(), hands.canvas.height()
    qtbot.mouseClick(legend.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: legend.height() > folded)
    qtbot.waitUntil(lambda: hands.canvas.height() < low)
    hands.view.resize(1280, 790)
    assert not legend.is_folded  # a choice is kept, whatever the size
    again = MapView(hands.session)
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    assert not again.legend.is_folded
    hands.view.reset_layout()
    assert legend.is_folded


def test_a_large_map_starts_with_the_whole_legend(hands, qtbot):
    hands.view.resize(1880, 1000)
    qtbot.waitUntil(lambda: not hands.view.legend.is_folded)


@pytest.mark.parametrize("key", ["P-UNDERWRITE", "APP-CLAIMS", "WAN-ZURICH-2"])
def test_a_key_of_twelve_letters_is_never_cut(hands, key):
    beside_a_sign = SIZES.width - 43
    font, shown = fitted(key, beside_a_sign)
    assert shown == key
    assert QFontMetricsF(font).horizontalAdvance(shown) <= beside_a_sign
    assert fitted("N-1", beside_a_sign)[0].pixelSize() > font.pixelSize()


def test_a_very_long_key_is_cut_rather_than_unreadable(hands):
    font, shown = fitted("K" * 60, SIZES.width - 43)
    assert shown.endswith("…")
    assert font.pixelSize() >= SMALL_KEY
    assert QFontMetricsF(font).horizontalAdvance(shown) <= SIZES.width - 43


def test_the_colours_follow_the_theme(hands, qapp):
    from ui import theme

    light = hands.scene.look.colour("base")
    try:
        theme.apply(qapp, "dark")
        hands.qtbot.waitUntil(lambda: hands.scene.look.theme.name == "dark")
        assert hands.scene.nodes["APP-02"].look.colour("base") != light
    finally:
        theme.apply(qapp, "light")
