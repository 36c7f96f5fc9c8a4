"""Where everything on the map goes: the work that is done in the background.

Knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from bcm_tool.layout import (
    Obstacles,
    Point,
    Route,
    layered_layout,
    layout_apart,
    route_all,
    route_edges,
)
from bcm_tool.layout.keep import place_few, step_aside
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model, key_order
from bcm_tool.model.records import Dependency, Element
from bcm_tool.progress import Progress, no_progress
from ui.graph.content import SIZES, layer_of, links_of, nodes_of

if TYPE_CHECKING:
    from ui.graph.density import Density
    from ui.graph.route_book import RouteBook

CROWD = 3_000
"""Dependencies from which the map is shown before its edges are led around the nodes."""
APART = 2_500
"""Elements and dependencies from which the layout is made in a process of its own."""
Ends = tuple[str, str, str]


class Arranged(NamedTuple):
    """Where the layout puts elements, where they stand, and how edges run.

    Without any element there is no book, and numpy is not imported for one.
    """

    auto: dict[str, Point]
    places: dict[str, Point]
    book: RouteBook | None


def arrange(
    model: Model, progress: Progress, show: Callable[[Arranged], object] | None = None
) -> Arranged:
    """A layout of everything.

    ``show`` gets at once what a large map can be seen as until its layout is made: every
    element where a person has put it, else in rows that only come near to the layout.
    """
    nodes, links = nodes_of(model), links_of(model)
    if len(nodes) + len(links) > APART:
        auto = _large(model, nodes, links, progress, show)
    else:
        auto = layered_layout(nodes, links, sizes=SIZES, progress=progress)
    return draft(model, auto) if len(links) > CROWD else with_routes(model, auto)


def _large(
    model: Model,
    nodes: list[tuple[str, int, str]],
    links: list[tuple[str, str]],
    progress: Progress,
    show: Callable[[Arranged], object] | None,
) -> dict[str, Point]:
    from ui.graph import kept_layouts

    pins = pins_of(model)
    if show is not None and all(node in pins for node, _, _ in nodes):
        # All of it was placed by hand: it is seen as it is without asking for a layout.
        show(draft(model, {node: pins[node] for node, _, _ in nodes}))
        show = None
    digest = kept_layouts.digest_of(nodes, links, SIZES)
    kept = kept_layouts.read(digest, nodes)
    if kept is not None:
        return kept
    if show is not None:
        from bcm_tool.layout.rough import rough_layout

        show(draft(model, rough_layout(nodes, links, SIZES)))
    auto = layout_apart(nodes, links, SIZES, progress)
    kept_layouts.keep(digest, auto)
    return auto


def draft(model: Model, auto: dict[str, Point]) -> Arranged:
    """The places of a layout, edges straight: the whole of a large map at once."""
    from bcm_tool.layout.ways import Ways
    from ui.graph.route_book import RouteBook

    places = step_aside(auto, pins_of(model), SIZES)
    ways = Ways.straight(places, ends_of(model.dependencies.values()))
    return Arranged(auto, places, RouteBook(ways, draft=True))


def plain(model: Model) -> Arranged:
    """Rows in key order: at once there, and honest about not being arranged."""
    columns = 12
    ordered = sorted(nodes_of(model), key=lambda node: node[1:])
    pitch_x, pitch_y = SIZES.width + SIZES.gap, SIZES.height + 1.5 * SIZES.row_gap
    auto, row, column, last = {}, -1, 0, None
    for node, layer, _ in ordered:
        if layer != last or column == columns:
            row, column, last = row + 1, 0, layer
        auto[node] = (column * pitch_x, row * pitch_y)
        column += 1
    return with_routes(model, auto)


def with_routes(
    model: Model,
    auto: dict[str, Point],
    density: Density | None = None,
    progress: Progress = no_progress,
) -> Arranged:
    """The places of a layout with what a person has put somewhere, and all routes."""
    places = step_aside(auto, pins_of(model), SIZES)
    if not places:
        return Arranged(auto, places, None)
    from ui.graph.route_book import RouteBook

    ways = route_all(places, ends_of(model.dependencies.values()), SIZES, progress=progress)
    return Arranged(auto, places, RouteBook(ways, density=density))


def lead(
    model: Model, edges: Iterable[str], places: Mapping[str, Point], obstacles: Obstacles
) -> dict[str, Route]:
    """Routes of some edges; where they leave depends on all others at the same nodes."""
    links = [model.dependencies[edge] for edge in edges if edge in model.dependencies]
    nodes = sorted({node for link in links for node in (link.dependent, link.provider)})
    around = ends_of(link for node in nodes for link in links_at(model, node))
    return route_edges(places, around, SIZES, [link.id for link in links], obstacles)


def links_at(model: Model, element: str) -> Iterator[Dependency]:
    """All dependencies of an element and on it."""
    yield from model.needs.get(element, ())
    yield from model.needed_by.get(element, ())


def ends_of(links: Iterable[Dependency]) -> dict[str, Ends]:
    """Edge -> (dependent, provider, group), for the routes."""
    return {item.id: (item.dependent, item.provider, item.group or "") for item in links}


def pins_of(model: Model) -> dict[str, Point]:
    """Where a person has put elements."""
    return {item.element: (item.x, item.y) for item in model.positions.values()}


def only_words(changes: Diff) -> bool:
    """Whether elements have changed in nothing that decides where they stand."""
    for old, new in changes.changed("elements").values():
        if not isinstance(old, Element) or not isinstance(new, Element):
            return False
        if (old.kind, old.key) != (new.kind, new.key):
            return False
    return True


def with_new(model: Model, kept: Mapping[str, Point]) -> dict[str, Point]:
    """``kept`` with a place for every other element, near its neighbours; nothing else moves."""
    layers = _layers(model)
    fresh = [item for item in model.elements if item not in kept]
    fresh.sort(key=lambda item: (layers[item], *key_order(model.elements[item].key), item))
    near = {
        item: [link.provider for link in model.needs.get(item, ())]
        + [link.dependent for link in model.needed_by.get(item, ())]
        for item in fresh
    }
    return place_few(fresh, layers, near, kept, SIZES)


def _layers(model: Model) -> dict[str, int]:
    """The layer of every element, asked once for each kind."""
    one_of = {item.kind: item.id for item in model.elements.values()}
    layer = {kind: layer_of(model, item) for kind, item in one_of.items()}
    return {item.id: layer[item.kind] for item in model.elements.values()}


def kept_places(model: Model, auto: Mapping[str, Point], changes: Diff) -> dict[str, Point]:
    """Places that stay: of elements that exist and have the kind they had."""
    kept = dict(auto)
    for item, (old, new) in changes.changed("elements").items():
        if not (isinstance(old, Element) and isinstance(new, Element) and old.kind == new.kind):
            kept.pop(item, None)
    return kept
