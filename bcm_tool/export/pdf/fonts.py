"""The typefaces of the plan: Noto Sans, and DejaVu Sans for signs that Noto Sans lacks."""

from __future__ import annotations

import unicodedata
from functools import cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from bcm_tool.assets import resource

REGULAR = "BcmSans"
BOLD = "BcmSans-Bold"
SIGNS = "BcmSans-Signs"
_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    SIGNS: "DejaVuSans.ttf",
}


@cache
def register_fonts() -> None:
    """Make the typefaces known to ReportLab; it embeds the glyphs that a document uses."""
    for name, file in _FILES.items():
        data = resource("fonts", file).read_bytes()
        pdfmetrics.registerFont(TTFont(name, BytesIO(data)))
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, REGULAR, BOLD)


@cache
def _glyphs(font: str) -> frozenset[int]:
    register_fonts()
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


@cache
def font_for(character: str, bold: bool = False) -> str | None:
    """The font that has a character; None where none has, or prints it in the wrong order.

    ReportLab sets text from left to right as it comes, so right-to-left scripts would be
    printed backwards, which is worse than a mark that says something is missing.
    """
    if unicodedata.bidirectional(character) in ("R", "AL"):
        return None
    first = BOLD if bold else REGULAR
    for font in (first, SIGNS):
        if ord(character) in _glyphs(font):
            return font
    return None


def text_width(text: str, font: str, size: float) -> float:
    """Width of a text in points."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))
