"""From gestures on the map to commands on the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot

from bcm_tool.layout import Point
from ui.graph import commands
from ui.graph.canvas import MapCanvas
from ui.graph.content import SIZES, needed_closure, needs_closure
from ui.graph.inline import InlineEditor
from ui.graph.presenter import MapPresenter
from ui.graph.whatif import WhatIf
from ui.session import Session


class MapController(QObject):
    """What can be done on the map, each by a method; ``said(text)`` tells what happened."""

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        canvas: MapCanvas,
        presenter: MapPresenter,
        whatif: WhatIf,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.canvas = session, canvas
        self.presenter, self.whatif = presenter, whatif
        self.editor = InlineEditor(canvas.viewport())
        self._accept: Callable[[str, str], None] | None = None
        self._last_kind = ""
        self._led_elsewhere: set[str] = set()  # edges at nodes that are being dragged
        self.editor.accepted.connect(self._accepted)
        self.editor.left.connect(canvas.setFocus)
        canvas.added.connect(self.ask_new_at)
        canvas.renamed.connect(self.ask_rename)
        canvas.dragging.connect(self._dragging)
        canvas.moved.connect(self._moved)
        canvas.walked.connect(self._walked)
        canvas.picked.connect(self._picked)
        canvas.connecting.begun.connect(self.said)
        canvas.connecting.ended.connect(self._say_nothing)
        canvas.connecting.finished.connect(self._connected)

    # --- what there is ----------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the selected elements, the current one first."""
        return self.session.selection

    @property
    def can_edit(self) -> bool:
        """Whether the document may be changed."""
        return self.session.can_edit

    # --- elements ---------------------------------------------------------------------------

    def ask_new_at(self, point: QPointF) -> None:
        """Ask for a new element at a point of the scene; it will stand there."""
        if self.can_edit:
            place = (float(round(point.x())), float(round(point.y())))
            self._ask_new(self._kind_near(place), self.canvas.mapFromScene(point), place)

    def ask_new(self) -> None:
        """Ask for a new element that the layout will place."""
        middle = self.canvas.viewport().rect().center()
        if self.can_edit:
            self._ask_new(self._kind_of_chosen(), middle, None)

    def _ask_new(self, kind: str, at: QPoint, place: Point | None) -> None:
        def accept(name: str, chosen_kind: str) -> None:
            self._last_kind = chosen_kind
            fresh = commands.add_element(self.session, name, chosen_kind, place)
            if fresh is not None:
                self.session.select([fresh])
                self._show_new(fresh)

        self._accept = accept
        self.editor.ask_new(self.session.model, kind, at)

    def ask_rename(self, element: str) -> None:
        """Ask for another name, where the element stands."""
        node = self.canvas.map.nodes.get(element)
        if node is None or not self.can_edit:
            return
        self._accept = lambda name, _: self._rename(element, name)
        self.canvas.show_node(element)
        self.editor.ask_name(node.card.name, self.canvas.mapFromScene(node.pos()))

    def _rename(self, element: str, name: str) -> None:
        found = self.session.model.elements.get(element)
        if found is not None and found.name != name:
            commands.rename(self.session, element, name)

    def rename_chosen(self) -> None:
        """Ask for another name of the current element."""
        if self.chosen:
            self.ask_rename(self.chosen[0])

    def delete_chosen(self) -> None:
        """Delete the chosen edge, or the selected elements, and say what went along."""
        edge = self.presenter.edge
        if edge is not None and not self.chosen:
            if commands.delete_dependencies(self.session, [edge]):
                self.said.emit("Deleted one dependency. Undo brings it back.")
            return
        chosen = self.chosen
        if not chosen:
            return
        model = self.session.model
        along, named = commands.goes_along(model, chosen), commands.named(model, chosen)
        if commands.delete_elements(self.session, chosen):
            more = f", and with it {along}" if along else ""
            self.said.emit(f"Deleted {named}{more}. Undo brings everything back.")

    def duplicate_chosen(self) -> None:
        """Copy the selected elements and select the copies."""
        fresh = commands.duplicate(self.session, self.chosen)
        if fresh:
            self.session.select(fresh)
            self._show_new(fresh[0])

    def _show_new(self, element: str) -> None:
        """Bring a new element into sight, or say why it cannot be seen."""
        shown, model = self.presenter.shown, self.session.model
        if shown is not None and element not in shown:
            self.said.emit(f"Added {commands.named(model, [element])}; the filter hides it.")
        else:
            self.canvas.show_node(element)

    # --- dependencies -----------------------------------------------------------------------

    def connect_from_chosen(self, downwards: bool = True) -> None:
        """Two selected elements are connected; from one, the other is picked next."""
        if len(self.chosen) == 1 and self.can_edit and self.chosen[0] in self.canvas.map.nodes:
            self.canvas.connecting.begin(self.chosen[0], downwards)
            self.canvas.setFocus()

    @Slot(str)
    def _picked(self, edge: str) -> None:
        self.presenter.choose_edge(edge or None)

    @Slot()
    def _say_nothing(self) -> None:
        self.said.emit("")

    def _connected(self, dependent: str, provider: str) -> None:
        if commands.connect(self.session, dependent, provider):
            link = next(
                item.id for item in self.session.model.needs[dependent] if item.provider == provider
            )
            self.presenter.choose_edge(link)

    # --- places -----------------------------------------------------------------------------

    def arrange(self) -> None:
        """Let the layout place everything anew."""
        if self.session.model.positions and not commands.unpin_all(self.session):
            return
        self.presenter.arrangement.reset(self.session.model)

    def _dragging(self, places: dict[str, Point]) -> None:
        arrangement = self.presenter.arrangement
        routes = arrangement.preview(places)
        lines = {item: arrangement.lines[item] for item in routes}
        self._led_elsewhere = set(lines)
        self.canvas.map.put_edges(lines, routes)

    def _moved(self, places: dict[str, Point]) -> None:
        if not commands.move(self.session, places):
            self._put_back()

    def _put_back(self) -> None:
        arrangement = self.presenter.arrangement
        self.canvas.map.move_nodes(arrangement.places)
        edges = [item for item in self._led_elsewhere if item in arrangement.lines]
        lines = {item: arrangement.lines[item] for item in edges}
        self.canvas.map.put_edges(lines, {item: arrangement.routes[item] for item in edges})

    # --- selection --------------------------------------------------------------------------

    def jump(self, element: str) -> None:
        """Select an element and bring it into sight."""
        self.session.select([element])
        self.canvas.show_node(element)

    def _walked(self, element: str) -> None:
        self.jump(element)
        node = self.canvas.map.nodes.get(element)
        if node is not None:
            state = f", {node.state.text}" if node.state else ""
            text = f"{node.card.key} {node.card.name}, {node.card.kind_name}{state}"
            self.canvas.setAccessibleDescription(text)

    def tell(self, text: str) -> None:
        """Say what has happened, to those who see and to screen readers."""
        self.canvas.setAccessibleDescription(text)
        self.said.emit(text)

    def select_all(self) -> None:
        """Select every element that is shown."""
        self.session.select(node.id for node in self.canvas.map.layer.visible())

    def select_needs(self) -> None:
        """Select also everything that the selection needs."""
        model = self.session.model
        self.session.select([*self.chosen, *sorted(needs_closure(model, self.chosen))])

    def select_needed(self) -> None:
        """Select also everything that needs the selection."""
        model = self.session.model
        self.session.select([*self.chosen, *sorted(needed_closure(model, self.chosen))])

    # --- loss -------------------------------------------------------------------------------

    def toggle_lost(self) -> None:
        """Mark the selected elements as lost, or no longer."""
        self.whatif.toggle(self.chosen)

    # --- inside -----------------------------------------------------------------------------

    def _accepted(self, name: str, kind: str) -> None:
        accept, self._accept = self._accept, None
        self.canvas.setFocus()
        if accept is not None:
            accept(name, kind)

    def _kind_of_chosen(self) -> str:
        model = self.session.model
        for element in self.chosen[:1]:
            return model.elements[element].kind or self._last_kind
        return self._last_kind

    def _kind_near(self, place: Point) -> str:
        """The kind of the nearest element in the row where somebody has pointed."""
        row = [
            (abs(node.x() - place[0]), element)
            for element, node in self.canvas.map.nodes.items()
            if abs(node.y() - place[1]) < SIZES.height
        ]
        if not row:
            return self._kind_of_chosen()
        return self.session.model.elements[min(row)[1]].kind or self._last_kind
