"""Overview, catalogue, findings and inspector show the document and lead on."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetricsF, QGuiApplication

from bcm_tool.analysis.recovery import Limits
from bcm_tool.document import Document
from bcm_tool.durations import DAY, format_duration
from bcm_tool.model import edits
from tests.builders import element
from tests.ui.doing import dialog_of, settle
from tests.ui.shop import small_model
from ui import theme
from ui.dialogs.find import FindDialog
from ui.dialogs.import_data import ImportDialog
from ui.models.columns import CATALOGUE
from ui.widgets.inspector_times import element_lines
from ui.widgets.result_table import RESULT_ACTIONS


def figure(window, label):
    return next(c for c in window.view("overview").cards if c.figure.label == label)


# --- overview -------------------------------------------------------------------------------------


def test_overview_shows_where_things_stand(window, qtbot):
    settle(qtbot, window)
    overview = window.view("overview")
    assert overview.board.isVisible()
    assert figure(window, "Services").figure.value == "1"
    late = [e for e, o in window.session.results.objectives.elements.items() if o.gap and o.gap > 0]
    assert figure(window, "Gaps").figure.value == str(len(late))
    errors = [f for f in window.session.results.findings.findings if f.severity == "error"]
    assert figure(window, "Errors").figure.value == str(len(errors))
    assert overview.services.results.content.rows[0].ref == "SHOP"
    assert [bar.element for bar in overview.bars.bars] == ["SHOP"]
    # 3,000 after a day of 24 hours.
    assert overview.bars.bars[0].shown == "125"


def test_overview_follows_an_edit(window, qtbot):
    settle(qtbot, window)
    window.session.edit("x", lambda m: edits.change(m, "elements", "POWER", rto=60))
    settle(qtbot, window)
    assert figure(window, "Services").figure.value == "2"


def test_without_objectives_none_is_met(window, qtbot):
    window.session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=None))
    window.session.edit("x", lambda m: edits.remove(m, "impacts", list(m.impacts)))
    settle(qtbot, window)
    gaps = figure(window, "Gaps").figure
    assert (gaps.value, gaps.note, gaps.tone) == ("–", "no service has an objective", "")
    assert figure(window, "Worst gap").figure.value == "–"


def test_an_objective_without_a_time_to_recover_is_not_said_to_be_met(window, qtbot):
    def edit(model):
        model = edits.remove(model, "options", list(model.options))
        return edits.remove(model, "tasks", ["k1", "k2"])

    window.session.edit("x", edit)
    settle(qtbot, window)
    found = window.session.results.objectives.elements
    assert found["SHOP"].required_by is not None
    assert found["SHOP"].gap is None
    assert not any(item.gap and item.gap > 0 for item in found.values())
    gaps = figure(window, "Gaps").figure
    assert "without a time to recover" in gaps.note
    assert gaps.tone == "warning"


def test_the_worst_gap_is_the_one_in_the_table(window, qtbot):
    window.session.edit(
        "x", lambda m: edits.change(m, "options", "o1", recovery_time=2 * DAY + 22 * 60 + 15)
    )
    window.session.edit("x", lambda m: edits.remove(m, "tasks", ["k1", "k2"]))
    settle(qtbot, window)
    worst = max(o.gap for o in window.session.results.objectives.elements.values() if o.gap)
    card = figure(window, "Worst gap")
    assert card.figure.value == format_duration(worst)
    assert format_duration(worst).endswith("15 min")
    window.resize(1280, 800)
    qtbot.wait(10)
    room = card.width() - 28
    font = theme.scaled(card.font(), card.value_factor(room), bold=True)
    assert QFontMetricsF(font).horizontalAdvance(card.figure.value) <= room


@pytest.mark.parametrize("label", ["Services", "Gaps", "Worst gap", "Single points", "Errors"])
def test_every_figure_leads_to_where_it_is_shown(window, qtbot, label):
    settle(qtbot, window)
    card = figure(window, label)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.current_view == card.figure.view
    if card.figure.ids and card.figure.ids[0] in window.session.model.elements:
        assert window.view("catalogue").current.current_record() == card.figure.ids[0]
        assert window.session.selection == card.figure.ids
    if label == "Errors":
        severities = {
            row.cells[0].value for row in window.view("findings").current.results.content.rows
        }
        assert severities == {"error"}


def test_overview_tables_lead_on(window, qtbot):
    settle(qtbot, window)
    overview = window.view("overview")
    overview.services.rowActivated.emit(0)
    assert window.current_view == "catalogue"
    assert window.session.selection == ("SHOP",)
    window.show_view("overview")
    overview.attention.rowActivated.emit(1)
    assert window.current_view == "findings"
    assert window.view("findings").current.current_record() == "1"


# --- catalogue ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [info.name for info in CATALOGUE])
def test_every_kind_of_record_has_its_table(window, name):
    window.show_view("catalogue")
    catalogue = window.view("catalogue")
    catalogue.show_table(name)
    table = catalogue.current
    assert table.isVisible()
    assert table.records.rowCount() == len(window.session.model.table(name))
    shown = catalogue.picker.currentItem().text()
    assert f"({len(window.session.model.table(name))})" in shown


def test_empty_table_says_what_to_do(window):
    window.session.set_document(Document.scratch())
    window.show_view("catalogue")
    page = window.view("catalogue")._page("teams")
    window.view("catalogue").show_table("teams")
    assert "Ctrl+N" in page.empty.text()
    assert page.empty.isVisible()
    page.grid.new_row()
    assert not page.empty.isVisible()


def test_search_field_narrows_the_table_and_counts(window, qtbot):
    window.show_view("catalogue")
    page = window.view("catalogue")._page("elements")
    qtbot.keyClicks(page.search, "server")
    qtbot.waitUntil(lambda: page.count.text() == "2 of 5")
    window.session.show_in("catalogue", ["SHOP"])
    assert page.grid.current_record() == "SHOP"


def test_selection_is_shared(window, qtbot):
    window.show_view("catalogue")
    catalogue = window.view("catalogue")
    catalogue.table("elements").show_record("CRM")
    assert window.session.selection == ("CRM",)
    window.session.select(["POWER"])
    assert catalogue.table("elements").current_record() == "POWER"
    catalogue.show_table("tasks")
    catalogue.current.show_record("k1")
    assert window.session.selection == ("CRM",)


# --- findings -------------------------------------------------------------------------------------


def test_findings_are_listed_worst_first_with_their_explanation(window, qtbot):
    settle(qtbot, window)
    window.show_view("findings")
    view = window.view("findings")
    found = window.session.results.findings.findings
    assert view.current.results.rowCount() == len(found)
    number = next(n for n, f in enumerate(found) if f.explanation)
    view.current.show_record(str(number))
    assert view.text.text() == found[number].text
    assert view.explanation.shown is found[number].explanation
    view.current.rowActivated.emit(number)
    assert window.current_view == "catalogue"
    assert window.session.selection[0] == found[number].elements[0]


def test_findings_by_severity(window, qtbot):
    settle(qtbot, window)
    view = window.view("findings")
    counts = 0
    for severity in ("error", "warning", "note"):
        view.buttons[severity].click()
        rows = view.current.results.content.rows
        assert all(row.cells[0].value == severity for row in rows)
        assert f"({len(rows)})" in view.buttons[severity].text()
        counts += len(rows)
    view.buttons[""].click()
    assert view.current.results.rowCount() == counts


def test_findings_of_one_element(window, qtbot):
    settle(qtbot, window)
    window.view("findings").show_severity("note")
    window.session.show_in("findings", ["CRM"])
    finding = window.view("findings")._current_finding()
    assert "CRM" in finding.elements


def test_tables_behind_the_findings_follow_when_they_are_in_sight(window, qtbot):
    settle(qtbot, window)
    window.show_view("findings")
    view = window.view("findings")
    page = view.pages["Objectives"]
    assert page.table.results.total == 0  # made when it is shown, not before
    view.tabs.setCurrentWidget(page)
    assert view.current is page.table
    column = page.table.results.content.index("rto")
    row = page.table.results.row_of("SHOP")
    assert page.table.results.index(row, column).data() == "4 h"
    window.session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=120))
    settle(qtbot, window)
    assert page.table.results.index(row, column).data() == "2 h"
    window.session.show_in("findings", ["CRM"])
    assert view.current is view.table


def test_tables_behind_the_findings_say_why_they_are_empty(window, qtbot):
    window.session.set_document(Document.scratch())
    window.show_view("findings")
    view = window.view("findings")
    for title, said in (
        ("Single points of failure", "No element stops"),
        ("CFIA", "no service"),
        ("Objectives", "rate a service"),
    ):
        view.tabs.setCurrentWidget(view.pages[title])
        settle(qtbot, window)
        assert said in view.pages[title].empty.text()
        assert view.pages[title].empty.isVisible()


def copy(table, qtbot):
    table.setCurrentIndex(table.results.index(0, 0))
    table.selectRow(0)
    table.actions_["result.copy"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.strip().split("\t")[0] == table.results.copied(0, 0)


def copy_head(table, qtbot):
    table.selectRow(0)
    table.actions_["result.copy_head"].trigger()
    assert QGuiApplication.clipboard().text().startswith("Severity\tKind\tElements")


def filters(table, qtbot):
    table.actions_["result.filters"].trigger()
    before = table.results.rowCount()
    table.head.set_filter_text(0, "error")
    qtbot.waitUntil(lambda: 0 < table.results.rowCount() < before)
    table.actions_["result.filters"].trigger()
    assert table.results.rowCount() == before


EFFECTS = {"result.copy": copy, "result.copy_head": copy_head, "result.filters": filters}


def test_every_result_action_has_an_effect_to_check():
    assert set(EFFECTS) == {spec.id for spec in RESULT_ACTIONS}


@pytest.mark.parametrize("name", list(EFFECTS))
def test_result_action(name, window, qtbot):
    settle(qtbot, window)
    window.show_view("findings")
    EFFECTS[name](window.view("findings").current, qtbot)


def test_result_tables_sort_by_meaning(window, qtbot):
    settle(qtbot, window)
    table = window.view("overview").services
    window.session.edit("x", lambda m: edits.change(m, "elements", "POWER", rto=10_000))
    settle(qtbot, window)
    required = table.results.content.index("required")
    table.sortByColumn(required, Qt.SortOrder.DescendingOrder)
    assert table.results.ids == ["POWER", "SHOP"]
    table.sortByColumn(required, Qt.SortOrder.AscendingOrder)
    assert table.results.ids == ["SHOP", "POWER"]


# --- inspector ------------------------------------------------------------------------------------


@pytest.fixture
def inspector(window, qtbot):
    settle(qtbot, window)
    window.session.select(["CRM"])
    window.inspector.refresh()
    return window.inspector


def test_inspector_shows_the_selected_element(inspector):
    assert inspector.panels.title.text() == "CRM  Customer records"
    assert "Application" in inspector.panels.subtitle.text()


def test_every_why_is_answered_and_adds_up(window, inspector):
    assert {"Required", "Achievable", "Gap"} <= set(inspector.panels.times.why_buttons)
    for title in list(inspector.panels.times.why_buttons):
        inspector.panels.times.why_buttons[title].click()
        shown = inspector.panels.times.explanation.shown
        assert sum(step.amount for step in shown.steps) == shown.total
        inspector.panels.times.why_buttons[title].click()
        assert inspector.panels.times.explanation.shown is None


def test_what_is_not_known_is_not_at_best(window, qtbot):
    window.session.edit("x", lambda m: edits.add(m, element("NET", name="Network", kind="network")))
    settle(qtbot, window)
    said = {line.title: line for line in element_lines(window.session, "NET")}
    assert (said["Achievable"].value, said["Achievable"].note) == ("", "not known")
    said = {line.title: line for line in element_lines(window.session, "CRM")}
    assert said["Achievable"].value
    assert said["Achievable"].note == "at best"


def test_what_nothing_needs_now_comes_later_and_is_not_lost_for_good(window, qtbot):
    lost = ("element:S1", "element:S2")
    window.session.edit("x", lambda m: edits.change(m, "scenarios", "s1", lost=lost))
    results = window.session.results
    results.start_recovery("s1", Limits(effort=0.0))
    qtbot.waitUntil(lambda: results.recovery("s1") is not None, timeout=20_000)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: results.sequence is not None, timeout=20_000)
    (later,) = results.sequence.later
    said = {line.title: line.value for line in element_lines(window.session, later)}
    assert said["In sequence"] == "later, nothing needs it now"


def test_an_open_why_follows_the_numbers(window, inspector, qtbot):
    inspector.panels.times.why_buttons["Required"].click()
    assert inspector.panels.times.explanation.shown.total == 240
    window.session.edit("x", lambda m: edits.change(m, "elements", "SHOP", rto=120))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: inspector.panels.times.explanation.shown.total == 120)


def test_steps_lead_to_their_elements(window, inspector):
    inspector.panels.times.why_buttons["Required"].click()
    inspector.panels.times.explanation.elementChosen.emit("SHOP")
    assert window.session.selection == ("SHOP",)


def test_fields_are_edited_in_the_inspector(window, inspector, qtbot):
    inspector.panels.tabs.setCurrentIndex(1)
    field = inspector.panels.form.editors["rto"]
    field.setText("soon")
    field.editingFinished.emit()
    assert field.property("invalid")
    assert window.session.model.elements["CRM"].rto is None
    field.setText("90 min")
    field.editingFinished.emit()
    assert window.session.model.elements["CRM"].rto == 90
    assert window.session.document.undo_label == "Change RTO of element CRM"
    window.session.undo()
    window.inspector.refresh()
    assert field.text() == ""


def test_links_lead_to_both_sides(window, inspector):
    inspector.panels.tabs.setCurrentIndex(2)
    assert inspector.panels.links.needs_title.text() == "Needs 2"
    assert "1 of 2 in Servers" in inspector.panels.links.needs.topLevelItem(0).text(1)
    needed_by = inspector.panels.links.needed_by
    needed_by.itemActivated.emit(needed_by.topLevelItem(0), 0)
    assert window.session.selection == ("SHOP",)


def test_findings_of_the_element_are_listed(window, inspector):
    count = sum("CRM" in f.elements for f in window.session.results.findings.findings)
    assert inspector.panels.findings.count() == count > 0
    inspector.panels.findings.itemActivated.emit(inspector.panels.findings.item(0))
    assert window.current_view == "findings"


def test_a_deleted_element_leaves_the_inspector(window, inspector, qtbot):
    window.session.edit("x", lambda m: edits.remove(m, "elements", ["CRM"]))
    assert window.session.selection == ()
    qtbot.waitUntil(lambda: not inspector.panels.tabs.isVisible())


def test_names_are_never_markup(window, qtbot):
    name = '<img src="/etc/hostname"><b>bold</b>'
    window.session.edit("x", lambda m: edits.change(m, "elements", "CRM", name=name))
    window.session.select(["CRM"])
    window.inspector.refresh()
    assert window.inspector.panels.title.text() == f"CRM  {name}"
    assert window.inspector.panels.title.textFormat() == Qt.TextFormat.PlainText
    window.session.problemRaised.emit(name)
    assert window.message.text.textFormat() == Qt.TextFormat.PlainText


# --- find, drop -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "table", "record"),
    [("online", "elements", "SHOP"), ("flood", "risks", "r1"), ("rome lost", "scenarios", "s1")],
)
def test_find_goes_to_the_record(window, words, table, record):
    window.actions_["edit.find"].trigger()
    dialog = dialog_of(FindDialog)
    dialog.field.setText(words)
    dialog.choose()
    assert window.view("catalogue").current_name == table
    assert window.view("catalogue").current.current_record() == record


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_a_document_dropped_is_opened(window, tmp_path):
    Document.create(tmp_path / "dropped.bcm", small_model()).close()
    drop(window, tmp_path / "dropped.bcm")
    assert window.session.document.title == "dropped"


def test_anything_else_dropped_is_imported(window, tmp_path, qtbot):
    (tmp_path / "teams.csv").write_text("key,name,capacity\nNET,Network,2\n", encoding="utf-8")
    drop(window, tmp_path / "teams.csv")
    dialog = dialog_of(ImportDialog)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=30_000)
    assert [item.label for item in dialog.plan.added]
    dialog.go_on()
    assert "NET" in [team.key for team in window.session.model.teams.values()]


def test_numbers_that_change_leave_nothing_behind(window, inspector, qtbot):
    from PySide6.QtWidgets import QGridLayout

    for minutes in (60, 120, 180):
        window.session.edit("x", lambda m, t=minutes: edits.change(m, "elements", "CRM", rto=t))
        settle(qtbot, window)
    bodies = [w for w in inspector.panels.times.children() if w.isWidgetType() and w.isVisible()]
    assert sum(isinstance(body.layout(), QGridLayout) for body in bodies) == 1
