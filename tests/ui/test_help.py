"""The help: a page per view, links that lead somewhere, and every key that there is."""

import re
from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence, QTextTable
from PySide6.QtWidgets import QWidget

from bcm_tool.assets import resource
from bcm_tool.document import Document
from tests.builders import chain
from ui.app import make_app
from ui.dialogs.help import START, HelpDialog, topics
from ui.dialogs.help_look import together
from ui.main_window import MainWindow
from ui.navigation import VIEWS

NAMES = [name for name, _ in topics()]
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")
PORTABLE = QKeySequence.SequenceFormat.PortableText


def text_of(name: str) -> str:
    return resource("help", f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def dialog(qtbot):
    make_app()
    made = HelpDialog()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def window(qtbot, tmp_path):
    make_app()
    made = MainWindow()
    made.session.set_document(Document.create(tmp_path / "small.bcm", chain("A", "B")))
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in made.findChildren(HelpDialog):
        dialog.close()
    made.close()


# --- pages ----------------------------------------------------------------------------------------


def test_every_view_has_a_page_and_the_start_page_is_first() -> None:
    assert {view.name for view in VIEWS} <= set(NAMES)
    assert NAMES[0] == START


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_title_and_its_links_lead_to_pages(name: str) -> None:
    text = text_of(name)
    assert len(re.findall(r"^# \S", text, re.MULTILINE)) == 1
    for target in LINK.findall(text):
        assert target.endswith(".md"), f"{target} is no page of the help"
        assert target.removesuffix(".md") in NAMES, f"{name} links to {target}"
    assert "<" not in re.sub(r"`[^`]*`", "", text), "HTML would be shown as it is written"


def test_every_page_is_reached_from_the_start_page() -> None:
    linked = {target.removesuffix(".md") for target in LINK.findall(text_of(START))}
    assert linked == set(NAMES) - {START}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_its_tables_and_headings(dialog, name: str) -> None:
    dialog.go_to(name)
    document = dialog.page.document()
    written = text_of(name)
    tables = [frame for frame in document.rootFrame().childFrames() if _is_table(frame)]
    assert len(tables) == len(re.findall(r"^\|[-| ]+\|$", written, re.MULTILINE))
    shown = document.toPlainText().replace("\u00a0", " ")
    assert "**" not in shown
    assert "](" not in shown
    for title in re.findall(r"^#+ (.+)$", written, re.MULTILINE):
        assert title in shown
    assert dialog.page.horizontalScrollBar().maximum() == 0, "the page is wider than the dialog"


def _is_table(frame: object) -> bool:
    return isinstance(frame, QTextTable)


def test_f1_opens_the_page_of_the_view_in_sight(window, qtbot) -> None:
    window.show_view("map")
    window.actions_["help.topic"].trigger()
    (dialog,) = window.findChildren(HelpDialog)
    assert dialog.page.document().toPlainText().startswith("Map")


def test_topics_come_in_the_order_of_the_start_page(dialog) -> None:
    shown = [dialog.topics.item(row).data(Qt.ItemDataRole.UserRole) for row in range(len(NAMES))]
    links = [target.removesuffix(".md") for target in LINK.findall(text_of(START))]
    assert shown == [START, *dict.fromkeys(links)]


def test_no_line_break_parts_a_number_from_its_unit() -> None:
    assert together("RTO 4 h, `4 h`") == "RTO 4\u00a0h, `4 h`"


def test_a_link_opens_its_page_and_nothing_from_elsewhere(dialog) -> None:
    dialog.go_to(START)
    dialog.page.anchorClicked.emit(QUrl("glossary.md"))
    assert dialog.page.document().toPlainText().startswith("Glossary")
    dialog.page.anchorClicked.emit(QUrl("https://example.org/other.md"))
    assert dialog.page.document().toPlainText().startswith("Glossary")


# --- keys -----------------------------------------------------------------------------------------


def test_the_keyboard_page_lists_every_shortcut(window) -> None:
    rows = _rows(text_of("keyboard"))
    missing = [
        f"| {title} | {', '.join(f'`{key}`' for key in keys)} |"
        for title, keys in sorted(_shortcuts(window))
        if (title, frozenset(keys)) not in rows
    ]
    assert not missing, "resources/help/keyboard.md lacks:\n" + "\n".join(missing)


def test_the_keyboard_page_lists_no_shortcut_that_is_gone(window) -> None:
    known = {keys for _, shortcut in _shortcuts(window) for keys in shortcut}
    listed = _rows(text_of("keyboard").partition("## Keys without a command")[0])
    assert {key for _, keys in listed for key in keys} <= known


def test_views_have_the_numbers_that_the_keyboard_page_says(window) -> None:
    keys = [window.actions_[f"go.{view.name}"].shortcut().toString(PORTABLE) for view in VIEWS]
    assert keys == [f"Ctrl+{number}" for number in range(1, len(VIEWS) + 1)]
    assert [view.name for view in VIEWS][:3] == ["overview", "catalogue", "map"]


def _shortcuts(window: MainWindow) -> set[tuple[str, tuple[str, ...]]]:
    """(text, keys) of every action of the window and of all views."""
    views: list[QWidget] = [window.view(view.name) for view in VIEWS]
    found: Iterable[QAction] = [
        action for place in (window, *views) for action in place.findChildren(QAction)
    ]
    return {
        (
            action.text().replace("&", "").removesuffix("…"),
            tuple(key.toString(PORTABLE) for key in action.shortcuts()),
        )
        for action in found
        if re.fullmatch(r"(?!go\.)\w+\.\w+", action.objectName()) and action.shortcuts()
    }


def _rows(text: str) -> set[tuple[str, frozenset[str]]]:
    """(first cell, keys in the second) of every row of the page's tables."""
    found = re.findall(r"^\| ([^|]+?) \| (`[^|]+`) \|", text, re.MULTILINE)
    return {(title, frozenset(re.findall(r"`([^`]+)`", keys))) for title, keys in found}
