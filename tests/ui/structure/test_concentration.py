"""The Concentration tab: causes, why, and what changes while something is out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from bcm_tool.document import Document
from bcm_tool.model import edits
from tests.ui.shop import small_model
from ui.session import Session
from ui.structure.context_dialog import ContextDialog
from ui.views.structure import StructureView


@pytest.fixture
def view(app, qtbot, tmp_path):
    session = Session()
    session.set_document(Document.create(tmp_path / "shop.bcm", small_model()))
    made = StructureView(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.tabs.setCurrentWidget(made.concentration)
    made.show()
    qtbot.waitUntil(lambda: rows(made) != [], timeout=10_000)
    yield made
    session.close()


def rows(view) -> list[list[str]]:
    found: list[list[str]] = view.concentration.table.results.content.texts()
    return found


def settled(qtbot, wanted) -> None:
    qtbot.waitUntil(wanted, timeout=10_000)


def test_causes_are_listed_with_their_share_and_why(view, qtbot):
    page = view.concentration
    site = next(row for row in rows(view) if row[:2] == ["Whole site", "Rome"])
    assert site[2:6] == ["1", "1", "100 %", "0 %"]
    # No loss before the first band but the way to it: 1,000 after one hour.
    assert site[7:] == ["T+0", "1,000", "3,000", ""]
    page.table.show_record("site:Rome")
    page.table.currentRecordChanged.emit("site:Rome")
    text = page.reason.text()
    assert "Takes out SHOP." in text
    assert "which is 100 %." in text
    assert "Loss in 1 h: SHOP 1,000 = 1,000." in text
    assert not page.shown.isVisible()


def test_what_is_out_beforehand_exposes_the_other_server(view, qtbot):
    page = view.concentration
    page.out.click()
    dialog = page.findChild(ContextDialog)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    dialog.list.item(texts.index("S1 Server S1")).setCheckState(Qt.CheckState.Checked)
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    settled(qtbot, page.shown.isVisible)
    assert "S1" in page.out.text()
    page.shown.setCurrentIndex(1)
    assert [row[0] for row in page.exposed.results.content.texts()] == ["S2"]
    assert page.exposed_page.isVisible()
    page.shown.setCurrentIndex(2)
    assert page.retained.results.content.texts() == []
    assert page.retained_page.empty.text() == "Every service is whole."
    view.question.set_context(("S1", "S2"))
    settled(qtbot, lambda: page.retained.results.content.texts() != [])
    assert page.retained.results.content.texts()[0][-2:] == ["0 %", "stopped"]
    view.question.set_context(())
    settled(qtbot, lambda: not page.shown.isVisible())
    assert page.page.isVisible()


def test_an_edit_is_followed(view, qtbot):
    def moved(model):
        return edits.change(model, "elements", "CRM", site="Oslo")

    view.session.edit("Move", moved)
    settled(qtbot, lambda: any(row[:2] == ["Whole site", "Oslo"] for row in rows(view)))


def test_causes_stay_marked_and_the_current_one_too_until_an_edit_is_followed(view, qtbot):
    page = view.concentration
    before = rows(view)
    page.table.show_record("owner:Ada")
    why = page.reason.text()
    assert why
    assert view.session.edit(
        "Move", lambda model: edits.change(model, "elements", "CRM", site="Oslo")
    )
    seen = [(len(rows(view)), page.table.current_record())]

    def there():
        seen.append((len(rows(view)), page.table.current_record()))
        return not page.answer.stale

    assert page.state.text() == "About the document before the last change; being computed again."
    assert (rows(view), page.reason.text()) == (before, why)
    settled(qtbot, there)
    assert page.state.text() == ""
    assert set(seen) == {(len(before), "owner:Ada"), (len(rows(view)), "owner:Ada")}
