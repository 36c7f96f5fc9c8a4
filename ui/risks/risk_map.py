"""Likelihood x impact: where the risks are, and where the selected one comes from and goes."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from bcm_tool.model.model import Model
from ui import theme
from ui.risks.cells import (
    STAGES,
    Cell,
    Stage,
    cell_of,
    cell_words,
    level_at,
    level_words,
    risks_in,
    step_of,
)
from ui.session import Session

HEAD, FOOT, GAP = 8, 44, 2
LETTERS = {"inherent": "I", "current": "C", "target": "T"}
Centre = Qt.AlignmentFlag.AlignCenter
Keys = Qt.Key


class RiskMap(QWidget):
    """``cellChosen(cell)``: filter by this cell, None takes the filter away."""

    cellChosen = Signal(object)
    cursorMoved = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.stage: Stage = "current"
        self.chosen: Cell | None = None
        self.place: Cell | None = None
        self.risk = ""
        self.cells: dict[Cell, tuple[str, ...]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(260, 200)
        self.setAccessibleName("Map of likelihood and impact; the table beside it says the same")
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(430, 330)

    # --- content ----------------------------------------------------------------------------

    @property
    def model(self) -> Model:
        """The document's model."""
        return self.session.model

    def refresh(self) -> None:
        """Show the risks as they are now."""
        result = self.session.results.risk
        self.cells = risks_in(self.model, result.ranking if result else (), self.stage)
        known = self._likelihoods, self._impacts
        if self.place is not None and not (self.place[0] in known[0] and self.place[1] in known[1]):
            self.place = None
        self.setAccessibleDescription(self.describe(self.place))
        self.update()

    def set_stage(self, stage: Stage) -> None:
        """Inherent, current or target."""
        self.stage = stage
        self.refresh()

    def set_risk(self, risk: str) -> None:
        """Show how a risk moves from inherent over current to target."""
        self.risk = risk
        self.update()

    def set_chosen(self, cell: Cell | None) -> None:
        """Mark the cell that the register is filtered by."""
        self.chosen = cell
        self.update()

    @property
    def _likelihoods(self) -> list[int]:
        return [item.number for item in self.model.scale("likelihood")]

    @property
    def _impacts(self) -> list[int]:
        return [item.number for item in self.model.scale("impact")]

    def describe(self, cell: Cell | None) -> str:
        """A cell in words: level, count, keys."""
        if cell is None:
            return ""
        found = self.cells.get(cell, ())
        keys = ", ".join(self.model.risks[item].key for item in found if item in self.model.risks)
        count = f"{len(found)} risk{'s' if len(found) != 1 else ''}"
        words = (
            f"{cell_words(self.model, cell)}: {level_words(self.model, level_at(self.model, cell))}"
        )
        return f"{words}; {count}{f' ({keys})' if keys else ''}"

    # --- places -----------------------------------------------------------------------------

    def _field(self) -> QRectF:
        metrics = QFontMetricsF(theme.scaled(self.font(), 0.9))
        names = [item.name for item in self.model.scale("likelihood")]
        widest = max((metrics.horizontalAdvance(f"5 {name}") for name in names), default=60.0)
        left = min(widest + 12, self.width() * 0.3)
        return QRectF(left, HEAD, self.width() - left - 8, self.height() - HEAD - FOOT)

    def rect_of(self, cell: Cell) -> QRectF:
        """The area of a cell; worst likelihood at the top, worst impact at the right."""
        field, rows, columns = self._field(), self._likelihoods, self._impacts
        width, height = field.width() / max(1, len(columns)), field.height() / max(1, len(rows))
        row, column = len(rows) - 1 - rows.index(cell[0]), columns.index(cell[1])
        area = QRectF(field.left() + column * width, field.top() + row * height, width, height)
        return area.adjusted(GAP, GAP, -GAP, -GAP)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell at a point."""
        for likelihood in self._likelihoods:
            for impact in self._impacts:
                if self.rect_of((likelihood, impact)).contains(point):
                    return likelihood, impact
        return None

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if not self._likelihoods or not self._impacts:
            painter.setPen(theme.colour("muted"))
            words = "The document has no scales of likelihood and impact (Edit, Method)."
            painter.drawText(self.rect(), Centre | Qt.TextFlag.TextWordWrap, words)
            painter.end()
            return
        for likelihood in self._likelihoods:
            for impact in self._impacts:
                self._cell(painter, (likelihood, impact))
        self._names(painter)
        self._movement(painter)
        painter.end()

    def _cell(self, painter: QPainter, cell: Cell) -> None:
        area, level = self.rect_of(cell), level_at(self.model, cell)
        tone = theme.heat(*step_of(self.model, level))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(tone.fill)
        painter.drawRoundedRect(area, 4, 4)
        if cell == self.chosen:
            painter.setPen(QPen(theme.colour("text"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4)
        if cell == self.place and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 3, 3)
        painter.setPen(tone.text)
        small = theme.scaled(self.font(), 0.82)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        inner = area.adjusted(6, 3, -6, -3)
        right = Qt.TextElideMode.ElideRight
        name = metrics.elidedText(level_words(self.model, level), right, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)
        self._risks(painter, inner, metrics.height(), cell)

    def _risks(self, painter: QPainter, room: QRectF, top: float, cell: Cell) -> None:
        """The count in the corner, and under the level as many keys as there is room for."""
        found = [item for item in self.cells.get(cell, ()) if item in self.model.risks]
        if not found:
            return
        painter.setFont(theme.scaled(self.font(), 1.15, bold=True))
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(room.adjusted(0, top - 2, 0, 0), corner, str(len(found)))
        painter.setFont(theme.scaled(self.font(), 0.82))
        metrics = QFontMetricsF(painter.font())
        below = room.adjusted(0, top, 0, 0)
        lines = max(1, int(below.height() // metrics.height()))
        keys = [self.model.risks[item].key for item in found]
        shown = keys if len(keys) <= lines else [*keys[: lines - 1], f"+{len(keys) - lines + 1}"]
        for number, key in enumerate(shown):
            line = below.adjusted(0, number * metrics.height(), 0, 0)
            text = metrics.elidedText(key, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, text)

    def _names(self, painter: QPainter) -> None:
        small = theme.scaled(self.font(), 0.9)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        metrics, field = QFontMetricsF(small), self._field()
        right = Qt.TextElideMode.ElideRight
        for item in self.model.scale("likelihood"):
            area = self.rect_of((item.number, self._impacts[0]))
            room = QRectF(2, area.top(), field.left() - 8, area.height())
            text = metrics.elidedText(f"{item.number} {item.name}".strip(), right, room.width())
            vertical = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, vertical | Qt.AlignmentFlag.AlignRight, text)
        for item in self.model.scale("impact"):
            area = self.rect_of((self._likelihoods[0], item.number))
            room = QRectF(area.left(), field.bottom() + 3, area.width(), 18)
            text = metrics.elidedText(f"{item.number} {item.name}".strip(), right, room.width())
            painter.drawText(room, Centre, text)
        painter.drawText(QRectF(field.left(), field.bottom() + 22, field.width(), 18), Centre,
                         "likelihood upwards, impact to the right")  # fmt: skip

    def _movement(self, painter: QPainter) -> None:
        """Letters at inherent, current and target, with arrows between them."""
        record = self.model.risks.get(self.risk)
        if record is None:
            return
        places: list[tuple[Stage, QPointF]] = []
        for number, stage in enumerate(STAGES):
            cell = cell_of(record, stage)
            if cell is None or cell[0] not in self._likelihoods or cell[1] not in self._impacts:
                continue
            area = self.rect_of(cell)
            offset = (2 - number) * min(23.0, area.width() / 4)
            places.append((stage, QPointF(area.right() - 13 - offset, area.bottom() - 12)))
        ink = theme.colour("text")
        for (_, start), (_, end) in pairwise(places):
            self._arrow(painter, start, end)
        painter.setFont(theme.scaled(self.font(), 0.85, bold=True))
        for stage, point in places:
            painter.setPen(QPen(theme.colour("base"), 1.5))
            painter.setBrush(ink)
            painter.drawEllipse(point, 9, 9)
            painter.setPen(theme.colour("base"))
            circle = QRectF(point.x() - 9, point.y() - 9, 18, 18)
            painter.drawText(circle, Centre, LETTERS[stage])

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        way = end - start
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5
        if length < 24:
            return
        unit = way / length
        tip, side = end - unit * 12, QPointF(-unit.y(), unit.x())
        painter.setPen(QPen(theme.colour("base"), 5))
        painter.drawLine(start, tip)
        painter.setPen(QPen(theme.colour("text"), 2.4))
        painter.drawLine(start, tip - unit * 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawPolygon(QPolygonF([tip, tip - unit * 9 + side * 5, tip - unit * 9 - side * 5]))

    # --- mouse and keyboard -----------------------------------------------------------------

    def choose(self, cell: Cell | None) -> None:
        """Filter by a cell; by the same one again: no filter."""
        self.chosen = None if cell == self.chosen else cell
        self.cellChosen.emit(self.chosen)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.move_to(cell)
            self.choose(cell)

    def move_to(self, cell: Cell) -> None:
        """Put the keyboard's place on a cell."""
        self.place = cell
        self.setAccessibleDescription(self.describe(cell))
        self.cursorMoved.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Keys.Key_Left: (0, -1), Keys.Key_Right: (0, 1),
                 Keys.Key_Up: (1, 0), Keys.Key_Down: (-1, 0)}  # fmt: skip
        step = steps.get(Keys(event.key()))
        if step is not None and self._likelihoods and self._impacts:
            self._step(*step)
        elif event.key() in (Keys.Key_Return, Keys.Key_Enter, Keys.Key_Space) and self.place:
            self.choose(self.place)
        elif event.key() == Keys.Key_Escape and self.chosen is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def _step(self, up: int, right: int) -> None:
        rows, columns = self._likelihoods, self._impacts
        if self.place is None:
            record = self.model.risks.get(self.risk)
            found = cell_of(record, self.stage) if record else None
            inside = found is not None and found[0] in rows and found[1] in columns
            self.move_to(found if found is not None and inside else (rows[-1], columns[-1]))
            return
        row = min(len(rows) - 1, max(0, rows.index(self.place[0]) + up))
        column = min(len(columns) - 1, max(0, columns.index(self.place[1]) + right))
        self.move_to((rows[row], columns[column]))

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.describe(self.cell_at(QPointF(event.pos())))
            if text:
                QToolTip.showText(event.globalPos(), f"<qt>{escape(text)}</qt>", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
