"""What is said and shown has the room that it needs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox

from bcm_tool.export.table import Cell, Row, Table, column, row, table
from ui.widgets.empty_state import EmptyState
from ui.widgets.result_table import ResultTable
from ui.widgets.table_page import TablePage

LONG = "One sentence that says what belongs here. " * 4
OUTCOMES = table(
    "outcomes",
    "Outcomes",
    (
        column("key", "Key", width=4),
        column("name", "Name", width=10),
        column("back", "Back within so many hours", width=4),
    ),
    (row("P-UNDERWRITE-2", "A name of many words that can be cut", "T+1 d 13 h 50 min Mon 07:50"),),
)


def test_an_empty_state_shows_all_lines_of_a_long_text(qtbot):
    page = EmptyState("route")
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.say("Nothing yet", LONG)
    page.show()
    qtbot.waitExposed(page)
    text = page.text
    assert text.width() <= 460
    assert text.height() >= text.heightForWidth(text.width())


def _is_whole(grid: ResultTable, number: int) -> bool:
    metrics = QFontMetrics(grid.font())
    shown = OUTCOMES.texts()[0][number]
    return metrics.horizontalAdvance(shown) < grid.columnWidth(number)


def test_names_give_way_before_figures_do(qtbot):
    grid = ResultTable(OUTCOMES)
    qtbot.addWidget(grid)
    grid.resize(480, 200)
    grid.fit_whole({"name": 90}, {"key": 60})
    grid.show()
    qtbot.waitUntil(lambda: _is_whole(grid, 2))
    assert _is_whole(grid, 0)
    assert not _is_whole(grid, 1)
    assert grid.columnWidth(1) >= 90


def test_names_are_whole_where_there_is_room(qtbot):
    grid = ResultTable(OUTCOMES)
    qtbot.addWidget(grid)
    grid.resize(1200, 200)
    grid.show()
    grid.fit_whole({"name": 90})
    assert all(_is_whole(grid, number) for number in range(3))


def _with_key(key: str) -> Table:
    """Two records, and their sum, which every document has."""
    cells = OUTCOMES.rows[0].cells
    keys = (key, f"{key}-2", "sum")
    return replace(OUTCOMES, rows=tuple(Row((Cell(each), *cells[1:]), ref=each) for each in keys))


def test_records_of_another_document_get_widths_of_their_own(qtbot):
    grid = ResultTable(_with_key("A"))
    qtbot.addWidget(grid)
    grid.resize(1200, 200)
    grid.show()
    grid.fit_whole({})
    narrow = grid.columnWidth(0)
    grid.show_table(_with_key("A-KEY-OF-MANY-LETTERS"))
    assert grid.columnWidth(0) > narrow + 50
    grid.show_table(_with_key("B"))
    grid.setColumnWidth(0, 77)
    grid.show_table(_with_key("C"))
    assert grid.columnWidth(0) == 77  # chosen by hand


def test_names_give_way_only_until_what_matters_is_in_sight(qtbot):
    grid = ResultTable(OUTCOMES)
    qtbot.addWidget(grid)
    grid.resize(480, 200)
    grid.show()
    grid.fit_whole({"name": 90}, {}, ["key", "name"])
    assert grid.columnWidth(1) > 90
    assert grid.columnWidth(0) + grid.columnWidth(1) <= grid.viewport().width()


def test_keys_reach_a_choice_before_the_search_field_it_stands_before(qtbot):
    page = TablePage(ResultTable(OUTCOMES), "Outcomes", "", ["result.filters"])
    qtbot.addWidget(page)
    choice = QComboBox()
    page.add_choice(choice)
    widget, order = page.nextInFocusChain(), []
    while widget is not None and widget is not page:
        order.append(widget)
        widget = widget.nextInFocusChain()
    assert order.index(choice) < order.index(page.search) < order.index(page.grid)


def test_the_inspector_folds_away_in_a_narrow_window(window, qtbot):
    dock, action = window.inspector_dock, window.actions_["view.inspector"]
    window.resize(1280, 700)
    assert dock.isVisible()
    window.resize(900, 700)
    assert not dock.isVisible()
    assert not action.isChecked()
    window.resize(1280, 700)
    assert dock.isVisible()
    window.resize(900, 700)
    action.trigger()  # wanted all the same
    window.resize(880, 700)
    assert dock.isVisible()
    assert action.isChecked()
    window.resize(1280, 700)
    dock.close()
    window.resize(900, 700)
    window.resize(1280, 700)
    assert not dock.isVisible()  # closed by hand, it stays so
