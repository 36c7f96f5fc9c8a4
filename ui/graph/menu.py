"""The context menu: what makes sense where it was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.graph import commands
from ui.graph.controller import MapController
from ui.graph.moving import move_names

NODE = ("map.rename", "map.connect", "map.connect_up", "map.dependencies", "map.duplicate",
        "map.delete", "",
        "map.lost", "", "map.select_needs", "map.select_needed", "map.only",
        "map.catalogue")  # fmt: skip
GROUND = ("map.select_all", "", "map.fit", "map.actual", "map.arrange", "", "map.legend",
          "map.tables", "map.picture", "map.print")  # fmt: skip


def fill_menu(
    menu: QMenu, control: MapController, actions: Mapping[str, QAction], point: QPointF
) -> None:
    """Fill a menu for a point of the scene; what is there becomes selected first."""
    canvas = control.canvas
    node = canvas.map.node_at(point)
    if node is not None:
        if node.card.id not in control.chosen:
            control.session.select([node.card.id])
        _add(menu, actions, NODE)
        _add(menu.addMenu("&Move"), actions, move_names())
        _add_kinds(menu, control)
        return
    edge = canvas.map.edges.edge_at(point, 6 / canvas.zoom)
    if edge is not None:
        control.presenter.choose_edge(edge)
        _fill_edge(menu, control, actions, edge)
        return
    here = menu.addAction("Add element here…", lambda: control.ask_new_at(point))
    here.setEnabled(control.can_edit)
    _add(menu, actions, GROUND)


def _add(menu: QMenu, actions: Mapping[str, QAction], names: tuple[str, ...]) -> None:
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()


def _add_kinds(menu: QMenu, control: MapController) -> None:
    model, chosen = control.session.model, control.chosen
    kinds = menu.addMenu("&Kind")
    kinds.setEnabled(control.can_edit)
    for item in model.sorted_kinds:
        action = kinds.addAction(item.name.replace("&", "&&"))
        action.triggered.connect(
            lambda _=False, kind=item.id: commands.set_kind(control.session, chosen, kind)
        )
        action.setCheckable(True)
        action.setChecked(all(model.elements[element].kind == item.id for element in chosen))


def _fill_edge(
    menu: QMenu, control: MapController, actions: Mapping[str, QAction], edge: str
) -> None:
    session = control.session
    record = session.model.dependencies[edge]
    soft = record.strength == "soft"
    change = menu.addAction(
        "Make it hard" if soft else "Make it soft",
        lambda: commands.change_dependency(session, edge, strength="hard" if soft else "soft"),
    )
    change.setEnabled(control.can_edit and record.group is None)
    turn = menu.addAction("Turn round", lambda: commands.reverse_dependency(session, edge))
    turn.setEnabled(control.can_edit)
    menu.addAction(actions["map.delete"])
    menu.addSeparator()
    menu.addAction("Go to the dependent", lambda: control.jump(record.dependent))
    menu.addAction("Go to the provider", lambda: control.jump(record.provider))
