"""The dock of the inspector: there when a document is, wanted, and when there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget

from ui.widgets.inspector import Inspector

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QMainWindow

    from ui.session import Session

NARROW = 1040
"""Width of the window below which the inspector would leave the views hardly any room."""
_WIDTH = 340


class InspectorDock(QDockWidget):
    """Shows the inspector.

    It folds away when the window becomes narrow and is back when that is wide again; whoever
    turns it on in a narrow window has it there until the window has been wide.
    """

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__("Inspector", window)
        self.setObjectName("inspector")
        self.inspector = Inspector(session)
        self.setWidget(self.inspector)
        self.setAllowedAreas(
            Qt.DockWidgetArea.RightDockWidgetArea | Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.wanted = True
        """Whether the user wants it, where there is room."""
        self._session = session
        self._window = window
        self._narrow = False
        self._insists = False
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.installEventFilter(self)

    def update_shown(self) -> None:
        """Show it or not, as document, wish and room have it."""
        room = self._insists or self.isFloating() or not self._narrow
        self.setVisible(self._session.document is not None and self.wanted and room)

    def turn(self) -> None:
        """The user shows or hides it."""
        shown = not self.isVisible()
        self.wanted = shown
        self._insists = shown and self._narrow
        self.setVisible(shown)

    def reset(self) -> None:
        """To the right, as wide as at first."""
        self.setFloating(False)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        self.wanted = True
        self._insists = False
        self.update_shown()
        self._window.resizeDocks([self], [_WIDTH], Qt.Orientation.Horizontal)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.wanted = False
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and isinstance(event, QResizeEvent):
            narrow = event.size().width() < NARROW
            if narrow != self._narrow:
                self._narrow, self._insists = narrow, False
                self.update_shown()
        return False
