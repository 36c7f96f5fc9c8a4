"""One value for a column of many rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.dialogs.form import FormDialog
from ui.models.changes import change_label, counted, set_text
from ui.models.columns import columns
from ui.models.values import display
from ui.session import Session


class BulkDialog(FormDialog):
    """Asks for a value and sets it in all given records as one step to undo."""

    def __init__(
        self,
        session: Session,
        table: str,
        ids: Sequence[str],
        column: int,
        parent: QWidget | None = None,
    ) -> None:
        chosen = columns(table)[column]
        name = chosen.name

        def take(texts: dict[str, str]) -> bool:
            label = change_label(session.model, table, ids, name)
            return session.edit(label, set_text(table, ids, name, texts[name]))

        super().__init__(
            session,
            table,
            [chosen.spec],
            f"Set {chosen.title}",
            take,
            parent,
            note=f"The same value goes into {counted(table, len(ids))}.",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        records = [session.model.table(table)[record_id] for record_id in ids]
        shown = {display(session.model, record, chosen.spec) for record in records}
        if len(shown) == 1:
            self.fill(name, shown.pop())
