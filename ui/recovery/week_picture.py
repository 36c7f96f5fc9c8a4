"""Seven days by twenty-four hours: how a scenario goes, depending on when it begins."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
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

HEAD, SIDE, GAP = 20.0, 44.0, 1.0
FOOT, LINE, SAMPLE, APART = 8.0, 20.0, 14.0, 16.0  # the key below: lines of samples and words
HOURS = 24
STEPS = 6
SMALLEST = 0.72  # of the letters of the window
Centre = Qt.AlignmentFlag.AlignCenter
Keys = Qt.Key


class WeekPicture(QWidget):
    """``hourChosen(place)``: 0 is Monday 00:00, 167 Sunday 23:00.

    The worst start has a double frame, the own start of the scenario a dot. A key below the hours
    says which values have which colour.
    """

    hourChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts: Sequence[str] = ()
        self.shades: Sequence[int] = ()
        self.words: Sequence[str] = ()
        self.key: Sequence[tuple[int, str]] = ()
        self.worst = -1
        self.own = -1
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(HOURS * 20 + 50, round(7 * 20 + HEAD + FOOT + 2 * LINE))
        self.setAccessibleName("Hours of the week; the table “Every start” says the same")

    def sizeHint(self) -> QSize:
        return QSize(980, round(7 * 30 + HEAD + FOOT + LINE))

    def show_week(
        self,
        texts: Sequence[str],
        shades: Sequence[int],
        words: Sequence[str],
        key: Sequence[tuple[int, str]],
        worst: int,
        own: int,
    ) -> None:
        """Show 168 short texts with their shades (0 to 5) and sentences; empty shows nothing.

        ``key`` has the shades that occur with the values they stand for; ``worst`` and ``own`` are
        places, -1 for none.
        """
        self.texts, self.shades, self.words, self.key = texts, shades, words, key
        self.worst, self.own = worst, own
        metrics = QFontMetricsF(theme.scaled(self.font(), SMALLEST))
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        self.setMinimumWidth(round(HOURS * max(20, widest + 2 * GAP + 4) + SIDE + 6))
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
        height = (self.height() - HEAD - FOOT - LINE * self._key_lines()) / 7
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
            self._key(painter)
        painter.end()

    def _font(self) -> QFont:
        """As large as the longest text has room for, within bounds."""
        room = self.rect_of(0).width() - 4
        for size in (0.95, 0.88, 0.8, SMALLEST):
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
        self._ground(painter, area, self.shades[place])
        painter.setPen(tone.text)
        painter.drawText(area, Centre, self.texts[place])
        if place == self.own:
            self._dot(painter, QPointF(area.left() + 5, area.top() + 5), tone.text)

    # --- the key ----------------------------------------------------------------------------

    def key_items(self) -> list[tuple[int | str, str]]:
        """What the key explains: a shade, or a mark by its name, and the words beside it."""
        found: list[tuple[int | str, str]] = list(self.key)
        if self.worst >= 0:
            found.append(("worst", "worst start"))
        if self.own >= 0:
            found.append(("own", "the scenario’s own start"))
        return found

    def key_places(self) -> list[tuple[float, int]]:
        """Left edge and line of every item, in as many lines as it takes."""
        metrics = QFontMetricsF(theme.scaled(self.font(), 0.9))
        places: list[tuple[float, int]] = []
        x, line = SIDE, 0
        for _, words in self.key_items():
            width = SAMPLE + 5 + metrics.horizontalAdvance(words)
            if x > SIDE and x + width > self.width() - 6:
                x, line = SIDE, line + 1
            places.append((x, line))
            x += width + APART
        return places

    def _key_lines(self) -> int:
        places = self.key_places()
        return places[-1][1] + 1 if places else 0

    def _key(self, painter: QPainter) -> None:
        painter.setFont(theme.scaled(self.font(), 0.9))
        top = self.height() - LINE * self._key_lines()
        for (what, words), (x, line) in zip(self.key_items(), self.key_places(), strict=True):
            middle = top + (line + 0.5) * LINE
            area = QRectF(x, middle - SAMPLE / 2, SAMPLE, SAMPLE)
            if isinstance(what, int):
                self._ground(painter, area, what)
            elif what == "worst":
                self._double(painter, area.adjusted(1, 1, -1, -1))
            else:
                self._dot(painter, area.center(), theme.colour("text"))
            painter.setPen(theme.colour("text"))
            room = QRectF(area.right() + 5, top + line * LINE, self.width(), LINE)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _ground(self, painter: QPainter, area: QRectF, shade: int) -> None:
        tone = theme.heat(shade + 1, STEPS)
        painter.fillRect(area, tone.fill)
        if shade == STEPS - 1:  # the darkest also differ in their edge
            painter.setPen(QPen(tone.edge, 1.4))
            painter.drawRect(area.adjusted(0.7, 0.7, -0.7, -0.7))

    def _dot(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(colour)
        painter.setBrush(colour)
        painter.drawEllipse(centre, 2.2, 2.2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _double(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(theme.colour("text"), 1.2))
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.drawRect(area.adjusted(2.5, 2.5, -2.5, -2.5))

    def _frames(self, painter: QPainter) -> None:
        if self.worst >= 0:
            self._double(painter, self.rect_of(self.worst))
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
