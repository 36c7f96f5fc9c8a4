"""What an import does in the background: read, map, and work out what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bcm_tool.errors import Problem
from bcm_tool.exchange.contract import SHEET_BY_NAME, folded
from bcm_tool.exchange.mapping import Inspected, Mapping, inspect_source
from bcm_tool.exchange.mapping_apply import apply_mapping
from bcm_tool.exchange.mapping_guess import guess_mapping
from bcm_tool.exchange.mapping_memory import remembered_mapping
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.planned import ImportPlan, Planned
from bcm_tool.exchange.source import Format, format_of, read_grids, read_source
from bcm_tool.exchange.staged import Source, Staged, stage
from bcm_tool.export.table import Table, column, row, table
from bcm_tool.model.model import Model
from ui.tasks import Work


@dataclass(frozen=True)
class Read:
    """What a source holds: rows of the contract, or sheets that must be mapped first."""

    path: Path
    staged: Staged | None = None
    source: Source | None = None
    inspected: Inspected | None = None
    mapping: Mapping = field(default_factory=Mapping)
    remembered: bool = False

    @property
    def needs_mapping(self) -> bool:
        """Whether nothing in it is called as the contract calls it."""
        return self.staged is None


def read(path: Path, format: Format | None, *, map_columns: bool, work: Work) -> Read:
    """Read a source whole; ``map_columns`` asks for a mapping even where names are ours."""
    chosen = format or format_of(path)
    if chosen == "archimate":
        return Read(path, read_source(path, chosen, work.progress))
    source = read_grids(path, chosen, work.progress)
    known = any(folded(grid.name) in SHEET_BY_NAME for grid in source.grids)
    unreadable = bool(source.problems) and not source.grids
    if (known and not map_columns) or unreadable:
        return Read(path, stage(source), source)
    inspected = inspect_source(source)
    kept = remembered_mapping(inspected)
    mapping = kept or guess_mapping(inspected)
    return Read(path, None, source, inspected, mapping, kept is not None)


def plan(model: Model | None, found: Read, mapping: Mapping | None, work: Work) -> ImportPlan:
    """What importing would do; None stands for a new document."""
    staged = found.staged
    if mapping is not None and found.source is not None:
        staged = apply_mapping(found.source, mapping)
    assert staged is not None
    return plan_import(model, staged, work.progress)


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
