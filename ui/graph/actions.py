"""Every action of the map, as data for keys, menus and buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ui.actions import ActionSpec
from ui.graph.controller import MapController
from ui.graph.moving import move_actions


class Page(Protocol):
    """What actions need of the view around the canvas."""

    def save_picture(self) -> None:
        """Ask for a file and write the map as a picture."""

    def print_map(self) -> None:
        """Show the map before it is printed."""

    def focus_search(self) -> None:
        """Go to the search field."""

    def toggle_legend(self) -> None:
        """Show or hide the legend."""

    def toggle_panel(self) -> None:
        """Show or hide the tables."""

    def enter_dependencies(self) -> None:
        """Go into the table of dependencies."""

    def legend_shown(self) -> bool:
        """Whether the legend is shown."""

    def panel_shown(self) -> bool:
        """Whether the tables are shown."""


def map_actions(control: MapController, page: Page) -> list[ActionSpec]:
    """All actions; each is installed on the canvas and acts on the selection."""
    return [
        *_element_actions(control),
        *move_actions(control),
        *_selection_actions(control),
        *_view_actions(control, page),
    ]


def _element_actions(control: MapController) -> list[ActionSpec]:
    def some() -> bool:
        return bool(control.chosen)

    def some_editable() -> bool:
        return some() and control.can_edit

    def deletable() -> bool:
        return control.can_edit and (some() or control.presenter.edge is not None)

    def one_editable() -> bool:
        return len(control.chosen) == 1 and control.can_edit

    return [
        _spec(
            "map.add",
            "&Add element…",
            control.ask_new,
            "Ins",
            "plus",
            lambda: control.can_edit,
            "Add an element; the layout places it. A double click adds one where you point.",
        ),
        _spec(
            "map.rename",
            "&Rename",
            control.rename_chosen,
            "F2",
            "pencil",
            one_editable,
            "Change the name of the selected element",
        ),
        _spec(
            "map.connect",
            "&Connect to what it needs",
            control.connect_from_chosen,
            "C",
            "link",
            one_editable,
            "Then click the element that it needs, or go there by arrow keys and Enter",
        ),
        _spec(
            "map.connect_up",
            "Connect to what needs it",
            lambda: control.connect_from_chosen(False),
            "Shift+C",
            "link",
            one_editable,
            "Then click the element that needs it, or go there by arrow keys and Enter",
        ),
        _spec(
            "map.duplicate",
            "D&uplicate",
            control.duplicate_chosen,
            "Ctrl+D",
            "copy-plus",
            some_editable,
            "Copy the selected elements with what they need",
        ),
        _spec(
            "map.delete",
            "&Delete",
            control.delete_chosen,
            "Del",
            "trash-2",
            deletable,
            "Delete the selected elements or the chosen dependency",
        ),
        _spec(
            "map.lost",
            "Mark as &lost",
            control.toggle_lost,
            "L",
            "power-off",
            some,
            "Show what stops when the selected elements are lost; again to take it back",
        ),
        _spec(
            "map.lost_clear",
            "Nothing is lost",
            lambda: control.whatif.set_lost(()),
            "Shift+L",
            "rotate-ccw",
            lambda: bool(control.whatif.lost),
            "Take all marks of loss back",
        ),
    ]


def _selection_actions(control: MapController) -> list[ActionSpec]:
    presenter = control.presenter

    def some() -> bool:
        return bool(control.chosen)

    return [
        _spec(
            "map.select_needs",
            "Select what it &needs",
            control.select_needs,
            "N",
            "arrow-down",
            some,
            "Select everything that the selection needs, also through others",
        ),
        _spec(
            "map.select_needed",
            "Select what needs &it",
            control.select_needed,
            "Shift+N",
            "arrow-up",
            some,
            "Select everything that needs the selection, also through others",
        ),
        _spec(
            "map.select_all",
            "Select all",
            control.select_all,
            "Ctrl+A",
            "",
            None,
            "Select every element that is shown",
        ),
        _spec(
            "map.highlight",
            "&Highlight what is related",
            lambda: _toggle_highlight(control),
            "H",
            "crosshair",
            None,
            "Fade what has nothing to do with the selection",
            lambda: presenter.highlight,
        ),
        _spec(
            "map.only",
            "&Only what is related",
            lambda: presenter.set_only_related(not presenter.only_related),
            "O",
            "eye-off",
            None,
            "Hide what has nothing to do with the selection",
            lambda: presenter.only_related,
        ),
        _spec(
            "map.catalogue",
            "Show in the catalogue",
            lambda: control.session.show_in("catalogue", control.chosen),
            "",
            "table-2",
            some,
            "Go to the selected element in the catalogue",
        ),
    ]


def _view_actions(control: MapController, page: Page) -> list[ActionSpec]:
    canvas, model = control.canvas, control.session
    return [
        _spec(
            "map.zoom_in",
            "Zoom in",
            canvas.zoom_in,
            "Ctrl++; Ctrl+=; +",
            "zoom-in",
            None,
            "Look nearer",
        ),
        _spec(
            "map.zoom_out",
            "Zoom out",
            canvas.zoom_out,
            "Ctrl+-; -",
            "zoom-out",
            None,
            "Look from farther away",
        ),
        _spec("map.fit", "&Fit", canvas.fit, "Ctrl+0; F", "maximize", None, "Show the whole map"),
        _spec("map.actual", "Actual size", canvas.zoom_actual, "1", "", None, "Zoom 100 %"),
        _spec(
            "map.find",
            "Find on the map",
            page.focus_search,
            "/",
            "search",
            None,
            "Type a part of a key or name",
        ),
        _spec(
            "map.arrange",
            "Arran&ge again",
            control.arrange,
            "",
            "layers",
            lambda: control.can_edit and bool(model.model.elements),
            "Place everything anew; elements that were moved by hand go back into their rows",
        ),
        _spec(
            "map.picture",
            "Save &picture…",
            page.save_picture,
            "",
            "download",
            lambda: bool(model.model.elements),
            "Write the map as a PNG or SVG file",
        ),
        _spec(
            "map.print",
            "Print map…",
            page.print_map,
            "",
            "printer",
            lambda: bool(model.model.elements),
            "Preview and print the map on one page",
        ),
        _spec(
            "map.legend",
            "Legen&d",
            page.toggle_legend,
            "",
            "info",
            None,
            "What signs and lines mean",
            page.legend_shown,
        ),
        _spec(
            "map.dependencies",
            "&Edit dependencies",
            page.enter_dependencies,
            "D",
            "",
            lambda: bool(model.model.dependencies),
            "Go to the table: arrow keys choose a dependency, Tab leads to strength and group",
        ),
        _spec(
            "map.tables",
            "&Tables",
            page.toggle_panel,
            "T",
            "table-2",
            None,
            "What a loss does, and the dependencies, as tables",
            page.panel_shown,
        ),
    ]


def _toggle_highlight(control: MapController) -> None:
    control.presenter.highlight = not control.presenter.highlight
    control.presenter.show_parts()


def _spec(
    name: str,
    text: str,
    run: Callable[[], object],
    shortcut: str,
    icon: str,
    enabled: Callable[[], bool] | None,
    tip: str,
    checked: Callable[[], bool] | None = None,
) -> ActionSpec:
    return ActionSpec(
        id=name,
        text=text,
        run=lambda _: run(),
        shortcut=shortcut,
        icon=icon,
        tip=tip,
        enabled=None if enabled is None else lambda _: enabled(),
        checked=None if checked is None else lambda _: checked(),
    )
