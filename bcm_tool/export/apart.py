"""An export in a process of its own: the window never waits for it, and Cancel kills it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcm_tool.analysis.objective_order import HARM_FIRST, ObjectiveOrder
from bcm_tool.analysis.run import AllResults, analyze_all, completed
from bcm_tool.child import ChildFailed, run_in_child
from bcm_tool.errors import BcmError
from bcm_tool.export.pdf.info import Paper, PlanInfo
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress
from bcm_tool.replacing import replaced

if TYPE_CHECKING:
    from bcm_tool.analysis.recovery import Limits


@dataclass(frozen=True, slots=True)
class _Request:
    target: Path
    scratch: str
    model: Model
    scenario: str | None
    results: AllResults | None
    info: PlanInfo | None
    paper: Paper
    as_of: date | None
    limits: Limits | None
    objective_order: ObjectiveOrder


def write_apart(
    path: Path,
    model: Model,
    scenario: str | None,
    results: AllResults | None,
    info: PlanInfo | None,
    *,
    paper: Paper = "A4",
    as_of: date | None = None,
    limits: Limits | None = None,
    objective_order: ObjectiveOrder = HARM_FIRST,
    progress: Progress = no_progress,
    memory: int | None = None,
) -> tuple[str, ...]:
    """Write the plan that ``info`` describes or, without ``info``, the workbook.

    Parameters
    ----------
    scenario, results
        ``results`` are those of ``model`` and the scenario's id; None has them computed.
    as_of, limits, objective_order
        For results that have to be computed, as in :func:`analyze_all`.
    progress
        Called some twenty times a second, with a total of 0 while it is not known.
    memory
        Bytes that the process may take beyond those of its start; None sets no limit.

    Returns
    -------
    Sentences about what could not be printed as it is.

    Raises
    ------
    BcmError
        When the target cannot be written or is open elsewhere, or the process crashed or ran
        out of memory. The target is then as it was, and nothing else is left behind.
    Cancelled
        Raised by ``progress``; the same holds.
    ChildFailed
        For a fault of the program, with its traceback; the same holds.
    """
    path = Path(path)
    with (
        replaced(path) as target,
        # A killed process leaves its temporary files: they are kept where they are found.
        tempfile.TemporaryDirectory(prefix="bcm-tool-", ignore_cleanup_errors=True) as scratch,
    ):
        request = _Request(
            target,
            scratch,
            model,
            scenario,
            results,
            info,
            paper,
            as_of,
            limits,
            objective_order,
        )
        answer = _ask(path, request, progress, memory)
        if "errno" in answer:  # said by `replaced` as if it had happened here
            raise OSError(answer["errno"], answer["text"])
    return tuple(answer["notices"])


def _ask(path: Path, request: _Request, progress: Progress, memory: int | None) -> Any:
    try:
        return run_in_child(_write, request, progress, memory=memory)
    except ChildFailed as failure:
        if failure.reason == "ended":
            raise BcmError(
                f"“{path.name}” was not written: the process that wrote it ended before it was "
                "done. There may be too little memory; close other programs and try again."
            ) from failure
        if failure.reason == "memory":
            raise BcmError(
                f"“{path.name}” was not written: it needs more memory than there is. Close other "
                "programs and try again."
            ) from failure
        raise


# --- in the child ---------------------------------------------------------------------------------


def _write(request: _Request, progress: Progress) -> dict[str, Any]:
    tempfile.tempdir = request.scratch
    try:
        return {"notices": _save(request, progress)}
    except OSError as error:
        return {"errno": error.errno, "text": error.strerror}


def _save(request: _Request, progress: Progress) -> tuple[str, ...]:
    # openpyxl and ReportLab are not imported by the window for this.
    model, paper = request.model, request.paper
    results = (
        completed(request.results, lambda _: progress)
        if request.results
        else analyze_all(
            model,
            request.scenario,
            request.limits,
            progress=lambda _: progress,
            as_of=request.as_of,
            objective_order=request.objective_order,
        )
    )
    if request.info is None:
        from bcm_tool.export.workbook import save_workbook

        save_workbook(request.target, model, results, paper=paper, progress=progress)
        return ()
    from bcm_tool.export.pdf.plan import save_plan

    return save_plan(request.target, model, results, request.info, paper=paper, progress=progress)
