"""The layout of a large map in a process of its own: the window keeps its share of the machine.

Threads of one process take turns; beside the analyses a layout of some thousand nodes would
take many times as long, and the window would stutter.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection

from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.layered import layered_layout
from bcm_tool.progress import Progress, no_progress

_POLL = 0.05


def layout_apart(
    nodes: Sequence[tuple[str, int, str]],
    edges: Sequence[tuple[str, str]],
    sizes: Sizes | None = None,
    progress: Progress = no_progress,
) -> dict[str, Point]:
    """As :func:`layered_layout` without pinned nodes; a process that fails is done without.

    Raises
    ------
    Cancelled
        From inside ``progress``, some twenty times a second; the process is then killed.
    """
    sizes = sizes or Sizes()
    # Started fresh on every system: a forked process would hold locks of the window's threads.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    try:
        process.start()
        theirs.close()
        ours.send_bytes(json.dumps([nodes, edges, sizes]).encode())
        return _wait(ours, progress)
    except (EOFError, OSError):
        return layered_layout(nodes, edges, sizes=sizes, progress=progress)
    finally:
        if process.pid is not None:
            process.kill()
            process.join()
            process.close()
        ours.close()


def _wait(ours: Connection, progress: Progress) -> dict[str, Point]:
    done, total = 0, 0
    while True:
        progress(done, total)
        if not ours.poll(_POLL):
            continue
        answer = json.loads(ours.recv_bytes())
        if isinstance(answer, list):
            done, total = answer
        else:
            return {node: (x, y) for node, (x, y) in answer.items()}


# --- in the child ---------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    nodes, edges, sizes = json.loads(pipe.recv_bytes())

    def report(done: int, total: int) -> None:
        pipe.send_bytes(json.dumps([done, total]).encode())

    places = layered_layout(
        [(node, layer, key) for node, layer, key in nodes],
        [(dependent, provider) for dependent, provider in edges],
        sizes=Sizes(*sizes),
        progress=report,
    )
    pipe.send_bytes(json.dumps(places).encode())
