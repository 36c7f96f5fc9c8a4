"""The workbook: every sheet of the exchange contract beside the report sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bcm_tool.analysis.run import AllResults
from bcm_tool.exchange.write_workbook import in_xml, write_workbook_sheets
from bcm_tool.export.excel_columns import with_week_times
from bcm_tool.export.excel_curves import add_exceedance, add_frontier
from bcm_tool.export.excel_gantt import add_gantt
from bcm_tool.export.excel_sheet import Paper, print_setup, write_table
from bcm_tool.export.table import Table
from bcm_tool.export.tables.bia import bia_table, impact_table
from bcm_tool.export.tables.chances import with_chances, with_criticality
from bcm_tool.export.tables.concentration import concentration_table
from bcm_tool.export.tables.cutsets import (
    all_cut_sets_table,
    availability_table,
)
from bcm_tool.export.tables.findings import findings_table
from bcm_tool.export.tables.importance import top_importance_table
from bcm_tool.export.tables.money import appetite_table, curve_table, effects_table, money_table
from bcm_tool.export.tables.objectives import agreements_table, objectives_table
from bcm_tool.export.tables.options import frontier_table
from bcm_tool.export.tables.order import order_table
from bcm_tool.export.tables.recovery import comparison_table, sequence_table, services_table
from bcm_tool.export.tables.risk import risk_table
from bcm_tool.export.tables.simulation import chances_table, gains_table
from bcm_tool.export.tables.structure import cfia_table, single_points_table
from bcm_tool.export.tables.summary import summary_table
from bcm_tool.export.tables.week import week_hours_table, week_services_table
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress
from bcm_tool.replacing import replaced


def report_tables(model: Model, results: AllResults) -> Iterator[tuple[str, Table]]:
    """(sheet name, table) of every report sheet, in order."""
    yield "Summary", summary_table(model, results)
    yield "BIA", bia_table(model, results.impact)
    yield "Impact matrix", impact_table(model, results.impact)
    yield "Objectives", objectives_table(model, results.objectives, results.impact)
    yield "Agreements compared", agreements_table(model, results.objectives)
    yield "CFIA", cfia_table(model, results.structure)
    yield "Single points", single_points_table(model, results.structure)
    if results.cut_sets:
        yield "Availability", availability_table(model, results.cut_sets)
        yield "Cut sets", all_cut_sets_table(model, results.cut_sets)
        yield "Importance", top_importance_table(model, results.cut_sets)
    if results.concentration:
        found = concentration_table(model, results.concentration, results.impact)
        yield "Concentration", found
    yield "Risk register", risk_table(model, results.risk)
    if results.recovery:
        simulation = results.simulation
        yield (
            "Recovery sequence",
            with_criticality(sequence_table(model, results.recovery), simulation),
        )
        yield "Recovery outcome", with_chances(services_table(model, results.recovery), simulation)
        yield "Orders compared", comparison_table(model, results.recovery)
        if results.order:
            yield "Why in this order", order_table(model, results.order)
        if results.week:
            yield "Start in the week", week_services_table(model, results.week)
            yield "Every start", week_hours_table(model, results.week)
        if simulation is not None:
            yield "Chances", chances_table(model, simulation)
            yield "Gains", gains_table(model, simulation)
    if results.money:
        yield "Yearly loss", money_table(model, results.money)
        yield "Loss exceedance", curve_table(model, results.money)
        if results.money.appetite:
            yield "Appetite", appetite_table(model, results.money)
        if results.money.options:
            yield "Options not in use", effects_table(model, results.money)
    if results.options:
        options, money = results.options, results.money
        yield "Efficient options", frontier_table(model, options, money=money)
        yield "Options keeping objectives", frontier_table(model, options, held=True, money=money)
    yield "Findings", findings_table(model, results.findings)


def write_workbook(
    path: Path,
    model: Model,
    results: AllResults,
    *,
    paper: Paper = "A4",
    progress: Progress = no_progress,
) -> None:
    """Write the workbook whole or not at all.

    Raises
    ------
    BcmError
        When the target cannot be written or is open elsewhere.
    Cancelled
        From inside ``progress``; the target is then as it was.
    """
    with replaced(path) as temporary:
        save_workbook(temporary, model, results, paper=paper, progress=progress)


def save_workbook(
    path: Path, model: Model, results: AllResults, *, paper: Paper, progress: Progress
) -> None:
    """As :func:`write_workbook`, into a file that may stay behind half written."""
    reports = [(name, with_week_times(found)) for name, found in report_tables(model, results)]
    cells = sum(len(table.rows) * len(table.columns) for _, table in reports)
    total = 2 * cells + 2  # laying them out takes about as long as saving them
    book = Workbook()
    book.remove(book.active)
    book.properties.title = in_xml(model.method.organisation) or "Business continuity"
    book.properties.creator = "bcm-tool"
    done = 0

    def written(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    for name, found in reports:
        write_report(book.create_sheet(name), found, paper, written)
    progress(cells + 1, total)
    write_workbook_sheets(book, model)
    for sheet in book.worksheets[len(reports) :]:
        sheet.sheet_properties.tabColor = "8A9BAE"
        print_setup(sheet, sheet.title, paper)
    progress(cells + 2, total)
    book.save(path)
    progress(total, total)


def write_report(
    sheet: Worksheet, found: Table, paper: Paper, written: Callable[[int], None]
) -> None:
    """One report sheet; sequence, exceedance and choices get their charts."""
    write_table(sheet, found, paper, written)
    if found.key == "sequence":
        add_gantt(sheet, found)
    elif found.key == "exceedance":
        add_exceedance(sheet, found)
    elif found.key in ("frontier", "held"):
        add_frontier(sheet, found)
