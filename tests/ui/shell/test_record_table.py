"""Editable tables: typing, bulk edit, copy and paste, sort and filter, by keyboard."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

from bcm_tool.document import Document
from bcm_tool.exchange.write_contract import contract_sheets
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.builders import element
from tests.ui.doing import dialog_of
from tests.ui.shop import small_model
from ui.dialogs.bulk import BulkDialog
from ui.dialogs.form import FormDialog
from ui.dialogs.group import GroupDialog
from ui.dialogs.problems import ProblemsDialog
from ui.models.clipboard import from_tsv, to_html, to_tsv
from ui.models.delegate import problem_with
from ui.widgets.record_table import TABLE_ACTIONS, RecordTable

Key = Qt.Key


@pytest.fixture
def table(session, qtbot):
    return make(session, qtbot, "elements")


def make(session, qtbot, name):
    made = RecordTable(session, name)
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.show()
    made.setFocus()
    return made


def column(table, name):
    return [c.name for c in table.records.columns].index(name)


def go(table, record, name):
    table.setCurrentIndex(table.records.index(table.records.row_of(record), column(table, name)))


def select(table, records, names):
    selection = table.selectionModel()
    selection.clearSelection()
    flag = selection.SelectionFlag.Select
    go(table, records[0], names[0])
    selection.clearSelection()
    for record in records:
        for name in names:
            row = table.records.row_of(record)
            selection.select(table.records.index(row, column(table, name)), flag)


def editor(table, kind=QLineEdit):
    return next(
        w
        for w in table.viewport().findChildren(kind)
        if w.isVisible() and w.parent().parent() is table
    )


def type_into(table, qtbot, record, name, text, key=Key.Key_Return):
    go(table, record, name)
    table.edit_cell()
    field = editor(table)
    field.clear()
    qtbot.keyClicks(field, text)
    press(field, qtbot, key)
    return field


def press(field, qtbot, key):
    """Press a key in an editor; Qt commits Enter a moment later."""
    qtbot.keyClick(field, key)
    QApplication.processEvents()


def keys(table):
    return [table.records.record(row).key for row in range(table.records.rowCount())]


def clipboard():
    return QGuiApplication.clipboard()


# --- every action of the table --------------------------------------------------------------------


def new(table, qtbot):
    trigger(table, "row.new")
    record = table.session.model.elements[table.current_record()]
    assert record.name == "New element"
    field = editor(table)
    qtbot.keyClicks(field, "Warehouse")
    press(field, qtbot, Key.Key_Return)
    assert table.session.model.elements[record.id].name == "Warehouse"


def edit(table, qtbot):
    go(table, "SHOP", "name")
    trigger(table, "row.edit")
    assert editor(table).text() == "Online shop"


def duplicate(table, qtbot):
    select(table, ["SHOP", "POWER"], ["key"])
    trigger(table, "row.duplicate")
    assert len(table.session.model.elements) == 7
    names = sorted(e.name for e in table.session.model.elements.values())
    assert names.count("Power feed") == 2
    assert table.session.document.undo_label == "Duplicate 2 elements"


def delete(table, qtbot):
    select(table, ["S1", "S2"], ["name"])
    trigger(table, "row.delete")
    assert sorted(table.session.model.elements) == ["CRM", "POWER", "SHOP"]
    assert not table.session.model.groups
    table.session.undo()
    assert len(table.session.model.elements) == 5
    assert len(keys(table)) == 5


def set_column(table, qtbot):
    select(table, ["S1", "S2", "POWER"], ["rto"])
    trigger(table, "row.set_column")
    dialog = dialog_of(BulkDialog)
    dialog.fill("rto", "nonsense")
    dialog.accept()
    assert dialog.isVisible()
    assert "nonsense" in dialog.problem.text()
    dialog.fill("rto", "1d")
    dialog.accept()
    elements = table.session.model.elements
    assert [elements[e].rto for e in ("S1", "S2", "POWER", "SHOP")] == [1440, 1440, 1440, 240]
    table.session.undo()
    assert table.session.model.elements["S2"].rto is None


def clear(table, qtbot):
    select(table, ["SHOP"], ["rto", "owner"])
    trigger(table, "row.clear")
    shop = table.session.model.elements["SHOP"]
    assert (shop.rto, shop.owner, shop.name) == (None, "", "Online shop")


def copy(table, qtbot):
    select(table, ["SHOP", "CRM"], ["key", "name"])
    trigger(table, "row.copy")
    assert clipboard().text() == "CRM\tCustomer records\nSHOP\tOnline shop\n"
    assert "<td>SHOP</td>" in clipboard().mimeData().html()


def copy_head(table, qtbot):
    select(table, ["SHOP"], ["key", "rto"])
    trigger(table, "row.copy_head")
    assert clipboard().text() == "Key\tRTO\nSHOP\t4 h\n"


def paste(table, qtbot):
    clipboard().setText("Shop on the web\tservice\nPower\tutility\n")
    go(table, "POWER", "name")
    trigger(table, "row.paste")
    # POWER, S1 in key order: the block covers two rows and two columns.
    problems = dialog_of(ProblemsDialog)
    assert "no kind “service”" in problems.list.item(0).text()
    assert table.session.model.elements["POWER"].name == "Power feed"
    problems.close()
    clipboard().setText("Shop on the web\tUtility\r\nPower\tutility\r\n")
    trigger(table, "row.paste")
    assert table.session.model.elements["POWER"].name == "Shop on the web"
    assert table.session.model.elements["S1"].kind == "utility"
    assert table.session.document.undo_label == "Paste 4 cells"
    table.session.undo()
    assert table.session.model.elements["POWER"].name == "Power feed"


def paste_rows(table, qtbot):
    clipboard().setText('Name\tKey\tRTO\nMail\tMAIL\t4h\n"Two\nlines"\tTWO\t\n')
    trigger(table, "row.paste_rows")
    by_key = {e.key: e for e in table.session.model.elements.values()}
    assert by_key["MAIL"].rto == 240
    assert by_key["TWO"].name == "Two\nlines"
    assert table.session.document.undo_label == "Paste 2 elements"


def filters(table, qtbot):
    trigger(table, "row.filters")
    table.head.set_filter_text(column(table, "rto"), ">=4h")
    qtbot.waitUntil(lambda: keys(table) == ["SHOP"])
    trigger(table, "row.filters")
    assert len(keys(table)) == 5


EFFECTS = {
    "row.new": new,
    "row.edit": edit,
    "row.duplicate": duplicate,
    "row.delete": delete,
    "row.set_column": set_column,
    "row.clear": clear,
    "row.copy": copy,
    "row.copy_head": copy_head,
    "row.paste": paste,
    "row.paste_rows": paste_rows,
    "row.filters": filters,
}


def trigger(table, name):
    table.update_actions()
    assert table.actions_[name].isEnabled(), name
    table.actions_[name].trigger()


def test_every_table_action_has_an_effect_to_check():
    assert set(EFFECTS) == {spec.id for spec in TABLE_ACTIONS}


@pytest.mark.parametrize("name", list(EFFECTS))
def test_action(name, table, qtbot):
    EFFECTS[name](table, qtbot)


@pytest.mark.parametrize("name", list(EFFECTS))
def test_context_menu_offers_the_action(name, table, qtbot):
    assert table.actions_[name] in table.actions()
    assert [spec.id for spec in table.specs] == list(EFFECTS)


def test_nothing_can_be_changed_in_a_read_only_document(session, empty_window):
    # The first session holds the document open, so the window gets it read-only.
    window = empty_window
    window.session.set_document(Document.open(session.document.path))
    assert "(read-only)" in window.windowTitle()
    assert not window.actions_["file.erase_history"].isEnabled()
    assert "in use" in window.message.text.text()
    window.show_view("catalogue")
    table = window.view("catalogue").current
    go(table, "SHOP", "name")
    table.update_actions()
    for name in ("row.new", "row.edit", "row.delete", "row.paste", "row.set_column"):
        assert not table.actions_[name].isEnabled()
    assert table.actions_["row.copy"].isEnabled()
    assert not table.records.flags(table.currentIndex()) & Qt.ItemFlag.ItemIsEditable
    assert not table.records.set_cells(["SHOP"], "name", "Changed")
    assert window.session.model.elements["SHOP"].name == "Online shop"
    window.inspector.panels.tabs.setCurrentIndex(1)
    assert not window.inspector.panels.form.isEnabled()


# --- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifier", "change"),
    [
        (Key.Key_N, Qt.KeyboardModifier.ControlModifier, 1),
        (Key.Key_D, Qt.KeyboardModifier.ControlModifier, 1),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, -1),
    ],
)
def test_keys_of_rows(session, qtbot, empty_window, tmp_path, key, modifier, change):
    empty_window.session.set_document(session.document)
    session._document = None
    empty_window.show_view("catalogue")
    table = empty_window.view("catalogue").current
    table.setFocus()
    go(table, "POWER", "key")
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, key, modifier)
    assert len(empty_window.session.model.elements) == 5 + change


def test_enter_edits_and_goes_on_below(table, qtbot):
    go(table, "CRM", "owner")
    qtbot.keyClick(table, Key.Key_Return)
    qtbot.keyClicks(editor(table), "Bea")
    press(editor(table), qtbot, Key.Key_Return)
    assert table.session.model.elements["CRM"].owner == "Bea"
    assert table.current_record() == "POWER"
    assert table.currentIndex().column() == column(table, "owner")


def test_values_typed_in_a_row_land_one_below_the_other(table, qtbot):
    order = keys(table)
    go(table, order[0], "owner")
    for letter in "abcd":
        qtbot.keyClicks(table, letter)
        press(editor(table), qtbot, Key.Key_Return)
        qtbot.wait(20)
    owners = [table.session.model.elements[key].owner for key in order]
    assert owners[:4] == ["a", "b", "c", "d"]
    assert table.current_record() == order[4]
    # A field with completions, too.
    go(table, order[0], "site")
    for letter in "ab":
        qtbot.keyClicks(table, letter)
        press(editor(table), qtbot, Key.Key_Return)
        qtbot.wait(20)
    assert [table.session.model.elements[key].site for key in order[:2]] == ["a", "b"]


@pytest.mark.parametrize("typed", ["Util", "util"])
def test_the_only_completion_is_taken_with_enter_and_the_next_row_follows(table, qtbot, typed):
    order = keys(table)
    go(table, order[0], "kind")
    for place in range(2):
        qtbot.keyClicks(table, typed[0])
        field = editor(table)
        qtbot.keyClicks(field, typed[1:])
        qtbot.wait(50)
        QApplication.processEvents()
        popup = field.completer().popup()
        target = popup if popup.isVisible() else field
        qtbot.keyClick(target, Key.Key_Return)
        QApplication.processEvents()
        qtbot.wait(20)
        assert table.session.model.elements[order[place]].kind == "utility"
        assert table.current_record() == order[place + 1]


def test_typing_replaces_a_cell(table, qtbot):
    go(table, "CRM", "owner")
    qtbot.keyClick(table, Key.Key_X)
    press(editor(table), qtbot, Key.Key_Return)
    assert table.session.model.elements["CRM"].owner == "x"


# --- editing by the kind of field -----------------------------------------------------------------


def test_durations_are_typed_naturally(table, qtbot):
    type_into(table, qtbot, "CRM", "rto", "1d 12h")
    assert table.session.model.elements["CRM"].rto == 36 * 60
    index = table.records.index(table.records.row_of("CRM"), column(table, "rto"))
    assert index.data() == "1 d 12 h"


def test_a_bare_number_is_no_duration_and_is_not_lost(table, qtbot):
    field = type_into(table, qtbot, "CRM", "rto", "4")
    assert field.isVisible()
    assert field.text() == "4"
    assert field.property("invalid")
    assert table.session.model.elements["CRM"].rto is None
    qtbot.keyClicks(field, "h")
    press(field, qtbot, Key.Key_Return)
    assert table.session.model.elements["CRM"].rto == 240


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("availability", "0 %", "Availability must be above 0 %"),
        ("mtbf", "0 min", "MTBF must be between 1"),
    ],
)
def test_what_a_rule_refuses_stays_in_the_editor(table, qtbot, name, text, said):
    field = type_into(table, qtbot, "CRM", name, text)
    assert field.isVisible()
    assert field.property("invalid")
    spec = table.records.columns[column(table, name)].spec
    assert problem_with(table.session, r.Element, spec, text).startswith(said)
    assert not table.session.said
    press(field, qtbot, Key.Key_Escape)


def test_pasted_letters_that_no_file_holds_stay_in_the_editor(table, qtbot):
    go(table, "CRM", "owner")
    table.edit_cell()
    field = editor(table)
    field.insert("a\uffff")
    press(field, qtbot, Key.Key_Return)
    assert field.isVisible()
    spec = table.records.columns[column(table, "owner")].spec
    said = problem_with(table.session, r.Element, spec, field.text())
    assert said == "Owner holds the control character U+FFFF."
    press(field, qtbot, Key.Key_Escape)


def test_hours_and_percentages_are_checked_while_they_are_typed(table, qtbot):
    go(table, "CRM", "availability")
    table.edit_cell()
    field = editor(table)
    field.setFocus()
    qtbot.keyClicks(field, "0 %")
    qtbot.waitUntil(lambda: field.property("invalid") is True)
    field.clear()
    qtbot.keyClicks(field, "1 %")
    assert not field.property("invalid")
    qtbot.wait(600)
    assert not field.property("invalid")


def test_a_double_key_is_refused_with_a_sentence(table, qtbot):
    type_into(table, qtbot, "CRM", "key", "shop")
    assert table.session.model.elements["CRM"].key == "CRM"
    (said,) = table.session.said
    assert "already" in said
    assert "SHOP" in said


def test_choices_come_as_a_list(session, qtbot):
    table = make(session, qtbot, "dependencies")
    go(table, "SHOP>CRM", "strength")
    table.edit_cell()
    box = editor(table, QComboBox)
    assert [box.itemText(n) for n in range(box.count())] == ["hard", "soft"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert session.model.dependencies["SHOP>CRM"].strength == "soft"


def test_scale_levels_show_their_names(session, qtbot):
    table = make(session, qtbot, "risks")
    go(table, "r1", "impact")
    assert table.currentIndex().data() == "4 · Major"
    table.edit_cell()
    assert "5 · Severe" in [editor(table, QComboBox).itemText(n) for n in range(6)]


def test_references_take_key_or_name(session, qtbot):
    table = make(session, qtbot, "dependencies")
    type_into(table, qtbot, "SHOP>CRM", "provider", "power feed")
    assert session.model.dependencies["SHOP>CRM"].provider == "POWER"
    assert table.currentIndex().siblingAtRow(0).isValid()
    type_into(table, qtbot, "SHOP>CRM", "provider", "s1")
    assert session.model.dependencies["SHOP>CRM"].provider == "S1"


def test_several_references_and_demands(session, qtbot):
    table = make(session, qtbot, "tasks")
    type_into(table, qtbot, "k1", "demand", "dba:2")
    assert session.model.tasks["k1"].demand == (("t1", 2),)
    type_into(table, qtbot, "k2", "after", "")
    assert session.model.tasks["k2"].after == ()


def test_hours_skills_and_percentages_are_typed_as_people_write_them(session, qtbot, table):
    teams = make(session, qtbot, "teams")
    type_into(teams, qtbot, "t1", "hours", "mon to fri 8-18")
    type_into(teams, qtbot, "t1", "call_out", "45 min")
    type_into(teams, qtbot, "t1", "skills", "Oracle; Linux; oracle")
    team = session.model.teams["t1"]
    assert (team.hours, team.call_out) == ("mon to fri 8-18", 45)
    assert team.skills == ("Oracle", "Linux")
    type_into(table, qtbot, "S1", "availability", "0.999")
    assert session.model.elements["S1"].availability == Decimal("99.9")
    shown = table.records.index(table.records.row_of("S1"), column(table, "availability"))
    assert shown.data() == "99.9 %"
    table.records.set_filter(column(table, "availability"), ">=99.5 %")
    assert keys(table) == ["S1"]


def test_hours_that_are_not_understood_are_said_at_once_and_not_lost(session, qtbot):
    teams = make(session, qtbot, "teams")
    go(teams, "t1", "hours")
    teams.edit_cell()
    field = editor(teams)
    qtbot.keyClicks(field, "office hours")
    qtbot.waitUntil(lambda: bool(field.property("invalid")), timeout=3000)
    press(field, qtbot, Key.Key_Return)
    assert field.isVisible()
    assert field.text() == "office hours"
    field.setText("")
    qtbot.keyClicks(field, "Mon-Fri 8-18")
    qtbot.waitUntil(lambda: not field.property("invalid"), timeout=3000)
    press(field, qtbot, Key.Key_Return)
    assert session.model.teams["t1"].hours == "Mon-Fri 8-18"


def test_skills_of_the_document_are_offered(session, qtbot):
    session.edit("Skills", lambda m: edits.change(m, "teams", "t1", skills=("Oracle",)))
    tasks = make(session, qtbot, "tasks")
    go(tasks, "k1", "skill")
    tasks.edit_cell()
    completer = editor(tasks).completer()
    completer.setCompletionPrefix("ora")
    assert completer.currentCompletion() == "Oracle"


def test_long_texts_keep_their_lines(table, qtbot):
    go(table, "SHOP", "description")
    table.edit_cell()
    box = editor(table, QPlainTextEdit)
    qtbot.keyClicks(box, "One")
    qtbot.keyClick(box, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(box, "Two")
    qtbot.keyClick(box, Key.Key_Return)
    assert table.session.model.elements["SHOP"].description == "One\nTwo"


def test_a_group_is_made_by_typing_its_name(session, qtbot):
    table = make(session, qtbot, "dependencies")
    type_into(table, qtbot, "S1>POWER", "group", "Feeds")
    (group,) = [g for g in session.model.groups.values() if g.name == "Feeds"]
    assert group.dependent == "S1"
    type_into(table, qtbot, "S1>POWER", "group", "")
    assert "Feeds" not in [g.name for g in session.model.groups.values()]


def test_selecting_an_option_unselects_its_rival(session, qtbot):

    session.edit("x", lambda m: edits.change(m, "options", "o2", element="CRM", selected=False))
    table = make(session, qtbot, "options")
    table.records.set_cells(["o2"], "selected", "yes")
    assert session.model.options["o2"].selected
    assert not session.model.options["o1"].selected


# --- new records that need others -----------------------------------------------------------------


def test_a_new_dependency_asks_for_its_ends(session, qtbot):
    table = make(session, qtbot, "dependencies")
    table.new_row()
    dialog = dialog_of(FormDialog)
    dialog.fill("dependent", "POWER")
    dialog.accept()
    assert dialog.isVisible()
    dialog.fill("provider", "POWER")
    dialog.accept()
    assert dialog.isVisible()
    assert "itself" in dialog.problem.text()
    dialog.fill("provider", "S2")
    dialog.accept()
    assert session.model.dependencies[table.current_record()].provider == "S2"


def test_a_new_group_asks_for_its_members(session, qtbot):

    session.edit("x", lambda m: edits.connect(m, "SHOP", "POWER"))
    session.select(["SHOP"])
    table = make(session, qtbot, "groups")
    table.new_row()
    dialog = dialog_of(GroupDialog)
    assert dialog.members.count() == 2
    dialog.accept()
    assert dialog.isVisible()
    for number in range(2):
        dialog.members.item(number).setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    group = session.model.groups[table.current_record()]
    assert group.dependent == "SHOP"
    assert len(session.model.members_of[group.id]) == 2


def test_without_two_providers_the_dialog_of_groups_says_what_is_missing(session, qtbot):
    table = make(session, qtbot, "groups")
    table.new_row()  # the only two that could be are in a group already
    dialog = dialog_of(GroupDialog)
    assert dialog.problem.isVisible()
    assert "First add the dependencies" in dialog.problem.text()
    assert not dialog.form.isVisible()
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.reject()
    session.edit("x", lambda m: edits.connect(m, "SHOP", "POWER"))
    table.new_row()
    dialog = dialog_of(GroupDialog)
    assert dialog.form.isVisible()
    assert [dialog.element.itemData(row) for row in range(dialog.element.count())] == ["SHOP"]
    dialog.reject()


# --- paste ----------------------------------------------------------------------------------------


def test_pasted_rows_may_refer_to_each_other(session, qtbot):
    table = make(session, qtbot, "tasks")
    clipboard().setText(
        "key\telement\tname\tlikely\tafter\nA\tCRM\tFirst\t1h\t\nB\tCRM\tThen\t2h\tA; T-1\n"
    )
    table.paste_rows()
    by_key = {task.key: task for task in session.model.tasks.values()}
    assert by_key["B"].after == (by_key["A"].id, "k1")


def sheet_text(model, name):
    """A sheet of an export, as a spreadsheet puts it on the clipboard."""
    names, rows = contract_sheets(model)[name]
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return to_tsv([list(names), *cells])


@pytest.mark.parametrize("headings", [str, str.capitalize])
def test_tasks_of_an_export_paste_back(session, qtbot, headings):
    net = r.Team(id="t2", key="NET", name="Networks")
    session.edit("x", lambda m: edits.add(m, net))
    session.edit("x", lambda m: edits.change(m, "tasks", "k2", demand=(("t1", 1), ("t2", 1))))
    session.edit("x", lambda m: edits.change(m, "tasks", "k1", demand=(("t1", 2),), lag=15))
    head, *rows = sheet_text(session.model, "tasks").split("\n")
    assert {"team", "demand"} <= set(head.split("\t"))
    table = make(session, qtbot, "tasks")
    before = {task.key: task for task in session.model.tasks.values()}
    table.selectAll()
    table.delete_rows()
    clipboard().setText("\n".join(["\t".join(map(headings, head.split("\t"))), *rows]))
    table.paste_cells()
    after = {task.key: task for task in session.model.tasks.values()}
    assert after.keys() == before.keys()
    for key, task in after.items():
        old = before[key]
        assert replace(task, id=old.id, after=old.after) == old
    assert after["T-2"].after == (after["T-1"].id,)


def test_teams_paste_with_the_headings_of_an_export(session, qtbot):
    table = make(session, qtbot, "teams")
    clipboard().setText("Key\tName\tCall-out\nNET\tNetworks\t90min\n")
    table.paste_cells()
    (net,) = [team for team in session.model.teams.values() if team.key == "NET"]
    assert net.call_out == 90


def test_a_heading_that_is_not_known_is_named(session, qtbot):
    table = make(session, qtbot, "teams")
    before = session.model
    clipboard().setText("Key\tName\tPhone\nNET\tNetworks\t1\n")
    table.paste_cells()
    (said,) = session.said
    assert "“Phone”" in said
    assert "Call out" in said
    table.paste_rows()
    assert len(session.said) == 2
    assert session.model is before


def test_a_bad_cell_stops_the_whole_paste(session, qtbot):
    table = make(session, qtbot, "elements")
    before = session.model
    clipboard().setText("key\tname\trto\nA\tAll right\t4h\nB\tBad\tsoon\nC\tBad too\t5\n")
    table.paste_rows()
    assert session.model is before
    found = [dialog_of(ProblemsDialog).list.item(n).text() for n in range(2)]
    assert found[0].startswith("row 3, column RTO")
    assert found[1].startswith("row 4, column RTO")


def test_a_block_that_is_longer_than_the_table_adds_rows(session, qtbot):
    table = make(session, qtbot, "teams")
    go(table, "t1", "key")
    clipboard().setText("DBA\tData\t3\nNET\tNetwork\t2\n")
    table.paste_cells()
    by_key = {team.key: team for team in session.model.teams.values()}
    assert (by_key["DBA"].name, by_key["DBA"].capacity) == ("Data", 3)
    assert by_key["NET"].capacity == 2
    session.undo()
    assert list(session.model.teams) == ["t1"]


def test_one_value_fills_the_selection(table, qtbot):
    select(table, ["S1", "S2", "CRM"], ["owner"])
    clipboard().setText("Bea")
    table.paste_cells()
    assert [table.session.model.elements[e].owner for e in ("S1", "S2", "CRM")] == ["Bea"] * 3


def test_copied_rows_paste_back_as_they_were(session, qtbot):
    table = make(session, qtbot, "dependencies")
    table.selectAll()
    table.copy(head=True)
    before = {
        (d.dependent, d.provider, d.strength, d.tolerance)
        for d in session.model.dependencies.values()
    }
    table.delete_rows()
    assert not session.model.dependencies
    table.paste_cells()
    assert {
        (d.dependent, d.provider, d.strength, d.tolerance)
        for d in session.model.dependencies.values()
    } == before
    (group,) = session.model.groups.values()
    assert len(session.model.members_of[group.id]) == 2


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1, max_size=4))
def test_tables_survive_the_clipboard(rows):
    width = max(len(row) for row in rows)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    rows[-1][-1] = "end"  # an empty last line cannot be told from the end
    plain = [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]
    if "\0" not in to_tsv(plain):
        assert from_tsv(to_tsv(plain)) == plain


def test_html_on_the_clipboard_holds_no_markup_of_the_user():
    assert to_html([["<img src=x>"]], head=False) == (
        "<table><tr><td>&lt;img src=x&gt;</td></tr></table>"
    )


# --- order and filters ----------------------------------------------------------------------------


def test_sorting_is_by_meaning_and_unset_is_last(table):
    for key, text in (("CRM", "30 min"), ("S1", "2d"), ("S2", "90 min")):
        table.records.set_cells([key], "rto", text)
    table.sortByColumn(column(table, "rto"), Qt.SortOrder.AscendingOrder)
    assert keys(table) == ["CRM", "S2", "SHOP", "S1", "POWER"]
    table.sortByColumn(column(table, "rto"), Qt.SortOrder.DescendingOrder)
    assert keys(table) == ["S1", "SHOP", "S2", "CRM", "POWER"]


def test_sorting_keeps_the_current_record(table):
    go(table, "SHOP", "name")
    table.sortByColumn(column(table, "name"), Qt.SortOrder.DescendingOrder)
    assert table.current_record() == "SHOP"
    table.search("o")
    assert table.current_record() == "SHOP"


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("name", "server", ["S1", "S2"]),
        ("name", "=server s1", ["S1"]),
        ("owner", "=", ["CRM", "POWER", "S1", "S2"]),
        ("owner", "!=", ["SHOP"]),
        ("rto", "<=4h", ["SHOP"]),
        ("rto", ">4h", []),
        ("kind", "!infra", ["CRM", "POWER", "SHOP"]),
    ],
)
def test_filters_of_columns(table, qtbot, name, text, left):
    table.records.set_filter(column(table, name), text)
    assert keys(table) == left


def test_search_looks_everywhere_and_for_every_word(table):
    table.search("rome shop")
    assert keys(table) == ["SHOP"]
    table.search("")
    assert len(keys(table)) == 5


def test_a_new_record_shows_although_a_search_would_hide_it(table):
    table.search("server")
    table.new_row()
    assert table.records.row_of(table.current_record()) >= 0
    assert len(keys(table)) == 3


def test_columns_hide_and_their_state_is_kept(session, qtbot, table):
    table.show_column(column(table, "description"), False)
    state = table.save_state()
    other = make(session, qtbot, "elements")
    other.restore_state(state)
    assert other.isColumnHidden(column(other, "description"))
    for number in range(other.records.columnCount()):
        other.show_column(number, False)
    assert len(other.shown_columns()) == 1


def test_a_renamed_element_is_renamed_where_it_is_mentioned(session, qtbot):
    table = make(session, qtbot, "dependencies")

    session.edit("x", lambda m: edits.change(m, "elements", "CRM", name="Clients"))
    shown = table.records.texts("SHOP>CRM")[column(table, "provider")]
    assert shown == "CRM  Clients"


def test_big_changes_reach_the_table(session, qtbot, table):

    fresh = [element(f"N{n:03d}") for n in range(300)]
    session.edit("Add many", lambda m: edits.add(m, *fresh))
    assert table.records.rowCount() == 305
    session.undo()
    assert table.records.rowCount() == 5


def test_what_is_being_typed_is_kept_when_the_window_closes(empty_window, qtbot, tmp_path):

    window = empty_window
    window.session.set_document(Document.create(tmp_path / "typing.bcm", small_model()))
    window.show_view("catalogue")
    table = window.view("catalogue").current
    window.activateWindow()
    go(table, "CRM", "owner")
    table.setFocus()
    table.edit_cell()
    qtbot.keyClicks(editor(table), "Bea")
    window.close()
    kept = Document.open(tmp_path / "typing.bcm")
    assert kept.model.elements["CRM"].owner == "Bea"
    kept.close()
