"""Key figures to click on, and bars with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme

VALUE_SIZES = (1.5, 1.15, 1.0, 0.9, 0.8)


@dataclass(frozen=True)
class Figure:
    """A number that stands for something, and where it is shown in full."""

    label: str
    value: str
    note: str
    tone: str
    view: str
    ids: tuple[str, ...] = ()


class FigureCard(QAbstractButton):
    """One key figure; a click goes to where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = Figure("", "", "", "", "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure) -> None:
        """Show another number."""
        self.figure = figure
        self.setAccessibleName(f"{figure.label}: {figure.value}. {figure.note}")
        self.setToolTip(escape(f"{figure.label}: {figure.value}. {figure.note}"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, 96)

    def minimumSizeHint(self) -> QSize:
        return QSize(104, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(theme.colour("accent" if lit else "line"))
        painter.setBrush(theme.colour("hover" if self.isDown() else "base"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        if self.figure.tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tone(self.figure.tone).edge)
            painter.drawRoundedRect(QRectF(8, 14, 4, self.height() - 28), 2, 2)
        left, width = 20, self.width() - 28
        self._line(painter, 9, 1.0, self.figure.label, "muted", left, width)
        value, factor = self.figure.value, self.value_factor(width)
        large, used = (theme.scaled(self.font(), f, bold=True) for f in (VALUE_SIZES[0], factor))
        sunk = QFontMetricsF(large).ascent() - QFontMetricsF(used).ascent()
        top = 29 + round(sunk * 2 / 3)
        self._line(painter, top, factor, value, "text", left, width, bold=True)
        painter.setFont(theme.scaled(self.font(), 0.85))
        painter.setPen(theme.colour("muted"))
        room = QRectF(left, 58, width, self.height() - 62)
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(room, wrap, self.figure.note)
        painter.end()

    def value_factor(self, width: float) -> float:
        """How large the number is written, so that all of it is seen in ``width`` pixels."""
        for factor in VALUE_SIZES:
            metrics = QFontMetricsF(theme.scaled(self.font(), factor, bold=True))
            if metrics.horizontalAdvance(self.figure.value) <= width:
                return factor
        return VALUE_SIZES[-1]

    def _line(
        self,
        painter: QPainter,
        top: int,
        factor: float,
        text: str,
        colour: str,
        left: int,
        width: int,
        *,
        bold: bool = False,
    ) -> None:
        painter.setFont(theme.scaled(self.font(), factor, bold=bold))
        painter.setPen(theme.colour(colour))
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(left, top + metrics.ascent()), shown)


@dataclass(frozen=True)
class Bar:
    """A bar with its name and its number in words; ``element`` is selected by a click."""

    name: str
    shown: str
    size: float
    element: str


class BarList(QWidget):
    """Horizontal bars. The table beside it says the same for keyboard and screen readers."""

    ROW = 26

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars, in the order given."""
        self.bars = tuple(bars)
        self.setAccessibleName("; ".join(f"{bar.name} {bar.shown}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, max(1, len(self.bars)) * self.ROW + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(painter.font())
        most = max((bar.size for bar in self.bars), default=0.0) or 1.0
        names = max((metrics.horizontalAdvance(bar.name) for bar in self.bars), default=0.0)
        numbers = max((metrics.horizontalAdvance(bar.shown) for bar in self.bars), default=0.0)
        left = min(names, self.width() * 0.42)
        room = max(8.0, self.width() - left - numbers - 20)
        for row, bar in enumerate(self.bars):
            top = row * self.ROW
            middle = top + (self.ROW + metrics.ascent() - metrics.descent()) / 2
            painter.setPen(theme.colour("text"))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, left)
            painter.drawText(QPointF(0, middle), name)
            long = max(2.0, room * bar.size / most)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tone("note").edge)
            painter.drawRoundedRect(QRectF(left + 10, top + 6, long, self.ROW - 12), 3, 3)
            painter.setPen(theme.colour("text"))
            painter.drawText(QPointF(left + 10 + long + 8, middle), bar.shown)
        painter.end()
