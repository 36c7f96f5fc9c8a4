"""The main job in the window: a workbook in through the dialog, its findings in every view.

The repair shop (tests/exchange/repair_shop.py) is a published case; what its source found must
be there to see, and go out as a workbook and as a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QFileDialog, QPushButton

from bcm_tool.durations import format_duration
from tests.exchange import repair_shop as shop
from ui import settings, theme
from ui.app import make_app
from ui.dialogs.export_data import ExportDialog
from ui.dialogs.import_data import ImportDialog
from ui.main_window import MainWindow
from ui.views.findings import FindingsView
from ui.views.map import MapView
from ui.views.overview import OverviewView
from ui.widgets.result_table import ResultTable

PROCESSES = [row[0] for row in shop.PROCESSES]
MINUTE = 60_000
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot, tmp_path) -> Iterator[MainWindow]:
    """The window with the repair shop, imported by hand from its workbook."""
    settings._store().clear()
    theme.apply(make_app(), "light")
    made = MainWindow()
    crashes: list[BaseException] = []
    made.session.tasks.crashed.connect(crashes.append)
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    qtbot.keyClick(made, Qt.Key.Key_N, Ctrl | Shift)
    import_by_hand(qtbot, made, shop.repair_shop_workbook(tmp_path / "shop.xlsx"))
    settle(qtbot, made)
    yield made
    made.close()
    assert not crashes


def import_by_hand(qtbot, window: MainWindow, workbook: Path) -> None:
    """Ctrl+I, the path typed, Read, a look at the preview, Import."""
    qtbot.keyClick(window, Qt.Key.Key_I, Ctrl)
    dialog = open_dialog(ImportDialog)
    qtbot.keyClicks(dialog.path, str(workbook))
    click(qtbot, dialog.next)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 2, timeout=MINUTE)
    assert not window.session.model.elements
    assert "54 added" in dialog.preview.summary.text()
    assert dialog.preview.tabs.tabText(0).startswith("Added")
    click(qtbot, dialog.next)
    assert len(window.session.model.elements) == len(shop.PROCESSES) + len(shop.SYSTEMS)
    activate(qtbot, window)


def activate(qtbot, window: MainWindow) -> None:
    """There is no window manager here that would do it."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def open_dialog(kind):
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def click(qtbot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def settle(qtbot, window: MainWindow) -> None:
    results = window.session.results
    qtbot.waitUntil(lambda: not results.busy and not window.session.tasks.running, timeout=MINUTE)
    QApplication.processEvents()


def go(qtbot, window: MainWindow, name: str):
    """Click a view in the navigation."""
    for row in range(window.navigation.count()):
        item = window.navigation.item(row)
        if item.data(Qt.ItemDataRole.UserRole) == name:
            at = window.navigation.visualItemRect(item).center()
            qtbot.mouseClick(
                window.navigation.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at)
            )
    assert window.current_view == name
    return window.views[name]


def choose(box: QComboBox, data: object) -> None:
    """Choose an entry of a combo box, as a person does."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def shown(table: ResultTable) -> list[list[str]]:
    """What a table of results shows, cell by cell."""
    model = table.results
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


# --- what the source found ------------------------------------------------------------------------


def test_findings_name_the_broken_commitment_and_the_late_restore(window, qtbot) -> None:
    view = go(qtbot, window, "findings")
    assert isinstance(view, FindingsView)
    qtbot.mouseClick(view.buttons["error"], Qt.MouseButton.LeftButton)
    rows = {cells[1]: cells for cells in shown(view.current)}
    assert set(rows) == {"RTO gap", "RTO infeasible", "Weak agreement"}
    assert rows["Weak agreement"][2] == "SYS-01, BP-01, BP-03"
    assert rows["RTO gap"][2] == "SYS-08, BP-04"
    place = next(n for n, c in enumerate(shown(view.current)) if c[1] == "Weak agreement")
    at = view.current.visualRect(view.current.results.index(place, 1)).center()
    qtbot.mouseClick(view.current.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert "breaks the RTO of BP-01 (4 h) and BP-03 (4 h)" in view.text.text()
    steps = view.explanation.shown
    assert steps is not None
    assert sum(step.amount for step in steps.steps) == steps.total == 4 * 60
    qtbot.waitUntil(lambda: window.inspector.panels.title.text() == "SYS-01  System 01")


def test_the_tables_behind_the_findings_name_the_common_single_point(window, qtbot) -> None:
    view = go(qtbot, window, "findings")
    tabs = view.tabs
    titles = [tabs.tabText(n) for n in range(tabs.count())]
    assert titles == ["Findings", "Single points of failure", "CFIA", "Objectives"]

    def open_tab(title: str) -> dict[str, list[str]]:
        at = tabs.tabBar().tabRect(titles.index(title)).center()
        qtbot.mouseClick(tabs.tabBar(), Qt.MouseButton.LeftButton, pos=at)
        assert view.current.isVisible()
        return {cells[0]: cells for cells in shown(view.current)}

    points = open_tab("Single points of failure")
    assert points["SYS-07"][3] == "8"
    assert set(points["SYS-07"][4].split(", ")) == set(PROCESSES)
    place = list(points).index("SYS-07")
    at = view.current.visualRect(view.current.results.index(place, 0)).center()
    qtbot.mouseClick(view.current.viewport(), Qt.MouseButton.LeftButton, pos=at)
    wanted = window.session.model.element_by_key("SYS-07").id
    qtbot.waitUntil(lambda: window.session.selection == (wanted,))
    qtbot.waitUntil(lambda: window.inspector.panels.title.text().startswith("SYS-07"))
    grid = open_tab("CFIA")
    assert grid["SYS-07"][3:] == ["X"] * 8 + ["8"]
    assert "X: stops" in view.pages["CFIA"].notes.text()
    objectives = open_tab("Objectives")
    column = view.current.results.content.index("required")
    for key, hours in shop.REQUIRED_BY_HOURS.items():
        assert objectives[key][column] == format_duration(hours * 60)
    qtbot.keyClick(view.current, Qt.Key.Key_Home, Ctrl)
    qtbot.keyClick(view.current, Qt.Key.Key_Return)
    assert window.current_view == "catalogue"


def test_the_inspector_shows_what_every_system_must_do_and_why(window, qtbot) -> None:
    model = window.session.model
    for key, hours in shop.REQUIRED_BY_HOURS.items():
        window.session.select([model.element_by_key(key).id])
        QApplication.processEvents()
        why = window.inspector.panels.times.why_buttons["Required"]
        qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
        found = window.inspector.panels.times.explanation.shown
        assert found is not None
        assert found.total == hours * 60
        assert sum(step.amount for step in found.steps) == found.total
    why = window.inspector.panels.times.why_buttons["Gap"]  # of SYS-08, the last
    qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    gap = window.inspector.panels.times.explanation.shown
    assert gap is not None
    assert gap.total == (shop.SLOW_RESTORE_HOURS - 24) * 60


def test_overview_and_map_show_the_line_that_stops_everything(window, qtbot) -> None:
    overview = go(qtbot, window, "overview")
    assert isinstance(overview, OverviewView)
    (card,) = [c for c in overview.cards if c.figure.label == "Single points"]
    assert card.figure.note == f"{shop.LINE} stops {len(PROCESSES)} services"
    view = go(qtbot, window, "map")
    assert isinstance(view, MapView)
    qtbot.waitUntil(lambda: len(view.scene.nodes) == 16, timeout=MINUTE)
    for system in shop.SYSTEMS:
        element = window.session.model.element_by_key(system)
        window.session.select([element.id])
        qtbot.keyClick(view.canvas, Qt.Key.Key_L)
        qtbot.waitUntil(
            lambda only=element.id: (
                view.whatif.result is not None and view.whatif.result.lost == (only,)
            ),
            timeout=MINUTE,
        )
        rows = view.failure.rows
        stops = [
            rows.index(n, 1).data().split()[0]
            for n in range(rows.rowCount())
            if rows.index(n, 0).data() == "Stops"
        ]
        assert sorted(stops) == [row[0] for row in shop.PROCESSES if int(system[-2:]) in row[-1]]
        assert (sorted(stops) == PROCESSES) == (system == shop.LINE)
        qtbot.mouseClick(view.failure.clear, Qt.MouseButton.LeftButton)


# --- and takes it away ----------------------------------------------------------------------------


def export(qtbot, window: MainWindow, kind: str, scenario: str, path: Path) -> None:
    """Ctrl+Shift+E, the kind, the scenario, Write…, a file."""
    qtbot.keyClick(window, Qt.Key.Key_E, Ctrl | Shift)
    dialog = open_dialog(ExportDialog)
    dialog.kinds[kind].click()
    choose(dialog.scenario, window.session.model.ids_by_key["scenarios"][scenario.casefold()])
    (write,) = [
        button
        for button in dialog.buttons.buttons()
        if dialog.buttons.buttonRole(button) == QDialogButtonBox.ButtonRole.AcceptRole
    ]
    click(qtbot, write)
    chooser = open_dialog(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()
    activate(qtbot, window)
    settle(qtbot, window)
    qtbot.waitUntil(path.is_file, timeout=MINUTE)
    assert not window.message.isVisible(), window.message.text.text()


def test_workbook_and_plan_leave_the_window_with_the_findings(window, qtbot, tmp_path) -> None:
    export(qtbot, window, "excel", "SLOW", tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    head, *rows = book["CFIA"].iter_rows(values_only=True)
    grid = [dict(zip(head, row, strict=True)) for row in rows if row[1]]
    assert [row["Component"] for row in grid if row["Stops"] == len(PROCESSES)] == [shop.LINE]
    head, *rows = book["Objectives"].iter_rows(values_only=True)
    objectives = {row[0]: dict(zip(head, row, strict=True)) for row in rows if row[1]}
    assert {key: objectives[key]["Required by"] for key in shop.SYSTEMS} == {
        key: timedelta(hours=hours) for key, hours in shop.REQUIRED_BY_HOURS.items()
    }
    export(qtbot, window, "pdf", "VENDOR", tmp_path / "plan.pdf")
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(tmp_path / "plan.pdf").pages).split()
    )
    assert "breaks the RTO of BP-01 (4 h) and BP-03 (4 h)" in text
    assert text.count(", ".join(PROCESSES)) == 1
