"""Tables set by ourselves stand where ReportLab's LongTable puts them, letter by letter."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from bcm_tool.export.pdf.fonts import register_fonts
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.letters import letters
from bcm_tool.export.pdf.parts import Box
from bcm_tool.export.pdf.set_table import Room, SetLook, content_of, set_table
from bcm_tool.export.pdf.style import TONES
from tests.export.long_table import as_long_table

PAGE = (300.0, 200.0)


def built(flowable):
    register_fonts()
    target = BytesIO()
    frame = Frame(10, 10, PAGE[0] - 20, PAGE[1] - 20, 0, 0, 0, 0)
    document = BaseDocTemplate(target, pagesize=PAGE, invariant=1, initialFontName="BcmSans")
    document.addPageTemplates([PageTemplate("page", [frame])])
    document.build([flowable])
    target.seek(0)
    return PdfReader(target).pages


def words_of(flowable):
    """The words of every page, in reading order."""
    return [page.extract_text().split() for page in built(flowable)]


def texts_of(flowable):
    """(text, x, y, font, size) of what every page shows, in its order."""
    return [Follower(page).texts for page in built(flowable)]


def drawn(flowable):
    """Rectangles and lines of every page in whole points, by what is done with them."""
    return [Follower(page).shapes for page in built(flowable)]


class Follower:
    """Follows the operators of a page, as far as tables use them."""

    def __init__(self, page):
        self.texts, self.shapes = [], {"fill": set(), "box": set(), "line": set()}
        self.origin, self.kept, self.path = (0.0, 0.0), [], []
        self.line, self.font, self.leading = (0.0, 0.0), ("", 0.0), 0.0
        for operands, operator in page.get_contents().operations:
            step = getattr(self, _STEPS.get(operator, ""), None)
            if step is not None:
                step(*operands)

    def keep(self):
        self.kept.append((self.origin, self.font))

    def restore(self):
        self.origin, self.font = self.kept.pop()

    def move(self, *matrix):
        self.origin = (self.origin[0] + float(matrix[4]), self.origin[1] + float(matrix[5]))

    def begin(self):
        self.line = (0.0, 0.0)

    def place(self, *matrix):
        self.line = (float(matrix[4]), float(matrix[5]))

    def shift(self, x, y):
        self.line = (self.line[0] + float(x), self.line[1] + float(y))

    def next_line(self):
        self.shift(0, -self.leading)

    def lead(self, points):
        self.leading = float(points)

    def select(self, font, size):
        self.font = (str(font), float(size))

    def show(self, text):
        x, y = (self.line[n] + self.origin[n] for n in (0, 1))
        self.texts.append((str(text), x, y, *self.font))

    def point(self, x, y):
        self.path.append(
            ("m", (round(float(x) + self.origin[0]), round(float(y) + self.origin[1])))
        )

    def to(self, x, y):
        start = self.path[-1][1]
        self.point(x, y)
        self.path[-1] = ("l", (*start, *self.path[-1][1]))

    def rectangle(self, x, y, width, height):
        corners = float(x), float(y), float(x) + float(width), float(y) + float(height)
        self.point(min(corners[0::2]), min(corners[1::2]))
        size = round(abs(float(width))), round(abs(float(height)))
        self.path[-1] = ("r", (*self.path[-1][1], *size))

    def stroke(self):
        self.shapes["box"] |= {place for name, place in self.path if name == "r"}
        self.shapes["line"] |= {_sorted(place) for name, place in self.path if name == "l"}
        self.path = []

    def fill(self):
        self.shapes["fill"] |= {place for name, place in self.path if name == "r"}
        self.path = []


_STEPS = {
    b"q": "keep",
    b"Q": "restore",
    b"cm": "move",
    b"BT": "begin",
    b"Tm": "place",
    b"Td": "shift",
    b"T*": "next_line",
    b"TL": "lead",
    b"Tf": "select",
    b"Tj": "show",
    b"m": "point",
    b"l": "to",
    b"re": "rectangle",
    b"S": "stroke",
    b"f": "fill",
    b"f*": "fill",
    b"n": "fill",
}


def _sorted(line):
    return tuple(sorted((line[:2], line[2:])))


def close(one, other):
    return len(one) == len(other) and all(
        a[0] == b[0] and abs(a[1] - b[1]) < 0.02 and abs(a[2] - b[2]) < 0.02 and a[3:] == b[3:]
        for a, b in zip(one, other, strict=True)
    )


def made(rows, *, widths, aligns, stand="top", bold=frozenset(), tones=None, grid=None):
    ink = Ink()
    look = SetLook(
        widths=widths,
        aligns=aligns,
        size=8.0,
        head_size=7.5,
        room=Room(top=2.6, bottom=3.6),
        head_room=Room(top=2.6, bottom=3.6),
        stand=stand,
        grid=grid,
        bold=bold,
        tones=tones or {},
    )
    insides = [width - 8 for width in widths]

    def content(row, column, text):
        if text is None:
            return Box()
        return content_of(
            ink, text, look.is_bold(row, column), 8.0, insides[column], aligns[column]
        )

    head = [
        content_of(ink, f"Column {n}", True, 7.5, inside, aligns[n])
        for n, inside in enumerate(insides)
    ]
    body = [tuple(content(r, c, text) for c, text in enumerate(row)) for r, row in enumerate(rows)]
    return ink, set_table(look, head, body)


WORDS = st.text(st.sampled_from("abcdefghijklmnop ABC äöüß.,:%()\\–“”0123456789"), max_size=60)
ODD = st.sampled_from(
    ("line\nbreak", "☎ 123", "x" * 80, "漢字", "a\u00a0b c", "two  blanks", "→ back", "")
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WORDS | ODD, WORDS, WORDS | ODD), min_size=1, max_size=20), st.data())
def test_every_page_holds_the_words_of_a_long_table_in_their_order(rows, data):
    stand = data.draw(st.sampled_from(("top", "middle")))
    bold = frozenset(data.draw(st.sets(st.integers(0, 2))))
    aligns = ["left", data.draw(st.sampled_from(("left", "right", "center"))), "right"]
    ink, table = made(rows, widths=[110.0, 100.0, 70.0], aligns=aligns, stand=stand, bold=bold)
    assert words_of(table) == words_of(as_long_table(ink, table))


@pytest.mark.parametrize("stand", ["top", "middle"])
@pytest.mark.parametrize("align", ["left", "right", "center"])
def test_every_letter_stands_where_a_long_table_puts_it(stand, align):
    text = "a text that takes several lines in a narrow column, with (brackets) and 50 % of it"
    rows = [(text[: 7 * n], text[: 3 * n], f"{n}" if n % 3 else "") for n in range(1, 14)]
    time = "T+3\u00a0d\u00a012\u00a0h 40"
    rows += [("x" * 3 * n, f"a {'word' * n} b", time) for n in range(1, 20)]
    ink, table = made(
        rows, widths=[110.0, 100.0, 70.0], aligns=[align] * 3, stand=stand, bold=frozenset((1,))
    )
    ours, theirs = texts_of(table), texts_of(as_long_table(ink, table))
    assert len(ours) == len(theirs) > 1
    for one, other in zip(ours, theirs, strict=True):
        assert close(one, other)


def test_colours_lines_and_boxes_are_those_of_a_long_table():
    rows = [(None, "task", "x" if n % 2 else "late") for n in range(12)]
    tones = {(n, 2): TONES["bad"] for n in range(0, 12, 2)}
    ink, table = made(
        rows, widths=[30.0, 150.0, 90.0], aligns=["left"] * 3, stand="middle", tones=tones, grid=2
    )
    ours, theirs = drawn(table), drawn(as_long_table(ink, table))
    for one, other in zip(ours, theirs, strict=True):
        assert one["fill"] == other["fill"]
        assert one["box"] == other["box"]
        assert reach(one["line"]) == reach(other["line"])
    assert sum(len(page["fill"]) for page in ours) == 6


def reach(lines):
    """All whole points under the lines: two short ones are as good as a long one."""
    found = set()
    for (x, y), (to_x, to_y) in lines:
        found |= {(a, b) for a in range(x, to_x + 1) for b in range(y, to_y + 1)}
    return found


def test_parts_share_their_rows_and_repeat_the_header():
    rows = [(f"row {n}", "text", "") for n in range(200)]
    _, table = made(rows, widths=[110.0, 100.0, 70.0], aligns=["left"] * 3)
    upper, lower = table.split(280, 50 * mm)
    assert upper.table is lower.table is table.table
    assert (upper.first, upper.last, lower.last) == (0, lower.first, 200)
    assert upper.height <= 50 * mm
    assert table.split(280, 10) == []
    pages = words_of(table)
    assert len(pages) > 10
    assert all(page[:2] == ["Column", "0"] for page in pages)


@pytest.mark.parametrize("align", ["left", "right", "center"])
def test_a_line_that_is_a_little_too_long_is_set_tighter(align):
    text = "outside line of 9 branches"
    room = letters("BcmSans").width(text) * 8 / 1000 - 0.3
    ink, table = made(
        [(text, "", "")], widths=[room + 8, 100.0, 70.0], aligns=[align, "left", "left"]
    )
    ((content, *_),) = table.table.rows
    assert content == (text,)
    ours, theirs = texts_of(table), texts_of(as_long_table(ink, table))
    assert close(ours[0], theirs[0])
    operators = [str(item) for item in built(table)[0].get_contents().operations]
    assert any("Tw" in item for item in operators)
