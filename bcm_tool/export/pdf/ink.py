"""User text on its way to paper: escaped, cut to what fits, and nothing lost in silence."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import accumulate, groupby
from typing import Any
from xml.sax.saxutils import escape

from bcm_tool.export.pdf.fonts import BOLD, REGULAR, SIGNS, font_for
from bcm_tool.export.pdf.letters import letters, pen_of, plain_letters

MISSING = "▯"
Run = tuple[str, str]
"""A font and the text set in it."""


class Ink:
    """Prepares text for print and counts the characters that no typeface here has."""

    def __init__(self) -> None:
        self.missing: Counter[str] = Counter()
        self.shortened = 0

    def runs(self, text: str, bold: bool = False) -> list[Run]:
        """The text split by font; a character that cannot be printed becomes a hollow mark."""
        base = BOLD if bold else REGULAR
        if is_plain(text, bold):
            return [(base, text)] if text else []
        found = [self._set(character, bold) for character in _printable(text)]
        return [
            (font, "".join(character for _, character in group))
            for font, group in groupby(found, key=lambda pair: pair[0])
        ]

    def _set(self, character: str, bold: bool) -> Run:
        font = font_for(character, bold)
        if font is not None:
            return font, character
        self.missing[character] += 1
        return SIGNS, MISSING

    def markup(self, text: str, bold: bool = False, limit: int = 2000, newline: int = 20) -> str:
        """Markup for a Paragraph in which the text is only text, never a tag.

        It is cut after ``limit`` characters, of which a new line counts as ``newline``.
        """
        lines = self._cut(text, limit, newline).split("\n")
        return "<br/>".join(self._line(line, bold) for line in lines)

    def _line(self, line: str, bold: bool) -> str:
        base = BOLD if bold else REGULAR
        parts = (
            escape(text) if font == base else f'<font name="{font}">{escape(text)}</font>'
            for font, text in self.runs(line, bold)
        )
        joined = "".join(parts)
        return f"<b>{joined}</b>" if bold else joined

    def _cut(self, text: str, limit: int, newline: int) -> str:
        if len(text) <= limit and "\n" not in text:
            return text
        costs = accumulate(newline if character == "\n" else 1 for character in text)
        fitting = sum(cost <= limit for cost in costs)
        if fitting == len(text):
            return text
        self.shortened += 1
        return text[: max(1, fitting - 1)].rstrip() + "…"

    def fitted(self, text: str, width: float, size: float, bold: bool = False) -> list[Run]:
        """The runs of one line that fits in ``width`` points, with an ellipsis where cut."""
        line = " ".join(text.split())
        if runs_width(self.runs(line[:400], bold), size) <= width and len(line) <= 400:
            return self.runs(line, bold)
        low, high = 0, min(len(line), 400)
        while low < high:
            middle = (low + high + 1) // 2
            short = line[:middle].rstrip() + "…"
            if runs_width(_measure(short, bold), size) <= width:
                low = middle
            else:
                high = middle - 1
        self.shortened += 1
        return self.runs(line[:low].rstrip() + "…", bold) if low else []

    def notices(self) -> tuple[str, ...]:
        """Sentences about what could not be printed as it is."""
        found = []
        if self.missing:
            count = sum(self.missing.values())
            scripts = ", ".join(sorted({_script(character) for character in self.missing}))
            found.append(
                f"{count} character{'s' * (count != 1)} ({scripts}) cannot be printed with this "
                f"plan's typefaces and {'stand' if count != 1 else 'stands'} as {MISSING}; the "
                "workbook holds them."
            )
        if self.shortened:
            found.append("Long texts end with … here; the workbook holds them in full.")
        return tuple(found)


def is_plain(text: str, bold: bool) -> bool:
    """Whether the one typeface holds the text as it is."""
    return plain_letters(BOLD if bold else REGULAR, bold).issuperset(text)


def _measure(text: str, bold: bool) -> list[Run]:
    if is_plain(text, bold):
        return [(BOLD if bold else REGULAR, text)]
    return [(font_for(character, bold) or SIGNS, character) for character in _printable(text)]


def whole(text: str) -> str:
    """The text with blanks at which no line ends: times, amounts, telephone numbers."""
    return text.replace(" ", "\u00a0")


def runs_width(runs: list[Run], size: float) -> float:
    """Width of runs set one after another, in points."""
    return sum(letters(font).width(text) for font, text in runs) * size / 1000


def draw_runs(canvas: Any, x: float, y: float, runs: list[Run], size: float) -> float:
    """Draw runs from ``x`` on the base line ``y``; returns where they end."""
    for font, text in runs:
        pen = pen_of(canvas, font, size)
        canvas._code.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {pen.select} {pen.show(text)} ET")
        x += pen.width(text)
    return x


def draw_right(canvas: Any, x: float, y: float, runs: list[Run], size: float) -> None:
    """Draw runs so that they end at ``x``."""
    draw_runs(canvas, x - runs_width(runs, size), y, runs, size)


def draw_centred(canvas: Any, x: float, y: float, runs: list[Run], size: float) -> None:
    """Draw runs with their middle at ``x``."""
    draw_runs(canvas, x - runs_width(runs, size) / 2, y, runs, size)


def _printable(text: str) -> str:
    """Composed characters, no invisible ones: joiners and selectors have no shape of their own."""
    composed = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\n", " ")
    return "".join(
        character
        for character in composed
        if unicodedata.category(character) != "Cf" and not 0xFE00 <= ord(character) <= 0xFE0F
    )


def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return name.split()[0].capitalize() if name else f"U+{ord(character):04X}"
