"""Pages: sizes, header and footer, page x of y, linked contents and bookmarks."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFName, PDFStream, pdfdocEnc
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, TableStyle
from reportlab.platypus.tableofcontents import TableOfContents

from bcm_tool.export.pdf.fonts import REGULAR
from bcm_tool.export.pdf.info import Paper, PlanInfo
from bcm_tool.export.pdf.ink import Ink, draw_centred, draw_right, draw_runs
from bcm_tool.export.pdf.style import DARK, LINE, MUTED, paragraph
from bcm_tool.progress import Progress

LEFT, RIGHT, TOP, BOTTOM = 22 * mm, 15 * mm, 23 * mm, 19 * mm
_SIZES: dict[Paper, tuple[float, float]] = {"A4": A4, "Letter": LETTER}
_SMALL = 7.5


def page_size(paper: Paper, landscape: bool = False) -> tuple[float, float]:
    """Width and height of a page in points."""
    width, height = _SIZES[paper]
    return (height, width) if landscape else (width, height)


def text_area(paper: Paper, landscape: bool = False) -> tuple[float, float]:
    """Width and height that text may fill."""
    width, height = page_size(paper, landscape)
    return width - LEFT - RIGHT, height - TOP - BOTTOM


def is_trying(canvas: Any) -> bool:
    """Whether a canvas belongs to a pass that only finds out how many pages there are."""
    return bool(getattr(getattr(canvas, "_doctemplate", None), "trying", False))


class Heading(Paragraph):  # type: ignore[misc]
    """A heading that goes into the contents and the bookmarks; ``name`` is its anchor."""

    def __init__(self, ink: Ink, text: str, level: int, name: str) -> None:
        self.level, self.name, self.plain = level, name, text
        self.toc_text = ink.markup(text, limit=120)
        super().__init__(ink.markup(text, bold=True, limit=200), paragraph(f"Heading{level}"))


class PageTotal(Flowable):  # type: ignore[misc]
    """Takes no room; asks for another pass until the number of pages is known everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.total, self._before = 0, -1

    def isIndexing(self) -> int:  # noqa: N802 - ReportLab's name
        return 1

    def isSatisfied(self) -> bool:  # noqa: N802 - ReportLab's name
        return self.total == self._before

    def beforeBuild(self) -> None:  # noqa: N802 - ReportLab's name
        self._before = self.total

    def afterBuild(self) -> None:  # noqa: N802 - ReportLab's name
        """Part of ReportLab's protocol."""

    def notify(self, kind: str, stuff: Any) -> None:
        """Part of ReportLab's protocol; entries of the contents do not concern it."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        """Nothing to see."""


class PlanDocument(BaseDocTemplate):  # type: ignore[misc]
    """A document whose pages say what it is, which version, and which of how many."""

    def __init__(
        self,
        target: str,
        paper: Paper,
        title: str,
        furniture: Furniture,
        progress: Progress,
    ) -> None:
        super().__init__(
            target,
            pagesize=page_size(paper),
            leftMargin=LEFT,
            rightMargin=RIGHT,
            topMargin=TOP,
            bottomMargin=BOTTOM,
            title=title,
            author=furniture.info.owner or furniture.organisation,
            creator=furniture.info.software,
            producer="ReportLab",
            lang="en",
            invariant=1,
            initialFontName=REGULAR,
        )
        self.furniture, self._progress = furniture, progress
        self.trying = True  # passes only find out which page everything is on, until that is known
        self.addPageTemplates(
            [
                self._template("portrait", paper, False, furniture.draw),
                self._template("landscape", paper, True, furniture.draw),
            ]
        )

    def _allSatisfied(self) -> bool:  # noqa: N802 - ReportLab's name
        """Whether every page number is known; the pass after that is the one that is drawn."""
        known = bool(super()._allSatisfied())
        drawn, self.trying = not self.trying, self.trying and not known
        return known and drawn

    def _template(
        self, name: str, paper: Paper, landscape: bool, draw: Callable[[Any, Any], None]
    ) -> PageTemplate:
        width, height = text_area(paper, landscape)
        frame = Frame(
            LEFT,
            BOTTOM,
            width,
            height,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(name, [frame], onPage=draw, pagesize=page_size(paper, landscape))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        """A heading that has found its page becomes a bookmark and a line of the contents."""
        if isinstance(flowable, Heading):
            self.canv.bookmarkPage(flowable.name)
            self.canv.addOutlineEntry(flowable.plain[:200], flowable.name, flowable.level - 1, 0)
            entry = (flowable.level - 1, flowable.toc_text, self.page, flowable.name)
            self.notify("TOCEntry", entry)

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Count the page, and let the person cancel."""
        if self.canv._doc.Pages.pages and not self.trying:
            _pack(self.canv._doc.Pages.pages[-1])
        total = self.furniture.total
        total.total = self.page
        self._progress(self.page, max(self.page, total._before))


def _pack(page: Any) -> None:
    """Compress a page that is done: the text of a thousand pages would fill the memory."""
    if page.stream and page.Contents is None:
        page.Contents = PDFStream(content=zlib.compress(pdfdocEnc(page.stream)), filters=[])
        page.Contents.dictionary["Filter"] = PDFArray([PDFName("FlateDecode")])
        page.stream = None


class Furniture:
    """Header and footer of every page."""

    def __init__(
        self, ink: Ink, organisation: str, title: str, identity: str, info: PlanInfo
    ) -> None:
        self.organisation, self.info, self.total = organisation, info, PageTotal()
        self._ink = ink
        self._title = " · ".join(part for part in (organisation, title) if part)
        self._marks = " · ".join(part for part in (info.status, info.classification) if part)
        self._identity = " · ".join(
            part
            for part in (
                identity,
                f"version {info.version}" if info.version else "",
                f"printed {info.printed_on.isoformat()}",
            )
            if part
        )

    def draw(self, canvas: Any, document: Any) -> None:
        """Draw both around the text of a page; nothing in a pass that is only a try."""
        if is_trying(canvas):
            return
        width, height = canvas._pagesize
        right = width - RIGHT
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, height - TOP + 5 * mm, right, height - TOP + 5 * mm)
        canvas.line(LEFT, BOTTOM - 4 * mm, right, BOTTOM - 4 * mm)
        self._header(canvas, right, height - TOP + 7 * mm)
        self._footer(canvas, right, BOTTOM - 8 * mm)
        canvas.restoreState()

    def _header(self, canvas: Any, right: float, y: float) -> None:
        room = right - LEFT
        canvas.setFillColor(MUTED)
        draw_runs(canvas, LEFT, y, self._ink.fitted(self._title, room * 0.56, _SMALL), _SMALL)
        canvas.setFillColor(DARK)
        marks = self._ink.fitted(self._marks, room * 0.42, _SMALL, bold=True)
        draw_right(canvas, right, y, marks, _SMALL)

    def _footer(self, canvas: Any, right: float, y: float) -> None:
        room, ink = right - LEFT, self._ink
        canvas.setFillColor(MUTED)
        draw_runs(canvas, LEFT, y, ink.fitted(self._identity, room * 0.4, _SMALL), _SMALL)
        warning = ink.runs("Uncontrolled when printed", bold=True)
        draw_centred(canvas, (LEFT + right) / 2 + room * 0.06, y, warning, _SMALL)
        total = max(canvas.getPageNumber(), self.total._before)
        page = ink.runs(f"Page {canvas.getPageNumber()} of {total}")
        draw_right(canvas, right, y, page, _SMALL)


def contents() -> TableOfContents:
    """The linked table of contents."""
    found = TableOfContents(dotsMinLevel=0)
    found.levelStyles = [paragraph("Contents1"), paragraph("Contents2")]
    # With the typeface named, ReportLab does not mention its own, which it would not embed.
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    bare = [(side, (0, 0), (-1, -1), 0) for side in sides]
    found.tableStyle = TableStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR), *bare])
    return found
