"""Where nodes and edges of the map are: a layout in the background, then small changes to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress, filterfalse
from operator import is_not
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from bcm_tool.layout import Obstacles, Point, Route
from bcm_tool.layout.keep import step_aside
from bcm_tool.model.diff import Diff
from bcm_tool.model.model import Model
from bcm_tool.model.records import Dependency
from ui.graph import placing
from ui.graph.content import SIZES, Line, line_of
from ui.graph.later import AT_ONCE, Later, Standing
from ui.tasks import Task, Tasks, Work

if TYPE_CHECKING:
    from ui.graph.route_book import RouteBook

SHAPING = ("elements", "dependencies", "groups", "positions", "kinds")
MANY = 40
"""New elements at once from which the whole map is arranged again."""


class Arrangement(QObject):
    """Places of elements and routes of dependencies of one model after the other.

    ``auto`` is where the layout puts elements; ``places`` where they stand, with those that a
    person has put somewhere. ``arranged`` follows a whole new layout, ``changed(places,
    routes, gone)`` a small change: what moved, which edges run otherwise and which there are no
    more; ``ledAgain`` that all edges are in the book again, as they run.

    A large map is ``rough`` until its layout is made: seen and edited, in rows that only come
    near to the layout. Once a person has put something somewhere it stays as it is.
    """

    arranged = Signal()
    changed = Signal(object, object, object)
    ledAgain = Signal()
    busyChanged = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._renewal: Task | None = None
        self._model = Model()
        self._obstacles: Obstacles | None = None
        self.rough = False
        self.auto: dict[str, Point] = {}
        self.places: dict[str, Point] = {}
        self.lines: dict[str, Line] = {}
        self.book: RouteBook | None = None
        self.later = Later(tasks, self._standing, self)
        self.later.led.connect(self._led_later)

    @property
    def busy(self) -> bool:
        """Whether a layout is being made."""
        return self._task is not None

    @property
    def routes(self) -> Mapping[str, Route]:
        """The way of every edge."""
        return {} if self.book is None else self.book

    def reset(self, model: Model) -> None:
        """Arrange everything anew, in the background."""
        self.rough = False
        self._start(model, show=True)

    def _start(self, model: Model, *, show: bool) -> None:
        self._model = model
        if self._task is not None:
            self._task.cancel()

        def arrange(work: Work) -> placing.Arranged:
            def publish(rough: placing.Arranged) -> None:
                work.publish("rough", rough)
                work.stand_aside()  # until it is drawn

            return placing.arrange(model, work.progress, publish if show else None)

        if show:
            self._tasks.hold("map")
        task = self._task = self._tasks.start("Arranging the map", arrange, prompt=show)
        # Bound slots: Qt disconnects them when this object goes, so nothing arrives after it.
        task.part.connect(self._sketched)
        task.done.connect(self._done)
        task.failed.connect(self._failed)
        task.cancelled.connect(self._cancelled)
        self.busyChanged.emit(True)

    def follow(self, model: Model, changes: Diff) -> None:
        """The model has changed: place what is new, let go of what is gone."""
        self._model = model
        if not any(changes.changed(table) for table in SHAPING):
            return
        if self._task is not None and not self.rough:
            self.reset(model)
            return
        if self.rough and any(new is None for _, new in changes.changed("positions").values()):
            self.reset(model)  # what was put somewhere is to be arranged
            return
        others = any(changes.changed(table) for table in SHAPING[1:])
        if not others and placing.only_words(changes):
            return
        kept = self.auto
        if changes.changed("elements"):
            kept = placing.kept_places(model, self.auto, changes)
        if len(model.elements) - len(kept) > MANY or changes.changed("kinds") or not kept:
            self.reset(model)
            return
        if len(kept) < len(model.elements):
            kept = placing.with_new(model, kept)
        placed = kept is not self.auto or bool(changes.changed("positions"))
        self.auto = kept
        self._settle(model, changes, placed)
        if self._task is not None and changes.changed("positions"):
            self._stay()  # others must not jump around what a person has just put somewhere
        elif self._task is not None:
            self._start(model, show=False)

    def preview(self, moved: Mapping[str, Point]) -> dict[str, Route]:
        """Routes of the edges at nodes that are being dragged."""
        places = {**self.places, **moved}
        model = self._model
        near = {link.id for item in moved for link in placing.links_at(model, item)}
        return placing.lead(model, near, places, Obstacles(places.values(), SIZES))

    def _standing(self) -> Standing:
        if self._obstacles is None:
            self._obstacles = Obstacles(self.places.values(), SIZES)
        return Standing(self._model, self.places, self._obstacles)

    def _settle(self, model: Model, changes: Diff, placed: bool) -> None:
        """Take over the places of ``model`` and route again what lies near a change."""
        assert self.book is not None
        before, touched = self.places, set[str]()
        if placed:
            self.places = step_aside(self.auto, placing.pins_of(model), SIZES)
            places = self.places
            others = map(is_not, places.values(), map(before.get, places))
            touched = {
                item for item in compress(places, others) if before.get(item) != places[item]
            }
        moved = {element: self.places[element] for element in touched}
        lost = filterfalse(self.places.__contains__, before) if placed else ()
        gone = [before[item] for item in lost]
        boxes = [*moved.values(), *(before[item] for item in touched if item in before), *gone]
        fresh, cut = set[str](), list[str]()
        same: dict[str, Route] = {}
        for item, (old, new) in changes.changed("dependencies").items():
            if item in self.book and isinstance(new, Dependency) and _ends(old) == _ends(new):
                self.lines[item], same[item] = line_of(new), self.book[item]
                continue
            for line in (self.lines.pop(item, None), _line(new)):
                if line is not None:
                    touched |= {line.dependent, line.provider}
            if isinstance(new, Dependency):
                self.lines[item] = line_of(new)
                fresh.add(item)
            else:
                self.book.drop(item)
                cut.append(item)
        if boxes and self._obstacles is not None:
            self._obstacles = self._around(self._obstacles, before, moved, gone)
        wanted = fresh | self._near(touched, set(moved), boxes) if touched or gone else fresh
        at_once = wanted
        if len(wanted) > AT_ONCE:
            own = {link.id for item in moved for link in placing.links_at(model, item)}
            at_once = wanted & (fresh | own)
        standing = self._standing()
        routes = placing.lead(model, at_once, standing.places, standing.obstacles)
        self.book.put(routes)
        self.later.add(wanted - at_once, at_once)
        self.changed.emit(moved, same | routes, cut)
        if self.book.worn and self._renewal is None:
            self._renew(model)

    def _around(
        self,
        obstacles: Obstacles,
        before: Mapping[str, Point],
        moved: Mapping[str, Point],
        gone: list[Point],
    ) -> Obstacles | None:
        """The obstacles of now; None where so much has moved that all are made anew."""
        if len(moved) + len(gone) > MANY:
            return None
        left = [before[item] for item in moved if item in before]
        return obstacles.moved([*left, *gone], moved.values())

    @Slot(object)
    def _led_later(self, routes: dict[str, Route]) -> None:
        if self.book is not None:
            self.book.put(routes)
            self.changed.emit({}, routes, [])

    def _near(self, touched: set[str], moved: set[str], boxes: Iterable[Point]) -> set[str]:
        """Edges that may run otherwise now.

        Those at touched nodes, those at neighbours of moved ones (where edges may leave in
        another order), and those that pass a place that is taken or free now.
        """
        assert self.book is not None
        around, model = set(touched), self._model
        for item in moved:
            for link in placing.links_at(model, item):
                around |= {link.dependent, link.provider}
        found = {link.id for item in around for link in placing.links_at(model, item)}
        for x, y in boxes:
            left, top = x - SIZES.width, y - SIZES.height
            found |= self.book.near(left, top, 2 * SIZES.width, 2 * SIZES.height)
        return found

    # --- the background ---------------------------------------------------------------------

    @Slot(object)
    def _done(self, found: placing.Arranged) -> None:
        if self.sender() is self._task:
            if self.rough and found.places == self.places:
                self._stay(found.auto)  # all of it stands where a person has put it
                return
            self.rough = False
            self._take(found)
            if found.book is not None and found.book.draft:
                self._renew(self._model)

    @Slot(str, object)
    def _sketched(self, _: str, found: placing.Arranged) -> None:
        if self.sender() is self._task:
            self.rough = True
            self._show(found)

    def _stay(self, auto: dict[str, Point] | None = None) -> None:
        """What is seen stays as it is, but for edges that are led around the nodes now."""
        task, self._task = self._task, None
        if auto is not None:
            self.auto, self.rough = auto, False
        elif task is not None:
            task.cancel()
        self.busyChanged.emit(False)
        self._renew(self._model)

    def _take(self, found: placing.Arranged) -> None:
        self._task = None
        self._show(found)

    def _show(self, found: placing.Arranged) -> None:
        self._renewal = None
        self.later.forget()
        self.auto, self.places, self.book = found
        self._obstacles = None
        self.lines = {item.id: line_of(item) for item in self._model.dependencies.values()}
        self.busyChanged.emit(self.busy)
        self.arranged.emit()
        self._tasks.release("map")

    @Slot()
    def _cancelled(self) -> None:
        """Cancelled by hand: what is seen stays; else rows in key order are at once there."""
        if self.sender() is self._task:
            self._make_do()

    @Slot(object)
    def _failed(self, _error: BaseException) -> None:
        """The same, for a map can be worked on; what is a bug is reported by Tasks."""
        if self.sender() is self._task:
            self._make_do()

    def _make_do(self) -> None:
        if self.rough:
            self._stay()
        else:
            self._take(placing.plain(self._model))

    def _renew(self, model: Model) -> None:
        """Lead all edges once more, so that the book has no long list of changes."""
        auto, book = self.auto, self.book
        density = book.density if book is not None and book.draft else None

        def lead(work: Work) -> tuple[Model, placing.Arranged]:
            return model, placing.with_routes(model, auto, density, work.progress)

        task = self._renewal = self._tasks.start("Leading edges", lead, quiet=True)
        task.done.connect(self._renewed)

    @Slot(object)
    def _renewed(self, found: tuple[Model, placing.Arranged]) -> None:
        model, arranged = found
        if self.sender() is not self._renewal:
            return
        self._renewal = None
        same = all(model.table(name) is self._model.table(name) for name in SHAPING[1:])
        if same and arranged.auto is self.auto:  # no element has come, gone or moved either
            self.later.forget()
            self.book = arranged.book
            self.ledAgain.emit()
        elif self._task is None:
            self._renew(self._model)


def _line(record: object) -> Line | None:
    return line_of(record) if isinstance(record, Dependency) else None


def _ends(record: object) -> tuple[str, str, str | None] | None:
    """What the route of an edge depends on, besides the places."""
    if not isinstance(record, Dependency):
        return None
    return record.dependent, record.provider, record.group
