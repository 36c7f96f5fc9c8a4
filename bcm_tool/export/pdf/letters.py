"""Text set fast: widths and lines of texts that one typeface holds, written as PDF operators.

ReportLab's Paragraph sets anything; a plan of thousands of steps is mostly short, plain texts, and
those are set here, at the same places and broken into the same lines.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics

from bcm_tool.export.pdf.fonts import font_for, register_fonts

BLANK = "\u00a0"
"""A blank at which no line ends."""
_MOST_REMEMBERED = 4096
_TIGHTER = ParagraphStyle.defaults["spaceShrinkage"]
_NOTHING = 1e-6
_SPACES = frozenset((" ", BLANK))


@cache
def plain_letters(font: str, bold: bool) -> frozenset[str]:
    """Characters that a font has and that stand alone: no marks, no signs without a shape."""
    register_fonts()
    codes = pdfmetrics.getFont(font).face.charToGlyph
    return frozenset(
        character
        for character in map(chr, codes)
        if (unicodedata.category(character)[0] not in "CMZ" or character in _SPACES)
        and unicodedata.is_normalized("NFC", character)
        and font_for(character, bold) == font
    )


class Letters:
    """The widths of one font's letters, in thousandths of its size."""

    def __init__(self, font: str) -> None:
        register_fonts()
        face = pdfmetrics.getFont(font).face
        self.name = font
        self._width_of = {chr(code): width for code, width in face.charWidths.items()}
        self._default = face.defaultWidth
        self._known: dict[str, float] = {}

    def width(self, text: str) -> float:
        """The width of a text in thousandths of the font's size."""
        found = self._known.get(text)
        if found is None:
            get, default = self._width_of.get, self._default
            found = sum([get(letter, default) for letter in text])
            if len(self._known) < _MOST_REMEMBERED:
                self._known[text] = found
        return found

    def lines(self, text: str, room: float) -> tuple[str, ...]:
        """The lines of a plain text in ``room`` thousandths.

        Broken as ReportLab's Paragraph breaks them: at blanks, each line as full as it can be, and
        a little fuller where its blanks can be set tighter; words that are too long anywhere.
        """
        width, blank = self.width, self.width(" ")
        tighter = _TIGHTER * blank
        found: list[str] = []
        line: list[str] = []
        used = -blank
        for word in text.split(" "):
            if not word:
                continue
            own = width(word)
            pieces = [word]
            if own > room:
                pieces = self._pieces(word, used + blank, room)
                first = pieces.pop(0)
                used += blank + width(first)
                found.append(_line([*line, first] if first else line, room - used))
                line, used = [], -blank
            for piece in pieces:
                own = width(piece)
                if line and used + blank + own > room + tighter * len(line):
                    found.append(_line(line, room - used))
                    line, used = [piece], own
                else:
                    line.append(piece)
                    used += blank + own
        if line:
            found.append(_line(line, room - used))
        return tuple(found)

    def _pieces(self, word: str, used: float, room: float) -> list[str]:
        """A word that is too long in pieces: the first for what is left of the line."""
        found: list[str] = []
        piece = ""
        for letter in word:
            own = self._width_of.get(letter, self._default)
            if used + own > room and (piece or own <= room):
                found.append(piece)
                piece, used = "", 0.0
            piece += letter
            used += own
        return [*found, piece]


class Tight(str):
    """A line that fits only with narrower blanks: ``space`` is added to each, in thousandths."""

    space: float = 0.0


def _line(words: list[str], spare: float) -> str:
    text = " ".join(words)
    blanks = text.count(" ") + text.count(BLANK)
    if spare > -_NOTHING or not blanks:
        return text
    tight = Tight(text)
    tight.space = spare / blanks
    return tight


@cache
def letters(font: str) -> Letters:
    """The letters of a font."""
    return Letters(font)


def pen_of(canvas: Any, font: str, size: float) -> Pen:
    """The pen of a canvas for a font and size: which number a letter has is the document's."""
    pens: dict[tuple[str, float], Pen] = canvas.__dict__.setdefault("_pens_by_font", {})
    pen = pens.get((font, size))
    if pen is None:
        pen = pens[(font, size)] = Pen(canvas, font, size)
    return pen


class Pen:
    """Writes texts into the content of a page, each letter by its number in the font's subset."""

    def __init__(self, canvas: Any, font: str, size: float) -> None:
        self._document, self._font = canvas._doc, pdfmetrics.getFont(font)
        self._size, self._letters = size, letters(font)
        self._table: dict[int, str] = {}
        self._elsewhere: set[str] = set()
        self._font.splitString(" ", self._document)
        self.select = self._selected(0)

    def width(self, text: str) -> float:
        """The width of a text in points."""
        return self._letters.width(text) * self._size / 1000

    def show(self, text: str) -> str:
        """The operators that show a text, with this font selected before and after."""
        if isinstance(text, Tight):
            space = text.space * self._size / 1000
            return f"{space:.4f} Tw {self._shown(text)} 0 Tw"
        return self._shown(text)

    def _shown(self, text: str) -> str:
        table = self._table
        for letter in dict.fromkeys(text):  # in its order, for the order numbers the letters
            if ord(letter) not in table and letter not in self._elsewhere:
                self._learn(letter)
        if self._elsewhere and not self._elsewhere.isdisjoint(text):
            return self._pieces(text)
        return f"({text.translate(table)}) Tj"

    def _learn(self, letter: str) -> None:
        ((subset, data),) = self._font.splitString(letter, self._document)
        if subset:
            self._elsewhere.add(letter)
        else:
            self._table[ord(letter)] = _escaped(data)

    def _pieces(self, text: str) -> str:
        found = []
        for subset, data in self._font.splitString(text, self._document):
            found.append(f"{self._selected(subset)} ({_escaped(data)}) Tj")
        return " ".join([*found, self.select])

    def _selected(self, subset: int) -> str:
        name = self._font.getSubsetInternalName(subset, self._document)
        return f"{name} {self._size:g} Tf"


def _escaped(data: bytes) -> str:
    return "".join(map(_escape, data))


def _escape(byte: int) -> str:
    if byte in b"()\\":
        return f"\\{chr(byte)}"
    return chr(byte) if 32 <= byte <= 126 else f"\\{byte:03o}"
