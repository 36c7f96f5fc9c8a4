"""Asking for what a new record cannot be without."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bcm_tool.errors import BcmError
from bcm_tool.model.fields import field_spec
from bcm_tool.model.model import RECORD_TYPES
from bcm_tool.model.rules import NOUNS
from ui.dialogs.form import FormDialog
from ui.dialogs.group import GroupDialog
from ui.models.columns import default_of
from ui.models.paste import plan_rows
from ui.models.values import record_name, show
from ui.session import Session

FIRST_FIELDS = {
    "dependencies": ("dependent", "provider", "strength", "tolerance"),
    "impacts": ("element", "category", "band", "level", "loss"),
    "options": ("element", "name", "strategy", "recovery_time"),
    "tasks": ("element", "name", "likely", "demand", "after"),
    "agreements": ("element", "type", "supplier", "restore_time"),
}


def ask_for_record(
    session: Session, table: str, made: Callable[[str], None], parent: QWidget
) -> None:
    """Open the dialog for a new record of ``table``; ``made`` gets its id."""
    if table == "groups":
        GroupDialog(session, made, parent).open()
        return
    kind = RECORD_TYPES[table]
    specs = [field_spec(kind, name) for name in FIRST_FIELDS[table]]

    def take(texts: dict[str, str]) -> bool:
        plan = plan_rows(session.model, table, specs, [[texts[spec.name] for spec in specs]])
        if plan.problems or not plan.added:
            problem = plan.problems[0].text if plan.problems else "Fill in the fields."
            return session.attempt(lambda: _refuse(problem))
        done = session.edit(f"Add {NOUNS[table]}", plan.apply)
        if done:
            made(plan.added[0].id)
        return done

    dialog = FormDialog(session, table, specs, f"New {NOUNS[table]}", take, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for spec in specs:
        dialog.fill(spec.name, show(session.model, kind, spec, default_of(table, spec.name)))
    if session.selection:
        key = record_name(session.model, "elements", session.selection[0])
        dialog.fill("dependent" if table == "dependencies" else "element", key)
    dialog.open()


def _refuse(problem: str) -> None:
    raise BcmError(problem)
