"""Keeps the scene in step with the document, its results, the selection, filter and loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress, filterfalse
from operator import is_not

from PySide6.QtCore import QObject, Signal

from bcm_tool.layout import Point, Route
from bcm_tool.model.diff import Diff, diff
from bcm_tool.model.records import Dependency
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
        self._model = session.model  # what the nodes are about: cards are made when painted
        scene.layer.source = self.card
        self.arrangement = Arrangement(session.tasks, self)
        self._said: dict[str, Mapping[str, object]] = {"impact": {}, "objectives": {}}
        self.highlight = True
        self.edge: str | None = None
        self.filtered: set[str] | None = None
        self.only_related = False
        self._hiding = False
        self._asleep = False
        self.arrangement.arranged.connect(self._rebuild)
        self.arrangement.changed.connect(self._apply)
        self.arrangement.ledAgain.connect(self._led_again)
        session.documentReplaced.connect(self._replaced)
        session.modelChanged.connect(self._changed)
        session.resultsChanged.connect(self._results)
        session.selectionChanged.connect(self._selection_changed)
        scene.chosenChanged.connect(self._scene_selected)
        whatif.resultChanged.connect(self._show_loss)

    # --- in sight or not --------------------------------------------------------------------

    def sleep(self) -> None:
        """Nobody sees the map: follow neither edits nor results until :meth:`wake`."""
        self._asleep = True

    def wake(self) -> None:
        """Follow all that has changed since."""
        if not self._asleep:
            return
        self._asleep = False
        if self._session.model is not self._model:
            self._changed(diff(self._model, self._session.model))
        for name in list(self._said):
            self._results(name)
        self._selection_changed(self._session.selection)

    # --- the document -----------------------------------------------------------------------

    def start(self) -> None:
        """Show the document that there is."""
        self._replaced()

    def _replaced(self) -> None:
        self._scene.drop_nodes(list(self._scene.nodes))
        self._scene.edges.clear()
        self.edge = None
        self._model = self._session.model
        self._scene.set_editable(self._session.can_edit)
        self.arrangement.reset(self._session.model)

    def _rebuild(self) -> None:
        model, scene, arrangement = self._model, self._scene, self.arrangement
        places = {
            item: place for item, place in arrangement.places.items() if item in model.elements
        }
        scene.drop_nodes([item for item in scene.nodes if item not in places])
        scene.put_nodes(self._kinds(places), places)
        scene.move_nodes(places)
        if arrangement.book is not None:
            scene.take_edges(arrangement.lines, arrangement.book)
        else:
            scene.edges.clear()
        scene.select_nodes(self._session.selection)
        self._marks()
        scene.fit_extent()
        self._show_loss()
        self._show_filter()
        self.rebuilt.emit()
        self._session.sweeper.set_aside()

    def _led_again(self) -> None:
        if self.arrangement.book is not None:
            self._scene.take_edges(self.arrangement.lines, self.arrangement.book)

    def _changed(self, changes: Diff) -> None:
        if self._asleep:
            return
        model, elements = self._session.model, changes.changed("elements")
        self._model = model
        self._scene.drop_nodes([item for item, (_, new) in elements.items() if new is None])
        self.arrangement.follow(model, changes)
        self._marks_again(changes)
        if changes.changed("kinds"):
            self._scene.layer.forget_cards()
        known = [item for item in elements if item in model.elements and item in self._scene.nodes]
        self._scene.put_nodes(self._kinds(known), {})
        if self._whatif.lost and set(changes.tables) - {"positions"}:
            self._whatif.refresh()

    def _apply(self, moved: dict[str, Point], routes: dict[str, Route], gone: list[str]) -> None:
        scene, lines = self._scene, self.arrangement.lines
        fresh = [item for item in moved if item not in scene.nodes]
        if not moved and not gone and self._alike(routes):
            scene.put_edges({item: lines[item] for item in routes}, routes)
            return
        if moved:
            scene.put_nodes(self._kinds(fresh), moved)
            scene.move_nodes(moved)
            scene.select_nodes(self._session.selection)
        scene.edges.put({item: lines[item] for item in routes}, routes, gone)
        if moved:
            scene.fit_extent()
        if self.edge not in lines:
            self.edge = None
        self._show_filter()

    def _alike(self, edges: Iterable[str]) -> bool:
        """Whether edges join what they joined: at most their tolerance differs."""
        drawn, lines = self._scene.edges.lines, self.arrangement.lines
        return all(
            item in drawn and drawn[item]._replace(tolerance=lines[item].tolerance) == lines[item]
            for item in edges
        )

    def card(self, element: str) -> Card:
        """What stands on a node, with what the last results say of it."""
        results = self._session.results
        return card_of(self._model, element, results.impact, results.objectives)

    def _kinds(self, ids: Iterable[str]) -> dict[str, str]:
        elements = self._model.elements
        return {item: elements[item].kind or "" for item in ids}

    def _results(self, name: str) -> None:
        """Nodes of which a result says something else than the one before are painted again."""
        if self._asleep or name not in ("impact", "objectives"):
            return
        result = getattr(self._session.results, name)
        now: Mapping[str, object] = {} if result is None else result.elements
        before, self._said[name] = self._said.get(name, {}), now
        changed = list(compress(now, map(is_not, now.values(), map(before.get, now))))
        changed += filterfalse(now.__contains__, before)
        self._scene.layer.forget_cards(changed)

    def _marks_again(self, changes: Diff) -> None:
        """What stands at groups that an edit touches."""
        touched = set(changes.changed("groups"))
        for pair in changes.changed("dependencies").values():
            touched |= {item.group for item in pair if isinstance(item, Dependency) and item.group}
        if touched:
            marks, model = dict(self._scene.edges.marks), self._model
            for item in touched:
                marks.pop(item, None)
                if item in model.groups:
                    marks[item] = group_mark(model, item)
            self._scene.edges.set_marks(marks)

    def _marks(self) -> None:
        model = self._model
        self._scene.edges.set_marks({item: group_mark(model, item) for item in model.groups})

    # --- selection --------------------------------------------------------------------------

    def _scene_selected(self) -> None:
        chosen = set(self._scene.selected_ids())
        kept = [item for item in self._session.selection if item in chosen]
        fresh = sorted(chosen - set(kept), key=lambda item: self._scene.nodes[item].card.key)
        if chosen:
            self.edge = None
        self._session.select([*fresh, *kept])

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        if self._asleep:
            return
        self._scene.select_nodes(ids)
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
        scene.edges.set_labelled(self._labelled(chosen))
        self.shownChanged.emit()

    def _labelled(self, chosen: Iterable[str]) -> set[str]:
        """Edges at what is chosen, and the chosen edge."""
        model = self._session.model
        found = {
            link.id
            for item in chosen
            for link in (*model.needs.get(item, ()), *model.needed_by.get(item, ()))
        }
        return found if self.edge is None else found | {self.edge}

    def _edge_parts(self, chosen: set[str], needs: set[str], needed: set[str]) -> dict[str, str]:
        """The edges of which there is something to say; nothing is asked of the others."""
        model, result, parts = self._session.model, self._whatif.result, dict[str, str]()
        among = self.highlight and bool(chosen)
        if among:
            for item in chosen | needed:
                parts.update((link.id, "needed") for link in model.needed_by.get(item, ()))
            for item in chosen | needs:
                parts.update((link.id, "needs") for link in model.needs.get(item, ()))
        for item, outage in (result.outages if result is not None else {}).items():
            for link in model.needs.get(item, ()) if outage.because is not None else ():
                if link.provider == outage.because and (link.id in parts or not among):
                    parts[link.id] = "failing"
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
            self._scene.show_only(shown)
        self._hiding = shown is not None
        self.show_parts()
