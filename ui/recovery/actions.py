"""What can be done in the recovery view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import ActionSpec
from ui.recovery import commands
from ui.recovery.effort import EFFORTS, Effort
from ui.recovery.first_goal import FIRST_GOALS, FirstGoal
from ui.recovery.selecting import current_task, open_task

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView


def _edits(view: RecoveryView) -> bool:
    return view.session.can_edit


def _chosen(view: RecoveryView) -> bool:
    return view.session.can_edit and bool(view.scenario)


def _shown(view: RecoveryView) -> bool:
    return view.result is not None


def _task(view: RecoveryView) -> bool:
    return bool(current_task(view))


def _effort(effort: Effort) -> ActionSpec:
    def choose(view: RecoveryView) -> None:
        commands.set_effort(view, effort.name)

    def chosen(view: RecoveryView) -> bool:
        return view.effort == effort.name

    name = f"recovery.effort_{effort.name}"
    return ActionSpec(name, effort.title, choose, "", "", effort.tip, None, chosen)


def _first_goal(goal: FirstGoal) -> ActionSpec:
    def choose(view: RecoveryView) -> None:
        commands.set_first_goal(view, goal.name)

    def chosen(view: RecoveryView) -> bool:
        return view.first_goal.name == goal.name

    name = f"recovery.first_{goal.name}"
    return ActionSpec(name, goal.title, choose, "", "", goal.tip, None, chosen)


def recovery_actions() -> tuple[ActionSpec, ...]:
    """The actions; each runs on the view."""
    return (
        ActionSpec(
            "scenario.new",
            "&New scenario",
            commands.new_scenario,
            "Ctrl+N",
            "plus",
            "Add a scenario and say what is lost in it",
            _edits,
        ),
        ActionSpec(
            "scenario.duplicate",
            "&Duplicate scenario",
            commands.duplicate_scenario,
            "Ctrl+D",
            "copy-plus",
            "Copy this scenario under a free key",
            _chosen,
        ),
        ActionSpec(
            "scenario.delete",
            "Dele&te scenario",
            commands.delete_scenario,
            "",
            "trash-2",
            "Delete this scenario; Undo brings it back",
            _chosen,
        ),
        ActionSpec(
            "scenario.edit",
            "&Edit scenario",
            lambda view: view.toggle_editor(),
            "F2",
            "pencil",
            "Show or hide the scenario's name, what is lost and who decides",
            lambda view: bool(view.scenario),
            lambda view: view.editor_wanted,
        ),
        ActionSpec(
            "recovery.run",
            "&Sequence again",
            lambda view: view.run(),
            "Ctrl+R",
            "play",
            "Compute the recovery sequence of this scenario",
            lambda view: view.can_run(),
        ),
        ActionSpec(
            "recovery.stop",
            "S&top",
            lambda view: view.stop(),
            "Ctrl+.",
            "circle-stop",
            "End the search and keep the best sequence found so far",
            lambda view: view.is_running(),
        ),
        ActionSpec(
            "recovery.simulate",
            "Si&mulate again",
            lambda view: view.simulating.run(),
            "Ctrl+Shift+R",
            "refresh-cw",
            "Live through this sequence again many times with random durations",
            lambda view: view.simulating.can_run(),
        ),
        ActionSpec(
            "recovery.simulation_cancel",
            "&Cancel the simulation",
            lambda view: view.simulating.cancel(),
            "",
            "circle-stop",
            "Give the simulation up; what was known before stays",
            lambda view: view.simulating.is_running(),
        ),
        ActionSpec(
            "recovery.simulation_setup",
            "R&uns and seed…",
            lambda view: view.simulating.ask_setup(),
            "",
            "sliders-horizontal",
            "How many runs, and with which random numbers",
            lambda view: view.simulating.can_run(),
        ),
        ActionSpec(
            "recovery.by_team",
            "By t&eam",
            lambda view: view.by_team(),
            "Ctrl+T",
            "users",
            "A line of the chart is a team",
            _shown,
            lambda view: view.grouping == "team",
        ),
        ActionSpec(
            "recovery.by_element",
            "By e&lement",
            lambda view: view.by_element(),
            "Ctrl+Shift+T",
            "layers",
            "A line of the chart is an element",
            _shown,
            lambda view: view.grouping == "element",
        ),
        ActionSpec(
            "recovery.week",
            "Over the &week",
            lambda view: view.toggle_week(),
            "Ctrl+H",
            "calendar",
            "How the scenario goes when it begins at another hour of the week",
            lambda view: view.can_run(),
            lambda view: view.week_wanted,
        ),
        ActionSpec(
            "recovery.zoom_in",
            "Zoom &in",
            lambda view: view.zoom_in(),
            "Ctrl++; Ctrl+=",
            "zoom-in",
            "Stretch time",
            _shown,
        ),
        ActionSpec(
            "recovery.zoom_out",
            "Zoom &out",
            lambda view: view.zoom_out(),
            "Ctrl+-",
            "zoom-out",
            "Compress time",
            _shown,
        ),
        ActionSpec(
            "recovery.fit",
            "&Fit",
            lambda view: view.fit(),
            "Ctrl+0",
            "maximize",
            "The whole time in sight",
            _shown,
        ),
        ActionSpec(
            "recovery.open_task",
            "Edit t&his task",
            open_task,
            "Ctrl+Return",
            "pencil",
            "Open the selected task in the table of recovery tasks",
            _task,
        ),
        *(_effort(effort) for effort in EFFORTS),
        *(_first_goal(goal) for goal in FIRST_GOALS),
        ActionSpec(
            "recovery.limit",
            "Time &limit…",
            commands.ask_limit,
            "",
            "timer",
            "End every search after some seconds",
            None,
            lambda view: view.seconds is not None,
        ),
    )
