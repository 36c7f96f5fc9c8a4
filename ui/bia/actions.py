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
    from ui.bia.grid import RatingGrid as Grid

    return (
        ActionSpec("bia.copy", "C&opy", Grid.copy, "Ctrl+C", "copy",
                   "Copy the selected block for a spreadsheet", _has),
        ActionSpec("bia.cut", "C&ut", Grid.cut, "Ctrl+X", "",
                   "Copy the selected block and empty it", _edits),
        ActionSpec("bia.paste", "&Paste", Grid.paste, "Ctrl+V", "clipboard-paste",
                   "Paste a block from a spreadsheet from here on", _edits),
        ActionSpec("bia.clear", "C&lear", Grid.clear_cells, "Del; Backspace", "x",
                   "Empty the selected cells", _edits),
    )  # fmt: skip


def view_actions() -> tuple[ActionSpec, ...]:
    """What the view offers besides."""
    from ui.views.bia import BiaView as View

    return (
        ActionSpec("bia.next", "&Next element", View.next_element, "Ctrl+Down", "arrow-down",
                   "Rate the next element of the list", View.has_element),
        ActionSpec("bia.previous", "Pre&vious element", View.previous_element, "Ctrl+Up",
                   "arrow-up", "Rate the element before in the list", View.has_element),
        ActionSpec("bia.money", "&Rows of money", View.toggle_money, "Ctrl+M", "banknote",
                   "Show or hide what an outage costs, category by category", None, _money),
        ActionSpec("bia.filter", "&Filter elements", View.focus_filter, "Ctrl+L", "filter",
                   "Type words that the elements must hold"),
    )  # fmt: skip


def _money(view: BiaView) -> bool:
    return view.grid.ratings.money
