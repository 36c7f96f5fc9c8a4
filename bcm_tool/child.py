"""Work in a process of its own: it cannot hold up the window, and Cancel kills it.

What is sent to the process are objects of this program. What comes back is JSON, whatever the
process has read: nothing in an answer can make this program do anything.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal, TypeVar

from bcm_tool.errors import BcmError
from bcm_tool.progress import Progress, no_progress

T = TypeVar("T")
Reason = Literal["ended", "late", "memory", "nested", "fault"]

_POLL = 0.05
_QUIET = 0.1  # seconds between two reports of progress


class ChildFailed(Exception):  # noqa: N818 - what happened; the caller knows what it means
    """The process gave no answer.

    ``reason``: it ``ended`` without one (or never started), was ``late``, ran out of ``memory``,
    met something ``nested`` too deeply, or has a ``fault``: an exception of the type ``kind``,
    whose traceback is ``details``.
    """

    def __init__(self, reason: Reason, kind: str = "", details: str = "") -> None:
        super().__init__(f"{reason}\n{details}".strip())
        self.reason, self.kind, self.details = reason, kind, details


def run_in_child(
    work: Callable[[T, Progress], Any],
    request: T,
    progress: Progress = no_progress,
    *,
    seconds: float | None = None,
    memory: int | None = None,
) -> Any:
    """``work(request, progress)`` in a new process; its answer, which must be JSON.

    Parameters
    ----------
    work
        A function of a module; its module is imported before the memory limit holds.
    progress
        Called some twenty times a second, with a total of 0 while it is not known.
    seconds, memory
        Limits: wall clock, and bytes beyond what the process has at its start (Linux only).

    Raises
    ------
    BcmError
        As raised by ``work``.
    ChildFailed
        When there is no answer.
    Cancelled
        Raised by ``progress``. However this function ends, the process is gone.
    """
    # Started fresh on every system: a forked process would hold locks of the window's threads.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, memory), daemon=True)
    try:
        process.start()
        theirs.close()
        # Over the pipe, not as an argument: start() would wait for ever for a dead process.
        ours.send(request)
        return _answer(ours, progress, seconds)
    except (EOFError, OSError) as error:
        raise ChildFailed("ended") from error
    finally:
        _end(process)
        ours.close()


def _answer(pipe: Connection, progress: Progress, seconds: float | None) -> Any:
    deadline = None if seconds is None else time.monotonic() + seconds
    done, total = 0, 0
    while True:
        progress(done, total)  # also where Cancel comes in
        if deadline is not None and time.monotonic() > deadline:
            raise ChildFailed("late")
        if not pipe.poll(_POLL):
            continue
        message = json.loads(pipe.recv_bytes())
        if "progress" in message:
            done, total = message["progress"]
        elif "error" in message:
            raise BcmError(message["error"])
        elif "failed" in message:
            raise ChildFailed(*message["failed"])
        else:
            return message["answer"]


def _end(process: BaseProcess) -> None:
    if process.pid is None:
        return
    if process.is_alive():
        process.kill()
    process.join()
    process.close()


# --- in the child ---------------------------------------------------------------------------------


def _serve(pipe: Connection, work: Callable[[Any, Progress], Any], memory: int | None) -> None:
    if memory is not None:
        _limit(memory)
    message: dict[str, Any]
    try:
        message = {"answer": work(pipe.recv(), _reporting(pipe))}
    except BcmError as error:
        message = {"error": str(error)}
    except MemoryError:
        message = {"failed": ["memory"]}
    except RecursionError:
        message = {"failed": ["nested"]}
    except Exception as error:
        # A library that found no room says so in its own way.
        no_room = isinstance(error, ImportError) and "failed to map segment" in str(error)
        fault = ["fault", type(error).__name__, traceback.format_exc()]
        message = {"failed": ["memory"] if no_room else fault}
    pipe.send_bytes(json.dumps(message).encode())


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
