"""The layout as a whole: rows, order, coordinates, and what a person has put somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bcm_tool.layout.geometry import Point, Sizes
from bcm_tool.layout.keep import place_new, step_aside
from bcm_tool.layout.rows import assign_rows
from bcm_tool.progress import Progress, no_progress


def layered_layout(
    nodes: Iterable[tuple[str, int, str]],
    edges: Iterable[tuple[str, str]],
    pinned: Mapping[str, Point] | None = None,
    *,
    previous: Mapping[str, Point] | None = None,
    sizes: Sizes | None = None,
    progress: Progress = no_progress,
) -> dict[str, Point]:
    """Centres of nodes on the map: layers from top to bottom, a dependent above its provider.

    Parameters
    ----------
    nodes
        (id, layer, key): a smaller layer stands higher; keys decide ties.
    edges
        (dependent, provider); what names an unknown node is left out.
    pinned
        Where a person has put nodes. They stand exactly there; others step aside.
    previous
        An earlier layout. Nodes in it stay where they were and only the others are placed,
        so that an edit does not turn the map over.

    Returns
    -------
    id -> (x, y) in pixels at zoom 1. Same input, same result, whatever the order of the input.
    Nodes do not overlap unless they were pinned so.

    Raises
    ------
    Cancelled
        From inside ``progress``.
    """
    sizes = sizes or Sizes()
    ordered = sorted(set(nodes), key=lambda node: (node[1], node[2].casefold(), node[2], node[0]))
    if not ordered:
        return {}
    number = {node: index for index, (node, _, _) in enumerate(ordered)}
    links = sorted(
        {
            (number[dependent], number[provider])
            for dependent, provider in edges
            if dependent in number and provider in number and dependent != provider
        }
    )
    kept = {node: place for node, place in (previous or {}).items() if node in number}
    if kept:
        places = place_new(ordered, links, kept, sizes)
    else:
        layers = [layer for _, layer, _ in ordered]
        centres = _fresh(layers, links, sizes, progress)
        places = {node: centres[index] for node, index in number.items()}
    fixed = {node: place for node, place in (pinned or {}).items() if node in number}
    return step_aside(places, fixed, sizes)


def _fresh(
    layers: Sequence[int], edges: Sequence[tuple[int, int]], sizes: Sizes, progress: Progress
) -> Mapping[int, Point]:
    # numpy is imported with these, which the start of the window must not wait for.
    from bcm_tool.layout.order import build_layered, order_rows
    from bcm_tool.layout.place import place_rows

    graph = build_layered(assign_rows(layers, edges, sizes), edges)
    return place_rows(graph, order_rows(graph, progress), sizes)
