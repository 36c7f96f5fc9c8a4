"""The command that writes the workbook and the plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcm_tool import __version__
from bcm_tool.cli.common import analysed, opened, target_path
from bcm_tool.cli.options import (
    DocumentFile,
    FirstGoal,
    Objective,
    OverTheWeek,
    Paper,
    ScenarioKey,
    choice,
)
from bcm_tool.errors import BcmError

if TYPE_CHECKING:
    from bcm_tool.analysis.run import AllResults
    from bcm_tool.document import Document
    from bcm_tool.export.pdf.info import PlanInfo
    from bcm_tool.model.model import Model


def export(
    file: DocumentFile,
    scenario: ScenarioKey = None,
    excel: Annotated[
        Path | None, typer.Option("--excel", metavar="OUT.xlsx", help="The workbook.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="OUT.pdf", help="The plan to print.")
    ] = None,
    paper: Annotated[Paper, choice("--paper", Paper, "Size of the printed pages.")] = Paper.A4,
    week: OverTheWeek = False,
    objective: FirstGoal = Objective.harm,
) -> None:
    """Write the workbook and the recovery plan (a report when no scenario is named)."""
    if excel is None and pdf is None:
        raise BcmError("Say what to write: --excel OUT.xlsx, --pdf OUT.pdf, or both.")
    workbook = None if excel is None else target_path(excel, ".xlsx")
    plan = None if pdf is None else target_path(pdf, ".pdf")
    with opened(file) as document:
        model, info = document.model, _plan_info(document)
    results = analysed(model, scenario, None, week=week, objective=objective)
    if workbook is not None:
        _write_workbook(workbook, model, results, paper)
    if plan is not None:
        _write_plan(plan, model, results, info, paper)
        if scenario is None and model.scenarios:
            keys = ", ".join(sorted(item.key for item in model.scenarios.values()))
            typer.echo(f"No scenario was named, so the PDF has no sequence; there are: {keys}.")


def _write_workbook(target: Path, model: Model, results: AllResults, paper: Paper) -> None:
    from bcm_tool.export.console import progress_bars
    from bcm_tool.export.workbook import write_workbook

    with progress_bars() as bars:
        write_workbook(target, model, results, paper=paper.value, progress=bars("Workbook"))
    typer.echo(f"Wrote {target}.")


def _write_plan(
    target: Path, model: Model, results: AllResults, info: PlanInfo, paper: Paper
) -> None:
    from bcm_tool.export.console import progress_bars
    from bcm_tool.export.pdf.plan import write_plan

    with progress_bars() as bars:
        notices = write_plan(
            target, model, results, info, paper=paper.value, progress=bars("Pages")
        )
    typer.echo(f"Wrote {target}.")
    for notice in notices:
        typer.echo(f"Note: {notice}")


def _plan_info(document: Document) -> PlanInfo:
    from bcm_tool.export.pdf.info import PlanInfo

    named = document.versions()
    return PlanInfo(
        printed_on=date.today(),
        version=named[0].name if named else "",
        digest=document.fingerprint,
        software=f"bcm-tool {__version__}",
    )
