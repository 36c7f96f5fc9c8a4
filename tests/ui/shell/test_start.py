"""Starting: fast, with what was there before, and without a screen in clear words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.ui.doing import dialog_of
from tests.ui.shop import small_model
from ui import settings
from ui.app import screen_there
from ui.main_window import MainWindow
from ui.views.catalogue import CatalogueView

HEAVY = ("networkx", "numpy", "openpyxl", "reportlab", "ortools", "PIL", "typer", "rich")
PROBE = f"""
import sys
from ui.app import make_app
app = make_app()
from ui.main_window import MainWindow
from ui.views.catalogue import CatalogueView
window = MainWindow()
window.show()
for _ in range(5):
    app.processEvents()
assert window.isVisible()
print(sorted(set({HEAVY!r}) & set(sys.modules)))
window.close()
"""


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
    )


def test_first_paint_waits_for_no_heavy_library():
    done = run("-c", PROBE)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


FIRST = """
import linecache, sys
from ui.app import complete_window, make_app
app = make_app()
from ui.main_window import MainWindow
from PySide6.QtWidgets import QLabel, QPushButton

def places(kind):
    return {w.text(): (w.mapTo(window, w.rect().topLeft()).toTuple(), w.size().toTuple())
            for w in window.findChildren(kind) if w.isVisible() and w.text()}

def painted():
    print(sorted(name for name in sys.modules if name.startswith("bcm_tool.")))
    print([n for n, m in sys.modules.items() if n.startswith("ui") and hasattr(m, "Qt")])
    before = {**places(QPushButton), **places(QLabel)}
    complete_window(app, window, [])
    app.processEvents()
    after = {**places(QPushButton), **places(QLabel)}
    print([text for text in before if before[text] != after.get(text)], len(before))
    print(sorted(window.views), window.isVisible())
    print(sorted(name for name in linecache.cache if name.endswith("inspector.py")))
    window.close()

window = MainWindow(after_paint=painted)
window.show()
app.exec()
"""


def test_the_welcome_page_is_painted_first_and_stays_where_it_is():
    done = run("-c", FIRST, QT_SCALE_FACTOR="1")
    modules, spaces, moved, made, sources = done.stdout.splitlines()
    assert modules == "['bcm_tool.assets']", done.stderr[-2000:]
    assert spaces == "[]"  # to import Qt's own namespace takes as long as to paint the page
    assert moved == "[] 8"
    assert made == "['overview'] True"
    assert sources == "[]"  # PySide has not read through what was imported


def test_without_a_screen_one_sentence():
    done = run("-m", "ui.app", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    if not sys.platform.startswith("linux"):
        pytest.skip("only there a screen may be absent")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no screen here")
    assert len(done.stderr.splitlines()) == 1


def test_usage_is_said():
    assert run("-m", "ui.app", "--help").stdout.startswith("usage: python -m ui.app [FILE.bcm]")


def test_a_document_is_opened_from_the_command_line(tmp_path, clean_settings):
    Document.create(tmp_path / "given.bcm", small_model()).close()
    probe = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import ui.app
def look():
    (window,) = [w for w in QApplication.topLevelWidgets() if w.inherits("QMainWindow")]
    if window.session.document is None or window.session.results.busy:
        QTimer.singleShot(100, look)
        return
    print(window.windowTitle(), len(window.session.model.elements), sorted(window.views))
    window.close()
QTimer.singleShot(300, look)
ui.app.screen_there = lambda: True
sys.exit(ui.app.main([{str(tmp_path / "given.bcm")!r}]))
"""
    # The timer needs an application; make it the one that main() then uses.
    done = run("-c", "from ui.app import make_app\napp = make_app()\n" + probe)
    assert done.stdout.strip() == "given — Continuity 5 ['overview']", done.stderr[-2000:]
    assert done.returncode == 0


OPENED = """
from ui.app import complete_window, make_app
app = make_app()
from ui.main_window import MainWindow

def painted():
    complete_window(app, window, [{path!r}])
    print(sorted(window.views), window.current_view, window.message.isHidden())
    window.close()

window = MainWindow(after_paint=painted)
window.show()
app.exec()
"""


def test_a_document_that_is_opened_at_once_has_only_its_last_view_made(tmp_path, clean_settings):
    path = tmp_path / "given.bcm"
    Document.create(path, small_model()).close()
    settings.set_text("window/view", "findings")
    done = run("-c", OPENED.format(path=str(path)))
    assert done.stdout.strip() == "['findings'] findings True", done.stderr[-2000:]
    path.write_bytes(b"")
    done = run("-c", OPENED.format(path=str(path)))
    assert done.stdout.strip() == "['overview'] overview False", done.stderr[-2000:]


def test_screen_is_known_where_there_is_one(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert screen_there()


def test_recent_files_are_listed_and_missing_ones_are_grey(empty_window, tmp_path):
    Document.create(tmp_path / "there.bcm").close()
    settings.add_recent(tmp_path / "gone.bcm")
    settings.add_recent(tmp_path / "there.bcm")
    empty_window.recent_menu.aboutToShow.emit()
    shown = {a.text(): a.isEnabled() for a in empty_window.recent_menu.actions() if a.text()}
    assert shown[str(tmp_path / "there.bcm")]
    assert shown[f"{tmp_path / 'gone.bcm'}  (not there)"] is False
    next(a for a in empty_window.recent_menu.actions() if "there.bcm" in a.text()).trigger()
    assert empty_window.session.document.title == "there"


def test_start_page_offers_the_ways_and_the_recent_documents(empty_window, tmp_path):
    settings.add_recent(tmp_path / "gone.bcm")
    Document.create(tmp_path / "there.bcm").close()
    settings.add_recent(tmp_path / "there.bcm")
    start = empty_window.view("overview").start
    empty_window.view("overview").show_ways({"file.new", "file.open", "file.import"})
    assert start.isVisible()
    assert not start.buttons["file.sample"].isVisible()
    flags = [start.recent.item(n).flags() for n in range(2)]
    assert bool(flags[0])
    assert not flags[1]
    start.recent.itemActivated.emit(start.recent.item(0))
    assert empty_window.session.document.title == "there"


def test_start_blank_begins(empty_window):
    empty_window.view("overview").start.buttons["file.new"].click()
    assert empty_window.session.document.is_untitled
    assert empty_window.view("overview").steps.isVisible()


def test_a_file_that_is_no_document_is_answered_and_nothing_changes(window, tmp_path):
    bad = tmp_path / "bad.bcm"
    bad.write_text("not a document", encoding="utf-8")
    before = window.session.document
    window.take_file(str(bad))
    assert window.session.document is before
    assert window.message.isVisible()
    assert "bad.bcm" in window.message.text.text()


def test_the_window_comes_back_as_it_was(app, qtbot, tmp_path):
    path = tmp_path / "state.bcm"
    Document.create(path, small_model()).close()
    first = MainWindow()
    qtbot.addWidget(first)
    first.show()
    first.take_file(str(path))
    first.actions_["view.inspector"].trigger()
    first.resize(900, 700)
    catalogue = first.view("catalogue")
    assert isinstance(catalogue, CatalogueView)
    catalogue.show_table("risks")
    catalogue.current.show_column(2, False)
    catalogue.current.setColumnWidth(1, 333)
    first.close()
    second = MainWindow()
    qtbot.addWidget(second)
    second.show()
    second.take_file(str(path))
    assert second.height() == 700  # the screen of the tests is narrower than the window
    second.resize(1280, 700)
    assert not second.inspector_dock.isVisible()
    shown = second.view("catalogue")
    assert isinstance(shown, CatalogueView)
    table = shown.current
    assert shown.current_name == "risks"
    assert table.isColumnHidden(2)
    assert table.columnWidth(1) == 333
    second.close()


def test_settings_hold_nothing_about_people(window, qtbot):
    window.view("catalogue")
    window.close()
    store = Path(settings._store().fileName()).read_text(encoding="utf-8", errors="replace")
    assert "Ada" not in store


@pytest.fixture
def left(empty_window):
    """An untitled document with one element, left behind."""
    for path in Document.untitled():
        path.unlink()
    document = Document.scratch(small_model())
    name = {"organisation": "Ferry & Co"}
    document.edit("Name", lambda m: edits.change(m, "methods", "method", **name))
    document.close()
    empty_window.session.set_document(None)
    return document.path


def test_untitled_documents_are_offered_and_opened(empty_window, left):
    offered = empty_window.view("overview").start.untitled
    assert offered.isVisible()
    assert offered.list.count() == 1
    assert offered.list.item(0).text().startswith("Untitled, ")
    assert offered.list.item(0).text().endswith(" — Ferry & Co")
    offered.open_button.click()
    assert empty_window.session.document.path == left
    assert "SHOP" in empty_window.session.model.elements
    empty_window.recent_menu.aboutToShow.emit()
    assert not [a for a in empty_window.recent_menu.actions() if "Untitled" in a.text()]


def test_untitled_documents_stand_in_the_menu(empty_window, left):
    empty_window.recent_menu.aboutToShow.emit()
    (action,) = [a for a in empty_window.recent_menu.actions() if "Untitled" in a.text()]
    assert action.text().endswith("Ferry && Co")
    action.trigger()
    assert empty_window.session.document.path == left


def test_an_untitled_document_is_discarded_after_a_question(empty_window, left, qtbot):
    offered = empty_window.view("overview").start.untitled
    offered.discard_button.click()
    box = dialog_of(QMessageBox)
    assert "Ferry & Co" in box.text()
    box.reject()
    assert left.exists()
    offered.list.setFocus()
    qtbot.keyClick(offered.list, Qt.Key.Key_Delete)
    box = dialog_of(QMessageBox)
    (button,) = [b for b in box.buttons() if b.text() == "Discard"]
    button.click()
    assert not left.exists()
    assert not offered.isVisible()


def test_the_view_in_sight_comes_back_with_a_document_that_has_something_to_show(
    app, qtbot, tmp_path
):
    path = tmp_path / "state.bcm"
    Document.create(path, small_model()).close()
    first = MainWindow()
    qtbot.addWidget(first)
    first.take_file(str(path))
    assert first.current_view == "overview"
    first.show_view("findings")
    first.close()
    looked_in = MainWindow()
    qtbot.addWidget(looked_in)
    assert looked_in.current_view == "overview"  # nothing else makes sense without a document
    looked_in.close()
    empty = MainWindow()
    qtbot.addWidget(empty)
    empty.session.set_document(Document.scratch())
    assert empty.current_view == "overview"  # says how to begin
    empty.session.set_document(None)
    empty.close()
    second = MainWindow()
    qtbot.addWidget(second)
    second.take_file(str(path))
    assert second.current_view == "findings"
    second.show_view("map")
    second.take_file(str(path))
    assert second.current_view == "map"  # only the first document goes back
    second.close()
