"""The whole plan: chapters in order, written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.platypus import Flowable

from bcm_tool.analysis.run import AllResults
from bcm_tool.errors import BcmError
from bcm_tool.export.pdf import chapters as c
from bcm_tool.export.pdf.chances import chances_chapter
from bcm_tool.export.pdf.checklists import checklists
from bcm_tool.export.pdf.dependencies import dependency_chapter
from bcm_tool.export.pdf.first_hour import first_hour
from bcm_tool.export.pdf.fonts import register_fonts
from bcm_tool.export.pdf.front import (
    contents_page,
    cover,
    plan_identity,
    plan_title,
    records_chapter,
)
from bcm_tool.export.pdf.glossary import glossary_chapter
from bcm_tool.export.pdf.info import Paper, PlanInfo
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.money import money_chapters
from bcm_tool.export.pdf.page import Furniture, PlanDocument, text_area
from bcm_tool.export.pdf.structure import structure_chapter
from bcm_tool.export.pdf.week import week_chapter
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress
from bcm_tool.replacing import replaced


def write_plan(
    path: Path,
    model: Model,
    results: AllResults,
    info: PlanInfo,
    *,
    paper: Paper = "A4",
    progress: Progress = no_progress,
) -> tuple[str, ...]:
    """Write the recovery plan of the scenario in ``results``; a report when there is none.

    Returns
    -------
    Sentences about what could not be printed as it is, which also stand on the first page.
    The same arguments give the same bytes.

    Raises
    ------
    BcmError
        When the target cannot be written or is open elsewhere.
    Cancelled
        From inside ``progress``; the target is then as it was.
    """
    with replaced(path) as temporary:
        return save_plan(temporary, model, results, info, paper=paper, progress=progress)


def save_plan(
    path: Path,
    model: Model,
    results: AllResults,
    info: PlanInfo,
    *,
    paper: Paper,
    progress: Progress,
) -> tuple[str, ...]:
    """As :func:`write_plan`, into a file that may stay behind half written."""
    made = plan_document(path, model, results, info, paper=paper, progress=progress)
    made.document.multiBuild(made.story, maxPasses=8)
    return made.notices


@dataclass(frozen=True)
class MadePlan:
    """A plan ready to be built: the document, what stands in it, and what could not be printed."""

    document: PlanDocument
    story: list[Flowable]
    ink: Ink
    notices: tuple[str, ...]


def plan_document(
    path: Path,
    model: Model,
    results: AllResults,
    info: PlanInfo,
    *,
    paper: Paper = "A4",
    progress: Progress = no_progress,
) -> MadePlan:
    """Everything of :func:`save_plan` but the pages themselves."""
    register_fonts()
    scenario = _scenario(model, results)
    ink = Ink()
    title = f"{plan_title(scenario)}: {scenario.name}" if scenario else plan_title(scenario)
    furniture = Furniture(ink, model.method.organisation, title, plan_identity(scenario), info)
    story = _story(ink, model, scenario, results, paper)
    notices = ink.notices()
    width = text_area(paper)[0]
    front = [*cover(ink, model, scenario, info, width, notices), furniture.total]
    document = PlanDocument(str(path), paper, title, furniture, progress)
    return MadePlan(document, [*front, *story], ink, notices)


def _scenario(model: Model, results: AllResults) -> r.Scenario | None:
    if results.recovery is None:
        return None
    found = model.scenarios.get(results.recovery.scenario)
    if found is None:
        raise BcmError("The scenario of this plan is no longer in the document.")
    return found


def _story(
    ink: Ink, model: Model, scenario: r.Scenario | None, results: AllResults, paper: Paper
) -> list[Flowable]:
    upright, wide = text_area(paper), text_area(paper, landscape=True)
    found: list[Flowable] = []
    if scenario and results.recovery:
        found += first_hour(ink, model, scenario, results.recovery, upright)
    found += contents_page(ink)
    if scenario and results.recovery:
        found += c.outcome_chapter(ink, model, scenario, results.recovery, upright)
        if results.simulation:
            found += chances_chapter(ink, model, results.simulation, wide)
        if results.week:
            found += week_chapter(ink, model, results.week, upright[0])
    else:
        found += c.summary_chapter(ink, model, results, upright)
    found += c.objectives_chapter(ink, model, results, wide)
    found += dependency_chapter(ink, model, results, upright, wide)
    found += structure_chapter(ink, model, results, wide)
    found += c.concentration_chapter(ink, model, results, wide)
    if results.recovery:
        found += c.sequence_chapter(ink, model, results.recovery, wide)
        found += checklists(ink, model, results.recovery, wide[0])
    found += c.contacts_chapter(ink, model, wide)
    found += c.risk_chapter(ink, model, results, wide)
    found += money_chapters(ink, model, results, wide)
    found += c.findings_chapter(ink, model, results, upright)
    found += glossary_chapter(ink, upright[0])
    return found + records_chapter(ink, upright[0])
