"""Yearly loss and options in the window: what is shown, chosen, computed again and applied."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from bcm_tool.amounts import format_amount
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.money.analyze import analyze_money
from bcm_tool.analysis.options.analyze import analyze_options
from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.builders import chain
from tests.ui.money.conftest import choosing_model, option, without_frequencies
from ui import theme

LEFT = Qt.MouseButton.LeftButton


def column(table, name):
    return table.results.content.index(name)


def values(table, name):
    place = column(table, name)
    return [row.cells[place].value for row in table.results.content.rows]


# --- yearly loss ----------------------------------------------------------------------------------


def test_figures_are_those_of_the_analysis(desk):
    found = analyze_money(desk.model, analyze_impact(desk.model))
    cards = {card.figure.label: card.figure for card in desk.year.cards}
    assert cards["Expected a year"].value == format_amount(found.total.eal, "EUR")
    assert cards["VaR 99"].value == format_amount(found.total.var99, "EUR")
    assert f"seed\u00a0{found.seed}" in cards["Without loss"].note
    assert values(desk.year.scenarios, "eal") == [
        *(item.year.eal for item in found.scenarios),
        found.total.eal,
    ]
    notes = desk.year.scenarios.results.content.notes
    assert any("NEVER" in note and "Not counted" in note for note in notes)


def test_the_reason_adds_up_together_and_for_each_scenario(desk):
    for row in desk.year.scenarios.results.content.rows:
        desk.year.show_scenario(row.ref)
        shown = desk.year.explanation.shown
        assert shown is not None
        assert sum(step.amount for step in shown.steps) == shown.total
        assert shown.total == row.cells[column(desk.year.scenarios, "eal")].value


def test_a_row_narrows_curve_and_figures_to_its_scenario(desk, qtbot):
    table = desk.year.scenarios
    table.setFocus()
    table.setCurrentIndex(table.results.index(1, 0))
    assert desk.year.scenario == "y"
    assert desk.year.chart.picture.name == "STORM"
    one = next(item for item in desk.work.money.scenarios if item.scenario == "y")
    assert desk.year.chart.picture.curve == one.year.curve
    qtbot.mouseClick(desk.year.cards[0], LEFT)
    assert desk.year.chart.picture.curve == desk.work.money.total.curve


def test_the_curve_is_read_by_keys_and_mouse_and_its_table_says_the_same(desk, qtbot):
    chart = desk.year.chart
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    first = chart.reading()
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.reading() != first
    assert chart.reading() in chart.accessibleDescription()
    shown = [point for point in chart.picture.curve if point.loss > 0]
    assert values(desk.year.curve, "loss")[-len(shown) :] == [point.loss for point in shown]
    at = chart.place(float(shown[0].loss), shown[0].probability).toPoint()
    qtbot.mouseMove(chart, at)
    assert format_amount(shown[0].loss, "EUR") in chart.reading()
    qtbot.mouseClick(desk.year.cards[1], LEFT)
    assert chart.read_at is not None


def test_the_appetite_line_says_where_it_is_crossed(desk):
    assert "No appetite" in desk.year.appetite_words.text()
    assert not desk.year.tabs.isTabVisible(2)
    line = "1000: 90 %; 20000: 2 %"
    assert desk.session.edit("Appetite", lambda model: edits.set_method(model, appetite=line))
    desk.settle()
    within, over = desk.work.money.appetite
    assert not within.exceeded
    assert over.exceeded
    assert over.until > over.loss
    assert format_amount(over.until) in desk.year.appetite_words.text()
    assert values(desk.year.appetite, "result") == ["within", "likelier than accepted"]


# --- options --------------------------------------------------------------------------------------


def test_another_document_gets_columns_of_its_own(desk, tmp_path):
    place = column(desk.options.table, "changes")
    desk.view.tabs.setCurrentIndex(1)
    desk.options.table.setColumnWidth(place, 31)
    model = choosing_model()
    desk.session.set_document(Document.create(tmp_path / "other.bcm", model))
    desk.settle()
    assert desk.options.table.columnWidth(place) > 60


def test_choices_are_those_of_the_analysis_and_each_has_its_row(desk):
    found = analyze_options(desk.model, analyze_impact(desk.model))
    desk.act("money.all")
    assert desk.options.points == found.frontier
    # Today's choice is efficient here: it has one row, not two.
    assert values(desk.options.table, "cost") == [point.cost for point in found.frontier]
    assert values(desk.options.table, "number")[0] == "1, today"
    desk.act("money.keeping")
    assert desk.options.points == found.held
    assert values(desk.options.table, "number")[:2] == ["today", "1"]
    assert values(desk.options.table, "cost")[0] == found.today.cost
    for point in found.held:
        assert not any(found.misses(point))


def test_a_click_and_the_arrows_choose_a_point_and_say_what_it_buys(desk, qtbot):
    desk.act("money.all")
    chart, points = desk.options.chart, desk.options.points
    desk.view.tabs.setCurrentIndex(1)
    assert len(points) > 2
    qtbot.mouseClick(chart, LEFT, pos=chart.place_of(points[-1]).toPoint())
    assert desk.options.point == points[-1]
    bought = [change.after for change in points[-1].changes]
    assert [row.ref for row in desk.options.purchases.results.content.rows] == bought
    assert f"Point {len(points)} of {len(points)}" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert desk.options.point == points[-2]
    assert desk.options.table.current_record() == str(len(points) - 1)
    table = desk.options.table
    table.setFocus()
    table.setCurrentIndex(table.results.index(1, 0))
    assert desk.options.point == points[1]
    table.setCurrentIndex(table.results.index(0, 0))
    assert desk.options.point == points[0]


def test_a_choice_says_under_which_condition_it_keeps_and_what_was_simulated(desk):
    desk.act("money.all")
    money = desk.work.money
    seen = set()
    for place, point in enumerate(desk.options.points):
        desk.options.choose(place)
        text = desk.options.text.text()
        assert "Without waiting for teams or hours it loses" in text
        assert "Keeps every" not in text
        taken = [change.after for change in point.changes]
        after = [item.after for item in money.options if [item.option] == taken]
        known = after[0] if after else None if taken else money.total.eal
        seen.add(known is None)
        shown = values(desk.options.table, "simulated")[-len(desk.options.points) :]
        assert shown[place] == known
        assert format_amount(known or money.total.eal, "EUR") in text
        assert ("once it is selected" in text) == (known is None)
    assert seen == {True, False}


def test_what_is_written_at_the_budget_stands_below_the_title_of_the_axis(desk):
    desk.act("money.all")
    desk.view.tabs.setCurrentIndex(1)
    chart = desk.options.chart
    bare = chart.grab().toImage()
    cheapest = desk.options.points[0].cost
    desk.options.budget_field.setText(str(cheapest))
    budget = chart.grab().toImage()
    title = range(chart.fontMetrics().height() + 2)
    changed = [
        y for y in title for x in range(bare.width()) if bare.pixel(x, y) != budget.pixel(x, y)
    ]
    assert not changed


def test_cost_and_loss_of_a_choice_are_explained_and_add_up(desk):
    desk.act("money.all")
    for place, point in enumerate(desk.options.points):
        desk.options.choose(place)
        for panel, total in (
            (desk.options.why_cost, point.cost),
            (desk.options.why_loss, point.loss),
        ):
            shown = panel.shown
            assert shown is not None
            assert sum(Decimal(step.amount) for step in shown.steps) == shown.total == total


def test_selecting_is_one_step_that_undo_takes_back_and_the_figures_follow(desk):
    desk.act("money.all")
    point = desk.options.points[-1]
    desk.options.choose(len(desk.options.points) - 1)
    before = desk.model
    desk.act("money.apply")
    wanted = {desk.model.options[change.after].key for change in point.changes}
    assert wanted <= desk.selected()
    assert len(desk.selected()) == 2
    assert desk.work.is_stale(desk.work.options)
    assert not desk.view.can_apply()
    desk.settle()
    assert desk.work.options.today.cost == point.cost
    assert desk.work.options.today.loss == point.loss
    assert desk.session.document.undo_label == f"Select {len(point.changes)} recovery options"
    desk.session.undo()
    assert {o.key for o in before.options.values() if o.selected} == desk.selected()


def test_the_budget_chooses_the_least_loss_within_it(desk, qtbot):
    desk.act("money.all")
    field = desk.options.budget_field
    qtbot.keyClicks(field, "9'000")
    best = desk.work.options.within(Decimal(9000))
    assert desk.options.point == best
    assert best.cost <= 9000
    field.setText("1")
    assert "Every choice here costs more" in desk.options.budget_text.text()
    field.setText("much")
    assert field.property("invalid")
    assert "Write an amount" in desk.options.budget_text.text()
    field.clear()
    assert not field.property("invalid")
    assert desk.options.budget is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("250000", 250000),
        ("250'000.50", Decimal("250000.50")),
        ("1,000", 1000),
        ("12,50", Decimal("12.50")),
        ("350,5", Decimal("350.5")),
        ("1.250.000", 1250000),
        ("-5", None),
        ("", None),
        ("1.2.3x", None),
    ],
)
def test_the_budget_is_read_as_amounts_are_everywhere(desk, text, wanted):
    desk.options.budget_field.setText(text)
    assert desk.options.budget == wanted
    assert bool(desk.options.budget_field.property("invalid")) == (bool(text) and wanted is None)


def test_what_other_options_would_change_is_listed(desk):
    rows = {row.ref: row for row in desk.year.effects.results.content.rows}
    assert set(rows) == {"L-2", "L-3", "H-2"}
    saved = column(desk.year.effects, "saved")
    assert rows["L-2"].cells[saved].value > 0
    effects = {item.option: item for item in desk.work.money.options}
    worth = effects["L-3"].saved - (9000 - 100)
    assert effects["L-3"].worth == worth


# --- empty, stale, running ------------------------------------------------------------------------


def test_without_frequencies_it_says_what_to_enter(make_desk):
    desk = make_desk(without_frequencies(choosing_model()))
    assert desk.view.year_pages.currentIndex() == 0
    assert "frequency" in desk.view.no_year.title.text()
    assert desk.view.option_pages.currentIndex() == 1
    assert not desk.view.strip.text.text()


def test_without_a_choice_it_says_what_to_enter(make_desk):
    desk = make_desk(chain("A", "B"))
    assert "frequency" in desk.view.no_year.title.text()
    assert "choice" in desk.view.no_options.title.text()
    assert not desk.view.actions_["money.apply"].isEnabled()


def test_without_money_it_says_so(make_desk):
    desk = make_desk(choosing_model().with_tables({"impacts": {}}))
    assert "No money" in desk.view.no_year.title.text()


def test_an_edit_makes_it_stale_and_it_is_computed_again_in_sight(desk):
    first = desk.work.money
    scenario = desk.model.scenarios["x"]
    assert desk.session.edit(
        "More often", lambda model: edits.put(model, [replace(scenario, frequency="2")])
    )
    assert desk.work.is_stale(first)
    assert desk.view.strip.chip.text() == "Out of date"
    desk.settle()
    assert desk.view.strip.chip.text() == "Up to date"
    assert desk.work.money.total.eal > first.total.eal


def test_out_of_sight_nothing_is_computed_until_it_is_shown(desk, qtbot):
    desk.view.hide()
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Shop"))
    qtbot.wait(700)
    assert not desk.work.running
    assert not desk.work.complete
    desk.view.show()
    desk.settle()


def test_showing_it_again_lets_a_run_for_this_document_go_on(desk):
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Shop"))
    desk.view.run()
    task = desk.work._task
    desk.view.hide()
    desk.view.show()
    assert desk.work._task is task
    assert not task.work.stopping.is_set()
    desk.settle()
    assert desk.work.money.model is desk.model
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Store"))
    desk.view.run()
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Stall"))
    desk.settle()
    assert desk.work.money.model is desk.model


def test_where_the_second_half_fails_it_is_not_up_to_date(desk, qtbot):
    # No record keeps such a cost: it is how a search comes to fail after the years are simulated.
    endless = option("S-1", "S", 10, "Infinity", selected=True)
    told = []
    desk.session.results.failed.connect(told.append)
    before = desk.work.options
    desk.session.edit(
        "Endless cost",
        lambda model: model.with_tables({"options": {**model.options, "S-1": endless}}),
    )
    qtbot.waitUntil(lambda: not desk.work.is_stale(desk.work.money), timeout=20_000)
    qtbot.waitUntil(lambda: not desk.work.running, timeout=20_000)
    assert len(told) == 1
    assert desk.work.options is before
    assert desk.view.strip.chip.text() == "Ended"
    desk.session.undo()
    desk.settle()
    assert desk.view.strip.chip.text() == "Up to date"


def test_the_chosen_point_stays_chosen_while_it_is_computed_again(desk):
    desk.act("money.all")
    last = len(desk.options.points) - 1
    desk.options.choose(last)
    bought = {change.after for change in desk.options.point.changes}
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Shop"))
    desk.settle()
    assert {change.after for change in desk.options.point.changes} == bought
    desk.options.budget_field.setText("6000")
    desk.options.choose(last)
    best = desk.options.points.index(desk.work.options.within(Decimal(6000)))
    assert f"No. {best + 1}" in desk.options.budget_text.text()
    assert {change.after for change in desk.options.point.changes} == bought
    # Selected, it is today's.
    desk.act("money.apply")
    desk.settle()
    assert not desk.options.point.changes


def test_a_run_can_be_cancelled_and_begun_again(desk, qtbot):
    desk.session.edit("Rename", lambda model: edits.change(model, "elements", "S", name="Shop"))
    desk.view.run()
    assert desk.view.strip.bar.isVisible()
    assert desk.view.strip.chip.text() == "Computing"
    desk.act("money.cancel")
    qtbot.waitUntil(lambda: not desk.work.running, timeout=10_000)
    desk.view.run()
    desk.settle()
    assert desk.view.strip.chip.text() == "Up to date"


def test_another_document_takes_all_away(desk, tmp_path):
    desk.session.set_document(Document.create(tmp_path / "other.bcm", chain("A", "B")))
    desk.settle()
    assert desk.work.money.scenarios == ()
    assert desk.view.year_pages.currentIndex() == 0


def test_a_chart_that_has_the_keys_wears_a_frame(desk):
    for tab, chart in ((0, desk.year.chart), (1, desk.options.chart)):
        desk.view.tabs.setCurrentIndex(tab)
        desk.view.tabs.setFocus()
        bare = chart.grab().toImage()
        chart.setFocus()
        framed = chart.grab().toImage()
        for x, y in ((1, 90), (bare.width() - 2, 90), (90, 1), (90, bare.height() - 2)):
            assert QColor(bare.pixel(x, y)) == theme.colour("base")
            assert QColor(framed.pixel(x, y)) == theme.colour("accent")


def test_the_appetite_says_that_it_is_about_all_scenarios(desk):
    desk.year.show_scenario("y")
    assert desk.year.tabs.tabText(2) == "Appetite, all scenarios"


@pytest.mark.parametrize("mode", ["dark", "contrast"])
def test_both_charts_are_drawn_in_every_look(desk, app_themed, mode):
    app_themed(mode)
    desk.act("money.all")
    desk.view.tabs.setCurrentIndex(0)
    for tab, chart in ((0, desk.year.chart), (1, desk.options.chart)):
        desk.view.tabs.setCurrentIndex(tab)
        image = chart.grab().toImage()
        shades = {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 2)
                  for y in range(0, image.height(), 2)}  # fmt: skip
        assert theme.colour("base").name() in shades
        assert theme.tone("note").edge.name() in shades


@pytest.fixture
def app_themed(app):
    def apply(mode):
        theme.apply(app, mode)

    yield apply
    theme.apply(app, "light")
