"""Editing on the map by mouse and keyboard: every gesture and its effect on the document."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.builders import element
from tests.ui.map.conftest import open_map, settle
from ui.graph import placing
from ui.graph.content import SIZES
from ui.graph.node import ABOVE, BELOW

SHIFT = Qt.KeyboardModifier.ShiftModifier


def type_name(hands, text, kind=None):
    editor = hands.view.control.editor
    assert editor.isVisible()
    if kind is not None:
        editor.kind.setCurrentIndex(editor.kind.findData(kind))
    editor.name.selectAll()
    hands.qtbot.keyClicks(editor.name, text)
    hands.qtbot.keyClick(editor.name, Qt.Key.Key_Return)
    assert not editor.isVisible()


def only_new(hands, before):
    (fresh,) = set(hands.model.elements) - before
    return hands.model.elements[fresh]


# --- add ----------------------------------------------------------------------------------------


def test_insert_adds_an_element_in_its_layer(hands):
    before, places = set(hands.model.elements), dict(hands.view.presenter.arrangement.places)
    hands.choose("APP-02")
    hands.key(Qt.Key.Key_Insert)
    type_name(hands, "Treasury")
    fresh = only_new(hands, before)
    assert (fresh.name, fresh.kind, fresh.key) == ("Treasury", "application", "APP-11")
    assert fresh.id not in hands.model.positions
    assert hands.session.selection == (fresh.id,)
    assert hands.scene.nodes[fresh.id].y() == hands.scene.nodes["APP-02"].y()
    assert all(hands.view.presenter.arrangement.places[key] == places[key] for key in places)
    hands.session.undo()
    assert set(hands.scene.nodes) == before == set(hands.model.elements)


def test_a_double_click_adds_where_it_points(hands):
    before = set(hands.model.elements)
    spot = hands.empty_spot()
    wanted = hands.canvas.mapToScene(spot)
    hands.double_click(spot)
    type_name(hands, "Archive room", "site")
    fresh = only_new(hands, before)
    assert fresh.kind == "site"
    place = hands.model.positions[fresh.id]
    assert abs(place.x - wanted.x()) <= 1
    assert abs(place.y - wanted.y()) <= 1
    assert hands.scene.nodes[fresh.id].pos().toTuple() == (place.x, place.y)
    hands.session.undo()  # one step: the element and its place
    assert set(hands.model.elements) == before
    assert not hands.model.positions


def test_a_new_element_that_the_filter_hides_is_told(hands):
    combo = hands.view.filters.kind
    combo.setCurrentIndex(combo.findData("application"))
    combo.activated.emit(combo.currentIndex())
    before, middle = set(hands.model.elements), hands.canvas.mapToScene(QPoint(0, 0))
    hands.key(Qt.Key.Key_Insert)
    type_name(hands, "Archive room", "site")
    fresh = only_new(hands, before)
    assert hands.session.selection == (fresh.id,)
    assert hands.view.message.text() == f"Added {fresh.key}; the filter hides it."
    assert hands.canvas.mapToScene(QPoint(0, 0)) == middle


def test_escape_or_an_empty_name_adds_nothing(hands):
    before = set(hands.model.elements)
    hands.act("map.add")
    editor = hands.view.control.editor
    hands.qtbot.keyClicks(editor.name, "Nobody")
    hands.qtbot.keyClick(editor.name, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    hands.act("map.add")
    type_name(hands, "   ")
    assert set(hands.model.elements) == before


def test_the_first_elements_of_an_empty_document(blank):
    assert blank.view.empty.isVisible()
    blank.key(Qt.Key.Key_Insert)
    type_name(blank, "Payments", "service")
    settle(blank.qtbot, blank.view)
    assert not blank.view.empty.isVisible()
    blank.act("map.add")
    type_name(blank, "Ledger", "application")
    settle(blank.qtbot, blank.view)
    assert {item.key for item in blank.model.elements.values()} == {"PS-01", "APP-01"}
    by_key = {item.key: blank.scene.nodes[item.id] for item in blank.model.elements.values()}
    assert by_key["PS-01"].y() < by_key["APP-01"].y()


# --- rename, duplicate, delete ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["key", "double click", "same"])
def test_rename_in_place(hands, how):
    hands.choose("APP-02")
    if how == "double click":
        hands.double_click(hands.at("APP-02"))
    else:
        hands.key(Qt.Key.Key_F2)
    editor = hands.view.control.editor
    assert editor.name.text() == "Payment engine"
    assert not editor.kind.isVisible()
    type_name(hands, "Payment engine" if how == "same" else "Payment hub")
    if how == "same":
        assert not hands.session.document.can_undo
        return
    assert hands.model.elements["APP-02"].name == "Payment hub"
    assert hands.scene.nodes["APP-02"].card.name == "Payment hub"
    hands.session.undo()
    assert hands.scene.nodes["APP-02"].card.name == "Payment engine"


def test_duplicate_copies_needs_and_group(hands):
    before = set(hands.model.elements)
    hands.choose("ITS-05")
    hands.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    fresh = only_new(hands, before)
    assert fresh.key == "ITS-06"
    links = hands.model.needs[fresh.id]
    assert {link.provider for link in links} == {"INF-04", "INF-05"}
    assert {hands.model.groups[link.group].dependent for link in links} == {fresh.id}
    assert {link.id for link in links} <= set(hands.scene.edges.drawn)
    assert hands.session.selection == (fresh.id,)


def test_delete_says_what_goes_along_and_one_undo_brings_it_back(hands):
    before = hands.model
    hands.choose("INF-04", "INF-07")
    links = [
        item
        for item in before.dependencies.values()
        if {item.dependent, item.provider} & {"INF-04", "INF-07"}
    ]
    hands.key(Qt.Key.Key_Delete)
    assert "INF-04" not in hands.scene.nodes
    assert not {item.id for item in links} & set(hands.scene.edges.drawn)
    text = hands.view.message.text()
    assert f"{len(links)} dependencies" in text
    assert "2 recovery options" in text
    assert hands.view.message.isVisible()
    hands.session.undo()
    assert set(hands.model.elements) == set(before.elements)
    assert set(hands.scene.nodes) == set(before.elements)
    assert set(hands.scene.edges.drawn) == set(before.dependencies)


# --- move ---------------------------------------------------------------------------------------


def test_dragging_moves_and_one_undo_puts_back(hands):
    hands.near("SITE-1")
    node = hands.scene.nodes["SITE-1"]
    before = node.pos()
    hands.drag(hands.at("SITE-1"), hands.at("SITE-1") + QPoint(37, 120))
    place = hands.model.positions["SITE-1"]
    assert abs(place.x - before.x() - 37) <= 1
    assert abs(place.y - before.y() - 120) <= 1
    end = hands.scene.edges.drawn["INF-01>SITE-1"].route.points[-1]
    assert abs(end[0] - place.x) <= SIZES.width / 2
    assert end[1] == place.y - SIZES.height / 2
    assert set(hands.model.positions) == {"SITE-1"}
    hands.session.undo()
    assert node.pos() == before
    assert not hands.model.positions
    assert hands.scene.edges.drawn["INF-01>SITE-1"].route.points[-1][1] != end[1]


def test_several_move_together_in_one_step(hands):
    hands.choose("SRV-01", "SRV-02")
    before = {key: hands.scene.nodes[key].pos() for key in ("SRV-01", "SRV-02")}
    hands.drag(hands.at("SRV-01"), hands.at("SRV-01") - QPoint(0, 60))
    assert set(hands.model.positions) == {"SRV-01", "SRV-02"}
    hands.session.undo()
    assert not hands.model.positions
    assert {key: hands.scene.nodes[key].pos() for key in before} == before


def test_near_a_row_a_node_snaps_into_it(hands):
    hands.near("BP-05")
    row = hands.scene.nodes["BP-05"].y()
    hands.drag(hands.at("BP-05"), hands.at("BP-05") + QPoint(300, 9))
    assert hands.model.positions["BP-05"].y == row


def test_a_place_is_kept_in_the_file(hands, tmp_path, qtbot):
    hands.drag(hands.at("SITE-1"), hands.at("SITE-1") + QPoint(30, 50))
    place = hands.scene.nodes["SITE-1"].pos()
    path = hands.session.document.path
    hands.session.set_document(None)
    again = open_map(qtbot, Document.open(path))
    assert again.scene.nodes["SITE-1"].pos() == place
    again.session.close()


def test_arrange_again_lets_go_of_all_places(hands):
    before = {key: node.pos() for key, node in hands.scene.nodes.items()}
    hands.drag(hands.at("SITE-1"), hands.at("SITE-1") + QPoint(30, 50))
    assert hands.model.positions
    hands.act("map.arrange")
    settle(hands.qtbot, hands.view)
    assert not hands.model.positions
    assert {key: node.pos() for key, node in hands.scene.nodes.items()} == before
    hands.session.undo()
    assert set(hands.model.positions) == {"SITE-1"}
    assert hands.scene.nodes["SITE-1"].pos() != before["SITE-1"]


# --- connect ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("handle", "ends"), [(BELOW, ("SRV-04", "SRV-05")),
                                              (ABOVE, ("SRV-05", "SRV-04"))])  # fmt: skip
def test_dragging_from_a_handle_connects(hands, handle, ends):
    start = hands.canvas.mapFromScene(hands.scene.nodes["SRV-04"].pos() + handle)
    hands.drag(start, hands.at("SRV-05"))
    dependent, provider = ends
    (link,) = [item for item in hands.model.needs[dependent] if item.provider == provider]
    assert (link.strength, link.tolerance) == ("hard", 0)
    assert hands.view.presenter.edge == link.id
    assert hands.view.dependencies.form.dependency == link.id
    assert not hands.canvas.connecting.active
    hands.session.undo()
    assert link.id not in hands.scene.edges.drawn


def test_c_then_a_click_connects(hands):
    hands.choose("SRV-04")
    hands.key(Qt.Key.Key_C)
    assert hands.canvas.connecting.active
    assert "needs" in hands.view.message.text()
    hands.click(hands.at("BP-07"))
    assert "BP-07" in {link.provider for link in hands.model.needs["SRV-04"]}
    hands.choose("BP-07")
    hands.key(Qt.Key.Key_C, SHIFT)
    hands.click(hands.at("SRV-01"))
    assert "BP-07" in {link.provider for link in hands.model.needs["SRV-01"]}


def test_c_then_arrows_and_enter_connect(hands):
    hands.choose("SRV-01")
    hands.key(Qt.Key.Key_C)
    hands.key(Qt.Key.Key_Right)
    target = hands.canvas.connecting.target.card.id
    hands.key(Qt.Key.Key_Return)
    assert target in {link.provider for link in hands.model.needs["SRV-01"]}


def test_escape_leaves_a_connection(hands):
    before = hands.model
    hands.choose("SRV-04")
    hands.key(Qt.Key.Key_C)
    hands.key(Qt.Key.Key_Escape)
    hands.click(hands.at("BP-07"))
    assert hands.model is before
    assert hands.session.selection == ("BP-07",)


def test_loops_and_doubles_are_refused_with_words(hands):
    before = hands.model
    hands.choose("SRV-04")
    hands.key(Qt.Key.Key_C)
    hands.click(hands.at("BP-04"))
    assert "already" in hands.said[-1]
    hands.choose("SRV-04")
    hands.key(Qt.Key.Key_C)
    hands.click(hands.at("SRV-04"))
    assert "itself" in hands.said[-1]
    assert hands.model is before


# --- dependencies -------------------------------------------------------------------------------


def click_edge(hands, edge):
    hands.near(hands.model.dependencies[edge].dependent)
    path = hands.scene.edges.drawn[edge].path
    for step in range(5, 100, 3):
        point = path.pointAtPercent(step / 100)
        spot = hands.canvas.mapFromScene(point)
        inside = hands.canvas.viewport().rect().contains(spot)
        free = hands.scene.node_at(point) is None
        if inside and free and hands.scene.edges.edge_at(point, 6) == edge:
            hands.click(spot)
            return
    raise AssertionError("the edge is nowhere free")


def test_a_click_on_an_edge_chooses_it_and_delete_deletes_it(hands):
    hands.choose("SITE-1")
    hands.act("map.tables")
    click_edge(hands, "SRV-04>BP-04")
    assert hands.view.presenter.edge == "SRV-04>BP-04"
    assert hands.session.selection == ()
    assert hands.scene.edges.drawn["SRV-04>BP-04"].part == "chosen"
    assert hands.view.dependencies.table.current_record() == "SRV-04>BP-04"
    hands.key(Qt.Key.Key_Delete)
    assert "SRV-04>BP-04" not in hands.model.dependencies
    assert "SRV-04>BP-04" not in hands.scene.edges.drawn
    assert hands.view.dependencies.form.dependency is None
    hands.session.undo()
    assert "SRV-04>BP-04" in hands.scene.edges.drawn


def pick(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_strength_and_tolerance_in_the_panel(hands):
    form = hands.view.dependencies.form
    hands.view.presenter.choose_edge("BP-02>NET-01")
    pick(form.strength, "soft")
    assert hands.model.dependencies["BP-02>NET-01"].strength == "soft"
    assert hands.scene.edges.drawn["BP-02>NET-01"].line.soft
    form.tolerance.setText("1h 30 min")
    form.tolerance.editingFinished.emit()
    assert hands.model.dependencies["BP-02>NET-01"].tolerance == 90
    assert hands.scene.edges.drawn["BP-02>NET-01"].line.tolerance == 90
    assert form.tolerance.text() == "90 min"
    form.tolerance.setText("soon")
    form.tolerance.editingFinished.emit()
    assert "soon" in hands.said[-1]
    assert form.tolerance.text() == "90 min"
    hands.session.undo()
    hands.session.undo()
    assert form.strength.currentData() == "hard"
    assert form.tolerance.text() == "0 min"


def test_groups_in_the_panel(hands):
    form = hands.view.dependencies.form
    hands.view.presenter.choose_edge("ITS-02>APP-04")
    assert not form.required.isEnabled()
    pick(form.group, "new")
    group = hands.model.dependencies["ITS-02>APP-04"].group
    assert group is not None
    hands.view.presenter.choose_edge("ITS-02>APP-05")
    pick(form.group, group)
    assert hands.scene.edges.marks[group] == "1 of 2"
    assert not form.strength.isEnabled()  # members of a group are hard
    form.required.setValue(2)
    assert hands.model.groups[group].required == 2
    assert hands.scene.edges.marks[group] == "2 of 2"
    form.required.setValue(1)
    pick(form.takeover, "manual")
    form.takeover_time.setText("20 min")
    form.takeover_time.editingFinished.emit()
    assert hands.model.groups[group].takeover == "manual"
    assert hands.model.groups[group].takeover_time == 20
    pick(form.group, "")
    assert hands.model.dependencies["ITS-02>APP-05"].group is None
    assert hands.scene.edges.marks[group] == "1 of 1"


def test_turn_round_and_delete_in_the_panel(hands):
    form = hands.view.dependencies.form
    hands.view.presenter.choose_edge("APP-04>INF-04")
    form.turn.click()
    link = hands.model.dependencies["APP-04>INF-04"]
    assert (link.dependent, link.provider, link.group) == ("INF-04", "APP-04", None)
    line = hands.scene.edges.drawn["APP-04>INF-04"].line
    assert (line.dependent, line.provider) == ("INF-04", "APP-04")
    form.remove.click()
    assert "APP-04>INF-04" not in hands.model.dependencies


def test_rows_of_the_dependency_table_choose_the_edge(hands):
    hands.act("map.tables")
    hands.view.tabs.setCurrentWidget(hands.view.dependencies)
    table = hands.view.dependencies.table
    hands.qtbot.waitUntil(table.isVisible)
    table.setFocus()
    table.show_record("INF-08>NET-03")
    assert hands.view.presenter.edge == "INF-08>NET-03"
    assert hands.scene.edges.drawn["INF-08>NET-03"].part == "chosen"


# --- menus --------------------------------------------------------------------------------------


def menu_at(hands, point):
    hands.canvas.menuWanted.emit(
        hands.canvas.viewport().mapToGlobal(point), hands.canvas.mapToScene(point)
    )
    menu = next(item for item in hands.view.findChildren(QMenu) if item.isVisible())
    return menu, {
        action.text().replace("&", ""): action for action in menu.actions() if action.text()
    }


def test_the_menu_of_a_node_selects_it_first_and_sets_kinds(hands):
    menu, actions = menu_at(hands, hands.at("APP-08"))
    assert hands.session.selection == ("APP-08",)
    assert {"Rename", "Delete", "Mark as lost", "Duplicate", "Kind"} <= set(actions)
    kinds = {item.text(): item for item in actions["Kind"].menu().actions()}
    assert kinds["Application"].isChecked()
    kinds["Data"].trigger()
    assert hands.model.elements["APP-08"].kind == "data"
    menu.close()


def test_the_menu_of_an_edge(hands):
    hands.near("SRV-04")
    point = hands.scene.edges.drawn["SRV-04>BP-04"].path.pointAtPercent(0.5)
    menu, actions = menu_at(hands, hands.canvas.mapFromScene(point))
    actions["Make it soft"].trigger()
    assert hands.model.dependencies["SRV-04>BP-04"].strength == "soft"
    actions["Go to the provider"].trigger()
    assert hands.session.selection == ("BP-04",)
    actions["Go to the dependent"].trigger()
    assert hands.session.selection == ("SRV-04",)
    actions["Turn round"].trigger()
    assert hands.model.dependencies["SRV-04>BP-04"].dependent == "BP-04"
    menu.close()


def test_the_menu_of_the_ground_adds_there(hands):
    before, spot = set(hands.model.elements), hands.empty_spot()
    menu, actions = menu_at(hands, spot)
    actions["Add element here…"].trigger()
    menu.close()
    type_name(hands, "Here", "team")
    fresh = only_new(hands, before)
    assert fresh.id in hands.model.positions


def test_show_in_the_catalogue_asks_the_window(hands):
    hands.choose("APP-02")
    with hands.qtbot.waitSignal(hands.session.viewRequested) as asked:
        hands.act("map.catalogue")
    assert asked.args == ["catalogue", ("APP-02",)]


# --- a document that cannot be changed ----------------------------------------------------------


def test_a_read_only_document_can_be_looked_at_only(hands, qtbot):
    second = Document.open(hands.session.document.path)
    assert second.read_only
    other = open_map(qtbot, second)
    other.choose("APP-02")
    for name in ("map.add", "map.rename", "map.connect", "map.delete", "map.duplicate"):
        assert not other.view.actions_[name].isEnabled()
    assert other.view.actions_["map.lost"].isEnabled()
    before = other.model
    places = {key: node.pos() for key, node in other.scene.nodes.items()}
    other.drag(other.at("SITE-1"), other.at("SITE-1") + QPoint(30, 50))
    other.double_click(other.empty_spot())
    assert not other.view.control.editor.isVisible()
    assert other.model is before
    assert {key: node.pos() for key, node in other.scene.nodes.items()} == places
    other.session.close()


@pytest.mark.parametrize(
    "edit",
    [
        lambda model: edits.change(model, "elements", "APP-02", kind="network"),
        lambda model: edits.add(model, element("NEW", kind="application")),
    ],
    ids=["another kind", "a new element"],
)
def test_edges_led_again_meanwhile_run_to_where_nodes_stand_now(hands, qtbot, edit):
    arrangement = hands.view.presenter.arrangement
    arrangement._renew(hands.model)
    arrangement._renewal.thread_.join()  # done, and not yet heard of
    hands.session.edit("x", edit)
    qtbot.waitUntil(lambda: arrangement._renewal is None, timeout=10_000)
    settle(qtbot, hands.view)
    now = placing.with_routes(hands.model, arrangement.auto)
    assert now.places == arrangement.places
    assert now.book is not None
    for item in hands.model.dependencies:
        assert arrangement.routes[item] == now.book[item], item
