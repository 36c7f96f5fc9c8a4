"""Text on the map: fonts, elided and wrapped lines, each measured once."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

LARGE_KEY, SMALL_KEY = 40, 22
"""Letters of a key that is all a card shows."""


def pixel_font(size: int, *, bold: bool = False) -> QFont:
    """The program's font at a size in pixels of the scene, so that it scales with the map."""
    font = QFont()
    font.setPixelSize(size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


class Lettering:
    """One font at one size, with what has been measured in it."""

    def __init__(self, size: int, *, bold: bool = False) -> None:
        self.font = pixel_font(size, bold=bold)
        self.metrics = QFontMetricsF(self.font)
        self.cap = self.metrics.capHeight()
        self.height = self.metrics.height()
        self.width = lru_cache(maxsize=20_000)(self.metrics.horizontalAdvance)
        self._elided = lru_cache(maxsize=20_000)(self._elide)
        self._wrapped = lru_cache(maxsize=20_000)(self._wrap)

    def line(
        self,
        painter: QPainter,
        where: QRectF,
        text: str,
        *,
        right: bool = False,
        room: float | None = None,
    ) -> None:
        """One line, cut with an ellipsis, centred in height."""
        if not text:
            return
        shown, width = self._elided(text, where.width() if room is None else room)
        painter.setFont(self.font)
        x = where.right() - width if right else where.left()
        painter.drawText(QPointF(x, where.center().y() + self.cap / 2), shown)

    def wrapped(self, painter: QPainter, where: QRectF, text: str, leading: float = 0.86) -> None:
        """Text over as many lines as fit, centred in height, the last one cut."""
        step = self.height * leading
        lines = self._wrapped(text, where.width(), max(1, int(where.height() / step)))
        middle = where.center().y() + (self.cap - (len(lines) - 1) * step) / 2
        painter.setFont(self.font)
        for index, line in enumerate(lines):
            painter.drawText(QPointF(where.left(), middle + index * step), line)

    def _elide(self, text: str, width: float) -> tuple[str, float]:
        shown = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return shown, self.metrics.horizontalAdvance(shown)

    def _wrap(self, text: str, width: float, most: int) -> tuple[str, ...]:
        layout = QTextLayout(text, self.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            starts.append((line.textStart(), line.textLength()))
        layout.endLayout()
        lines = [text[start : start + length].rstrip() for start, length in starts[:most]]
        if len(starts) > most:
            rest = text[starts[most - 1][0] :]
            lines[-1] = self.metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return tuple(lines)


@lru_cache(maxsize=32)
def _lettering(family: str, size: int, bold: bool) -> Lettering:
    return Lettering(size, bold=bold)


def lettering(size: int, *, bold: bool = False) -> Lettering:
    """The program's font at a size; another font of the program is another lettering."""
    return _lettering(QFont().key(), size, bold)


@lru_cache(maxsize=20_000)
def fitted(key: str, width: float) -> tuple[QFont, str]:
    """A key as large as ``width`` lets it be seen whole: first narrower, then smaller letters.

    Only what would become too small to read is cut.
    """
    for size in range(LARGE_KEY, SMALL_KEY - 1, -2):
        for stretch in (100, 85):
            font = pixel_font(size, bold=True)
            font.setStretch(stretch)
            if QFontMetricsF(font).horizontalAdvance(key) <= width:
                return font, key
    return font, QFontMetricsF(font).elidedText(key, Qt.TextElideMode.ElideRight, width)
