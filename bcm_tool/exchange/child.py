"""Foreign files are read and validated in a process of their own, which can be killed.

The process has a memory limit and a time limit; Cancel ends it at once. Requests and answers
are JSON (see :mod:`bcm_tool.exchange.wire`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bcm_tool.child import ChildFailed, run_in_child
from bcm_tool.errors import BcmError
from bcm_tool.exchange.mapping import Inspected, Mapping, inspect_source, mapping_from_json
from bcm_tool.exchange.mapping_apply import apply_mapping
from bcm_tool.exchange.plan import ImportPlan, new_document_model, plan_import
from bcm_tool.exchange.source import Format, read_grids, read_source
from bcm_tool.exchange.staged import Staged
from bcm_tool.exchange.wire import (
    inspected_from_json,
    model_from_json,
    model_to_json,
    plan_from_json,
    plan_to_json,
)
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

MEMORY_BYTES = 1 << 30
SECONDS = 120.0


def import_file(
    model: Model | None,
    path: Path,
    *,
    format: Format | None = None,
    mapping: Mapping | None = None,
    progress: Progress = no_progress,
    seconds: float = SECONDS,
    memory: int = MEMORY_BYTES,
) -> ImportPlan:
    """Read and validate a foreign file and work out what importing it does.

    Parameters
    ----------
    model
        The document's model; None for a new document (see ``plan_import``).
    format
        ``workbook``, ``csv`` or ``archimate``; by the file's ending when not given.
    mapping
        How their sheets and columns become ours, for a workbook or CSV of their own.
    progress
        Called some twenty times a second, with a total of 0 while it is not known.

    Raises
    ------
    BcmError
        When the file cannot be read, needs too much time or memory, or the process crashed.
    Cancelled
        Raised by ``progress``; the process is then killed.
    """
    request = {
        "kind": "plan",
        "path": str(path),
        "format": format,
        "mapping": None if mapping is None else mapping.to_json(),
        "model": None if model is None else model_to_json(model),
    }
    answer = _ask(request, progress, seconds, memory)
    base = model_from_json(answer["base"]) if model is None else model
    return plan_from_json(base, answer["plan"])


def inspect_file(
    path: Path,
    *,
    format: Format | None = None,
    progress: Progress = no_progress,
    seconds: float = SECONDS,
    memory: int = MEMORY_BYTES,
) -> Inspected:
    """Headers and first rows of a workbook or CSV, for a person who maps its columns.

    Raises
    ------
    BcmError, Cancelled
        As :func:`import_file`.
    """
    request = {"kind": "inspect", "path": str(path), "format": format}
    return inspected_from_json(_ask(request, progress, seconds, memory)["inspected"])


def _ask(request: dict[str, Any], progress: Progress, seconds: float, memory: int) -> Any:
    try:
        return run_in_child(_answer, request, progress, seconds=seconds, memory=memory)
    except ChildFailed as failure:
        error = BcmError(_sentence(failure, Path(request["path"]).name, seconds))
        if failure.details:
            error.add_note(failure.details)
        raise error from failure


def _sentence(failure: ChildFailed, name: str, seconds: float) -> str:
    if failure.reason == "late":
        return f"“{name}” took longer than {seconds:g} seconds to read; it was stopped."
    if failure.reason == "memory":
        return f"“{name}” needs more memory to read than is allowed."
    if failure.reason == "nested":
        return f"“{name}” is nested too deeply to be read."
    if failure.reason == "fault":  # a bug of ours: nothing has changed, and the person is told
        return (
            f"“{name}” could not be read: an unexpected error in the program "
            f"({failure.kind}). Nothing was changed."
        )
    return (
        f"“{name}” could not be read: reading it ended before it was done. The file is damaged, "
        "or needs more memory than is allowed."
    )


# --- in the child ---------------------------------------------------------------------------------


def _answer(request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    path = Path(request["path"])
    if request["kind"] == "inspect":
        source = read_grids(path, request["format"], progress)
        return {"inspected": asdict(inspect_source(source))}
    staged = _staged(path, request, progress)
    base = model_from_json(request["model"]) if request["model"] else new_document_model(staged)
    plan = plan_import(base, staged, progress)
    answer = {"plan": plan_to_json(plan)}
    return answer if request["model"] else {**answer, "base": model_to_json(base)}


def _staged(path: Path, request: dict[str, Any], progress: Progress) -> Staged:
    if request["mapping"] is None:
        return read_source(path, request["format"], progress)
    mapping = mapping_from_json(request["mapping"])
    return apply_mapping(read_grids(path, request["format"], progress), mapping)
