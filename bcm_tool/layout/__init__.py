"""Where things go on the map: layers by kind, few crossings, edges around the nodes.

Knows nothing of Qt and of the model: it serves the window and the printed plan alike.
"""

from bcm_tool.layout.apart import layout_apart
from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.layered import layered_layout
from bcm_tool.layout.routes import Route, route_edges

__all__ = ["Point", "Route", "Sizes", "layered_layout", "layout_apart", "route_edges"]
