"""Every action of the window is triggered, and does what its text says."""

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.builders import element
from tests.ui.doing import choose_file, dialog_of, settle
from ui.commands.specs import MENUS, RECENT, SEPARATOR, TOOLBAR, TOOLBAR_RIGHT, WINDOW_ACTIONS
from ui.dialogs.about import AboutDialog
from ui.dialogs.erase_history import EraseHistoryDialog
from ui.dialogs.export_data import ExportDialog
from ui.dialogs.find import FindDialog
from ui.dialogs.help import HelpDialog
from ui.dialogs.import_data import ImportDialog
from ui.dialogs.method import MethodDialog
from ui.dialogs.palette import PaletteDialog
from ui.dialogs.preferences import PreferencesDialog
from ui.dialogs.versions import VersionsDialog
from ui.navigation import VIEWS


def rename(window, name="Web shop"):
    window.session.edit("Rename the shop", lambda m: edits.change(m, "elements", "SHOP", name=name))


def new(window, qtbot, tmp_path, trigger):
    trigger()
    assert window.session.document.is_untitled
    assert not window.session.model.elements
    assert "Untitled" in window.windowTitle()


def open_(window, qtbot, tmp_path, trigger):
    Document.create(tmp_path / "other.bcm").close()
    trigger()
    choose_file(tmp_path / "other.bcm")
    assert window.session.document.title == "other"
    window.recent_menu.aboutToShow.emit()
    assert str(tmp_path / "other.bcm") in [a.text() for a in window.recent_menu.actions()]


def sample(window, qtbot, tmp_path, trigger):
    trigger()
    assert window.session.document.is_untitled
    assert len(window.session.model.elements) >= 50
    settle(qtbot, window, 60)


def save(window, qtbot, tmp_path, trigger):
    trigger()
    dialog_of(QInputDialog).textValueSelected.emit("Before the audit")
    assert [v.name for v in window.session.document.versions()] == ["Before the audit"]


def save_as(window, qtbot, tmp_path, trigger):
    trigger()
    choose_file(tmp_path / "moved.bcm")
    assert window.session.document.path == tmp_path / "moved.bcm"
    assert "moved" in window.windowTitle()
    rename(window)
    window.session.set_document(None)
    kept = Document.open(tmp_path / "moved.bcm")
    assert kept.model.elements["SHOP"].name == "Web shop"
    kept.close()


def save_copy(window, qtbot, tmp_path, trigger):
    trigger()
    choose_file(tmp_path / "copy.bcm")
    assert window.session.document.path == tmp_path / "shop.bcm"
    copy = Document.open(tmp_path / "copy.bcm")
    assert set(copy.model.elements) == set(window.session.model.elements)
    copy.close()


def versions(window, qtbot, tmp_path, trigger):
    window.session.document.name_version("Draft")
    rename(window)
    trigger()
    dialog_of(VersionsDialog).open_version()
    assert window.session.document.is_untitled
    assert window.session.model.elements["SHOP"].name == "Online shop"


def erase_history(window, qtbot, tmp_path, trigger):
    path = window.session.document.path
    window.session.edit("Ada leaves", lambda m: edits.remove(m, "people", ["p1"]))
    window.session.document.name_version("Without Ada")
    for number in range(2):  # a change so large that a backup is made first
        many = [element(f"N{number}-{n}") for n in range(101)]
        window.session.edit("Many", lambda m, new=many: edits.add(m, *new))
    assert b"Ada Byron" in path.read_bytes()
    assert window.session.document.backups()
    trigger()
    dialog = dialog_of(EraseHistoryDialog)
    assert all(word in dialog.words.text() for word in ("undo", "versions", "deleted"))
    dialog.reject()
    assert window.session.document.can_undo
    trigger()
    dialog = dialog_of(EraseHistoryDialog)
    assert dialog.and_backups.isVisible()
    dialog.and_backups.setChecked(True)
    dialog.erase_button.click()
    assert b"Ada Byron" not in path.read_bytes()
    assert window.session.document.backups() == []
    assert window.session.document.versions() == []
    assert not window.actions_["edit.undo"].isEnabled()
    assert "N1-100" in window.session.model.elements
    window.session.set_document(None)
    again = Document.open(path)
    assert not again.can_undo
    assert "N1-100" in again.model.elements
    again.close()


def import_(window, qtbot, tmp_path, trigger):
    (tmp_path / "elements.csv").write_text("key,name\nNEW,New thing\n", encoding="utf-8")
    trigger()
    dialog = dialog_of(ImportDialog)
    dialog.path.setText(str(tmp_path / "elements.csv"))
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=30_000)
    assert "NEW" not in [e.key for e in window.session.model.elements.values()]
    dialog.go_on()
    assert "NEW" in [e.key for e in window.session.model.elements.values()]
    window.session.undo()
    assert "NEW" not in [e.key for e in window.session.model.elements.values()]


def export(window, qtbot, tmp_path, trigger):
    settle(qtbot, window)
    trigger()
    dialog = dialog_of(ExportDialog)
    dialog.choose_kind("excel")
    dialog.accept()
    choose_file(tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: not window.session.tasks.running, timeout=60_000)
    book = load_workbook(tmp_path / "out.xlsx")
    assert {"elements", "Summary", "Findings"} <= set(book.sheetnames)


def close(window, qtbot, tmp_path, trigger):
    trigger()
    assert window.session.document is None
    assert window.current_view == "overview"
    assert not window.actions_["file.export"].isEnabled()


def quit_(window, qtbot, tmp_path, trigger):
    trigger()
    assert not window.isVisible()
    assert window.session.document is None


def undo(window, qtbot, tmp_path, trigger):
    rename(window)
    assert window.actions_["edit.undo"].text() == "&Undo: Rename the shop"
    trigger()
    assert window.session.model.elements["SHOP"].name == "Online shop"
    assert window.actions_["edit.redo"].text() == "&Redo: Rename the shop"


def redo(window, qtbot, tmp_path, trigger):
    rename(window)
    window.session.undo()
    trigger()
    assert window.session.model.elements["SHOP"].name == "Web shop"
    assert not window.actions_["edit.redo"].isEnabled()


def find(window, qtbot, tmp_path, trigger):
    trigger()
    dialog = dialog_of(FindDialog)
    dialog.field.setText("ada byron")
    dialog.choose()
    assert window.current_view == "catalogue"
    assert window.view("catalogue").current_name == "people"
    assert window.view("catalogue").current.current_record() == "p1"


def method(window, qtbot, tmp_path, trigger):
    trigger()
    dialog = dialog_of(MethodDialog)
    dialog.general.fields["currency"].setText("CHF")
    dialog.general.commit("currency")
    assert window.session.model.method.currency == "CHF"
    dialog.undo.click()
    assert window.session.model.method.currency == "EUR"


def preferences(window, qtbot, tmp_path, trigger):
    trigger()
    before = window.palette().window().color().lightness()
    dialog_of(PreferencesDialog).choices["dark"].click()
    assert window.palette().window().color().lightness() < before
    dialog_of(PreferencesDialog).choices["light"].click()
    assert window.palette().window().color().lightness() == before


def go(name):
    def check(window, qtbot, tmp_path, trigger):
        window.show_view("overview" if name != "overview" else "findings")
        trigger()
        assert window.current_view == name
        assert window.stack.currentWidget() is window.view(name)

    return check


def inspector(window, qtbot, tmp_path, trigger):
    assert window.inspector_dock.isVisible()
    trigger()
    assert not window.inspector_dock.isVisible()
    assert not window.actions_["view.inspector"].isChecked()
    trigger()
    assert window.inspector_dock.isVisible()


def recompute(window, qtbot, tmp_path, trigger):
    settle(qtbot, window)
    before = window.session.results.findings
    trigger()
    settle(qtbot, window)
    assert window.session.results.findings is not before


def reset(window, qtbot, tmp_path, trigger):
    table = window.view("catalogue").table("elements")
    table.show_column(3, False)
    window.resize(1500, 900)
    trigger()
    assert (window.width(), window.height()) == (1280, 800)
    assert not table.isColumnHidden(3)


def help_(window, qtbot, tmp_path, trigger):
    trigger()
    dialog = dialog_of(HelpDialog)
    assert dialog.windowTitle() == "Help"
    if dialog.topics.count():
        assert dialog.page.toPlainText().strip()


def commands(window, qtbot, tmp_path, trigger):
    trigger()
    dialog = dialog_of(PaletteDialog)
    dialog.field.setText("findings")
    dialog.choose()
    assert window.current_view == "findings"


def diagnostics(window, qtbot, tmp_path, trigger):
    trigger()
    text = QGuiApplication.clipboard().text()
    assert "Qt 6" in text
    assert "Online shop" not in text


def about(window, qtbot, tmp_path, trigger):
    trigger()
    assert "bcm-tool" in dialog_of(AboutDialog).version.text()


EFFECTS = {
    "file.new": new,
    "file.open": open_,
    "file.sample": sample,
    "file.save": save,
    "file.save_as": save_as,
    "file.save_copy": save_copy,
    "file.versions": versions,
    "file.erase_history": erase_history,
    "file.import": import_,
    "file.export": export,
    "file.close": close,
    "file.quit": quit_,
    "edit.undo": undo,
    "edit.redo": redo,
    "edit.find": find,
    "edit.method": method,
    "edit.preferences": preferences,
    **{f"go.{view.name}": go(view.name) for view in VIEWS},
    "view.inspector": inspector,
    "view.recompute": recompute,
    "view.reset": reset,
    "help.topic": help_,
    "help.commands": commands,
    "help.diagnostics": diagnostics,
    "help.about": about,
}


def test_every_action_has_an_effect_to_check():
    assert set(EFFECTS) == {spec.id for spec in WINDOW_ACTIONS}


def test_menus_hold_every_action_and_nothing_else():
    listed = [name for _, names in MENUS for name in names if name not in (SEPARATOR, RECENT)]
    assert sorted(listed) == sorted(spec.id for spec in WINDOW_ACTIONS)
    assert {*TOOLBAR, *TOOLBAR_RIGHT} - {SEPARATOR} <= set(listed)


def test_no_two_actions_share_a_key():
    keys = [key for spec in WINDOW_ACTIONS for key in spec.shortcut.split("; ") if key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", [spec.id for spec in WINDOW_ACTIONS])
def test_action(name, window, qtbot, tmp_path):
    action = window.actions_[name]

    def trigger():
        window.refresh()
        assert action.isEnabled()
        action.trigger()

    EFFECTS[name](window, qtbot, tmp_path, trigger)


def test_without_a_document_only_beginning_is_possible(empty_window):
    empty_window.refresh()
    enabled = {name for name, action in empty_window.actions_.items() if action.isEnabled()}
    assert {"file.new", "file.open", "file.import", "help.topic"} <= enabled
    assert not enabled & {"file.export", "edit.undo", "edit.find", "go.catalogue", "file.save"}
