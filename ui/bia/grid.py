"""The grid of ratings: one key rates a cell and moves on; blocks go to Excel and back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.bia.grid_model import MARKS, SHORT, Index, Marks, RatingModel
from ui.bia.ratings import Place
from ui.models import clipboard
from ui.models.delegate import mark_invalid
from ui.session import Session

ROW = 27
NARROWEST = 50
EDGES = 20


class RatingGrid(QTableView):
    """Category x band; ``placeChanged()`` follows the current cell, ``told(sentence)`` refusals."""

    placeChanged = Signal()
    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ratings = RatingModel(session, self)
        self.setModel(self.ratings)
        self.setItemDelegate(RatingDelegate(self))
        self.setAccessibleName("Impacts over time: categories down, time bands across")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.setDefaultSectionSize(ROW)
        down.setMinimumSectionSize(ROW)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setMinimumSectionSize(NARROWEST)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.ratings.dataChanged.connect(lambda *_: self.told.emit(self.ratings.said))
        self.ratings.modelReset.connect(lambda: self.told.emit(self.ratings.said))

    def sizeHint(self) -> QSize:
        rows = self.ratings.rowCount() or 11
        return QSize(560, self.horizontalHeader().sizeHint().height() + rows * ROW + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bands = self.ratings.columnCount()
        fits = bands * NARROWEST <= self.viewport().width()
        mode = QHeaderView.ResizeMode
        self.horizontalHeader().setSectionResizeMode(mode.Stretch if fits else mode.Interactive)

    def current_place(self) -> Place | None:
        """What the current cell is about; None in the row of sums."""
        index = self.currentIndex()
        if not index.isValid() or not self.ratings.rows[index.row()].category:
            return None
        return self.ratings.place(index.row(), index.column())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.placeChanged.emit()

    # --- typing -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and text.isdigit():
            self._digit(text)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move_on()
        elif key == Qt.Key.Key_Escape and self.ratings.drafts:
            self.ratings.drop()
        else:
            super().keyPressEvent(event)

    def _digit(self, text: str) -> None:
        place = self.current_place()
        if place is None or not self.ratings.session.can_edit:
            return
        numbers = [level.number for level in self.ratings.model.scale("impact")]
        if place.field == "loss" or max(numbers, default=0) > 9:
            self.edit(self.currentIndex())
            editor = self.open_editor()
            if editor is not None:
                editor.selectAll()
                editor.insert(text)
            return
        readable = int(text) in numbers
        self.ratings.type_text({place: text}, "Rate")
        if readable:
            self._move_on()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._move_on()

    def open_editor(self) -> QLineEdit | None:
        """The editor that is open in a cell; None when there is none."""
        found = self.viewport().findChildren(QLineEdit)
        return found[-1] if found else None

    def _move_on(self) -> None:
        """To the next band, after the last one to the next row."""
        index = self.currentIndex()
        row, column = index.row(), index.column() + 1
        if column >= self.ratings.columnCount():
            row, column = row + 1, 0
        if row < self.ratings.rowCount():
            self.setCurrentIndex(self.ratings.index(row, column))

    def clear_cells(self) -> None:
        """Empty the selected cells; one step to undo."""
        places = [p for p in map(self._place_of, self.selectedIndexes()) if p is not None]
        if places:
            self.ratings.put(dict.fromkeys(places), "Clear")

    def _place_of(self, index: Index) -> Place | None:
        row = self.ratings.rows[index.row()]
        return self.ratings.place(index.row(), index.column()) if row.category else None

    # --- clipboard --------------------------------------------------------------------------

    def _block(self) -> tuple[int, int, int, int] | None:
        found = self.selectedIndexes()
        if not found:
            return None
        rows, columns = [i.row() for i in found], [i.column() for i in found]
        return min(rows), min(columns), max(rows), max(columns)

    def copy(self) -> None:
        """Put the selected block on the clipboard: numbers, as a spreadsheet wants them."""
        block = self._block()
        if block is None:
            return
        top, left, bottom, right = block
        role = Qt.ItemDataRole
        cells = []
        for row in range(top, bottom + 1):
            kind = role.EditRole if self.ratings.rows[row].category else role.DisplayRole
            line = (self.ratings.index(row, n).data(kind) or "" for n in range(left, right + 1))
            cells.append([str(text).replace(",", "") for text in line])
        clipboard.copy(cells)

    def cut(self) -> None:
        """Copy the selected block and empty it."""
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        """Put the block on the clipboard over the cells from here on; one step to undo."""
        self.ratings.session.attempt(self._paste)

    def _paste(self) -> None:
        cells, block = clipboard.pasted(), self._block()
        if not cells or block is None or not self.ratings.session.can_edit:
            return
        top, left, bottom, right = block
        if len(cells) == 1 and len(cells[0]) == 1:
            cells = [[cells[0][0]] * (right - left + 1) for _ in range(top, bottom + 1)]
        texts: dict[Place, str] = {}
        for down, line in enumerate(cells):
            for across, text in enumerate(line):
                row, column = top + down, left + across
                if row >= self.ratings.rowCount() or column >= self.ratings.columnCount():
                    continue
                if self.ratings.rows[row].category:
                    texts[self.ratings.place(row, column)] = text
        self.ratings.type_text(texts, "Paste")


class RatingDelegate(QStyledItemDelegate):
    """Paints heat with text, the limit, what forces the MTPD, and what waits."""

    def __init__(self, grid: RatingGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        # Selected cells keep their heat: a frame and a veil say that they are selected.
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        room = option.rect.width() - EDGES
        if QFontMetrics(option.font).horizontalAdvance(option.text) > room:
            option.text = str(index.data(SHORT) or option.text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        marks = index.data(MARKS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if isinstance(marks, Marks):
            self._mark(painter, QRectF(option.rect), marks, ink_of(index))
        self._choice(painter, QRectF(option.rect), index)
        painter.restore()

    def _choice(self, painter: QPainter, area: QRectF, index: Index) -> None:
        accent = theme.colour("accent")
        if self._grid.selectionModel().isSelected(index):
            veil = QColor(accent)
            veil.setAlpha(46)
            painter.fillRect(area, veil)
        if index == self._grid.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # A rim in the ground's colour keeps the frame visible on any heat.
            painter.setPen(QPen(theme.colour("base"), 5))
            painter.drawRect(area.adjusted(1.5, 1.5, -2, -2))
            painter.setPen(QPen(accent, 2.5 if self._grid.hasFocus() else 1.5))
            painter.drawRect(area.adjusted(1, 1, -1.5, -1.5))

    def _mark(self, painter: QPainter, area: QRectF, marks: Marks, ink: QColor) -> None:
        if marks.limit:
            painter.setPen(QPen(ink, 3))
            x = area.left() + 1.5
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if marks.forces:
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1.5, 1.5, -2, -2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            right, top = area.right() - 1, area.top() + 1
            corner = [QPointF(right - 10, top), QPointF(right, top), QPointF(right, top + 10)]
            painter.drawPolygon(QPolygonF(corner))
        if marks.draft:
            pen = QPen(theme.tone("error").edge, 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(2, 2, -2, -2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            index.model().setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the editor open, and say why, when Enter or Tab would lose what was typed."""
        leaving = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        key = event.key() if isinstance(event, QKeyEvent) and pressed else None
        if isinstance(editor, QLineEdit) and key in leaving:
            problem = self._grid.ratings.problem_with(self._grid.current_place(), editor.text())
            mark_invalid(editor, problem)
            if problem:
                self._grid.told.emit(problem)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                # At once: Qt would do it later, and the key meanwhile reach the grid as well.
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)
                return True
        return super().eventFilter(editor, event)


def ink_of(index: Index) -> QColor:
    """The colour of a cell's text, which can be seen on its ground."""
    brush = index.data(Qt.ItemDataRole.ForegroundRole)
    return brush.color() if isinstance(brush, QBrush) else theme.colour("text")
