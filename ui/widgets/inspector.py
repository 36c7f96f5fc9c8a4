"""Everything about the selected element, beside whatever view is in sight."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.session import Session
from ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from ui.widgets.inspector_panels import ElementPanels


class Inspector(QWidget):
    """Follows the selection; with several selected it shows the first and says so."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setMinimumWidth(300)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(_nothing())
        # Several signals arrive for one change; the panels are filled once after them.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        session.selectionChanged.connect(lambda _: self._later.start())
        session.modelChanged.connect(lambda _: self._later.start())
        session.documentReplaced.connect(self._later.start)
        session.resultsChanged.connect(lambda _: self._later.start())
        self.refresh()

    @cached_property
    def panels(self) -> ElementPanels:
        """What is shown of an element, made with the first one that is selected."""
        from ui.widgets.inspector_panels import ElementPanels

        panels = ElementPanels(self.session)
        panels.tabs.currentChanged.connect(lambda _: self.refresh())
        self._pages.addWidget(panels)
        return panels

    def refresh(self) -> None:
        """Show what is known now about the selected element."""
        chosen = [item for item in self.session.selection if item in self.session.model.elements]
        if chosen:
            self.panels.show_elements(chosen)
            self._pages.setCurrentWidget(self.panels)
        else:
            self._pages.setCurrentIndex(0)


def _nothing() -> QWidget:
    page = QWidget()
    hint = plain_label(
        "Select an element to see what it needs, what is demanded of it, "
        "what is achievable, and why.",
        muted=True,
    )
    hint.setWordWrap(True)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    QVBoxLayout(page).addWidget(hint)
    return page
