"""A table header with a filter field under every column, in sight when asked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView

WAIT_MS = 180


class FilterHeader(QHeaderView):
    """Emits ``filterChanged(column, text)`` a moment after typing."""

    filterChanged = Signal(int, str)

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self._fields: list[QLineEdit] = []
        self._open = False
        self._changed: set[int] = set()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._tell)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionResized.connect(self.place)
        self.sectionMoved.connect(self.place)
        self.sectionCountChanged.connect(self._recount)
        view.horizontalScrollBar().valueChanged.connect(self.place)

    @property
    def is_open(self) -> bool:
        """Whether the fields are shown."""
        return self._open

    def open_filters(self, shown: bool) -> None:
        """Show or hide the fields; hiding them clears them."""
        if not shown:
            self.clear_filters()
        self._open = shown
        self._recount()
        self.updateGeometries()
        self.geometriesChanged.emit()
        self.place()

    def clear_filters(self) -> None:
        """Let every row through again."""
        for field in self._fields:
            field.clear()
        self._tell()

    def focus_filter(self, column: int) -> None:
        """Show the fields and put the cursor into one of them."""
        if not self._open:
            self.open_filters(True)
        if 0 <= column < len(self._fields):
            self._fields[column].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def filter_text(self, column: int) -> str:
        """What stands in the field of a column."""
        return self._fields[column].text() if column < len(self._fields) else ""

    def set_filter_text(self, column: int, text: str) -> None:
        """Fill the field of a column, as typing does."""
        self._fields[column].setText(text)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self._open and self._fields:
            size.setHeight(size.height() + self._fields[0].sizeHint().height() + 4)
        return size

    def updateGeometries(self) -> None:
        height = self._fields[0].sizeHint().height() + 4 if self._open and self._fields else 0
        self.setViewportMargins(0, 0, 0, height)
        super().updateGeometries()
        self.place()

    def place(self) -> None:
        """Put every field under its section."""
        for number, field in enumerate(self._fields):
            shown = self._open and not self.isSectionHidden(number)
            field.setVisible(shown)
            if shown:
                top = self.viewport().height() + 1
                left = self.sectionViewportPosition(number)
                field.setGeometry(
                    left + 2, top, max(10, self.sectionSize(number) - 4), field.sizeHint().height()
                )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and isinstance(watched, QLineEdit):
                watched.clear()
                self._view.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._tell()
                self._view.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _recount(self) -> None:
        wanted = self.count() if self._open else 0
        while len(self._fields) > wanted:
            self._fields.pop().deleteLater()
        for number in range(len(self._fields), wanted):
            self._fields.append(self._field(number))
        self.place()

    def _field(self, number: int) -> QLineEdit:
        field = QLineEdit(self)
        title = self.model().headerData(number, Qt.Orientation.Horizontal)
        field.setPlaceholderText("Filter")
        field.setAccessibleName(f"Filter of {title}")
        field.setToolTip("Contains; =exactly, = empty, !not, and >4h or <=2 compare")
        field.textChanged.connect(lambda _text: self._note(number))
        field.installEventFilter(self)
        return field

    def _note(self, number: int) -> None:
        self._changed.add(number)
        self._wait.start()

    def _tell(self) -> None:
        self._wait.stop()
        changed, self._changed = self._changed, set()
        for number in sorted(changed):
            self.filterChanged.emit(number, self.filter_text(number))
