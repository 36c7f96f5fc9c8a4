"""What is written over the map: what has just happened, and why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from ui.graph.canvas import MapCanvas
from ui.graph.presenter import MapPresenter
from ui.session import Session

SAY_MS = 9_000


class Overlays(QObject):
    """Two labels that keep their places when the canvas changes its size."""

    def __init__(self, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.message = _overlay(canvas)
        self.empty = _overlay(canvas)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SAY_MS)
        self._silence.timeout.connect(self._fall_silent)
        canvas.installEventFilter(self)

    @Slot(str)
    def say(self, text: str) -> None:
        """Tell what has happened; it goes away by itself, unless a gesture waits for its end."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self._place()
        if text and not self._canvas.connecting.active:
            self._silence.start()

    def explain_emptiness(self, text: str) -> None:
        """Say why there is nothing to see; an empty text says nothing."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
        self._place()

    @Slot()
    def _fall_silent(self) -> None:
        self.say("")

    def _place(self) -> None:
        room = self._canvas.size()
        for label, height in ((self.message, 12), (self.empty, room.height() // 2 - 40)):
            label.setMaximumWidth(max(200, room.width() - 40))
            label.adjustSize()
            label.move((room.width() - label.width()) // 2, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The labels keep their places when the canvas changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False


def why_empty(session: Session, presenter: MapPresenter, some: bool) -> str:
    """Why there is nothing on the map; empty when ``some`` nodes are there to be seen."""
    if presenter.arrangement.busy and not some:
        return "Arranging the map …" if session.model.elements else ""
    if session.document is None:
        return "No document is open."
    if not session.model.elements:
        return (
            "Nothing depends on anything yet.\n\n"
            "Double-click here, or press Insert, to add the first element.\n"
            "Or import a workbook from the File menu."
        )
    if presenter.shown is not None and not presenter.shown:
        return "No element passes this filter."
    return ""


def _overlay(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName("card")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(False)
    label.setMargin(10)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.hide()
    return label
