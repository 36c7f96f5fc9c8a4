"""Commands of the recovery view on scenarios and on the effort of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from bcm_tool.model import edits
from bcm_tool.model.rules import describe
from ui import settings
from ui.models import changes
from ui.recovery.first_goal import first_goal

if TYPE_CHECKING:
    from ui.views.recovery import RecoveryView


def new_scenario(view: RecoveryView) -> None:
    """Add a scenario and type its name."""
    record = changes.new_record(view.session.model, "scenarios")
    label = f"Add {describe(view.session.model, record)}"
    if view.session.edit(label, lambda model: edits.add(model, record)):
        view.editor_wanted = True
        view.show_scenario(record.id)
        view.editor.edit_name()


def duplicate_scenario(view: RecoveryView) -> None:
    """Copy the scenario under a free key."""
    known = set(view.session.model.scenarios)
    edit, label = changes.duplicate(view.session.model, "scenarios", [view.scenario])
    if view.session.edit(label, edit):
        fresh = next(item for item in view.session.model.scenarios if item not in known)
        view.editor_wanted = True
        view.show_scenario(fresh)
        view.editor.edit_name()


def delete_scenario(view: RecoveryView) -> None:
    """Delete the scenario; Undo brings it back."""
    view.session.results.stop_recovery(view.scenario)
    view.session.edit(
        f"Delete {changes.counted('scenarios', 1)}",
        changes.delete("scenarios", [view.scenario]),
    )


def set_effort(view: RecoveryView, name: str) -> None:
    """How much work the next searches may cost."""
    view.effort = name
    settings.set_text("recovery/effort", name)
    view.refresh_actions()


def set_first_goal(view: RecoveryView, name: str) -> None:
    """What counts first from now on; the scenario in sight is sequenced again."""
    before, view.first_goal = view.first_goal, first_goal(name)
    settings.set_text("recovery/first_goal", view.first_goal.name)
    view.refresh_actions()
    if view.first_goal != before:
        view.run()


def ask_limit(view: RecoveryView) -> None:
    """Ask after how many seconds every search ends; 0 is no limit."""
    dialog = QInputDialog(view)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Time limit")
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(0, 3600)
    dialog.setIntValue(round(view.seconds or 0))
    dialog.setLabelText("End the search after how many seconds? 0 sets no limit.")
    dialog.intValueSelected.connect(lambda seconds: set_limit(view, seconds))
    dialog.open()
    view.refresh_actions()


def set_limit(view: RecoveryView, seconds: int) -> None:
    """End every search after some seconds; 0 is no limit."""
    view.seconds = float(seconds) if seconds > 0 else None
    settings.set_text("recovery/seconds", str(seconds))
    view.refresh_actions()
