"""Help pages that come with the program; nothing is loaded from anywhere else."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from bcm_tool.assets import resource
from ui.dialogs.help_look import lay_out, together

START = "index"
Role = Qt.ItemDataRole


class HelpBrowser(QTextBrowser):
    """Shows Markdown and follows links between pages only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.document().setDocumentMargin(18)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None  # no image, no style sheet, no other file, wherever it claims to be


class HelpDialog(QDialog):
    """Topics at the left, the page at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Help")
        self.resize(900, 620)
        self.topics = QListWidget()
        self.topics.setObjectName("picker")
        self.topics.setAccessibleName("Topics")
        self.topics.setFixedWidth(210)
        self.page = HelpBrowser()
        self.page.setAccessibleName("Help page")
        self.page.anchorClicked.connect(self._follow)
        for name, title in topics():
            item = QListWidgetItem(title)
            item.setData(Role.UserRole, name)
            item.setSizeHint(QSize(180, 30))
            self.topics.addItem(item)
        self.topics.currentItemChanged.connect(self._show)
        QShortcut(QKeySequence("Ctrl+W"), self, self.reject)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.topics)
        row.addWidget(self.page, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)

    @classmethod
    def show_topic(cls, name: str, parent: QWidget) -> HelpDialog:
        """Open help at a topic, at the first page when there is none of that name."""
        dialog = cls(parent)
        dialog.go_to(name)
        dialog.show()
        return dialog

    def go_to(self, name: str) -> None:
        """Show a topic."""
        names = [self.topics.item(row).data(Role.UserRole) for row in range(self.topics.count())]
        if names:
            self.topics.setCurrentRow(names.index(name) if name in names else 0)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        text = _text(str(item.data(Role.UserRole)))
        document = self.page.document()
        feature = QTextDocument.MarkdownFeature
        dialect = feature.MarkdownDialectGitHub | feature.MarkdownNoHTML
        document.setMarkdown(together(text), dialect)
        lay_out(document)
        self.page.moveCursor(self.page.textCursor().MoveOperation.Start)

    def _follow(self, link: QUrl) -> None:
        if link.isRelative() and link.path().endswith(".md"):
            self.go_to(link.path().removesuffix(".md"))
        elif link.hasFragment():
            self.page.scrollToAnchor(link.fragment())


def topics() -> list[tuple[str, str]]:
    """(name, title) of every page; the title is its first heading.

    The start page is first, then come the pages in the order of its links.
    """
    folder = resource("help")
    if not folder.is_dir():
        return []
    names = [item.name.removesuffix(".md") for item in folder.iterdir() if ".md" in item.name]
    order = [START, *re.findall(r"\]\(([\w-]+)\.md\)", _text(START) if START in names else "")]
    found = [(name, _title(name)) for name in names]
    place = {name: number for number, name in reversed(list(enumerate(order)))}
    return sorted(found, key=lambda pair: (place.get(pair[0], len(order)), pair[1].casefold()))


def _title(name: str) -> str:
    lines = _text(name).splitlines()
    return next((line[2:].strip() for line in lines if line.startswith("# ")), name)


def _text(name: str) -> str:
    return resource("help", f"{name}.md").read_text(encoding="utf-8")
