"""Rating by keyboard: one key per cell, what waits, blocks from and to a spreadsheet."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ui.bia.grid_model import MARKS
from ui.bia.ratings import shortest

ROWS = 5
"""Categories of the default method; their money stands below, then the sums."""


def test_digits_rate_and_move_on_to_the_next_row(desk, qtbot):
    desk.go(1, 0)
    for digit in "1122345":
        qtbot.keyClicks(desk.grid, digit)
    assert desk.levels("category-2") == [1, 1, 2, 2, 3, 4, 5]
    assert (desk.grid.currentIndex().row(), desk.grid.currentIndex().column()) == (2, 0)
    assert not desk.said
    assert desk.steps() == 7


def test_a_digit_that_is_no_level_is_refused_in_words_and_stays_there(desk, qtbot):
    desk.go(1, 0)
    qtbot.keyClicks(desk.grid, "9")
    assert "9 is not on the impact scale" in desk.view.said.text()
    assert desk.view.said.isVisible()
    assert desk.grid.currentIndex().column() == 0
    assert desk.levels("category-2") == [None] * 7


def test_what_would_fall_waits_and_is_accepted_with_the_rest_of_the_row(desk, qtbot):
    assert desk.levels() == [2, 3, None, 4, None, None, None]
    desk.go(0, 0)
    qtbot.keyClicks(desk.grid, "4")
    assert "cannot fall" in desk.view.said.text()
    assert desk.levels()[0] == 2
    first = desk.grid.ratings.index(0, 0)
    assert first.data() == "4 Major"
    assert first.data(MARKS).draft
    qtbot.keyClicks(desk.grid, "4")
    assert desk.levels() == [4, 4, None, 4, None, None, None]
    assert not desk.view.said.isVisible()
    assert not first.data(MARKS).draft
    assert not desk.said
    assert desk.steps() == 1


def test_what_waits_survives_going_to_another_element_and_escape_drops_it(desk, qtbot):
    desk.go(0, 0)
    qtbot.keyClicks(desk.grid, "5")
    desk.view.side.set_scope("all")
    desk.view.show_records(["CRM"])
    assert desk.grid.ratings.index(0, 0).data() == ""
    assert not desk.view.said.isVisible()
    desk.view.show_records(["SHOP"])
    assert desk.grid.ratings.index(0, 0).data().startswith("5")
    assert "cannot fall" in desk.view.said.text()
    desk.go(0, 0)
    qtbot.keyClick(desk.grid, Qt.Key.Key_Escape)
    assert desk.grid.ratings.index(0, 0).data().startswith("2")
    assert not desk.view.said.isVisible()
    assert desk.levels()[0] == 2


def test_delete_clears_level_and_keeps_money(desk, qtbot):
    desk.go(0, 3)
    qtbot.keyClick(desk.grid, Qt.Key.Key_Delete)
    assert desk.levels()[3] is None
    assert desk.losses()[3] == Decimal(3000)
    desk.session.undo()
    assert desk.levels()[3] == 4


def test_delete_of_all_of_a_cell_takes_the_rating_out(desk, qtbot):
    desk.go(1, 0)
    qtbot.keyClicks(desk.grid, "3")
    count = len(desk.model.impacts)
    desk.go(1, 0)
    desk.act("bia.clear")
    assert len(desk.model.impacts) == count - 1


def test_money_is_typed_as_an_amount_and_moves_on(desk, qtbot):
    desk.go(ROWS, 4)
    qtbot.keyClicks(desk.grid, "1")
    editor = desk.grid.open_editor()
    qtbot.keyClicks(editor, "2,500.50")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.losses()[4] == Decimal("12500.50")
    assert desk.levels()[4] is None
    qtbot.wait(50)  # whatever is queued has happened
    assert desk.grid.currentIndex().column() == 5
    total = desk.grid.ratings.index(2 * ROWS, 4)
    qtbot.waitUntil(lambda: total.data() == "12,500.50", timeout=10_000)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_amounts_typed_in_a_row_land_in_one_band_after_the_other(desk, qtbot, key):
    desk.go(ROWS + 1, 0)
    typed = (1000, 8000, 24_000, 50_000, 60_000, 70_000, 80_000)
    for amount in typed:
        text = str(amount)
        if desk.grid.open_editor() is None:  # Tab has opened the next one
            qtbot.keyClicks(desk.grid, text[0])
            qtbot.keyClicks(desk.grid.open_editor(), text[1:])
        else:
            qtbot.keyClicks(desk.grid.open_editor(), text)
        qtbot.keyClick(desk.grid.open_editor(), key)
        qtbot.wait(30)
    assert desk.losses("category-2") == list(typed)
    assert desk.losses("category-3") == [None] * 7
    if key != Qt.Key.Key_Tab:
        assert desk.grid.open_editor() is None
        assert (desk.grid.currentIndex().row(), desk.grid.currentIndex().column()) == (ROWS + 2, 0)
    assert not desk.said


def test_an_amount_that_cannot_be_read_stays_in_the_editor(desk, qtbot):
    desk.go(ROWS, 4)
    qtbot.keyClick(desk.grid, Qt.Key.Key_F2)
    editor = desk.grid.open_editor()
    qtbot.keyClicks(editor, "a lot")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert desk.grid.open_editor() is editor
    assert editor.text() == "a lot"
    assert "a lot" in desk.view.said.text()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert desk.losses()[4] is None


def test_a_block_from_a_spreadsheet_is_one_step(desk):
    QGuiApplication.clipboard().setText("1\t2\t3\n2\t2\tMajor\n")
    desk.go(1, 0)
    desk.act("bia.paste")
    assert desk.levels("category-2")[:3] == [1, 2, 3]
    assert desk.levels("category-3")[:3] == [2, 2, 4]
    assert desk.steps() == 1


def test_a_block_with_one_bad_cell_changes_nothing(desk):
    QGuiApplication.clipboard().setText("1\t2\n2\tbad\n")
    desk.go(1, 0)
    desk.act("bia.paste")
    assert "bad" in desk.view.said.text()
    assert desk.levels("category-2") == [None] * 7


def test_copy_gives_numbers_that_paste_elsewhere(desk):
    desk.go(0, 0)
    model, selection = desk.grid.model(), desk.grid.selectionModel()
    for column in range(2):
        selection.select(model.index(0, column), selection.SelectionFlag.Select)
    desk.act("bia.copy")
    assert QGuiApplication.clipboard().text() == "2\t3\n"
    desk.go(3, 0)
    desk.act("bia.paste")
    assert desk.levels("category-4")[:2] == [2, 3]
    desk.go(ROWS, 1)
    desk.act("bia.copy")
    assert QGuiApplication.clipboard().text().strip() == "2000"


def test_cut_takes_away_what_it_copies(desk):
    desk.go(0, 3)
    desk.act("bia.cut")
    assert QGuiApplication.clipboard().text().strip() == "4"
    assert desk.levels()[3] is None


def test_the_cell_that_forces_the_mtpd_is_marked(desk, qtbot):
    limit = desk.grid.ratings.index(0, 3).data(MARKS)
    assert limit.limit
    assert limit.forces
    desk.go(4, 1)
    qtbot.keyClicks(desk.grid, "3")  # Safety is intolerable from 3
    mark = desk.grid.ratings.index(4, 1)
    qtbot.waitUntil(lambda: mark.data(MARKS).forces, timeout=10_000)
    assert desk.grid.ratings.index(0, 3).data(MARKS).limit
    assert not desk.grid.ratings.index(0, 3).data(MARKS).forces
    assert "forces the MTPD" in mark.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "4 h, forced by Safety" in desk.view.objectives.mtpd.text()


def test_sums_are_not_typed_over(desk, qtbot):
    desk.go(2 * ROWS, 0)
    before = desk.model
    qtbot.keyClicks(desk.grid, "3")
    assert desk.model is before
    assert not desk.view.actions_["bia.paste"].isEnabled()


def test_a_read_only_document_cannot_be_rated(desk, qtbot, tmp_path):
    from bcm_tool.document import Document

    path = desk.session.document.path
    other = Document.open(path)
    assert other.read_only
    desk.session.set_document(other)
    desk.go(1, 0)
    qtbot.keyClicks(desk.grid, "3")
    assert desk.levels("category-2") == [None] * 7


def test_short_amounts():
    assert shortest(Decimal(9000)) == "9,000"
    assert shortest(Decimal(160_000)) == "160 k"
    assert shortest(Decimal(12_500)) == "12.5 k"
    assert shortest(Decimal(2_200_000)) == "2.2 M"
    assert shortest(3) == "3"
