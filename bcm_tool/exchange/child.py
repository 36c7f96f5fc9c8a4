"""Foreign files are read and validated in a process of their own, which can be killed.

The process has a memory limit and a time limit; Cancel ends it at once. Requests and answers
are JSON over a pipe (see :mod:`bcm_tool.exchange.wire`).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
import traceback
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

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
_POLL = 0.05
_QUIET = 0.1  # seconds between two reports of progress


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
    # Started fresh on every system: a forked process would hold locks of the window's threads.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
    try:
        process.start()
        theirs.close()
        return _talk(ours, request, progress, seconds)
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise BcmError(
            f"“{Path(request['path']).name}” could not be read: reading it ended before it was "
            "done. The file is damaged, or needs more memory than is allowed."
        ) from error
    finally:
        _end(process)
        ours.close()


def _talk(ours: Connection, request: dict[str, Any], progress: Progress, seconds: float) -> Any:
    name = Path(request["path"]).name
    deadline = time.monotonic() + seconds
    ours.send_bytes(json.dumps(request).encode())
    done, total = 0, 0
    while True:
        progress(done, total)  # also where Cancel comes in
        if time.monotonic() > deadline:
            raise BcmError(
                f"“{name}” took longer than {seconds:g} seconds to read; it was stopped."
            )
        if not ours.poll(_POLL):
            continue
        answer = json.loads(ours.recv_bytes())
        if "progress" in answer:
            done, total = answer["progress"]
        elif "error" in answer:
            error = BcmError(answer["error"])
            if answer.get("traceback"):
                error.add_note(answer["traceback"])
            raise error
        else:
            return answer


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    if process.is_alive():
        process.kill()
    process.join()
    process.close()


# --- in the child ---------------------------------------------------------------------------------


def _serve(pipe: Connection, memory: int) -> None:
    _limit(memory)
    request = json.loads(pipe.recv_bytes())
    name = Path(request["path"]).name
    answer: dict[str, Any]
    try:
        answer = _answer(request, _reporting(pipe))
    except BcmError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": f"“{name}” needs more memory to read than is allowed."}
    except RecursionError:
        answer = {"error": f"“{name}” is nested too deeply to be read."}
    except Exception as error:  # a bug of ours: nothing has changed, and the person is told
        answer = {
            "error": f"“{name}” could not be read: an unexpected error in the program "
            f"({type(error).__name__}). Nothing was changed.",
            "traceback": traceback.format_exc(),
        }
    pipe.send_bytes(json.dumps(answer).encode())


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


def _reporting(pipe: Connection) -> Progress:
    """Progress over the pipe, not more often than a person can see."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _QUIET:
            last = time.monotonic()
            pipe.send_bytes(json.dumps({"progress": [done, total]}).encode())

    return report


def _limit(memory: int) -> None:
    """``memory`` bytes beyond what the process has already; only Linux keeps such a limit."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread reserves address space
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
