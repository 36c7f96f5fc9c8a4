"""Keeps the scene in step with the document, its results, the selection, filter and loss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from bcm_tool.layout import Point, Route
from bcm_tool.model.diff import Diff
from ui.graph.arrangement import Arrangement
from ui.graph.content import (
    Card,
    State,
    card_of,
    group_mark,
    needed_closure,
    needs_closure,
    state_of,
)
from ui.graph.scene import MapScene
from ui.graph.whatif import WhatIf
from ui.session import Session

CARD_TABLES = ("elements", "kinds")


class MapPresenter(QObject):
    """``rebuilt`` follows a whole new map, ``shownChanged`` another selection or filter."""

    rebuilt = Signal()
    shownChanged = Signal()

    def __init__(
        self, session: Session, scene: MapScene, whatif: WhatIf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._scene, self._whatif = session, scene, whatif
        self.arrangement = Arrangement(session.tasks, self)
        self.highlight = True
        self.edge: str | None = None
        self.filtered: set[str] | None = None
        self.only_related = False
        self._hiding = False
        self._quiet = False
        self.arrangement.arranged.connect(self._rebuild)
        self.arrangement.changed.connect(self._apply)
        session.documentReplaced.connect(self._replaced)
        session.modelChanged.connect(self._changed)
        session.resultsChanged.connect(self._results)
        session.selectionChanged.connect(self._selection_changed)
        scene.selectionChanged.connect(self._scene_selected)
        whatif.resultChanged.connect(self._show_loss)

    # --- the document -----------------------------------------------------------------------

    def start(self) -> None:
        """Show the document that there is."""
        self._replaced()

    def _replaced(self) -> None:
        self._quiet = True
        self._scene.drop_nodes(list(self._scene.nodes))
        self._scene.edges.clear()
        self._quiet = False
        self.edge = None
        self._scene.editable = self._session.can_edit
        self.arrangement.reset(self._session.model)

    def _rebuild(self) -> None:
        model, scene = self._session.model, self._scene
        places = {
            item: place for item, place in self.arrangement.places.items() if item in model.elements
        }
        self._quiet = True
        scene.drop_nodes([item for item in scene.nodes if item not in places])
        scene.put_nodes(self._cards(places), places)
        scene.move_nodes(places)
        scene.edges.clear()
        scene.put_edges(
            self.arrangement.lines, self.arrangement.routes, self.arrangement.take_index()
        )
        scene.select_nodes(self._session.selection)
        self._quiet = False
        self._marks()
        scene.fit_extent()
        self._show_loss()
        self._show_filter()
        self.rebuilt.emit()

    def _changed(self, changes: Diff) -> None:
        model = self._session.model
        self._quiet = True
        self._scene.drop_nodes(
            [item for item, (_, new) in changes.changed("elements").items() if new is None]
        )
        self._quiet = False
        self.arrangement.follow(model, changes)
        if changes.changed("kinds"):
            self._recard(self._scene.nodes)
        else:
            self._recard(changes.changed("elements"))
        if self._whatif.lost and set(changes.tables) - {"positions"}:
            self._whatif.refresh()

    def _apply(self, moved: dict[str, Point], routes: dict[str, Route]) -> None:
        scene, lines = self._scene, self.arrangement.lines
        fresh = [item for item in moved if item not in scene.nodes]
        if not moved and len(lines) == len(scene.edges.drawn) and self._alike(routes):
            scene.put_edges({item: lines[item] for item in routes}, routes)
            self._marks()
            return
        scene.put_nodes(self._cards(fresh), moved)
        scene.move_nodes(moved)
        scene.edges.drop([item for item in scene.edges.drawn if item not in lines])
        scene.put_edges({item: lines[item] for item in routes}, routes)
        for item in fresh:
            scene.nodes[item].setSelected(item in self._session.selection)
        self._marks()
        scene.fit_extent()
        if self.edge not in lines:
            self.edge = None
        self._show_filter()

    def _alike(self, edges: Iterable[str]) -> bool:
        """Whether edges join what they joined: at most their tolerance differs."""
        drawn, lines = self._scene.edges.drawn, self.arrangement.lines
        return all(
            item in drawn
            and replace(drawn[item].line, tolerance=lines[item].tolerance) == lines[item]
            for item in edges
        )

    def _cards(self, ids: Iterable[str]) -> list[Card]:
        results, model = self._session.results, self._session.model
        return [card_of(model, item, results.impact, results.objectives) for item in ids]

    def _recard(self, ids: Iterable[str]) -> None:
        shown = [item for item in ids if item in self._scene.nodes]
        known = [item for item in shown if item in self._session.model.elements]
        self._scene.put_nodes(self._cards(known), {})

    def _results(self, name: str) -> None:
        if name in ("impact", "objectives"):
            self._recard(self._scene.nodes)

    def _marks(self) -> None:
        model = self._session.model
        self._scene.edges.set_marks({item: group_mark(model, item) for item in model.groups})

    # --- selection --------------------------------------------------------------------------

    def _scene_selected(self) -> None:
        if self._quiet:
            return
        chosen = set(self._scene.selected_ids())
        kept = [item for item in self._session.selection if item in chosen]
        fresh = sorted(chosen - set(kept), key=lambda item: self._scene.nodes[item].card.key)
        if chosen:
            self.edge = None
        self._session.select([*fresh, *kept])

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        self._quiet = True
        self._scene.select_nodes(ids)
        self._quiet = False
        self._show_filter() if self.only_related else self.show_parts()

    def choose_edge(self, edge: str | None) -> None:
        """Make an edge the chosen one; elements are then no longer selected."""
        if edge == self.edge and not self._session.selection:
            return
        self.edge = edge
        if self._session.selection:
            self._session.select(())
        self.show_parts()

    def show_parts(self) -> None:
        """Emphasise what belongs to the selection, to the chosen edge, to the loss."""
        model, scene = self._session.model, self._scene
        chosen = [item for item in self._session.selection if item in scene.nodes]
        needs = needs_closure(model, chosen)
        needed = needed_closure(model, chosen)
        roles = dict.fromkeys(needed, "needed") | dict.fromkeys(needs, "needs")
        roles |= dict.fromkeys(chosen, "self")
        fade = bool(chosen) and self.highlight
        scene.set_roles(roles if self.highlight else dict.fromkeys(chosen, "self"), fade)
        scene.edges.set_parts(self._edge_parts(set(chosen), needs, needed), "faded" if fade else "")
        scene.edges.set_labelled(
            item
            for item, line in self.arrangement.lines.items()
            if line.dependent in chosen or line.provider in chosen or item == self.edge
        )
        self.shownChanged.emit()

    def _edge_parts(self, chosen: set[str], needs: set[str], needed: set[str]) -> dict[str, str]:
        result, parts = self._whatif.result, dict[str, str]()
        below, above = chosen | needs, chosen | needed
        for item, line in self.arrangement.lines.items():
            if self.highlight and chosen:
                if line.dependent in below:
                    parts[item] = "needs"
                elif line.provider in above:
                    parts[item] = "needed"
                else:
                    continue
            outage = result.outages.get(line.dependent) if result is not None else None
            if outage is not None and outage.because == line.provider:
                parts[item] = "failing"
        if self.edge is not None:
            parts[self.edge] = "chosen"
        return parts

    # --- loss and filter --------------------------------------------------------------------

    def _show_loss(self) -> None:
        result = self._whatif.result
        states: dict[str, State] = {}
        if result is not None:
            for element in (*result.outages, *result.tolerating, *result.degraded):
                state = state_of(result, element)
                if state is not None:
                    states[element] = state
        self._scene.set_states(states)
        self.show_parts()

    def set_filter(self, ids: set[str] | None) -> None:
        """Show only these elements; None shows all."""
        self.filtered = ids
        self._show_filter()

    def set_only_related(self, only: bool) -> None:
        """Show only what the selected elements need and what needs them."""
        self.only_related = only
        self._show_filter()

    @property
    def shown(self) -> set[str] | None:
        """Ids of the elements that filter and relation let through; None: all."""
        shown = self.filtered
        chosen = self._session.selection
        if self.only_related and chosen:
            model = self._session.model
            related = needs_closure(model, chosen) | needed_closure(model, chosen) | set(chosen)
            shown = related if shown is None else shown & related | set(chosen)
        return shown

    def _show_filter(self) -> None:
        shown = self.shown
        if shown is not None or self._hiding:
            self._quiet = True
            self._scene.show_only(shown)
            self._scene.select_nodes(self._session.selection)
            self._quiet = False
        self._hiding = shown is not None
        self.show_parts()
