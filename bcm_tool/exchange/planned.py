"""What an import would do, as data for a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bcm_tool.errors import Problem
from bcm_tool.exchange.contract import Sheet
from bcm_tool.exchange.draft import Created
from bcm_tool.exchange.write_contract import record_cells
from bcm_tool.model import records as r
from bcm_tool.model.model import Model


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an import changes, before and after as the contract writes them."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What happens to one record: ``label`` names it, ``row`` is where the source has it."""

    sheet: str
    label: str
    row: int | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. ``model`` is the model afterwards, None when there are problems.

    ``created``: what rows mention and was missing. ``kept``: records of the imported sheets
    that the source does not have. ``notes``: what was left out of the source, and why.
    """

    source: str
    base: Model
    model: Model | None
    added: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    kept: tuple[Planned, ...] = ()
    created: tuple[Created, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def changes_of(
    old: Model, new: Model, sheet: Sheet, before: r.Record, after: r.Record
) -> tuple[Change, ...]:
    """The columns in which a record differs, as the contract writes them."""
    cells = zip(record_cells(old, sheet, before), record_cells(new, sheet, after), strict=True)
    return tuple(
        Change(name, shown(first), shown(second))
        for (name, first), (_, second) in cells
        if first != second
    )


def shown(value: Any) -> str:
    """A cell as a preview shows it."""
    return "" if value is None else str(value)
