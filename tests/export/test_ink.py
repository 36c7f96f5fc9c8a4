"""Text on its way to paper: every letter of three scripts, and nothing lost in silence."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given

from bcm_tool.assets import resource
from bcm_tool.export.pdf.fonts import font_for, register_fonts
from bcm_tool.export.pdf.ink import MISSING, Ink, runs_width
from tests.builders import any_text

BLOCKS = {
    "Latin": ((0x20, 0x250), (0x1E00, 0x1F00)),
    "Greek": ((0x370, 0x400), (0x1F00, 0x2000)),
    "Cyrillic": ((0x400, 0x530),),
    "punctuation": ((0x2010, 0x2028), (0x2030, 0x205F)),
    "arrows and mathematics": ((0x2190, 0x2300),),
}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("bold", [False, True])
def test_every_assigned_character_has_a_glyph(block, bold) -> None:
    characters = [
        chr(code)
        for start, end in BLOCKS[block]
        for code in range(start, end)
        if unicodedata.category(chr(code)) not in ("Cn", "Cc", "Cf", "Co")
    ]
    assert len(characters) > 20
    assert [item for item in characters if font_for(item, bold) is None] == []


def test_fonts_come_with_their_licences() -> None:
    for name in ("LICENSE-NotoSans", "LICENSE-DejaVuSans"):
        assert "Copyright" in resource("fonts", name).read_text(encoding="utf-8")


def test_what_no_typeface_has_is_marked_counted_and_told() -> None:
    ink = Ink()
    assert MISSING * 2 in ink.markup("漢字 plan")
    ink.markup("שלום")
    (notice,) = ink.notices()
    assert notice.startswith("6 characters (Cjk, Hebrew)")
    assert MISSING in notice
    assert Ink().notices() == ()


def test_combining_letters_are_composed() -> None:
    ink = Ink()
    assert ink.markup("Zu\u0308rich") == "Zürich"
    assert ink.markup("a\u200db\ufe0f") == "ab"
    assert ink.notices() == ()


@given(any_text(60))
def test_markup_is_only_text(text) -> None:
    ink = Ink()
    tree = ElementTree.fromstring(f"<p>{ink.markup(text, bold=True)}</p>")
    assert {item.tag for item in tree.iter()} <= {"p", "b", "font", "br"}


@pytest.mark.parametrize(
    "text",
    ['<img src="/etc/passwd"/>', "Recovery <b time < 4 h", "a & b", "<a href='file:///'>x</a>"],
)
def test_tags_in_text_are_printed_as_they_are(text) -> None:
    tree = ElementTree.fromstring(f"<p>{Ink().markup(text)}</p>")
    assert "".join(tree.itertext()) == text
    assert len(list(tree.iter())) == 1


@given(any_text(80))
def test_a_fitted_line_fits(text) -> None:
    register_fonts()
    for width in (20.0, 90.0, 300.0):
        assert runs_width(Ink().fitted(text, width, 8), 8) <= width + 1e-6


def test_a_cut_text_is_told() -> None:
    ink = Ink()
    assert ink.markup("word " * 1000, limit=50).endswith("…")
    assert ink.notices() == ("Long texts end with … here; the workbook holds them in full.",)
