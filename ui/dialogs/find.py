"""Find any record of the document by key, name or anything else that is written in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bcm_tool.model.fields import field_specs
from bcm_tool.model.model import RECORD_TYPES, Model, key_order
from bcm_tool.model.records import Record
from bcm_tool.model.rules import NOUNS, describe
from ui.dialogs.chooser import Choice, Chooser
from ui.icons import icon
from ui.models.columns import CATALOGUE
from ui.models.values import display, record_label
from ui.session import Session


class FindDialog(Chooser):
    """Lists records; Enter shows one in the catalogue."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        choices = [
            _choice(session, table.name, table.icon, record)
            for table in CATALOGUE
            for record in sorted(session.model.table(table.name).values(), key=_order)
        ]
        super().__init__("Find", "Key, name, or any word of a record", choices, parent)


def _choice(session: Session, table: str, symbol: str, record: Record) -> Choice:
    model = session.model
    return Choice(
        title_of(model, table, record),
        NOUNS[table],
        lambda: session.show_in("catalogue", [record.id]),
        icon(symbol),
        " ".join(
            display(model, record, spec)
            for spec in field_specs(RECORD_TYPES[table])
            if spec.type not in ("minutes", "money", "number", "integer", "flag")
        ),
    )


def _order(record: Record) -> tuple[str, str]:
    return key_order(str(getattr(record, "key", "")))


def title_of(model: Model, table: str, record: Record) -> str:
    """Key and name of a record, or what it joins."""
    label = record_label(model, table, record.id)
    name = str(getattr(record, "title", ""))
    return "  ".join(part for part in (label, name) if part) or describe(model, record)
