"""The layout of a large map in a process of its own: the window keeps its share of the machine.

Threads of one process take turns; beside the analyses a layout of some thousand nodes would
take many times as long, and the window would stutter.
"""

from __future__ import annotations

from collections.abc import Sequence

from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.layered import layered_layout
from bcm_tool.progress import Progress, no_progress

Request = tuple[Sequence[tuple[str, int, str]], Sequence[tuple[str, str]], Sizes]


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
    from bcm_tool.child import ChildFailed, run_in_child  # only a large map needs processes

    request = (nodes, edges, sizes or Sizes())
    try:
        places = run_in_child(_lay_out, request, progress)
    except ChildFailed:
        return layered_layout(nodes, edges, sizes=sizes, progress=progress)
    return {node: (x, y) for node, (x, y) in places.items()}


def _lay_out(request: Request, progress: Progress) -> dict[str, Point]:
    nodes, edges, sizes = request
    return layered_layout(nodes, edges, sizes=sizes, progress=progress)
