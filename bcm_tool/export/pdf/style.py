"""Type and colour of the plan: few sizes, one dark colour, tones that stay apart in grey."""

from __future__ import annotations

from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from bcm_tool.export.pdf.fonts import BOLD, REGULAR, register_fonts
from bcm_tool.export.table import Align, Tone

DARK = HexColor("#1c2b3a")
TEXT = HexColor("#161616")
MUTED = HexColor("#59636e")
LINE = HexColor("#b9c1c9")
FAINT = HexColor("#eef1f4")
MIDDLE = HexColor("#c3ccd5")

TONES: dict[Tone, Color] = {
    "warning": HexColor("#fdf0d0"),
    "bad": HexColor("#f6d6d2"),
    "heat3": HexColor("#fdeccb"),
    "heat4": HexColor("#f9d3b4"),
    "heat5": HexColor("#f1b4ad"),
}
BOLD_TONES: frozenset[Tone] = frozenset(("bad", "heat5"))

_ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}


@cache
def paragraph(name: str) -> ParagraphStyle:
    """The style called ``name``."""
    register_fonts()
    size, leading, extra = _STYLES[name]
    return ParagraphStyle(name, fontSize=size, leading=leading, **{**_BASE, **extra})


@cache
def cell_style(size: float, align: Align, bold: bool, light: bool = False) -> ParagraphStyle:
    """The style of a table's cell."""
    register_fonts()
    return ParagraphStyle(
        f"cell-{size}-{align}-{bold}-{light}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.28,
        alignment=_ALIGN[align],
        textColor=MUTED if light else TEXT,
        splitLongWords=1,
    )


_BASE = {"fontName": REGULAR, "textColor": TEXT, "splitLongWords": 1}
_STYLES: dict[str, tuple[float, float, dict[str, object]]] = {
    "Organisation": (12, 16, {"textColor": MUTED, "spaceAfter": 4}),
    "Title": (26, 32, {"fontName": BOLD, "textColor": DARK, "spaceAfter": 4}),
    "Subtitle": (14, 19, {"textColor": DARK, "spaceAfter": 14}),
    "Heading1": (
        16,
        21,
        {"fontName": BOLD, "textColor": DARK, "spaceBefore": 2, "spaceAfter": 7},
    ),
    "Heading2": (
        11.5,
        15,
        {"fontName": BOLD, "textColor": DARK, "spaceBefore": 11, "spaceAfter": 4},
    ),
    "Plain1": (16, 21, {"fontName": BOLD, "textColor": DARK, "spaceAfter": 7}),
    "Body": (10, 14, {"spaceAfter": 5}),
    "Lead": (10.5, 15, {"spaceAfter": 6}),
    "Note": (8.5, 11.5, {"textColor": MUTED, "spaceBefore": 5, "spaceAfter": 0}),
    "Empty": (10, 14, {"textColor": MUTED, "spaceBefore": 2, "spaceAfter": 6}),
    "Contents1": (10.5, 17, {"leftIndent": 0}),
    "Contents2": (9.5, 14, {"leftIndent": 14, "textColor": MUTED}),
    "Item": (10, 14, {"leftIndent": 12, "bulletIndent": 1, "spaceAfter": 2}),
}
