"""Where nodes and edges of the map are: a layout in the background, then small changes to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QObject, Signal

from bcm_tool.layout import Point, Route, layered_layout, layout_apart, route_edges
from bcm_tool.layout.keep import step_aside
from bcm_tool.layout.routes import Obstacles
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency
from ui.graph.content import SIZES, Line, line_of, links_of, nodes_of
from ui.graph.edge_index import EdgeIndex
from ui.tasks import Task, Tasks, Work

SHAPING = ("elements", "dependencies", "groups", "positions", "kinds")
MANY = 40
"""New elements at once from which the whole map is arranged again."""
APART = 2_500
"""Elements and dependencies from which the layout is made in a process of its own."""

Arranged = tuple[dict[str, Point], dict[str, Point], dict[str, Route], EdgeIndex]


class Arrangement(QObject):
    """Places of elements and routes of dependencies of one model after the other.

    ``auto`` is where the layout puts elements; ``places`` where they stand, with those that a
    person has put somewhere. ``arranged`` follows a whole new layout, ``changed(places,
    routes)`` a small change: what moved and which edges run otherwise.
    """

    arranged = Signal()
    changed = Signal(object, object)
    busyChanged = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._model = Model()
        self.auto: dict[str, Point] = {}
        self.places: dict[str, Point] = {}
        self.lines: dict[str, Line] = {}
        self.routes: dict[str, Route] = {}
        self._index: EdgeIndex | None = None

    @property
    def busy(self) -> bool:
        """Whether a layout is being made."""
        return self._task is not None

    def reset(self, model: Model) -> None:
        """Arrange everything anew, in the background."""
        self._model = model
        if self._task is not None:
            self._task.cancel()
        task = self._task = self._tasks.start(
            "Arranging the map", lambda work: _arrange(model, work)
        )
        task.done.connect(lambda found: self._take(task, found))
        task.failed.connect(lambda error: self._give_up(task, error))
        task.cancelled.connect(lambda: self._cancelled(task))
        self.busyChanged.emit(True)

    def follow(self, model: Model, changes: Diff) -> None:
        """The model has changed: place what is new, let go of what is gone."""
        self._model = model
        if not any(changes.changed(table) for table in SHAPING):
            return
        if self._task is not None:
            self.reset(model)
            return
        kept = _kept(model, self.auto, changes)
        if len(model.elements) - len(kept) > MANY or changes.changed("kinds") or not kept:
            self.reset(model)
            return
        if len(kept) == len(self.auto) == len(model.elements) and not any(
            changes.changed(table) for table in SHAPING[1:]
        ):
            return  # other words on the same nodes
        if len(kept) < len(model.elements):
            kept = layered_layout(nodes_of(model), links_of(model), previous=kept, sizes=SIZES)
        self.auto = kept
        self._settle(model, changes)

    def take_index(self) -> EdgeIndex | None:
        """The index of all routes, made by the worker; whoever takes it keeps it up to date."""
        index, self._index = self._index, None
        return index

    def preview(self, moved: Mapping[str, Point]) -> dict[str, Route]:
        """Routes of the edges at nodes that are being dragged."""
        places = {**self.places, **moved}
        edges = self._edges()
        near = [item for item, (one, two, _) in edges.items() if one in moved or two in moved]
        return route_edges(places, edges, SIZES, near, Obstacles(places.values(), SIZES))

    def _edges(self) -> dict[str, tuple[str, str, str]]:
        return {
            item: (line.dependent, line.provider, line.group) for item, line in self.lines.items()
        }

    def _settle(self, model: Model, changes: Diff) -> None:
        """Take over the places of ``model`` and route again what lies near a change."""
        before = self.places
        self.places = step_aside(self.auto, pins_of(model), SIZES)
        touched = {
            element for element, place in self.places.items() if before.get(element) != place
        }
        moved = {element: self.places[element] for element in touched}
        gone = [before[element] for element in before if element not in self.places]
        boxes = [*moved.values(), *(before[item] for item in touched if item in before), *gone]
        fresh = set()
        same: dict[str, Route] = {}
        for item, (old, new) in changes.changed("dependencies").items():
            if item in self.routes and isinstance(new, Dependency) and _ends(old) == _ends(new):
                self.lines[item], same[item] = line_of(new), self.routes[item]
                continue
            for line in (self.lines.pop(item, None), _line(new)):
                if line is not None:
                    touched |= {line.dependent, line.provider}
            if isinstance(new, Dependency):
                self.lines[item] = line_of(new)
                fresh.add(item)
            else:
                self.routes.pop(item, None)
        wanted = fresh | self._near(touched, set(moved), boxes) if touched or gone else fresh
        routes = route_edges(self.places, self._edges(), SIZES, wanted) if wanted else {}
        self.routes.update(routes)
        routes = same | routes
        self.changed.emit(moved, routes)

    def _near(self, touched: set[str], moved: set[str], boxes: Iterable[Point]) -> set[str]:
        """Edges that may run otherwise now.

        Those at touched nodes, those at neighbours of moved ones (where edges may leave in
        another order), and those that pass a place that is taken or free now.
        """
        around = set(touched)
        for line in self.lines.values():
            if line.dependent in moved or line.provider in moved:
                around |= {line.dependent, line.provider}
        found = {
            item
            for item, line in self.lines.items()
            if line.dependent in around or line.provider in around
        }
        changed = list(boxes)
        for item, route in self.routes.items():
            if item not in found and any(_passes(route, box) for box in changed):
                found.add(item)
        return found

    def _take(self, task: Task, found: Arranged) -> None:
        if task is not self._task:
            return
        self._task = None
        self.auto, self.places, self.routes, self._index = found
        self.lines = {item.id: line_of(item) for item in self._model.dependencies.values()}
        self.busyChanged.emit(False)
        self.arranged.emit()

    def _cancelled(self, task: Task) -> None:
        """Cancelled by hand: rows in key order are at once there, and honest."""
        if task is self._task:
            self._take(task, _plain(self._model))

    def _give_up(self, task: Task, error: BaseException) -> None:
        if task is self._task:
            self._task = None
            self.busyChanged.emit(False)
            raise error


def _line(record: object) -> Line | None:
    return line_of(record) if isinstance(record, Dependency) else None


def _ends(record: object) -> tuple[str, str, str | None] | None:
    """What the route of an edge depends on, besides the places."""
    if not isinstance(record, Dependency):
        return None
    return record.dependent, record.provider, record.group


def pins_of(model: Model) -> dict[str, Point]:
    """Where a person has put elements."""
    return {item.element: (item.x, item.y) for item in model.positions.values()}


def _arrange(model: Model, work: Work) -> Arranged:
    nodes, links = nodes_of(model), links_of(model)
    if len(nodes) + len(links) > APART:
        auto = layout_apart(nodes, links, SIZES, work.progress)
    else:
        auto = layered_layout(nodes, links, sizes=SIZES, progress=work.progress)
    return _with_routes(model, auto)


def _plain(model: Model) -> Arranged:
    columns = 12
    ordered = sorted(nodes_of(model), key=lambda node: node[1:])
    pitch_x, pitch_y = SIZES.width + SIZES.gap, SIZES.height + 1.5 * SIZES.row_gap
    auto, row, column, last = {}, -1, 0, None
    for node, layer, _ in ordered:
        if layer != last or column == columns:
            row, column, last = row + 1, 0, layer
        auto[node] = (column * pitch_x, row * pitch_y)
        column += 1
    return _with_routes(model, auto)


def _with_routes(model: Model, auto: dict[str, Point]) -> Arranged:
    places = step_aside(auto, pins_of(model), SIZES)
    edges = {
        item.id: (item.dependent, item.provider, item.group or "")
        for item in model.dependencies.values()
    }
    routes = route_edges(places, edges, SIZES)
    index = EdgeIndex()
    for edge, route in routes.items():
        index.put(edge, route)
    index.fill()
    return auto, places, routes, index


def _kept(model: Model, auto: Mapping[str, Point], changes: Diff) -> dict[str, Point]:
    """Places that stay: of elements that exist and have the kind they had."""
    other_kind = {
        item
        for item, (old, new) in changes.changed("elements").items()
        if old is not None and new is not None and old.kind != new.kind  # type: ignore[attr-defined]
    }
    return {
        item: place
        for item, place in auto.items()
        if item in model.elements and item not in other_kind
    }


def _passes(route: Route, box: Point) -> bool:
    """Whether a route comes near the node that stands (or stood) in ``box``."""
    top, bottom = route.points[0][1], route.points[-1][1]
    if not min(top, bottom) - SIZES.height <= box[1] <= max(top, bottom) + SIZES.height:
        return False
    return any(
        min(y, v) - SIZES.height <= box[1] <= max(y, v) + SIZES.height
        and min(x, u) - SIZES.width <= box[0] <= max(x, u) + SIZES.width
        for (x, y), (u, v) in pairwise(route.points)
    )
