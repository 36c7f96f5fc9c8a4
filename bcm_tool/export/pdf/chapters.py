"""The chapters between the first hour and the forms: what happens, in which order, with whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from bcm_tool.analysis.results import RecoveryResult
from bcm_tool.analysis.run import AllResults
from bcm_tool.export.pdf.gantt import AXIS, LEGEND, ROW, Gantt
from bcm_tool.export.pdf.gantt_rows import gantt_rows, split_rows, time_span
from bcm_tool.export.pdf.ink import Ink
from bcm_tool.export.pdf.parts import body, chapter, section
from bcm_tool.export.pdf.style import paragraph
from bcm_tool.export.pdf.tables import Look, table_flowables
from bcm_tool.export.table import Row, Table
from bcm_tool.export.tables.concentration import concentration_table
from bcm_tool.export.tables.findings import findings_table
from bcm_tool.export.tables.objectives import agreements_table, objectives_table
from bcm_tool.export.tables.people import contacts_table
from bcm_tool.export.tables.recovery import (
    comparison_table,
    sequence_notes,
    sequence_table,
    services_table,
)
from bcm_tool.export.tables.risk import risk_table
from bcm_tool.export.tables.summary import summary_table
from bcm_tool.model import records as r
from bcm_tool.model.model import Model

Area = tuple[float, float]
DATA_KINDS = ("data", "application", "it-service", "vital-record")


def outcome_chapter(
    ink: Ink, model: Model, scenario: r.Scenario, recovery: RecoveryResult, area: Area
) -> list[Flowable]:
    """What the scenario does to the services, and how good the sequence is."""
    width = area[0]
    found = chapter(ink, "What happens to the services", "outcome")
    found += table_flowables(
        ink,
        services_table(model, recovery),
        width,
        Look(columns=("key", "name", "down", "up", "rta", "rto", "result", "loss"), bold=("key",)),
        "No service stops in this scenario.",
    )
    found += section(ink, "How good this sequence is", "outcome-quality")
    found += [body(ink, note) for note in sequence_notes(model, recovery)]
    if recovery.comparisons:
        found += table_flowables(
            ink, comparison_table(model, recovery), width, Look(), "No other order was compared."
        )
    return found


def objectives_chapter(ink: Ink, model: Model, results: AllResults, area: Area) -> list[Flowable]:
    """Required, achievable and proven, and what was promised."""
    table = objectives_table(model, results.objectives, results.impact)
    services = set(results.structure.services)
    of_services = _only(table, lambda element: element in services)
    others = _only(table, lambda element: element not in services)
    achievable = ("bound", "rta") if results.recovery else ("bound",)
    times = Look(
        columns=(
            "key",
            "name",
            "mtpd",
            "rto",
            "required",
            *achievable,
            "gap",
            "proven",
            "proven_on",
        ),
        bold=("key",),
    )
    provided = Look(
        columns=("key", "name", "required", "forced", *achievable, "gap", "proven"),
        bold=("key",),
        notes=False,
    )
    points = Look(
        columns=("key", "name", "rpo", "rpa", "rpo_gap", "proven_rpa"), bold=("key",), notes=False
    )
    promised = Look(
        columns=("key", "element", "type", "supplier", "restore", "required", "gap", "rpo_gap"),
        bold=("key",),
    )
    width = area[0]
    with_points = _rows(table, lambda row: _holds_data(model, row))
    return [
        *chapter(ink, "Objectives", "objectives", landscape=True),
        *section(ink, "Services: required, achievable, proven", "objectives-services"),
        *table_flowables(ink, of_services, width, times, "No service has an objective."),
        *section(ink, "What the services need", "objectives-providers"),
        *table_flowables(ink, others, width, provided, "Nothing else has an objective."),
        *section(ink, "Recovery points", "objectives-points"),
        *table_flowables(ink, with_points, width, points, "No recovery point is required."),
        *section(ink, "Agreements", "objectives-agreements"),
        *table_flowables(
            ink,
            agreements_table(model, results.objectives),
            width,
            promised,
            "No agreement is recorded.",
        ),
    ]


def sequence_chapter(
    ink: Ink, model: Model, recovery: RecoveryResult, area: Area
) -> list[Flowable]:
    """The Gantt chart and the table of all tasks."""
    found = chapter(ink, "Recovery sequence", "sequence", landscape=True)
    rows = gantt_rows(model, recovery)
    span = time_span(rows)
    most = int((area[1] - 15 * mm - AXIS - LEGEND) // ROW)
    pages = split_rows(rows, most)
    for number, page in enumerate(pages, 1):
        last = number == len(pages)
        found.append(Gantt(ink, page, area[0], span, legend=last, start=recovery.start))
    found += section(ink, "All tasks in order", "sequence-tasks")
    look = Look(
        columns=(
            "number",
            "key",
            "name",
            "element",
            "teams",
            "start",
            "finish",
            "duration",
            "float",
            "critical",
            "limited",
        ),
        bold=("key",),
        size=8.0,
        titles={"number": "No.", "limited": "Starts then because"},
        notes=False,
        most=20_000,
    )
    return found + table_flowables(
        ink,
        sequence_table(model, recovery),  # by no name here: it is large, and gone once it is set
        area[0],
        look,
        "No task has to be done in this scenario.",
    )


def contacts_chapter(ink: Ink, model: Model, area: Area) -> list[Flowable]:
    """Everybody with telephone and deputy."""
    look = Look(size=9.0, bold=("name",), whole=("phone", "deputy_phone"), most=2000)
    return [
        *chapter(ink, "Call list", "contacts", landscape=True),
        *table_flowables(ink, contacts_table(model), area[0], look, "No people are recorded."),
    ]


def risk_chapter(ink: Ink, model: Model, results: AllResults, area: Area) -> list[Flowable]:
    """The risk register, worst first."""
    look = Look(
        columns=("key", "title", "element", "threat", "current", "target", "treatment", "owner"),
        bold=("key",),
    )
    return [
        *chapter(ink, "Risks", "risks", landscape=True),
        *table_flowables(
            ink, risk_table(model, results.risk), area[0], look, "No risk is recorded."
        ),
    ]


def concentration_chapter(
    ink: Ink, model: Model, results: AllResults, area: Area
) -> list[Flowable]:
    """What one site, supplier, owner, team or person would take of the portfolio."""
    if results.concentration is None:
        return []
    stopping = {
        f"{item.kind}:{item.element or item.name}"
        for item in results.concentration.rows
        if item.stopped
    }
    table = concentration_table(model, results.concentration, results.impact)
    shown = _rows(table, lambda row: row.ref in stopping)
    # What runs on in part is in the workbook: there is no room for long lists here.
    shown_columns = tuple(each.key for each in table.columns if each.key != "degraded")
    look = Look(columns=shown_columns, bold=("name",), size=8.5, most=60, notes=False)
    # Before the table: after a long one the notes would stand on a page of their own.
    notes = table.notes if shown.rows else ()
    return [
        *chapter(ink, "Concentration", "concentration", landscape=True),
        *(Paragraph(ink.markup(note), paragraph("Note")) for note in notes),
        *table_flowables(ink, shown, area[0], look, "No single cause stops a service."),
    ]


def findings_chapter(ink: Ink, model: Model, results: AllResults, area: Area) -> list[Flowable]:
    """Findings about what this scenario stops first, then all others."""
    table = findings_table(model, results.findings)
    affected = set(results.recovery.outages) if results.recovery else set()
    here = {
        str(number)
        for number, finding in enumerate(results.findings.findings)
        if affected.intersection(finding.elements)
    }
    look = Look(columns=("severity", "kind", "elements", "text"), size=8.5)
    found = chapter(ink, "Findings", "findings")
    if results.recovery:
        found += section(ink, "About this scenario", "findings-here")
        inside = _rows(table, lambda row: row.ref in here)
        found += table_flowables(ink, inside, area[0], look, "Nothing was found.")
        found += section(ink, "Elsewhere", "findings-elsewhere")
    rest = _rows(table, lambda row: row.ref not in here)
    return found + table_flowables(ink, rest, area[0], look, "Nothing was found.")


def summary_chapter(ink: Ink, model: Model, results: AllResults, area: Area) -> list[Flowable]:
    """Key figures of a report without a scenario."""
    look = Look(columns=("subject", "figure", "value", "where"), size=9.5)
    return [
        *chapter(ink, "Summary", "summary"),
        *table_flowables(ink, summary_table(model, results), area[0], look, "Nothing is recorded."),
    ]


def _rows(table: Table, keep: Callable[[Row], bool]) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if keep(row)))


def _only(table: Table, keep: Callable[[str], bool]) -> Table:
    return _rows(table, lambda row: keep(row.element))


def _holds_data(model: Model, row: Row) -> bool:
    """Whether a recovery point says something here: typed, promised, or of a kind with data."""
    element = model.elements[row.element]
    option = model.selected_option(element.id)
    typed = element.rpo is not None or (option is not None and option.rpa is not None)
    return typed or (element.kind in DATA_KINDS and element.id in model.needed_by)
