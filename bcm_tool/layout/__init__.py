"""Where things go on the map: layers by kind, few crossings, edges around the nodes.

Knows nothing of Qt and of the model: it serves the window and the printed plan alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bcm_tool.layout.apart import layout_apart
from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.layered import layered_layout
from bcm_tool.layout.routes import Obstacles, Route, route_edges
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from bcm_tool.layout.ways import Ways

__all__ = [
    "Obstacles",
    "Point",
    "Route",
    "Sizes",
    "layered_layout",
    "layout_apart",
    "route_all",
    "route_edges",
]


def route_all(
    places: Mapping[str, Point],
    edges: Mapping[str, tuple[str, str, str]],
    sizes: Sizes | None = None,
    obstacles: Obstacles | None = None,
    progress: Progress = no_progress,
) -> Ways:
    """See :func:`bcm_tool.layout.many_routes.route_all`; numpy is imported when first used."""
    from bcm_tool.layout import many_routes

    return many_routes.route_all(places, edges, sizes, obstacles, progress)
