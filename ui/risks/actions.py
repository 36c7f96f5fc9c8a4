"""What the risks view offers besides the actions of its register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import ActionSpec
from ui.risks.cells import STAGE_WORDS, STAGES, Stage

if TYPE_CHECKING:
    from ui.views.risks import RisksView


def _stage(stage: Stage, number: int) -> ActionSpec:
    def choose(view: RisksView) -> None:
        view.set_stage(stage)

    def chosen(view: RisksView) -> bool:
        return view.map.stage == stage

    tip = f"Show the risks {STAGE_WORDS[stage]}"
    title = f"&{stage.capitalize()}"
    return ActionSpec(f"risk.{stage}", title, choose, f"Alt+{number}", "", tip, None, chosen)


def _edits(view: RisksView) -> bool:
    return view.session.can_edit and view.map.place is not None


def _filtered(view: RisksView) -> bool:
    return view.map.chosen is not None


def risk_actions() -> tuple[ActionSpec, ...]:
    """The actions; each runs on the view."""
    return (
        *(_stage(stage, number) for number, stage in enumerate(STAGES, 1)),
        ActionSpec(
            "risk.new_here",
            "New risk in this &cell",
            lambda view: view.new_here(),
            "Ins",
            "plus",
            "Add a risk with the likelihood and impact of the map's cell",
            _edits,
        ),
        ActionSpec(
            "risk.all",
            "Show a&ll risks",
            lambda view: view.show_all(),
            "Ctrl+Shift+A",
            "filter-x",
            "Take the filter by cell away",
            _filtered,
        ),
    )
