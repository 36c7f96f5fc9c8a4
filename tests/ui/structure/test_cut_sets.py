"""The Cut sets and Availability tabs of the real Structure view."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from bcm_tool.analysis.cutsets import Sizes, analyze_cut_sets
from bcm_tool.document import Document
from bcm_tool.export.tables.cutsets import NOT_COMPUTED
from bcm_tool.model import edits
from bcm_tool.model import records as r
from tests.builders import dependency, element, model_of
from tests.ui.shop import small_model
from ui.session import Session
from ui.structure.context_dialog import ContextDialog
from ui.structure.cut_sets import why_none
from ui.views.structure import StructureView

FIGURES = {"SHOP": "99.9", "CRM": "99", "S1": "95", "S2": "90"}


def model_with_figures():
    model = small_model()
    changed = [
        replace(model.elements[key], availability=Decimal(value)) for key, value in FIGURES.items()
    ]
    return edits.put(model, changed)


def redundant():
    """A service on twelve pairs."""
    made: list[r.Record] = [element("S", kind="service")]
    for number in range(12):
        made.append(
            r.RedundancyGroup(id=f"g{number}", dependent="S", name=f"g{number}", required=1)
        )
        for side in "ab":
            made.append(element(f"{side}{number}"))
            made.append(dependency("S", f"{side}{number}", group=f"g{number}"))
    return model_of(*made)


class AskedSession(Session):
    """Keeps which views were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.viewRequested.connect(lambda name, ids: self.asked.append((name, tuple(ids))))


@pytest.fixture
def session(app, tmp_path):
    made = AskedSession()
    made.set_document(Document.create(tmp_path / "shop.bcm", model_with_figures()))
    yield made
    made.close()


@pytest.fixture
def view(session, qtbot):
    made = StructureView(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    settle(qtbot, made.cut_sets)
    yield made
    session.close()


def settle(qtbot, page):
    qtbot.waitUntil(lambda: not page.answer.busy and not page.answer.stale, timeout=10_000)


def sets(page) -> list[str]:
    return [row[1] for row in page.table.results.content.texts()]


def choose(combo, data):
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_sets_of_the_first_service_with_shared_causes(view):
    page = view.cut_sets
    assert page.bar.service.currentText() == "SHOP Online shop"
    assert sets(page) == [
        "CRM", "site:Rome", "owner:Ada", "scenario:SC-1", "S1 + S2", "POWER + S2",
    ]  # fmt: skip
    assert "3 minimal sets of elements in all" in page.notes.text()
    probability = [row[4] for row in page.table.results.content.texts()]
    assert probability == ["1.00 %", "", "", "", "0.500 %", ""]


def test_the_list_follows_kind_order_and_causes(view, qtbot):
    page = view.cut_sets
    choose(page.kind, "shared")
    assert sets(page) == ["site:Rome", "owner:Ada", "scenario:SC-1"]
    choose(page.kind, "probable")
    assert sets(page) == ["CRM", "S1 + S2"]
    choose(page.kind, "all")
    page.bar.causes.click()
    settle(qtbot, page)
    assert sets(page) == ["CRM", "S1 + S2", "POWER + S2"]
    choose(page.bar.order, 1)
    settle(qtbot, page)
    assert sets(page) == ["CRM"]
    assert "Sets of more than 1 member are left out." in page.notes.text()


def test_the_chain_says_why_and_leads_to_the_elements(view, session, qtbot):
    page = view.cut_sets
    row = sets(page).index("POWER + S2")
    page.table.setCurrentIndex(page.table.results.index(row, 0))
    assert page.chain.title.text() == "Why this stops SHOP Online shop"
    assert page.chain.sentences == [
        "POWER Power feed fails.",
        "S1 Server S1 stops: it needs POWER.",
        "S2 Server S2 fails.",
        "CRM Customer records stops: of “Servers” it needs 1 of 2, and none is left without "
        "S1, S2.",
        "SHOP Online shop stops: it needs CRM.",
    ]
    rect = page.table.visualRect(page.table.currentIndex())
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert session.selection == ("POWER", "S2")
    qtbot.mouseClick(page.chain.map_button, Qt.MouseButton.LeftButton)
    assert session.asked[-1] == ("map", ("POWER", "S2"))


def test_a_shared_cause_selects_what_it_fails(view, session):
    page = view.cut_sets
    page.table.setCurrentIndex(page.table.results.index(sets(page).index("scenario:SC-1"), 0))
    assert set(page.members()) == {"SHOP", "CRM"}


def test_what_is_out_beforehand_makes_single_points_of_pairs(view, qtbot):
    page = view.cut_sets
    page.bar.out.click()
    dialog = page.findChild(ContextDialog)
    dialog.field.setText("server s1")
    shown = [
        dialog.list.item(row)
        for row in range(dialog.list.count())
        if not dialog.list.item(row).isHidden()
    ]
    assert [item.text() for item in shown] == ["S1 Server S1"]
    shown[0].setCheckState(Qt.CheckState.Checked)
    dialog.findChild(QDialogButtonBox).accepted.emit()
    settle(qtbot, page)
    assert "S1" in page.bar.out.text()
    assert sets(page)[:2] == ["S2", "CRM"]
    assert "Out beforehand: S1." in page.notes.text()


def test_an_edit_computes_again_and_the_old_answer_stays_until_then(view, session, qtbot):
    page = view.cut_sets
    before = sets(page)
    assert session.edit("Delete", lambda model: edits.remove(model, "elements", ["POWER"]))
    if page.answer.stale:
        assert sets(page) == before
        assert "being computed again" in page.notes.text()
    settle(qtbot, page)
    assert sets(page) == [name for name in before if "POWER" not in name]


def test_availability_of_services_and_what_matters_most(view, session, qtbot):
    view.tabs.setCurrentWidget(view.availability)
    page = view.availability
    settle(qtbot, page)
    qtbot.waitUntil(lambda: not page.detail.busy, timeout=10_000)
    (row,) = page.table.results.content.texts()
    assert row[:3] == ["SHOP", "Online shop", "98.41 %"]
    assert [bar.name for bar in page.bars.bars] == ["CRM", "S1", "S2", "SHOP"]
    keys = [line[0] for line in page.importance.results.content.texts()]
    assert keys == ["CRM", "S1", "S2", "SHOP", "POWER"]
    choose(page.measure, "birnbaum")
    assert [bar.name for bar in page.bars.bars][:2] == ["CRM", "SHOP"]
    page.importance.setCurrentIndex(page.importance.results.index(1, 0))
    page.importance.choose(1)
    assert session.selection == ("S1",)


def test_an_empty_document_says_what_is_missing(app, qtbot, tmp_path):
    session = Session()
    session.set_document(Document.create(tmp_path / "empty.bcm", model_of(element("A"))))
    view = StructureView(session)
    qtbot.addWidget(view)
    view.show()
    assert view.cut_sets.page.empty.text().startswith("No service yet")
    view.tabs.setCurrentWidget(view.availability)
    assert view.availability.page.empty.text().startswith("No service yet")
    qtbot.waitUntil(lambda: not session.results.busy, timeout=10_000)
    session.close()


def test_a_service_asked_for_from_elsewhere_is_shown(view, session, qtbot):
    view.tabs.setCurrentWidget(view.availability)
    view.show_records(["SHOP"])
    assert view.tabs.currentWidget() is view.cut_sets
    assert view.question.service == "SHOP"


def test_cancelled_work_says_so_and_can_begin_anew(view, session, qtbot):
    page = view.cut_sets
    page.forget()
    page.ask()
    task = page.answer._task
    task.cancel()
    qtbot.waitUntil(lambda: not page.answer.busy, timeout=10_000)
    if page.answer.stopped:  # else it was done before
        assert page.again.isVisible()
        assert page.notes.text() == "Stopped."
        page.again.click()
    settle(qtbot, page)
    assert sets(page)


def test_a_list_of_another_question_is_marked_until_the_new_one_is_there(view, qtbot):
    page, before = view.cut_sets, sets(view.cut_sets)
    for change in (
        lambda: view.question.set_order(1),
        lambda: view.question.set_causes(False),
        lambda: view.question.set_context(("S1",)),
    ):
        change()
        assert sets(page) == before
        assert page.notes.text().startswith("The answer to what was asked before; being")
        settle(qtbot, page)
        assert "asked before" not in page.notes.text()
        before = sets(page)


def test_importance_and_its_bars_are_marked_too(view, session, qtbot):
    view.tabs.setCurrentWidget(view.availability)
    page = view.availability
    settle(qtbot, page)
    qtbot.waitUntil(lambda: not page.detail.busy, timeout=10_000)
    assert not page.stale_bars.isVisible()
    view.question.set_context(("POWER",))
    assert page.importance.results.content.rows
    for label in (page.unknown, page.stale_bars, page.notes):
        assert label.isVisible()
        assert label.text().startswith("The answer to what was asked before; being")
    qtbot.waitUntil(lambda: not page.detail.busy, timeout=10_000)
    assert not page.stale_bars.isVisible()
    assert "asked before" not in page.unknown.text()


def test_enter_on_a_service_opens_it_in_the_catalogue(view, session, qtbot):
    view.tabs.setCurrentWidget(view.availability)
    page = view.availability
    settle(qtbot, page)
    page.table.setCurrentIndex(page.table.results.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert session.asked[-1] == ("catalogue", ("SHOP",))


def test_a_scenario_that_is_gone_is_out_no_more(view, session, qtbot):
    scenario = next(iter(session.model.scenarios))
    view.question.set_context((f"scenario:{scenario}", "site:Rome"))
    assert "SC-1" in view.cut_sets.bar.out.text()
    assert session.edit("Delete", lambda model: edits.remove(model, "scenarios", [scenario]))
    assert view.question.context == ("site:Rome",)
    assert view.cut_sets.bar.out.text() == "&Out beforehand: site:Rome…"


def test_out_of_sight_nothing_is_done_and_in_sight_all_is_new(view, session, qtbot):
    page, bar = view.cut_sets, view.cut_sets.bar
    view.question.set_context(("S1",))
    settle(qtbot, page)
    view.hide()
    before = page.table.results.content
    assert session.edit("Rename", lambda model: edits.change(model, "elements", "SHOP", key="SHO"))
    assert session.edit("Delete", lambda model: edits.remove(model, "elements", ["S1"]))
    assert page.table.results.content is before
    assert bar.service.currentText() == "SHOP Online shop"
    assert not page.answer.busy
    view.show()
    assert bar.service.currentText() == "SHO Online shop"
    assert view.question.context == ()
    settle(qtbot, page)
    assert page.table.results.content is not before


def test_the_question_what_is_out_is_gone_once_answered(view, qtbot):
    for page in (view.cut_sets, view.concentration):
        view.tabs.setCurrentWidget(page)
        for button in (QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel):
            (page.bar if page is view.cut_sets else page).out.click()
            view.findChild(ContextDialog).findChild(QDialogButtonBox).button(button).click()
            qtbot.waitUntil(lambda: not view.findChildren(ContextDialog), timeout=2_000)


def test_a_long_name_that_is_out_ends_with_dots_and_is_whole_in_the_hint(view, session, qtbot):
    name = "Distribution hall of the <northern> region " * 3
    assert session.edit(
        "Move", lambda model: edits.change(model, "elements", "S1", site=name.strip())
    )
    view.question.set_context((f"site:{name.strip()}",))
    settle(qtbot, view.cut_sets)
    for page in (view.cut_sets, view.concentration):
        view.tabs.setCurrentWidget(page)
        out = (page.bar if page is view.cut_sets else page).out
        assert out.text().endswith("……")
        assert "&lt;northern> region Distribution" in out.toolTip()
        assert page.minimumSizeHint().width() < 900


def test_the_view_begins_with_the_selected_service(session, qtbot, tmp_path):
    first = element("ARCHIVE", name="Archive", kind="service")
    session.edit("x", lambda m: edits.add(m, first))
    session.select(["SHOP"])
    made = StructureView(session)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, made.cut_sets)
    assert made.question.service == "SHOP"
    made.hide()
    # Another document: what is selected there when the view is shown again.
    both = edits.add(model_with_figures(), first)
    session.set_document(Document.create(tmp_path / "other.bcm", both))
    session.select(["SHOP"])
    made.show()
    settle(qtbot, made.cut_sets)
    assert made.question.service == "SHOP"
    made.hide()
    session.set_document(Document.create(tmp_path / "third.bcm", both))
    session.select(["CRM"])
    made.show()
    settle(qtbot, made.cut_sets)
    assert made.question.service == "ARCHIVE"


def titles(grid) -> list[str]:
    return [column.title for column in grid.results.columns]


def test_columns_without_a_figure_leave_their_room_to_the_names(view, qtbot):
    page = view.cut_sets
    whole = titles(page.table)
    assert whole[-2:] == ["Probability", "Hours a year"]
    page.table.setColumnWidth(1, 201)
    choose(page.kind, "shared")
    assert titles(page.table) == whole[:-2]
    choose(page.kind, "all")
    assert titles(page.table) == whole
    assert page.table.columnWidth(1) == 201  # as somebody left it


def test_measures_of_importance_are_in_sight_in_a_small_window(view, session, qtbot):
    name = "A name of a service that is much longer than there is room for"
    assert session.edit("Name", lambda model: edits.change(model, "elements", "CRM", name=name))
    view.resize(816, 690)
    view.tabs.setCurrentWidget(view.availability)
    page = view.availability
    settle(qtbot, page)
    qtbot.waitUntil(lambda: not page.detail.busy and not page.detail.stale, timeout=10_000)
    page.fit_columns()
    for title in ("Criticality", "Birnbaum"):
        column = titles(page.importance).index(title)
        right = page.importance.columnViewportPosition(column) + page.importance.columnWidth(column)
        assert right <= page.importance.viewport().width()
    assert "Remark" not in titles(page.table)


def test_an_empty_list_says_why_it_is_empty(view, session, qtbot):
    page = view.cut_sets
    choose(page.kind, "shared")
    page.bar.causes.click()
    settle(qtbot, page)
    assert page.page.empty.text() == "“Shared causes” is not ticked."
    assert session.edit("Delete", lambda model: edits.remove(model, "elements", ["CRM"]))
    choose(page.kind, "all")
    settle(qtbot, page)
    assert page.page.empty.text() == "Nothing stops this service within this limit."
    given_up = analyze_cut_sets(redundant(), order=3, sizes=Sizes(nodes=30)).services["S"]
    for kind in ("all", "elements", "shared", "probable"):
        assert why_none(given_up, kind, True) == NOT_COMPUTED
