"""An export: what is to be written, the results there already, and the way to the process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import bcm_tool
from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.model.model import Model
from ui import settings
from ui.recovery.effort import USUAL, limits_of, seconds_of
from ui.recovery.first_goal import first_goal

if TYPE_CHECKING:
    from bcm_tool.analysis.run import AllResults
    from bcm_tool.export.pdf.info import PlanInfo
    from ui.results import Results
    from ui.tasks import Work

Kind = Literal["excel", "pdf"]
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True)
class Export:
    """What is to be written; ``scenario`` is an id or empty.

    ``order``, ``effort`` and ``seconds`` are for a sequence that has to be found for it.
    """

    kind: Kind
    path: Path
    scenario: str = ""
    paper: Paper = "A4"
    status: str = "Draft"
    classification: str = ""
    owner: str = ""
    approver: str = ""
    version: str = ""
    digest: str = ""
    order: ObjectiveOrder = HARM_FIRST
    effort: str = USUAL
    seconds: float | None = None


def as_chosen(export: Export) -> Export:
    """The same, sequenced as the person has chosen in the Recovery view."""
    return replace(
        export,
        order=first_goal(settings.text("recovery/first_goal")).order,
        effort=settings.text("recovery/effort", USUAL),
        seconds=seconds_of(settings.text("recovery/seconds")),
    )


def known_results(results: Results, model: Model, scenario: str) -> AllResults | None:
    """The results on screen, when they are all about ``model``, this scenario and this day."""
    from bcm_tool.analysis.run import AllResults

    recovery = results.sequence if scenario else None
    if results.busy:
        return None
    impact, structure, objectives = results.impact, results.structure, results.objectives
    risk, findings = results.risk, results.findings
    if impact is None or structure is None or objectives is None or risk is None:
        return None
    if findings is None or findings.as_of != date.today():
        return None  # the window was open over midnight
    if any(item.model is not model for item in (impact, structure, objectives, risk, findings)):
        return None
    if (objectives.scenario or "") != scenario:
        return None
    if scenario and (recovery is None or recovery.model is not model):
        return None
    week = results.weeks.of(scenario)
    if week is not None and week.model is not model:
        week = None
    simulation = results.simulations.matching(recovery)
    return AllResults(
        impact, structure, objectives, risk, findings, recovery, week=week, simulation=simulation
    )


def run_export(
    model: Model, export: Export, known: AllResults | None, work: Work
) -> tuple[str, ...]:
    """Write the file; returns sentences about what could not be written as it is."""
    from bcm_tool.export.apart import write_apart

    scenario, info = export.scenario or None, _control(export)
    return write_apart(
        export.path,
        model,
        scenario,
        known,
        info,
        paper=export.paper,
        as_of=date.today(),
        limits=limits_of(export.effort, export.seconds),
        objective_order=export.order,
        progress=work.progress,
    )


def _control(export: Export) -> PlanInfo | None:
    """Document control of a plan; a workbook has none."""
    from bcm_tool.export.pdf.info import PlanInfo

    if export.kind == "excel":
        return None
    return PlanInfo(
        printed_on=date.today(),
        version=export.version,
        digest=export.digest,
        software=f"bcm-tool {bcm_tool.__version__}",
        status=export.status,
        classification=export.classification,
        owner=export.owner,
        approver=export.approver,
    )
