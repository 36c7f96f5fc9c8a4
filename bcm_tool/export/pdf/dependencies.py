"""The chapter on dependencies: the picture of what a scenario touches, single points of failure."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.run import AllResults
from bcm_tool.durations import format_elapsed
from bcm_tool.export.pdf.graph import GraphDrawing, extent, fit
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.picture import DETAILS, Detail, Picture, picture_of
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.tables.structure import single_points_table
from bcm_tool.layout import Point
from bcm_tool.model.model import Model

_READABLE = 0.55
"""Below this scale the names in the boxes are smaller than six points."""

_WORDS: dict[Detail, str] = {
    "all": "",
    "stopped": " What keeps running is left out.",
    "services": (
        " So many elements are affected that the picture shows only the lost ones and the "
        "services that stop; an arrow also stands for a way through elements not shown."
    ),
}


def dependency_chapter(
    ink: Ink, model: Model, results: AllResults, upright: Point, wide: Point
) -> list[Flowable]:
    """The picture of the affected part, and the single points of failure of all services."""
    recovery = results.recovery
    picture = _best_picture(model, recovery, upright, wide) if recovery else None
    landscape = picture is None or _lies_better(picture, upright, wide)
    area = wide if landscape else upright
    found = chapter(ink, "Dependencies", "dependencies", landscape=landscape)
    if recovery and picture:
        found += _picture(ink, model, recovery, picture, _beside_heading(area))
    found += section(ink, "Single points of failure", "dependencies-points")
    found += table_flowables(
        ink,
        single_points_table(model, results.structure),
        area[0],
        Look(columns=("key", "name", "kind", "count", "services", "first"), bold=("key",)),
        "No single loss stops a service.",
    )
    return found


def _best_picture(model: Model, recovery: RecoveryResult, upright: Point, wide: Point) -> Picture:
    """The most detailed picture whose names can be read; the least detailed when none is."""
    for detail in DETAILS[:-1]:
        picture = picture_of(model, recovery, detail)
        if not picture.left_out and max(_scales(picture, upright, wide)) >= _READABLE:
            return picture
    return picture_of(model, recovery, DETAILS[-1])


def _scales(picture: Picture, upright: Point, wide: Point) -> tuple[float, float]:
    found = extent(picture)
    return fit(found, _beside_heading(upright)), fit(found, _beside_heading(wide))


def _lies_better(picture: Picture, upright: Point, wide: Point) -> bool:
    """Whether the picture is larger on a landscape page."""
    standing, lying = _scales(picture, upright, wide)
    return lying >= standing


def _beside_heading(area: Point) -> Point:
    """The room that heading and explanation leave on a page."""
    return area[0], area[1] - 34 * mm


def _picture(
    ink: Ink, model: Model, recovery: RecoveryResult, picture: Picture, area: Point
) -> list[Flowable]:
    if not picture.places:
        return [body(ink, "Nothing is lost in this scenario, so nothing stops.", "Empty")]
    words = "An arrow points at what an element needs; a time says when it is back."
    words += _WORDS[picture.detail]
    if picture.left_out:
        words += f" {picture.left_out} of them are left out."
    drawing = GraphDrawing(ink, model, picture, _when(recovery), area)
    return [body(ink, words), Spacer(1, 2 * mm), drawing]


def _when(recovery: RecoveryResult) -> dict[str, str]:
    """Element -> when it is back, in words."""
    found = {
        item: "never back" if outage.up is None else format_elapsed(outage.up)
        for item, outage in recovery.outages.items()
    }
    return {**found, **dict.fromkeys(recovery.later, "later")}
