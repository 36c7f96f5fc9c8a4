"""Seven days by twenty-four hours: how a scenario goes, depending on when it begins."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from bcm_tool.calendars import DAYS
from ui import theme

HEAD, SIDE, FOOT, GAP = 20.0, 44.0, 6.0, 1.0
HOURS = 24
STEPS = 6
Centre = Qt.AlignmentFlag.AlignCenter
Keys = Qt.Key


class WeekPicture(QWidget):
    """``hourChosen(place)``: 0 is Monday 00:00, 167 Sunday 23:00.

    The worst start has a double frame and a corner, the own start of the scenario a dot.
    """

    hourChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts: Sequence[str] = ()
        self.shades: Sequence[int] = ()
        self.words: Sequence[str] = ()
        self.worst = -1
        self.own = -1
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(24 * 26 + 60, 7 * 20 + 40)
        self.setAccessibleName("Hours of the week; the table “Every start” says the same")

    def sizeHint(self) -> QSize:
        return QSize(980, 7 * 34 + 30)

    def show_week(
        self,
        texts: Sequence[str],
        shades: Sequence[int],
        words: Sequence[str],
        worst: int,
        own: int,
    ) -> None:
        """Show 168 short texts with their shades (0 to 5) and sentences; empty shows nothing."""
        self.texts, self.shades, self.words = texts, shades, words
        self.worst, self.own = worst, own
        self._say()
        self.update()

    def set_place(self, place: int) -> None:
        """Put the keyboard's place on an hour without choosing it."""
        self.place = min(max(place, 0), 7 * HOURS - 1)
        self._say()
        self.update()

    def _say(self) -> None:
        self.setAccessibleDescription(self.words[self.place] if self.words else "")

    # --- places -----------------------------------------------------------------------------

    def rect_of(self, place: int) -> QRectF:
        """The area of an hour."""
        day, hour = divmod(place, HOURS)
        width = (self.width() - SIDE - 6) / HOURS
        height = (self.height() - HEAD - FOOT) / 7
        area = QRectF(SIDE + hour * width, HEAD + day * height, width, height)
        return area.adjusted(GAP, GAP, -GAP, -GAP)

    def place_at(self, point: QPointF) -> int | None:
        """The hour at a point."""
        return next((n for n in range(7 * HOURS) if self.rect_of(n).contains(point)), None)

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._heads(painter)
        if self.texts:
            painter.setFont(self._font())
            for place in range(7 * HOURS):
                self._hour(painter, place)
            self._frames(painter)
        painter.end()

    def _font(self) -> QFont:
        """As large as the longest text has room for, within bounds."""
        room = self.rect_of(0).width() - 4
        for size in (0.95, 0.88, 0.8, 0.72):
            font = theme.scaled(self.font(), size)
            metrics = QFontMetricsF(font)
            if max(metrics.horizontalAdvance(text) for text in self.texts) <= room:
                return font
        return font

    def _heads(self, painter: QPainter) -> None:
        painter.setFont(theme.scaled(self.font(), 0.85))
        painter.setPen(theme.colour("muted"))
        for hour in range(HOURS):
            area = self.rect_of(hour)
            painter.drawText(QRectF(area.left(), 0, area.width(), HEAD), Centre, f"{hour:02d}")
        painter.setFont(self.font())
        painter.setPen(theme.colour("text"))
        for day, name in enumerate(DAYS):
            area = self.rect_of(day * HOURS)
            side = QRectF(6, area.top(), SIDE - 10, area.height())
            painter.drawText(side, Qt.AlignmentFlag.AlignVCenter, name)

    def _hour(self, painter: QPainter, place: int) -> None:
        area, tone = self.rect_of(place), theme.heat(self.shades[place] + 1, STEPS)
        painter.fillRect(area, tone.fill)
        if self.shades[place] == STEPS - 1:  # the darkest also differ in their edge
            painter.setPen(QPen(tone.edge, 1.4))
            painter.drawRect(area.adjusted(0.7, 0.7, -0.7, -0.7))
        painter.setPen(tone.text)
        painter.drawText(area, Centre, self.texts[place])
        if place == self.own:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(tone.text)
            painter.drawEllipse(QPointF(area.left() + 5, area.top() + 5), 2.2, 2.2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _frames(self, painter: QPainter) -> None:
        if self.worst >= 0:
            area = self.rect_of(self.worst)
            painter.setPen(QPen(theme.colour("text"), 1.2))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.drawRect(area.adjusted(2.5, 2.5, -2.5, -2.5))
        area = self.rect_of(self.place)
        style = Qt.PenStyle.DashLine if self.hasFocus() else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.colour("accent"), 2.4, style))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    # --- mouse and keyboard -----------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Go to an hour and show what it means."""
        self.set_place(place)
        self.hourChosen.emit(self.place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Keys.Key_Left: -1, Keys.Key_Right: 1, Keys.Key_Up: -HOURS, Keys.Key_Down: HOURS}
        key = Keys(event.key())
        day = self.place - self.place % HOURS
        if key in steps:
            place = self.place + steps[key]
            if 0 <= place < 7 * HOURS:
                self.choose(place)
        elif key == Keys.Key_Home:
            self.choose(day)
        elif key == Keys.Key_End:
            self.choose(day + HOURS - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(QPointF(event.pos()))
            if place is not None and self.words:
                text = escape(self.words[place])
                QToolTip.showText(event.globalPos(), f"<qt>{text}</qt>", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
