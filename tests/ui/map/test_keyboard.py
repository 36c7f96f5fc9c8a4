"""The map without a mouse: every way to change the document, key by key."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from bcm_tool.document import Document
from tests.ui.map.conftest import NONE, open_map
from ui.graph.moving import FAR, STEP

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WAYS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}


def press(hands, key, modifiers=NONE):
    """A key for whatever has the focus."""
    hands.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def write(hands, text):
    hands.qtbot.keyClicks(QApplication.focusWidget(), text)


def tab_to(hands, widget):
    """Go on with Tab until ``widget`` has the focus."""
    for _ in range(60):
        if QApplication.focusWidget() is widget:
            return
        press(hands, Key.Key_Tab)
    raise AssertionError("Tab does not lead there")


def walk_to(hands, key, element=None):
    """Select an element by its name in the search field, as a person does."""
    press(hands, Key.Key_Slash)
    assert QApplication.focusWidget() is hands.view.filters.search
    write(hands, key)
    press(hands, Key.Key_Return)
    assert hands.session.selection == (element or key,)
    tab_to(hands, hands.canvas)


@pytest.fixture
def keys(hands):
    """The bank on the map, in the active window, with the focus on the map."""
    hands.view.activateWindow()
    hands.canvas.setFocus()
    hands.qtbot.waitUntil(lambda: QApplication.focusWidget() is hands.canvas)
    return hands


# --- move -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", WAYS)
@pytest.mark.parametrize(("modifiers", "step"), [(ALT, STEP), (ALT | SHIFT, FAR)])
def test_alt_and_an_arrow_move_the_selection(keys, key, modifiers, step):
    keys.choose("SITE-1", "SRV-01")
    before = {item: keys.scene.nodes[item].pos() for item in ("SITE-1", "SRV-01")}
    press(keys, key, modifiers)
    across, down = WAYS[key]
    for item, place in before.items():
        node = keys.scene.nodes[item]
        assert node.pos().toTuple() == (place.x() + across * step, place.y() + down * step)
        stored = keys.model.positions[item]
        assert (stored.x, stored.y) == node.pos().toTuple()
    assert set(keys.model.positions) == set(before)
    assert set(keys.session.selection) == set(before)
    assert "Moved SITE-1, SRV-01" in keys.view.message.text()
    assert keys.canvas.accessibleDescription() == keys.view.message.text()
    keys.session.undo()
    assert not keys.model.positions
    assert {item: keys.scene.nodes[item].pos() for item in before} == before


def test_presses_in_a_row_are_one_step_to_undo(keys):
    keys.choose("SITE-1")
    before = keys.scene.nodes["SITE-1"].pos()
    for _ in range(4):
        press(keys, Key.Key_Down, ALT)
    press(keys, Key.Key_Left, ALT | SHIFT)
    assert keys.scene.nodes["SITE-1"].pos().toTuple() == (before.x() - FAR, before.y() + 4 * STEP)
    assert keys.session.document.undo_label == "Move SITE-1"
    keys.session.undo()
    assert keys.scene.nodes["SITE-1"].pos() == before
    assert not keys.session.document.can_undo


def test_what_is_moved_stays_in_sight_and_the_zoom_as_it_is(keys):
    keys.near("SITE-1")
    keys.choose("SITE-1")
    zoom = keys.canvas.zoom
    for _ in range(12):
        press(keys, Key.Key_Down, ALT | SHIFT)
    assert keys.canvas.viewport().rect().contains(keys.at("SITE-1"))
    assert keys.canvas.zoom == zoom


def test_without_a_selection_or_a_right_to_edit_nothing_moves(keys, qtbot):
    press(keys, Key.Key_Left, ALT)
    assert not keys.model.positions
    assert not keys.view.actions_["map.move_left"].isEnabled()
    other = open_map(qtbot, Document.open(keys.session.document.path))
    assert other.session.document.read_only
    other.choose("SITE-1")
    other.key(Key.Key_Left, ALT)
    assert not other.model.positions
    assert not other.said
    other.session.close()


def test_what_a_filter_hides_does_not_move(keys):
    keys.choose("SITE-1", "SRV-01")
    keys.view.presenter.set_filter({"SRV-01"})
    press(keys, Key.Key_Left, ALT)
    assert set(keys.model.positions) == {"SRV-01"}


def test_the_menu_key_opens_a_menu_that_moves(keys):
    keys.choose("SITE-1")
    before = keys.scene.nodes["SITE-1"].pos()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(keys.canvas, event)
    menu = next(item for item in keys.view.findChildren(QMenu) if item.isVisible())
    move = next(item.menu() for item in menu.actions() if item.text() == "&Move")
    items = {item.text(): item for item in move.actions() if item.text()}
    assert set(items) == {
        f"Move {far}{way}" for far in ("", "far ") for way in ("left", "right", "up", "down")
    }
    items["Move far right"].trigger()
    assert keys.scene.nodes["SITE-1"].x() == before.x() + FAR
    menu.close()


# --- everything else, from an empty document on ---------------------------------------------------


def test_add_rename_connect_and_delete_by_keys_alone(keys):
    before = set(keys.model.elements)
    press(keys, Key.Key_Insert)
    write(keys, "Archive")
    press(keys, Key.Key_Tab)  # the kind
    write(keys, "Site")
    press(keys, Key.Key_Return)
    (fresh,) = set(keys.model.elements) - before
    assert (keys.model.elements[fresh].name, keys.model.elements[fresh].kind) == ("Archive", "site")
    assert QApplication.focusWidget() is keys.canvas

    press(keys, Key.Key_F2)
    write(keys, "Paper archive")
    press(keys, Key.Key_Return)
    assert keys.model.elements[fresh].name == "Paper archive"

    walk_to(keys, "SRV-04")
    press(keys, Key.Key_C)
    assert "Enter" in keys.view.message.text()
    press(keys, Key.Key_Right)
    aimed = keys.view.canvas.connecting.target.card.id
    press(keys, Key.Key_Return)
    (link,) = [item for item in keys.model.needs["SRV-04"] if item.provider == aimed]
    assert keys.view.presenter.edge == link.id
    press(keys, Key.Key_Delete)  # the new dependency is the chosen one
    assert link.id not in keys.model.dependencies
    assert set(keys.model.elements) == before | {fresh}

    walk_to(keys, "Paper archive", fresh)
    press(keys, Key.Key_Delete)
    assert set(keys.model.elements) == before


def test_mark_lost_by_keys_alone(keys):
    walk_to(keys, "SITE-1")
    press(keys, Key.Key_L)
    assert keys.view.whatif.lost == ("SITE-1",)
    assert "INF-07" in keys.lost().outages
    assert QApplication.focusWidget() is keys.canvas
    press(keys, Key.Key_L, SHIFT)
    assert keys.view.whatif.lost == ()


def test_strength_tolerance_and_group_by_keys_alone(keys):
    """From the element through the table of its dependencies to the form."""
    form = keys.view.dependencies.form
    walk_to(keys, "ITS-02")
    press(keys, Key.Key_D)
    table = keys.view.dependencies.table
    assert QApplication.focusWidget() is table
    first = form.dependency
    assert first is not None
    assert keys.model.dependencies[first].dependent == "ITS-02"

    tab_to(keys, form.strength)
    press(keys, Key.Key_Down)
    assert keys.model.dependencies[first].strength == "soft"
    press(keys, Key.Key_Up)
    assert keys.model.dependencies[first].strength == "hard"
    press(keys, Key.Key_Tab)
    assert QApplication.focusWidget() is form.tolerance
    press(keys, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(keys, "45 min")
    press(keys, Key.Key_Return)
    assert keys.model.dependencies[first].tolerance == 45

    tab_to(keys, form.group)
    press(keys, Key.Key_End)
    group = keys.model.dependencies[first].group
    assert group is not None
    tab_to(keys, form.takeover)
    press(keys, Key.Key_End)
    assert keys.model.groups[group].takeover == form.takeover.itemData(form.takeover.count() - 1)
    press(keys, Key.Key_Tab)
    press(keys, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(keys, "2h")
    press(keys, Key.Key_Return)
    assert keys.model.groups[group].takeover_time == 120


def test_another_dependency_is_chosen_by_arrow_keys_in_the_table(keys):
    walk_to(keys, "ITS-02")
    press(keys, Key.Key_D)
    first = keys.view.presenter.edge
    press(keys, Key.Key_Down)
    second = keys.view.presenter.edge
    assert first is not None
    assert second not in (None, first)
    assert keys.view.dependencies.form.dependency == second
    assert {keys.model.dependencies[item].dependent for item in (first, second)} == {"ITS-02"}
