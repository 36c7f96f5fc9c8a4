"""Dialogs: import with its mapping and preview, export, method, help, looks."""

from decimal import Decimal

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QTextDocument
from PySide6.QtWidgets import QComboBox

from tests.ui.doing import choose_file, dialog_of, settle
from ui import theme
from ui.commands.specs import WINDOW_ACTIONS
from ui.dialogs.export_data import ExportDialog
from ui.dialogs.help import HelpBrowser
from ui.dialogs.import_data import ImportDialog
from ui.dialogs.method import MethodDialog
from ui.dialogs.palette import PaletteDialog
from ui.icons import SIZES, icon
from ui.widgets.matrix_grid import set_cell

SECOND = 1000


def foreign_workbook(path, rto="RTO (h)"):
    book = Workbook()
    sheet = book.active
    sheet.title = "Systems"
    sheet.append(["System ID", "System name", rto, "Vendor"])
    sheet.append(["MAIL", "Mail", 4, "Acme"])
    sheet.append(["CRM", "Customer records", 8, None])
    book.save(path)
    return path


@pytest.fixture
def dialog(window, qtbot):
    window.actions_["file.import"].trigger()
    return dialog_of(ImportDialog)


def wait_for_page(qtbot, dialog, page):
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == page, timeout=60 * SECOND)


# --- import ---------------------------------------------------------------------------------------


def test_foreign_workbook_is_mapped_previewed_and_one_step_to_undo(window, dialog, qtbot, tmp_path):
    dialog.set_source(str(foreign_workbook(tmp_path / "their.xlsx")))
    wait_for_page(qtbot, dialog, 1)
    page = dialog.mapping
    assert page.uses.item(0).text() == "Systems  →  elements"
    ours = [page.columns.cellWidget(row, 2).currentData() for row in range(4)]
    assert ours == ["key", "name", "rto", "supplier"]
    assert page.columns.cellWidget(2, 3).currentData() == "hours"
    assert page.columns.item(1, 1).text() == "Mail · Customer records"
    vendor = page.columns.cellWidget(3, 2)
    vendor.setCurrentIndex(vendor.findData("owner"))
    vendor.activated.emit(vendor.currentIndex())
    before = window.session.model
    dialog.go_on()
    wait_for_page(qtbot, dialog, 2)
    assert window.session.model is before
    assert dialog.preview.summary.text().startswith("their.xlsx: 1 added, 1 changed")
    titles = [dialog.preview.tabs.tabText(n) for n in range(dialog.preview.tabs.count())]
    assert titles[:2] == ["Added (1)", "Changed (1)"]
    dialog.go_on()
    by_key = {e.key: e for e in window.session.model.elements.values()}
    assert (by_key["MAIL"].rto, by_key["MAIL"].owner) == (240, "Acme")
    assert by_key["CRM"].rto == 480
    assert window.session.document.undo_label == "Import their.xlsx"
    window.session.undo()
    assert window.session.model.elements["CRM"].rto is None
    assert len(window.session.model.elements) == 5


def test_a_mapping_is_remembered_for_the_same_columns(window, dialog, qtbot, tmp_path):
    dialog.set_source(str(foreign_workbook(tmp_path / "one.xlsx", "RTO in h")))
    wait_for_page(qtbot, dialog, 1)
    vendor = dialog.mapping.columns.cellWidget(3, 2)
    vendor.setCurrentIndex(vendor.findData("site"))
    vendor.activated.emit(vendor.currentIndex())
    dialog.go_on()
    wait_for_page(qtbot, dialog, 2)
    dialog.go_on()
    window.actions_["file.import"].trigger()
    again = dialog_of(ImportDialog)
    again.set_source(str(foreign_workbook(tmp_path / "two.xlsx", "RTO in h")))
    wait_for_page(qtbot, again, 1)
    assert again.mapping.columns.cellWidget(3, 2).currentData() == "site"
    assert "mapped before" in again.mapping.note.text()


def test_sheets_can_be_added_retargeted_and_left_out(dialog, qtbot, tmp_path):
    dialog.set_source(str(foreign_workbook(tmp_path / "their.xlsx")))
    wait_for_page(qtbot, dialog, 1)
    page = dialog.mapping
    page.add.click()
    assert page.uses.count() == 2
    page.target.setCurrentText("teams")
    page.target.activated.emit(page.target.currentIndex())
    assert page.uses.item(1).text() == "Systems  →  teams"
    names = page.columns.cellWidget(0, 2)
    assert isinstance(names, QComboBox)
    assert names.findData("capacity") > 0
    assert names.findData("rto") < 0
    page.remove.click()
    assert [use.target for use in page.mapping().sheets] == ["elements"]


def test_problems_of_a_bad_source_are_listed_and_nothing_changes(window, dialog, qtbot, tmp_path):
    text = "key,name,rto\nA,Alpha,soon\nB,,4h\n"
    (tmp_path / "elements.csv").write_text(text, encoding="utf-8")
    before = window.session.model
    dialog.set_source(str(tmp_path / "elements.csv"))
    wait_for_page(qtbot, dialog, 2)
    assert dialog.preview.tabs.tabText(0) == "Problems (2)"
    rows = dialog.preview.tabs.widget(0).results.content.texts()
    assert [row[2] for row in rows] == ["2", "3"]
    assert not dialog.next.isEnabled()
    assert window.session.model is before


def test_a_source_that_is_not_there_is_answered(dialog, qtbot, tmp_path):
    dialog.set_source(str(tmp_path / "nothing.xlsx"))
    qtbot.waitUntil(lambda: bool(dialog.problem.text()), timeout=30 * SECOND)
    assert "nothing.xlsx" in dialog.problem.text()
    assert dialog.pages.currentIndex() == 0


def test_reading_can_be_stopped(dialog, qtbot, tmp_path):
    dialog.set_source(str(foreign_workbook(tmp_path / "their.xlsx")))
    assert dialog.cancel.text() == "Stop"
    dialog.cancel.click()
    qtbot.waitUntil(lambda: dialog.problem.text() == "Stopped.", timeout=30 * SECOND)
    assert dialog.pages.currentIndex() == 0
    assert dialog.cancel.text() == "Cancel"


def test_closing_while_reading_is_harmless(window, dialog, qtbot, tmp_path):
    dialog.set_source(str(foreign_workbook(tmp_path / "their.xlsx")))
    dialog.close()
    qtbot.waitUntil(lambda: not window.session.tasks.running, timeout=30 * SECOND)


def test_import_without_a_document_makes_one(empty_window, qtbot, tmp_path):
    (tmp_path / "teams.csv").write_text("key,name,capacity\nNET,Network,2\n", encoding="utf-8")
    empty_window.take_file(str(tmp_path / "teams.csv"))
    dialog = dialog_of(ImportDialog)
    wait_for_page(qtbot, dialog, 2)
    dialog.go_on()
    assert empty_window.session.document.is_untitled
    assert [team.key for team in empty_window.session.model.teams.values()] == ["NET"]
    empty_window.session.undo()
    assert not empty_window.session.model.teams


# --- export ---------------------------------------------------------------------------------------


def test_plan_of_a_scenario_as_pdf(window, qtbot, tmp_path):
    settle(qtbot, window)
    window.actions_["file.export"].trigger()
    dialog = dialog_of(ExportDialog)
    dialog.choose_kind("pdf")
    assert dialog.control["owner"].isEnabled()
    dialog.scenario.setCurrentIndex(dialog.scenario.findData("s1"))
    dialog.paper.setCurrentText("Letter")
    dialog.control["owner"].setText("Ada")
    dialog.accept()
    choose_file(tmp_path / "plan.pdf")
    qtbot.waitUntil(lambda: not window.session.tasks.running, timeout=120 * SECOND)
    written = (tmp_path / "plan.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert b"612 792" in written


def test_a_target_that_cannot_be_written_is_answered(window, qtbot, tmp_path):
    settle(qtbot, window)
    window.actions_["file.export"].trigger()
    dialog = dialog_of(ExportDialog)
    dialog.choose_kind("excel")
    dialog.accept()
    choose_file(tmp_path / "no such folder" / "out.xlsx")
    qtbot.waitUntil(lambda: window.message.isVisible(), timeout=60 * SECOND)
    assert "out.xlsx" in window.message.text.text()


# --- method ---------------------------------------------------------------------------------------


@pytest.fixture
def method(window):
    window.actions_["edit.method"].trigger()
    return dialog_of(MethodDialog)


@pytest.mark.parametrize("name", ["categories", "bands", "tiers", "kinds", "threats", "risk"])
def test_rows_of_the_method_are_added_and_deleted(window, method, name):
    table = method.tables[name]
    before = table.records.rowCount()
    table.actions_["row.new"].trigger()
    assert table.records.rowCount() == before + 1
    assert not method.problem.isVisible()
    table.actions_["row.new"].trigger()
    assert table.records.rowCount() == before + 2
    table.actions_["row.delete"].trigger()
    assert table.records.rowCount() == before + 1
    window.session.undo()
    window.session.undo()
    window.session.undo()
    assert table.records.rowCount() == before


def test_a_kind_in_use_is_kept_and_the_reason_said(method, window):
    table = method.tables["kinds"]
    table.show_record("service")
    table.actions_["row.delete"].trigger()
    assert "service" in window.session.model.kinds
    assert "still uses this" in method.problem.text()
    assert method.problem.isVisible()


def test_matrix_is_a_lookup_that_can_be_changed(method, window):
    box = method.matrix.cells[(1, 5)]
    assert box.currentText() == "2 Medium"
    box.setCurrentIndex(box.findData(4))
    box.activated.emit(box.currentIndex())
    cell = next(
        c for c in window.session.model.matrix.values() if (c.likelihood, c.impact) == (1, 5)
    )
    assert cell.risk == 4
    assert (1, 5) not in {
        (c.likelihood, c.impact)
        for c in set_cell(window.session.model, (1, 5), None).matrix.values()
    }
    window.session.undo()
    assert box.currentText() == "2 Medium"


def test_general_fields_refuse_what_is_no_duration(method, window):
    field = method.general.fields["detection"]
    field.setText("a while")
    field.editingFinished.emit()
    assert field.property("invalid")
    assert window.session.model.method.detection == 0
    field.setText("20 min")
    field.editingFinished.emit()
    assert window.session.model.method.detection == 20


def test_the_appetite_is_typed_as_losses_with_probabilities(method, window):
    field = method.general.fields["appetite"]
    field.setText("a lot")
    field.editingFinished.emit()
    assert field.property("invalid")
    assert window.session.model.method.appetite == ""
    field.setText("100000: 10 %; 1M: 1 %")
    field.editingFinished.emit()
    assert window.session.model.method.appetite == "100000: 10 %; 1M: 1 %"


def test_tier_weights_are_numbers(method, window):
    method.tables["tiers"].records.set_cells(["tier-1"], "weight", "2,5")
    assert window.session.model.tiers["tier-1"].weight == Decimal("2.5")


# --- palette, help --------------------------------------------------------------------------------


def test_palette_lists_commands_of_the_table_in_sight(window):
    window.show_view("catalogue")
    window.actions_["help.commands"].trigger()
    dialog = dialog_of(PaletteDialog)
    dialog.field.setText("new row")
    dialog.choose()
    assert len(window.session.model.elements) == 6


def test_palette_hides_what_makes_no_sense_now(window):
    window.actions_["help.commands"].trigger()
    dialog = dialog_of(PaletteDialog)
    dialog.field.setText("redo")
    assert dialog.list.topLevelItemCount() == 0
    dialog.choose()
    assert dialog.isVisible()


def test_help_loads_nothing(app, qtbot, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    browser = HelpBrowser()
    qtbot.addWidget(browser)
    image = QTextDocument.ResourceType.ImageResource.value
    for place in ("https://example.org/x.png", secret.as_uri(), "//host/share/x.png"):
        assert browser.loadResource(image, QUrl(place)) is None
    assert not browser.openExternalLinks()


def test_every_action_says_what_it_does():
    assert all(spec.tip and spec.text for spec in WINDOW_ACTIONS)


# --- looks ----------------------------------------------------------------------------------------


def contrast(one, other):
    """Contrast ratio of WCAG 2."""

    def light(colour):
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = (
    ("text", "window"),
    ("text", "base"),
    ("text", "alternate"),
    ("text", "side"),
    ("text", "hover"),
    ("text", "pressed"),
    ("muted", "window"),
    ("muted", "base"),
    ("highlighted", "highlight"),
    ("link", "base"),
    ("link", "window"),
    ("tip_text", "tip"),
)


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_text_can_be_read_in_every_look(name):
    look = theme.THEMES[name]
    least = 7.0 if name == "contrast" else 4.5
    for text, ground in PAIRS:
        found = contrast(QColor(look.colours[text]), QColor(look.colours[ground]))
        assert found >= least, f"{text} on {ground}: {found:.1f}"
    for tone in (*look.tones.values(), *look.heat):
        assert contrast(tone.text, tone.fill) >= least
    # A mark on the window: what is no text needs 3.
    for tone in look.tones.values():
        assert contrast(tone.edge, QColor(look.colours["base"])) >= 3.0


def test_heat_runs_from_harmless_to_worst():
    steps = [theme.heat(step, 5) for step in range(6)]
    assert len({tone.fill.name() for tone in steps}) == 6
    assert theme.heat(5, 5) == theme.heat(4, 4) == theme.current().heat[-1]


def test_every_icon_is_there(app, window):
    names = {spec.icon for spec in WINDOW_ACTIONS if spec.icon}
    for name in names:
        assert not icon(name).pixmap(SIZES[0], SIZES[0]).isNull()
