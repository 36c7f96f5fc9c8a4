"""Register and map say the same, and every way to change them works."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from bcm_tool.model import edits
from tests.ui.doing import settle
from ui.risks.cells import STAGES, cell_of, level_at
from ui.views.risks import RisksView

LEFT = Qt.MouseButton.LeftButton


def click(desk, qtbot, cell):
    qtbot.mouseClick(desk.map, LEFT, pos=desk.map.rect_of(cell).center().toPoint())


@pytest.mark.parametrize("stage", STAGES)
def test_every_rated_risk_is_in_its_cell(desk, stage):
    desk.act(f"risk.{stage}")
    assert desk.map.stage == stage
    assert desk.view.actions_[f"risk.{stage}"].isChecked()
    for risk in desk.model.risks.values():
        cells = [cell for cell, ids in desk.map.cells.items() if risk.id in ids]
        cell = cell_of(risk, stage)
        assert cells == ([] if cell is None else [cell])
    rows = desk.view.cells.results.content.rows
    assert {row.ref for row in rows} == {f"{a}x{b}" for a, b in desk.map.cells}


def test_a_click_on_a_cell_filters_the_register(desk, qtbot):
    everything = desk.shown()
    click(desk, qtbot, (4, 3))
    assert desk.shown() == ["X-2", "X-3"]
    assert desk.view.filtered.isVisible()
    assert desk.view.ranking.results.rowCount() == 2
    click(desk, qtbot, (4, 3))
    assert desk.shown() == everything
    assert not desk.view.filtered.isVisible()


def test_the_filter_goes_with_the_stage_and_can_be_taken_away(desk, qtbot):
    click(desk, qtbot, (4, 5))
    assert desk.shown() == []
    desk.act("risk.inherent")
    assert desk.shown() == ["X-1"]
    desk.act("risk.all")
    assert len(desk.shown()) == len(desk.model.risks)
    assert not desk.view.actions_["risk.all"].isEnabled()


def test_arrow_keys_walk_the_map_and_enter_filters(desk, qtbot):
    desk.view.show_risk("x2")
    desk.map.setFocus()
    qtbot.keyClick(desk.map, Qt.Key.Key_Right)
    assert desk.map.place == (4, 3)
    qtbot.keyClick(desk.map, Qt.Key.Key_Down)
    qtbot.keyClick(desk.map, Qt.Key.Key_Down)
    qtbot.keyClick(desk.map, Qt.Key.Key_Right)
    assert desk.map.place == (2, 4)
    words = desk.map.accessibleDescription()
    assert "2 risks" in words
    assert "X-1" in words
    qtbot.keyClick(desk.map, Qt.Key.Key_Return)
    assert desk.shown() == ["R-1", "X-1"]
    qtbot.keyClick(desk.map, Qt.Key.Key_Escape)
    assert len(desk.shown()) == len(desk.model.risks)


def test_a_risk_is_made_in_the_cell_of_the_map(desk, qtbot):
    desk.map.setFocus()
    desk.map.move_to((5, 1))
    desk.act("risk.new_here")
    fresh = desk.model.risks[desk.register.current_record()]
    assert (fresh.likelihood, fresh.impact) == (5, 1)
    assert fresh.id in desk.map.cells[(5, 1)]
    desk.session.undo()
    assert fresh.id not in desk.model.risks
    assert (5, 1) not in desk.map.cells


def test_the_selected_risk_is_explained(desk, qtbot):
    desk.view.show_risk("x1")
    card = desk.view.card
    assert desk.map.risk == "x1"
    assert "Fire" in card.title.text()
    level = level_at(desk.model, (2, 4))
    assert card.chips["current"].text().startswith(str(level))
    assert card.chips["inherent"].text() == "4 Critical"
    shown = {name for name, chip in card.lacks.items() if chip.text()}
    assert shown == {"review"}
    desk.view.show_risk("x2")
    shown = {name for name, chip in card.lacks.items() if chip.text()}
    assert shown == {"owner", "treatment", "review"}
    assert card.chips["target"].text() == "not rated"


def test_movement_is_drawn_for_the_selected_risk_only(desk):
    desk.view.show_risk("x4")
    without = desk.map.grab().toImage()
    desk.view.show_risk("x1")
    assert desk.map.grab().toImage() != without


def test_an_owner_typed_in_the_card_is_no_longer_lacking(desk, qtbot):
    desk.view.show_risk("x2")
    desk.view.card.fields.editors["owner"].setText("Cleo")
    desk.view.card.fields.commit("owner")
    assert desk.model.risks["x2"].owner == "Cleo"
    settle(qtbot, desk.session)
    assert desk.view.card.lacks["owner"].text() == ""
    desk.session.edit(
        "Review", lambda m: edits.change(m, "risks", "x2", review_date=date(2001, 2, 3))
    )
    settle(qtbot, desk.session)
    assert desk.view.card.lacks["review"].text() == "review overdue"
    row = desk.register.records.row_of("x2")
    level, lacks = desk.register.verticalHeader().words(row)
    assert lacks == "treatment, review"
    assert level.startswith(str(level_at(desk.model, (4, 3))))


def test_the_register_is_edited_and_the_map_follows(desk, qtbot):
    desk.register.records.set_cells(["x2"], "likelihood", "1")
    assert "x2" in desk.map.cells[(1, 3)]
    desk.session.undo()
    assert "x2" in desk.map.cells[(4, 3)]
    desk.view.show_risk("x3")
    desk.act("row.delete")
    assert "x3" not in desk.model.risks
    assert desk.map.cells[(4, 3)] == ("x2",)


def test_a_row_made_while_a_cell_filters_belongs_into_that_cell(desk, qtbot):
    click(desk, qtbot, (4, 3))
    before = set(desk.model.risks)
    desk.act("row.new")
    (fresh,) = set(desk.model.risks) - before
    assert cell_of(desk.model.risks[fresh], "current") == (4, 3)
    assert desk.register.current_record() == fresh


def test_ranking_and_cells_lead_to_the_register(desk, qtbot):
    ranking = desk.view.ranking
    desk.view.tabs.setCurrentWidget(ranking)
    ranking.setFocus()
    ranking.setCurrentIndex(ranking.results.index(1, 0))
    second = ranking.current_record()
    assert desk.map.risk == second
    qtbot.keyClick(ranking, Qt.Key.Key_Return)
    assert desk.view.tabs.currentIndex() == 0
    assert desk.register.current_record() == second
    cells = desk.view.cells
    desk.view.tabs.setCurrentWidget(cells)
    cells.setFocus()
    cells.setCurrentIndex(cells.results.index(cells.results.row_of("4x3"), 0))
    qtbot.keyClick(cells, Qt.Key.Key_Return)
    assert desk.shown() == ["X-2", "X-3"]


def test_records_are_shown_from_elsewhere_whatever_hides_them(desk, qtbot):
    click(desk, qtbot, (4, 3))
    desk.view.show_records(["x1"])
    assert desk.register.current_record() == "x1"
    desk.view.show_records(["SHOP"])
    assert desk.model.risks[desk.register.current_record()].element == "SHOP"


def test_without_a_matrix_cells_have_no_level_and_nothing_breaks(desk, qtbot):
    def empty(model):
        return edits.remove(model, "matrix", list(model.matrix))

    desk.session.edit("Clear", empty)
    assert "not rated" in desk.map.describe((4, 3))
    desk.map.grab()
    desk.session.edit(
        "No scale",
        lambda m: edits.remove(m, "scales", [s.id for s in m.scale("likelihood")]),
    )
    desk.map.grab()
    assert desk.map.cell_at(desk.map.rect().center().toPointF()) is None


def test_what_is_hidden_is_up_to_date_when_it_is_shown_again(desk):
    desk.view.hide()
    desk.session.edit("Move", lambda m: edits.change(m, "risks", "x2", likelihood=1))
    desk.view.show()
    assert desk.map.cells[(1, 3)] == ("x2",)


def test_the_register_stands_beside_the_map_where_there_is_room(desk):
    assert desk.view.split.orientation() == Qt.Orientation.Vertical
    desk.view.resize(1500, 800)
    assert desk.view.split.orientation() == Qt.Orientation.Horizontal


def test_the_first_visit_keeps_what_is_selected(desk, qtbot):
    for selected, risk in ((["CRM"], "R-1"), (["SHOP"], "X-2"), ([], "R-1")):
        desk.session.select(selected)
        view = RisksView(desk.session)
        qtbot.addWidget(view)
        view.show()
        qtbot.waitExposed(view)
        qtbot.wait(10)
        assert desk.session.selection == tuple(selected)
        assert desk.model.risks[view.register.current_record()].key == risk
    view.register.setCurrentIndex(view.register.records.index(2, 0))
    assert desk.session.selection == ("SHOP",)
