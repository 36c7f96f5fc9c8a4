"""What can be done in the BIA view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import ActionSpec

if TYPE_CHECKING:
    from ui.bia.grid import RatingGrid
    from ui.views.bia import BiaView


def _edits(grid: RatingGrid) -> bool:
    return grid.ratings.session.can_edit and grid.current_place() is not None


def _has(grid: RatingGrid) -> bool:
    return grid.currentIndex().isValid()


def grid_actions() -> tuple[ActionSpec, ...]:
    """Keys and context menu of the grid of ratings."""
    return (
        ActionSpec(
            "bia.copy",
            "C&opy",
            lambda grid: grid.copy(),
            "Ctrl+C",
            "copy",
            "Copy the selected block for a spreadsheet",
            _has,
        ),
        ActionSpec(
            "bia.cut",
            "C&ut",
            lambda grid: grid.cut(),
            "Ctrl+X",
            "",
            "Copy the selected block and empty it",
            _edits,
        ),
        ActionSpec(
            "bia.paste",
            "&Paste",
            lambda grid: grid.paste(),
            "Ctrl+V",
            "clipboard-paste",
            "Paste a block from a spreadsheet from here on",
            _edits,
        ),
        ActionSpec(
            "bia.clear",
            "C&lear",
            lambda grid: grid.clear_cells(),
            "Del; Backspace",
            "x",
            "Empty the selected cells",
            _edits,
        ),
    )


def view_actions() -> tuple[ActionSpec, ...]:
    """What the view offers besides."""
    return (
        ActionSpec(
            "bia.next",
            "&Next element",
            lambda view: view.next_element(),
            "Ctrl+Down",
            "arrow-down",
            "Rate the next element of the list",
            lambda view: view.has_element(),
        ),
        ActionSpec(
            "bia.previous",
            "Pre&vious element",
            lambda view: view.previous_element(),
            "Ctrl+Up",
            "arrow-up",
            "Rate the element before in the list",
            lambda view: view.has_element(),
        ),
        ActionSpec(
            "bia.money",
            "&Rows of money",
            lambda view: view.toggle_money(),
            "Ctrl+M",
            "banknote",
            "Show or hide what an outage costs, category by category",
            None,
            _money,
        ),
        ActionSpec(
            "bia.filter",
            "&Filter elements",
            lambda view: view.focus_filter(),
            "Ctrl+L",
            "filter",
            "Type words that the elements must hold",
        ),
    )


def _money(view: BiaView) -> bool:
    return view.grid.ratings.money
