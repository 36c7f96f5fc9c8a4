"""The chapter on what stops the services together, and how available that leaves them."""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from bcm_tool.analysis.run import AllResults
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.tables.cutsets import (
    all_cut_sets_table,
    availability_table,
    top_importance_table,
)
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
    available = Look(
        columns=("key", "name", "availability", "hours", "one", "two", "three", "known", "unknown"),
        bold=("key",),
    )
    sets = Look(columns=("service", "order", "members", "names", "probability"), bold=("service",))
    matters = Look(
        columns=("service", "key", "name", "own", "birnbaum", "criticality", "raw"),
        bold=("service",),
        notes=False,
    )
    listed = all_cut_sets_table(model, found, per_service=PER_SERVICE)
    pairs = replace(listed, notes=())
    flowables = [
        *chapter(ink, "What stops the services", "structure", landscape=True),
        *section(ink, "Availability", "structure-availability"),
        *table_flowables(
            ink, availability_table(model, found), width, available, "There is no service."
        ),
        *section(ink, "Minimal cut sets", "structure-sets"),
        body(
            ink,
            "Each line stops its service; nothing in it can be left out. Of every service the "
            f"first {PER_SERVICE} are printed: shortest first, then the most probable; the "
            "workbook has all that were listed.",
        ),
        *table_flowables(ink, pairs, width, sets, "Nothing stops a service but its own loss."),
    ]
    if any(item.known for item in found.services.values()):
        flowables += [
            *section(ink, "What matters most", "structure-importance"),
            *table_flowables(
                ink,
                top_importance_table(model, found, most=3),
                width,
                matters,
                "No element has a figure.",
            ),
        ]
    return flowables
