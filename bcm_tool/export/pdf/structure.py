"""The chapter on what stops the services together, and how available that leaves them."""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from bcm_tool.analysis.run import AllResults
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.table import Table, without_empty
from bcm_tool.export.tables.cutsets import (
    all_cut_sets_table,
    availability_table,
    no_sets,
)
from bcm_tool.export.tables.importance import top_importance_table
from bcm_tool.model.model import Model

PER_SERVICE = 8
"""Sets printed of each service: the shortest and most probable ones."""


def structure_chapter(
    ink: Ink, model: Model, results: AllResults, area: tuple[float, float]
) -> list[Flowable]:
    """Availability of services, the sets that stop them, the elements that matter most.

    A plan prints the services that its scenario concerns, a report all of them.
    """
    if results.cut_sets is None:
        return []
    found, width = results.cut_sets, area[0]
    if results.recovery:
        concerned = results.recovery.services
        kept = {name: item for name, item in found.services.items() if name in concerned}
        found = replace(found, services=kept)
    if not found.services:
        return []
    availability = without_empty(availability_table(model, found), "remark")
    columns = tuple(one.key for one in availability.columns if one.key != "total")
    available = Look(columns=columns, bold=("key",))
    sets = Look(columns=("service", "order", "members", "names", "probability"), bold=("service",))
    matters = Look(
        columns=("service", "key", "name", "criticality", "birnbaum", "raw", "own"),
        bold=("service",),
    )
    listed = all_cut_sets_table(model, found, per_service=PER_SERVICE)
    flowables = [
        *chapter(ink, "What stops the services", "structure", landscape=True),
        *section(ink, "Availability", "structure-availability"),
        *table_flowables(ink, availability, width, available, "There is no service."),
        *section(ink, "Minimal cut sets", "structure-sets"),
        body(
            ink,
            "Each line stops its service; nothing in it can be left out. Of every service the "
            f"first {PER_SERVICE} are printed: shortest first, then the most probable; the "
            "workbook has all that were listed.",
        ),
        *_with_notes(ink, listed, width, sets, no_sets(found)),
    ]
    if any(item.known for item in found.services.values()):
        flowables += [
            *section(ink, "What matters most", "structure-importance"),
            *_with_notes(ink, top_importance_table(model, found, most=3), width, matters),
        ]
    return flowables


def _with_notes(
    ink: Ink, table: Table, width: float, look: Look, empty: str = ""
) -> list[Flowable]:
    """The table with its notes, which say even of an empty one why it is so."""
    if table.rows:
        return table_flowables(ink, table, width, look, empty)
    return [body(ink, text) for text in (empty, *table.notes) if text]
