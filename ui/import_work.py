"""What an import does in the background: read, map, and work out what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bcm_tool.errors import Problem
from bcm_tool.exchange.child import import_file, inspect_file
from bcm_tool.exchange.contract import SHEET_BY_NAME, folded
from bcm_tool.exchange.mapping import Inspected, Mapping
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.mapping_memory import remembered_mapping
from bcm_tool.exchange.planned import ImportPlan, Planned
from bcm_tool.exchange.source import Format, format_of
from bcm_tool.export.table import Table, column, row, table
from bcm_tool.model.model import Model
from ui.tasks import Work


@dataclass(frozen=True)
class Seen:
    """A source looked into; ``inspected`` is there when its sheets must be mapped first."""

    path: Path
    format: Format
    inspected: Inspected | None = None
    mapping: Mapping = field(default_factory=Mapping)
    remembered: bool = False


def look(path: Path, format: Format | None, *, map_columns: bool, work: Work) -> Seen:
    """Look into a source, in a process of its own.

    ``map_columns`` asks for a mapping even where sheets are called as the contract calls them.
    """
    chosen = format or format_of(path)
    if chosen == "archimate":
        return Seen(path, chosen)
    inspected = inspect_file(path, format=chosen, progress=work.progress)
    known = any(folded(sheet.name) in SHEET_BY_NAME for sheet in inspected.sheets)
    if not inspected.sheets or (known and not map_columns):
        return Seen(path, chosen)
    kept = remembered_mapping(inspected)
    mapping = kept or guess_mapping(inspected)
    return Seen(path, chosen, inspected, mapping, kept is not None)


def plan(model: Model | None, seen: Seen, mapping: Mapping | None, work: Work) -> ImportPlan:
    """What importing would do, worked out in a process that Cancel kills.

    ``model`` None stands for a new document.
    """
    progress = work.progress
    return import_file(model, seen.path, format=seen.format, mapping=mapping, progress=progress)


def preview_tables(found: ImportPlan) -> list[Table]:
    """The preview: what is added, changed, unchanged, kept, and what is wrong."""
    return [
        _problems("problems", "Problems", found.problems),
        _planned("added", "Added", found.added),
        _changed(found.changed),
        _planned("unchanged", "Unchanged", found.unchanged),
        _planned("kept", "Only here, kept", found.kept),
        _created(found),
        _problems("notes", "Left out", found.notes),
    ]


def _planned(key: str, title: str, items: Sequence[Planned]) -> Table:
    heads = (
        column("sheet", "Sheet", width=16),
        column("label", "Record", width=48),
        column("row", "Row", "integer", 8),
    )
    return table(key, title, heads, (row(item.sheet, item.label, item.row) for item in items))


def _changed(items: Sequence[Planned]) -> Table:
    heads = (
        column("sheet", "Sheet", width=14),
        column("label", "Record", width=30),
        column("row", "Row", "integer", 7),
        column("column", "Column", width=16),
        column("before", "Before", width=22),
        column("after", "After", width=22),
    )
    rows = (
        row(item.sheet, item.label, item.row, change.column, change.before, change.after)
        for item in items
        for change in item.changes
    )
    return table("changed", "Changed", heads, rows)


def _created(found: ImportPlan) -> Table:
    heads = (column("what", "What", width=20), column("name", "Name", width=48))
    rows = (row(item.noun, item.name) for item in found.created)
    return table("created", "Made because mentioned", heads, rows)


def _problems(key: str, title: str, items: Sequence[Problem]) -> Table:
    heads = (
        column("file", "File", width=20),
        column("sheet", "Sheet", width=14),
        column("row", "Row", "integer", 7),
        column("column", "Column", width=14),
        column("text", "What", width=70),
    )
    rows = (row(item.file, item.sheet, item.row, item.column, item.text) for item in items)
    return table(key, title, heads, rows)
