"""Moving elements on the map by keys: steps, and the actions for them."""

from __future__ import annotations

from collections.abc import Callable

from ui.actions import ActionSpec
from ui.graph import commands
from ui.graph.controller import MapController

STEP, FAR = 20.0, 100.0
"""Pixels of the scene that an element moves by one press, and with Shift."""
WAYS = (("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1))


def move_names() -> tuple[str, ...]:
    """Ids of the actions, the short steps first, for a menu."""
    near = tuple(f"map.move_{way}" for way, _, _ in WAYS)
    return (*near, "", *(f"map.move_far_{way}" for way, _, _ in WAYS))


def move_actions(control: MapController) -> list[ActionSpec]:
    """Four short and four long steps of what is selected."""

    def some_editable() -> bool:
        return control.can_edit and bool(_movable(control))

    found = []
    for way, across, down in WAYS:
        for far in (False, True):
            step = FAR if far else STEP
            found.append(
                ActionSpec(
                    id=f"map.move_far_{way}" if far else f"map.move_{way}",
                    text=f"Move far {way}" if far else f"Move {way}",
                    run=_mover(control, way, across * step, down * step),
                    shortcut=f"Alt+Shift+{way.capitalize()}" if far else f"Alt+{way.capitalize()}",
                    tip=f"Move the selected elements {way} by {'five steps' if far else 'a step'}",
                    enabled=lambda _: some_editable(),
                )
            )
    return found


def _mover(
    control: MapController, way: str, across: float, down: float
) -> Callable[[object], None]:
    return lambda _: _move(control, way, across, down)


def _move(control: MapController, way: str, across: float, down: float) -> None:
    """One step; steps in quick succession are undone together."""
    chosen = _movable(control)
    places = control.presenter.arrangement.places
    wanted = {item: (places[item][0] + across, places[item][1] + down) for item in chosen}
    if not wanted or not commands.move(control.session, wanted):
        return
    control.canvas.keep_in_sight(chosen[0])
    control.tell(f"Moved {commands.named(control.session.model, chosen)} {way}. Undo puts back.")


def _movable(control: MapController) -> list[str]:
    """Selected elements that stand on the map and are not hidden by a filter."""
    nodes = control.canvas.map.nodes
    return [item for item in control.chosen if item in nodes and nodes[item].visible]
